import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Low, Memory } from 'lowdb'
import { createAdmin } from './admin/admin.ts'
import { builtInApis } from './apis/index.ts'
import type { Api } from './core/api/define-api.ts'
import { createListener } from './core/http/app.ts'
import { Guard } from './core/http/guard.ts'
import { type Database, Sandboxes } from './core/sandbox/sandboxes.ts'
import { ScenarioFiles } from './core/scenarios/files.ts'
import type { Start } from './core/scenarios/scenario.ts'
import { Validation } from './core/validation/validation.ts'
import { packageRoot } from './package-root.ts'

export interface ServerOptions extends Start {
  /** Default 10400; 0: any free one. */
  port?: number
  /** Default: loopback, 127.0.0.1 and ::1. */
  host?: string
  /** Host names, beside its own, under which the server may be asked. */
  allowedHosts?: string[]
  /** Names of the APIs to serve; default: all. */
  api?: string[]
  /** APIs of your own, beside the five. */
  apis?: Api[]
  /** Journal entries kept for each sandbox; default 10,000. */
  journalLimit?: number
  /** Bytes of a request's body; default 1 MiB. */
  bodyLimit?: number
  /** Whether vendor paths send permissive CORS headers; default true. */
  cors?: boolean
  /** The bearer token of `/__admin`; beyond loopback one is made where none is given. */
  adminToken?: string
  /** Default 1000. */
  maxSandboxes?: number
  /** Milliseconds of real time after which an unused sandbox goes; default one hour. */
  sandboxTtl?: number
  /** Whether an unknown name makes its sandbox; default true. */
  autoSandbox?: boolean
  /** Checks every reply against its schema; for tests of the server itself. */
  checkReplies?: boolean
  /** Told of every defect of ours; default: standard error. */
  onDefect?: (error: unknown) => void
}

export interface Running {
  readonly url: string
  readonly port: number
  readonly adminToken: string | null
  readonly runId: string
  readonly apis: readonly Api[]
  readonly sandboxes: Sandboxes
  readonly scenarios: ScenarioFiles
  close(): Promise<void>
}

export const version: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version

const LOOPBACK = ['127.0.0.1', '::1']

/** Puts a server together and lets it listen. */
export async function run(options: ServerOptions = {}): Promise<Running> {
  const apis = chooseApis(options)
  const loopback = options.host === undefined || ['127.0.0.1', '::1', 'localhost'].includes(options.host)
  const adminToken = options.adminToken ?? (loopback ? null : randomBytes(24).toString('base64url'))
  const scenarios = new ScenarioFiles(join(packageRoot, 'scenarios'))
  const low = new Low<Database>(new Memory(), { version: 1, sandboxes: Object.create(null) })
  const sandboxes = new Sandboxes({
    apis,
    scenarios,
    low,
    start: options,
    max: options.maxSandboxes ?? 1000,
    ttl: options.sandboxTtl ?? 3_600_000,
    auto: options.autoSandbox ?? true,
    journalLimit: options.journalLimit ?? 10_000,
    realNow: Date.now,
    changed: () => {},
  })
  await sandboxes.open()
  const runId = randomUUID()
  const listener = createListener({
    apis,
    sandboxes,
    guard: new Guard({
      loopback,
      allowedHosts: [...(options.allowedHosts ?? []), ...(options.host ? [options.host] : [])],
      adminToken,
    }),
    bodyLimit: options.bodyLimit ?? 1024 * 1024,
    cors: options.cors ?? true,
    validation: new Validation(join(packageRoot, 'schemas')),
    checkReplies: options.checkReplies ?? false,
    onDefect: options.onDefect ?? (error => console.error(error)),
    admin: createAdmin({ apis, sandboxes, scenarios, runId, version }),
  })
  const servers = await listen(listener, options.host, options.port ?? 10400)
  const { port } = servers[0]!.address() as AddressInfo
  const sweeper = setInterval(() => sandboxes.sweep(), 60_000).unref()
  return {
    url: `http://${loopback ? '127.0.0.1' : urlHost(options.host!)}:${port}`,
    port,
    adminToken,
    runId,
    apis,
    sandboxes,
    scenarios,
    async close() {
      clearInterval(sweeper)
      await Promise.all(servers.map(closed))
    },
  }
}

function chooseApis({ api: names, apis: own = [] }: ServerOptions): readonly Api[] {
  const all = [...builtInApis, ...own]
  for (const name of names ?? []) {
    if (!all.some(api => api.name === name)) {
      throw new Error(
        `Cannot serve API ${JSON.stringify(name)}: there is none of that name. Choose from ${all.map(api => api.name).join(', ')}.`,
      )
    }
  }
  return names ? all.filter(api => names.includes(api.name)) : all
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)

async function listen(listener: RequestListener, host: string | undefined, port: number): Promise<Server[]> {
  if (host !== undefined) return [await listening(listener, host, port)]
  const first = await listening(listener, LOOPBACK[0]!, port)
  try {
    return [first, await listening(listener, LOOPBACK[1]!, (first.address() as AddressInfo).port)]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return [first]
    await closed(first)
    throw error
  }
}

function listening(listener: RequestListener, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener)
    server.once('error', reject)
    server.listen(port, host, () => resolve(server.off('error', reject)))
  })
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
