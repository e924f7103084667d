import { Agent } from 'node:http'
import { type Response, Test } from 'supertest'
import { afterAll, beforeEach } from 'vitest'
import { parseIso } from '../../src/core/lib/zone.ts'
import { clockAt } from '../../src/core/sandbox/clock.ts'
import type { Sandbox } from '../../src/core/sandbox/sandbox.ts'
import type { Start } from '../../src/core/scenarios/scenario.ts'
import type { ServerOptions } from '../../src/options.ts'
import { type Running, run } from '../../src/server.ts'

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

/** One for all, so that a request does not wait for a connection of its own. */
const connections = new Agent({ keepAlive: true })

/** Sends by supertest, and target, names of headers and body to the byte as they are written. */
export async function send(url: string, { method = 'GET', path, headers = {}, body }: Send): Promise<Got> {
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
  const sent = new Test(url, method, '/')
    .agent(connections)
    .set({ ...(!isRaw && { 'content-type': 'application/json' }), ...headers })
    .on('request', ({ req }) => {
      // Superagent would write a target as browsers do: / for \\, %22 for ".
      req.path = encodeRaw(path)
      if (req.hasHeader('transfer-encoding')) req.removeHeader('content-length')
    })
    .buffer()
    .parse(readText)
  if (body !== undefined) {
    // Of a text superagent would make a form, and a buffer it would write in pieces.
    const bytes = Buffer.from((isRaw ? body : JSON.stringify(body)) as string)
    sent.send(bytes).serialize(() => new Uint8Array(bytes) as unknown as string)
  }
  const { status, headers: got, text = '' } = await sent
  return { status, headers: got, body: parsed(text), text }
}

/** Whatever its type says, which may be wrong. */
function readText(res: Response, done: (error: Error | null, body: unknown) => void): void {
  let text = ''
  res.setEncoding('utf8')
  res.on('data', part => (text += part))
  res.on('end', () => done(null, (res.text = text)))
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
