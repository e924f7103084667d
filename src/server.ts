import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { Low, Memory } from 'lowdb'
import { createAdmin } from './admin/admin.ts'
import { isAtTheDoor, isDashboard } from './admin/dashboard.ts'
import type { Api } from './core/api/api.ts'
import { checkSchemas } from './core/api/check-schemas.ts'
import { defineApi } from './core/api/define-api.ts'
import type { Operation } from './core/api/operation.ts'
import { type WriteChecks, writeCheckOf } from './core/api/write-check.ts'
import { Coverage } from './core/coverage/coverage.ts'
import { isDatabaseAddress } from './core/fleet/address.ts'
import type { Fleet } from './core/fleet/fleet.ts'
import { takenOver } from './core/fleet/problems.ts'
import type { RecordMalformed } from './core/http/client-error.ts'
import { Drain } from './core/http/drain.ts'
import { Guard, isLoopback } from './core/http/guard.ts'
import { createListener } from './core/http/listener.ts'
import { RequestMetrics } from './core/http/request-metrics.ts'
import { StartGate } from './core/http/start-gate.ts'
import { recordUnmatched } from './core/http/unmatched.ts'
import { createWebhookPort } from './core/http/webhook-port.ts'
import { asSentence } from './core/lib/as-sentence.ts'
import { didYouMean } from './core/lib/nearest.ts'
import { isBuilt, packageRoot } from './core/lib/package-root.ts'
import type { DatabaseOptions, FileDatabase } from './core/persistence/database.ts'
import { Events } from './core/sandbox/events.ts'
import { emptyDatabase, Sandboxes } from './core/sandbox/registry.ts'
import type { Sandbox } from './core/sandbox/sandbox.ts'
import { checkOwn } from './core/scenarios/check-own.ts'
import { ScenarioFiles } from './core/scenarios/files.ts'
import { InitialWorlds } from './core/scenarios/initial-worlds.ts'
import { Prepared } from './core/scenarios/prepared.ts'
import type { Start } from './core/scenarios/scenario.ts'
import { sayScenarioFlaw } from './core/scenarios/scenario-flaw.ts'
import { Validation } from './core/validation/validation.ts'
import { joined, refuseTakenPaths } from './known-apis.ts'
import { listen, urlHost } from './listen/listen.ts'
import { sparingly } from './listen/misdirected.ts'

export interface ServerOptions extends Start {
  /** Default 10400; 0: any free one. */
  port?: number
  /** Default: loopback, 127.0.0.1 and ::1. */
  host?: string
  /** Host names, beside its own, under which the server may be asked. */
  allowedHosts?: string[]
  /** Where it is reached from outside, as behind a proxy: `https://mock.example.com`. What the server says of itself. */
  publicUrl?: string
  /** Milliseconds in which requests under way are answered when the server is told to stop by `drain`; default 10 s. */
  drain?: number
  /** Speaks HTTPS and HTTP/2, with a certificate of its own in `.poligon/tls`; default: plain HTTP. */
  https?: boolean
  /** A certificate of yours, PEM, in the place of its own; with `tlsKey`. */
  tlsCert?: string
  /** The key of `tlsCert`, PEM. */
  tlsKey?: string
  /** Seconds for which an idle connection is kept; default 75. */
  keepAlive?: number
  /** Names of the APIs to serve; default: all. */
  api?: string[]
  /** APIs of your own, beside the five. */
  apis?: Api[]
  /** A file that keeps every sandbox, or `postgres://…`, a database that several servers share; default: in memory. */
  db?: string
  /** Milliseconds after which other servers of the database take over from one that is not heard of; default 5 s. */
  dbLease?: number
  /** Sets that file aside, under a name that says `old`, and begins anew. */
  dbReset?: boolean
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
  /** Whether webhooks of APIs of your own are sent; default true. */
  webhooks?: boolean
  /** Hosts, beside this machine, to which webhooks may go. */
  allowWebhooks?: string[]
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
  /** Where others reach it: the public URL, else where it listens. */
  readonly publicUrl: string
  readonly port: number
  readonly adminToken: string | null
  /** The certificate authority that its clients must trust; null where it speaks plain HTTP or has a certificate of the user's. */
  readonly caFile: string | null
  readonly runId: string
  readonly apis: readonly Api[]
  readonly sandboxes: Sandboxes
  readonly scenarios: ScenarioFiles
  readonly events: Events
  /** Answers what is under way and takes nothing new: on the way to `close`. */
  drain(): Promise<void>
  /**
   * Takes other APIs and another start from the next request on; everything else stays as it was started. Where they
   * are wrong it throws, and goes on as before.
   *
   * @returns the sandboxes that stay as they are, because something was changed in them; the others begin anew
   */
  reload(options: ServerOptions): Promise<readonly Sandbox[]>
  close(): Promise<void>
}

