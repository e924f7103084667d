import { afterAll, beforeEach } from 'vitest'
import type { Api } from '../../src/core/api/define-api.ts'
import { parseIso } from '../../src/core/lib/zone.ts'
import { clockAt } from '../../src/core/sandbox/clock.ts'
import type { Sandbox } from '../../src/core/sandbox/sandbox.ts'
import type { Start } from '../../src/core/scenarios/scenario.ts'
import { type Running, run, type ServerOptions } from '../../src/server.ts'

/** A request as a test row writes it. */
export interface Send {
  method?: string
  /** From the root: `/developer/v3/client/list`. */
  path: string
  headers?: Record<string, string>
  /** Text goes as it is; anything else as JSON. */
  body?: unknown
}

export interface Got {
  status: number
  headers: Record<string, string>
  /** Parsed, where it is JSON. */
  body: unknown
  text: string
}

export interface TestServer {
  readonly running: Running
  readonly box: Sandbox
  send(request: Send): Promise<Got>
  /** Asks our own face: `admin('POST /sandboxes', { id: 'w1' })`. */
  admin(line: string, body?: unknown, headers?: Record<string, string>): Promise<Got>
  /** Puts options of readings in force: `{ 'vodyanoy.total': 'matching' }`. */
  readings(options: Record<string, string>): void
  profile(api: string, name: string): void
  /** Sets the clock of the sandbox, which then stands still. */
  now(iso: string): void
  /** Moves the clock on, by seconds. */
  advance(seconds: number): void
  /** Puts a record straight into the store. */
  put(api: string, collection: string, record: object): void
  stored(api: string, collection: string, key: string | number): Record<string, unknown> | undefined
  all(api: string, collection: string): Record<string, unknown>[]
  reset(start?: Start): Promise<void>
}

/**
 * A server for the tests of one file, every test of which begins with a reset sandbox. Replies are checked against
 * their schemas, and a defect of ours fails the test that caused it.
 */
export async function serve(options: ServerOptions = {}): Promise<TestServer> {
  const defects: unknown[] = []
  const running = await run({
    port: 0,
    host: '127.0.0.1',
    records: 0,
    checkReplies: true,
    onDefect: error => defects.push(error),
    ...options,
  })
  const box = running.sandboxes.get('default')!
  beforeEach(async () => {
    await running.sandboxes.reset(box)
    return () => {
      if (defects.length > 0) throw defects.splice(0)[0]
    }
  })
  afterAll(() => running.close())
  return {
    running,
    box,
    send: request => send(running.url, request),
    admin: (line, body, headers) => {
      const [method, path] = line.split(/ (.*)/s) as [string, string]
      return send(running.url, { method, path: `/__admin${path}`, body, headers })
    },
    readings: readings => box.configure({ readings: { ...box.state.readings, ...readings } }),
    profile: (api, name) => box.configure({ profiles: { ...box.state.profiles, [api]: name } }),
    now: iso => box.setClock(clockAt(Date.now(), parseIso(iso, box.zone)!, true)),
    advance: seconds => box.setClock(clockAt(Date.now(), box.now + seconds * 1000, box.state.clock.frozen)),
    put: (api, collection, record) => void box.transact(() => box.collection(api, collection)!.insert(record)),
    stored: (api, collection, key) => box.collection(api, collection)!.get(key) as Record<string, unknown> | undefined,
    all: (api, collection) => box.collection(api, collection)!.all() as Record<string, unknown>[],
    reset: start => running.sandboxes.reset(box, start),
  }
}

/** Sends by `node:http`: unlike `fetch`, it sends bodies with GET and header names as they are written. */
export async function send(url: string, { method = 'GET', path, headers = {}, body }: Send): Promise<Got> {
  const { request } = await import('node:http')
  const text =
    body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  const type =
    body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)
      ? { 'content-type': 'application/json' }
      : {}
  const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }
  return new Promise((resolve, reject) => {
    const req = request(
      url,
      { method, path: encodeRaw(path), headers: { ...type, ...length, ...headers }, agent: false },
      res => {
        const parts: Buffer[] = []
        res.on('data', part => parts.push(part))
        res.on('error', reject)
        res.on('end', () => {
          const whole = Buffer.concat(parts).toString('utf8')
          resolve({
            status: res.statusCode!,
            headers: res.headers as Record<string, string>,
            body: parsed(whole),
            text: whole,
          })
        })
      },
    )
    req.on('error', reject)
    req.end(text)
  })
}

/** Percent-encodes what HTTP does not carry raw, and leaves the rest as the row has it. */
const encodeRaw = (path: string): string => path.replace(/[^\x21-\x7e]|"/g, letter => encodeURIComponent(letter))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** One example of a documentation page, from `schemas/<api>/examples.json`. */
export interface Example {
  operation: string
  docs: string
  request: { method: string; path: string; headers?: Record<string, string>; body?: unknown }
  reply: { status: number; body?: unknown; text?: string; headers?: Record<string, string> }
  /** Only these keys of the body are compared: the page abridges. */
  abridged?: boolean
  /** Paths in the body that differ from time to time (`timestamp`): they must be there. */
  varies?: string[]
}

export const pathOf = (api: Api, path: string): string => api.basePath + path
