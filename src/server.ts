import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Low, Memory } from 'lowdb'
import { createAdmin } from './admin/admin.ts'
import { builtInApis } from './apis/index.ts'
import type { Api } from './core/api/define-api.ts'
import { Coverage } from './core/coverage/coverage.ts'
import type { RecordMalformed } from './core/http/client-error.ts'
import { handleClientError, handleExpectation } from './core/http/connection.ts'
import { Guard, isLoopback } from './core/http/guard.ts'
import { createListener } from './core/http/listener.ts'
import { recordUnmatched, type Unmatched } from './core/http/unmatched.ts'
import { isBuilt, packageRoot } from './core/lib/package-root.ts'
import type { FileDatabase } from './core/persistence/database.ts'
import { Events } from './core/sandbox/events.ts'
import { emptyDatabase, Sandboxes } from './core/sandbox/registry.ts'
import { ScenarioFiles } from './core/scenarios/files.ts'
import { InitialWorlds } from './core/scenarios/initial-worlds.ts'
import { Prepared } from './core/scenarios/prepared.ts'
import type { Start } from './core/scenarios/scenario.ts'
import { sayScenarioFlaw } from './core/scenarios/scenario-flaw.ts'
import { Validation } from './core/validation/validation.ts'

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
  /** A file that keeps every sandbox; default: they live in memory. */
  db?: string
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
  /** Told, in a sentence, of what goes wrong around the server, a full disk for one; default: standard error. */
  onProblem?: (problem: string) => void
  /** Told, while records are generated, how many clients of an API are made of how many. */
  onProgress?: (api: string, made: number, of: number) => void
}

export interface Running {
  readonly url: string
  readonly port: number
  readonly adminToken: string | null
  readonly runId: string
  readonly apis: readonly Api[]
  readonly sandboxes: Sandboxes
  readonly scenarios: ScenarioFiles
  readonly events: Events
  close(): Promise<void>
}

export const version: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version

const LOOPBACK = ['127.0.0.1', '::1']

/** Puts a server together and lets it listen. */
export async function run(options: ServerOptions = {}): Promise<Running> {
  const known = [...builtInApis, ...(options.apis ?? [])]
  const apis = chooseApis(options.api, known)
  const adminToken = options.adminToken ?? (isLoopback(options.host) ? null : randomBytes(24).toString('base64url'))
  const prepared = isBuilt ? Prepared.read(join(packageRoot, 'dist/prepared.json')) : undefined
  const scenarios = new ScenarioFiles(join(packageRoot, 'scenarios'), prepared)
  const start = await startOf(options, scenarios, known)
  const events = new Events()
  const validation = new Validation(
    join(packageRoot, 'schemas'),
    isBuilt ? join(packageRoot, 'dist/validators') : undefined,
  )
  const initialWorlds = new InitialWorlds({ apis, scenarios, start, prepared, progress: options.onProgress })
  const database = await openDatabase(options, initialWorlds)
  const coverage = new Coverage(apis, validation)
  const sandboxes = new Sandboxes({
    apis,
    scenarios,
    low: database?.low ?? new Low(new Memory(), emptyDatabase()),
    initialWorlds,
    max: options.maxSandboxes ?? 1000,
    ttl: options.sandboxTtl ?? 3_600_000,
    auto: options.autoSandbox ?? true,
    journalLimit: options.journalLimit ?? 10_000,
    realNow: Date.now,
    events,
    coverage,
    changed: () => database?.touch(),
  })
  await sandboxes.open()
  const runId = randomUUID()
  const bodyLimit = options.bodyLimit ?? 1024 * 1024
  const onDefect = options.onDefect ?? (error => console.error(error))
  const listener = createListener({
    apis,
    sandboxes,
    guard: new Guard({ host: options.host, allowedHosts: options.allowedHosts ?? [], adminToken }),
    bodyLimit,
    cors: options.cors ?? true,
    validation,
    checkReplies: options.checkReplies ?? false,
    onDefect,
    admin: createAdmin({
      apis,
      sandboxes,
      scenarios,
      validation,
      events,
      coverage,
      runId,
      version,
      startedAt: performance.now(),
      problems: () => database?.problems ?? [],
      bodyLimit,
      onDefect,
    }),
  })
  const record = (unmatched: Unmatched): string => recordUnmatched(unmatched, { apis, sandboxes, onDefect })
  const servers = await listen({ listener, bodyLimit, record }, options.host, options.port ?? 10400).catch(
    async error => {
      await database?.close()
      throw error
    },
  )
  const { port } = servers[0]!.address() as AddressInfo
  const sweeper = setInterval(() => sandboxes.sweep(), 60_000).unref()
  return {
    url: `http://${urlHost(options.host)}:${port}`,
    port,
    adminToken,
    runId,
    apis,
    sandboxes,
    scenarios,
    events,
    async close() {
      clearInterval(sweeper)
      await Promise.all(servers.map(closed))
      await database?.close()
    },
  }
}