export const version: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version

/** What is thrown is logged with its stack, and with the operation whose code it was. */
function logDefect(error: unknown, request?: { readonly api: Api; readonly operation: Operation | undefined }): void {
  if (request && error instanceof Error)
    console.error(
      `${request.operation ? `Operation ${request.operation.id} of` : 'API'} ${request.api.name} failed:`,
      error,
    )
  else console.error(error)
}

/** What a server answers from: the part of it that can be replaced while it runs. */
interface Content {
  readonly apis: readonly Api[]
  /** Those that are not served, too. */
  readonly known: readonly Api[]
  /** The user's. */
  readonly own: readonly Api[]
  readonly scenarios: ScenarioFiles
  readonly initialWorlds: InitialWorlds
  readonly validation: Validation
  readonly writeCheck: WriteChecks
}

/** Puts a server together and lets it listen. */
export async function run(options: ServerOptions = {}): Promise<Running> {
  const onDefect = options.onDefect ?? logDefect
  const adminToken = options.adminToken ?? (isLoopback(options.host) ? null : randomBytes(24).toString('base64url'))
  const publicUrl = options.publicUrl?.replace(/(?<!\/)\/+$/, '')
  let content = await contentOf(options)
  const onProblem = sparingly(options.onProblem ?? console.error)
  const isSecure = options.https || options.tlsCert !== undefined || options.tlsKey !== undefined
  const identity = isSecure ? await (await import('./listen/identity.ts')).identityOf(options) : undefined
  const scheme = identity ? 'https' : 'http'
  const bodyLimit = options.bodyLimit ?? 1024 * 1024
  const gate = new StartGate()
  let record: RecordMalformed = () => undefined
  const drain = new Drain()
  const { host, port = 10400, keepAlive = 75 } = options
  const listening = await listen(gate.listener, {
    ...{ host, port, identity, bodyLimit, drain, onProblem },
    record: unmatched => record(unmatched),
    keepAlive: keepAlive * 1000,
  })
  let database: FileDatabase | null = null
  let fleet: Fleet | undefined
  const end = async (): Promise<void> => {
    await listening.close()
    await database?.close()
    await fleet?.close()
  }
  const fail = async (error: unknown): Promise<never> => {
    await end()
    throw error
  }
  const metrics = new RequestMetrics()
  // Microseconds: ids rise from server to server, so that a reader who comes from an earlier one learns what it lost.
  const events = new Events({ last: Date.now() * 1000, onDefect })
  const kept = { ...content, apis: content.known }
  if (options.db !== undefined && isDatabaseAddress(options.db))
    fleet = await openFleet(options, kept, events).catch(fail)
  else database = await openDatabase(options, kept).catch(fail)
  const coverage = new Coverage(content.apis, content.validation)
  const sandboxes = new Sandboxes({
    apis: content.apis,
    scenarios: content.scenarios,
    low: database?.low ?? new Low(new Memory(), emptyDatabase()),
    initialWorlds: content.initialWorlds,
    max: options.maxSandboxes ?? 1000,
    ttl: options.sandboxTtl ?? HOUR,
    auto: options.autoSandbox ?? true,
    journalLimit: options.journalLimit ?? 10_000,
    realNow: Date.now,
    events,
    coverage,
    webhooks: createWebhookPort({ isOpen: options.webhooks ?? true, hosts: options.allowWebhooks ?? [] }),
    onDefect,
    writeCheck: api => content.writeCheck(api),
    changed: fleet ? id => fleet!.touch(id) : id => database?.touch(id),
    elsewhere: fleet && takenOver,
    written: fleet && (id => fleet!.held(id)?.written()),
  })
  fleet?.begin(sandboxes)
  await sandboxes.open().catch(fail)
  const runId = randomUUID()
  const startedAt = performance.now()
  const guard = new Guard({ host, allowedHosts: options.allowedHosts ?? [], publicUrl, adminToken })
  const listenerOf = ({ apis, own, scenarios, validation }: Content): RequestListener =>
    createListener({
      ...{ apis, own, sandboxes, fleet, guard, scheme, publicUrl, drain, metrics, bodyLimit, validation, onDefect },
      cors: options.cors ?? true,
      checkReplies: options.checkReplies ?? false,
      isOpen: req => isDashboard(req.url!) || isAtTheDoor(req),
      admin: createAdmin({
        ...{
          apis,
          sandboxes,
          fleet,
          scenarios,
          validation,
          events,
          coverage,
          runId,
          scheme,
          publicUrl,
          version,
          startedAt,
        },
        ...{ bodyLimit, onDefect },
        problems: () => database?.problems ?? [fleet?.problem ?? []].flat(),
        requests: metrics,
        database: () => database ?? fleet ?? { delay: 0, failures: 0 },
        whyNotReady: () => (drain.isBegun ? 'The server is stopping.' : (database?.failure ?? fleet?.problem ?? null)),
      }),
    })
  record = unmatched => recordUnmatched(unmatched, { apis: content.apis, sandboxes, onDefect })
  gate.open(listenerOf(content))
  const sweeper = setInterval(() => {
    sandboxes.sweep()
    fleet?.sweep(options.sandboxTtl ?? HOUR).catch(() => {})
  }, SWEEP).unref()
  const url = `${scheme}://${urlHost(host)}:${listening.port}`
  let closing: Promise<void> | undefined
  return {
    url,
    publicUrl: publicUrl ?? url,
    port: listening.port,
    adminToken,
    caFile: identity?.caFile ?? null,
    runId,
    get apis() {
      return content.apis
    },
    sandboxes,
    get scenarios() {
      return content.scenarios
    },
    events,
    drain: () => drain.run(options.drain ?? 10_000, () => events.end()),
    async reload(asked) {
      const next = await contentOf(asked)
      await fleet?.beginFrom(next.initialWorlds)
      const stay = await sandboxes.beginFrom(next)
      content = next
      coverage.goOnWith(next.apis, next.validation)
      listening.replace(listenerOf(next))
      for (const { id } of stay) events.emit('change', id, () => ({ cause: 'outdated' }))
      return stay
    },
    close() {
      clearInterval(sweeper)
      sandboxes.close()
      return (closing ??= end())
    },
  }
}