async function openDatabase(
  { db, onProblem = console.error }: ServerOptions,
  initialWorlds: InitialWorlds,
): Promise<FileDatabase | null> {
  if (db === undefined) return null
  // A start that is no good is said before the file is touched.
  await initialWorlds.of({})
  const { FileDatabase } = await import('./core/persistence/database.ts')
  return FileDatabase.open({ file: db, initialWorlds, report: onProblem })
}

function chooseApis(names: readonly string[] | undefined, known: readonly Api[]): readonly Api[] {
  for (const name of names ?? []) {
    if (!known.some(api => api.name === name)) {
      throw new Error(
        `Cannot serve API ${JSON.stringify(name)}: it is not the name of an API. Choose from ${known.map(api => api.name).join(', ')}.`,
      )
    }
  }
  return names ? known.filter(api => names.includes(api.name)) : known
}

/** What the options ask every sandbox to start from, checked where they ask for anything. */
async function startOf(options: ServerOptions, scenarios: ScenarioFiles, known: readonly Api[]): Promise<Start> {
  const { scenario, seed, records, now, frozen, timezone, profiles, readings, strict } = options
  const start: Start = { seed, records, now, frozen, timezone, profiles, readings, strict }
  if (Object.values(start).some(value => value !== undefined)) {
    const { checkStart } = await import('./core/scenarios/check.ts')
    const [flaw] = checkStart(start, known)
    if (flaw) throw new Error(`Cannot start: ${sayScenarioFlaw(flaw)}. Correct it, or leave it out.`)
  }
  return { ...start, scenario: scenario && (await scenarios.open(scenario, known)) }
}

/** How a host is reached from this machine: one that stands for all addresses by loopback. */
function urlHost(host = '127.0.0.1'): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** What a server answers with, and how long a body it takes. */
interface Served {
  readonly listener: RequestListener
  readonly bodyLimit: number
  /** Writes down what is not HTTP. */
  readonly record: RecordMalformed
}

async function listen(served: Served, host: string | undefined, port: number): Promise<Server[]> {
  if (host !== undefined) return [await listening(served, host, port)]
  const first = await listening(served, LOOPBACK[0]!, port)
  try {
    return [first, await listening(served, LOOPBACK[1]!, (first.address() as AddressInfo).port)]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return [first]
    await closed(first)
    if (code === 'EADDRINUSE' && port === 0) return listen(served, host, port)
    throw error
  }
}

function listening({ listener, bodyLimit, record }: Served, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener)
    const fail = (error: NodeJS.ErrnoException): void => reject(cannotListen(error, host, port))
    server.once('error', fail)
    server.on('clientError', (error, socket) => handleClientError(server, error, socket, record))
    server.on('checkContinue', (req, res) => handleExpectation(req, res, listener, bodyLimit))
    server.listen(port, host, () => resolve(server.off('error', fail)))
  })
}

function cannotListen({ code, message }: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${urlHost(host)}:${port}`
  const why: Record<string, string> = {
    EADDRINUSE: `Cannot listen on ${where}: the port is taken. Stop what uses it, or choose another with --port.`,
    EACCES: `Cannot listen on ${where}: this user may not. Choose a port above 1023 with --port.`,
    EADDRNOTAVAIL: `Cannot listen on ${where}: this machine has no such address. Choose another with --host.`,
    ENOTFOUND: `Cannot listen on ${where}: no such host is known. Choose another with --host.`,
  }
  return Object.assign(new Error(why[code ?? ''] ?? `Cannot listen on ${where}: ${message}.`), { code })
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