const HOUR = 3_600_000
const SWEEP = 60_000

async function contentOf(options: ServerOptions): Promise<Content> {
  const own = (options.apis ?? []).map(defineApi)
  const known = joined(own)
  const apis = chooseApis(options.api, known)
  refuseTakenPaths(apis)
  const validators = isBuilt ? join(packageRoot, 'dist/validators') : undefined
  const validation = new Validation(join(packageRoot, 'schemas'), validators)
  for (const api of own) checkSchemas(api, validation)
  const prepared = isBuilt ? Prepared.read(join(packageRoot, 'dist/prepared.json')) : undefined
  const scenarios = new ScenarioFiles(join(packageRoot, 'scenarios'), prepared, own)
  await checkOwn(own, scenarios)
  const start = await startOf(options, scenarios, known)
  const writeCheck: WriteChecks = api => (own.includes(api) ? writeCheckOf(api, validation) : undefined)
  return {
    apis,
    known,
    own,
    writeCheck,
    scenarios,
    initialWorlds: new InitialWorlds({ apis, scenarios, start, prepared, progress: options.onProgress, writeCheck }),
    validation,
  }
}

/** What whoever keeps sandboxes knows them by. */
type Kept = Pick<DatabaseOptions, 'initialWorlds' | 'apis' | 'validation'>

async function openDatabase(
  { db, dbReset, onProblem = console.error }: ServerOptions,
  server: Kept,
): Promise<FileDatabase | null> {
  if (db === undefined) {
    if (dbReset)
      throw new Error('Cannot set a database aside: --db names none. Give --db FILE, or leave --db-reset out.')
    return null
  }
  // A start that is no good is said before the file is touched.
  await server.initialWorlds.of({})
  const { FileDatabase } = await import('./core/persistence/database.ts')
  return FileDatabase.open({ ...server, file: db, reset: dbReset, version, report: onProblem })
}

async function openFleet(options: ServerOptions, kept: Kept, events: Events): Promise<Fleet> {
  const { db, dbReset, dbLease = 5000, autoSandbox = true, onProblem = console.error } = options
  if (dbReset)
    throw new Error(
      'Cannot set a database aside: --db is not a file. Give another schema (?schema=OTHER), or leave --db-reset out.',
    )
  await kept.initialWorlds.of({})
  const { Fleet } = await import('./core/fleet/fleet.ts')
  return Fleet.open({ ...kept, db: db!, lease: dbLease, version, events, auto: autoSandbox, report: onProblem })
}

function chooseApis(names: readonly string[] | undefined, known: readonly Api[]): readonly Api[] {
  for (const name of names ?? []) {
    if (!known.some(api => api.name === name)) {
      throw new Error(
        `Cannot serve API ${JSON.stringify(name)}: it is not the name of an API.${didYouMean(
          name,
          known.map(api => api.name),
        )} Choose from ${known.map(api => api.name).join(', ')}.`,
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
    if (flaw) throw new Error(`Cannot start: ${asSentence(sayScenarioFlaw(flaw))} Fix it, or leave it out.`)
  }
  return { ...start, scenario: scenario && (await scenarios.open(scenario, known)) }
}
