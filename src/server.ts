import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setTimeout } from 'node:timers'
import { Low, Memory } from 'lowdb'
import { isAtTheDoor, isDashboard } from './admin/dashboard.ts'
import { contentOf, type ServedContent } from './content.ts'
import type { Api } from './core/api/api.ts'
import type { Operation } from './core/api/operation.ts'
import { Coverage } from './core/coverage/coverage.ts'
import type { Fleet } from './core/fleet/fleet.ts'
import { takenOver } from './core/fleet/problems.ts'
import type { RecordMalformed } from './core/http/client-error.ts'
import { Drain } from './core/http/drain.ts'
import { Guard, isLoopback } from './core/http/guard.ts'
import { HeapRoom } from './core/http/heap-room.ts'
import { createListener } from './core/http/listener.ts'
import { RequestMetrics } from './core/http/request-metrics.ts'
import { StartGate } from './core/http/start-gate.ts'
import { recordUnmatched } from './core/http/unmatched.ts'
import { createWebhookPort } from './core/http/webhook-port.ts'
import { whenAsked } from './core/http/when-asked.ts'
import { packageRoot } from './core/lib/package-root.ts'
import type { FileDatabase } from './core/persistence/database.ts'
import { Events } from './core/sandbox/events.ts'
import { Sandboxes } from './core/sandbox/registry.ts'
import type { Sandbox } from './core/sandbox/sandbox.ts'
import { emptyDatabase } from './core/sandbox/state.ts'
import type { ScenarioFiles } from './core/scenarios/files.ts'
import { listen, urlHost } from './listen/listen.ts'
import { sparingly } from './listen/misdirected.ts'
import { openDatabase } from './open-database.ts'
import type { ServerOptions } from './options.ts'

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
  const heap = new HeapRoom(onProblem)
  let database: FileDatabase | Fleet | undefined
  const end = async (): Promise<void> => {
    heap.close()
    await listening.close()
    await database?.close()
  }
  const fail = async (error: unknown): Promise<never> => {
    await end()
    throw error
  }
  const metrics = new RequestMetrics()
  // Microseconds: ids rise from server to server, so that a reader who comes from an earlier one learns what it lost.
  const events = new Events({ last: Date.now() * 1000, onDefect })
  const kept = { ...content, apis: content.known, version, events }
  const { file, fleet } = await openDatabase(options, kept).catch(fail)
  database = file ?? fleet
  const coverage = new Coverage(content.apis, content.validation)
  const sandboxes = new Sandboxes({
    apis: content.apis,
    scenarios: content.scenarios,
    low: file?.low ?? new Low(new Memory(), emptyDatabase()),
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
    changed: id => database?.touch(id),
    elsewhere: fleet && takenOver,
    written: fleet && (id => fleet.held(id)?.written()),
  })
  fleet?.begin(sandboxes)
  await sandboxes.open().catch(fail)
  const runId = randomUUID()
  const startedAt = performance.now()
  const guard = new Guard({ host, allowedHosts: options.allowedHosts ?? [], publicUrl, adminToken })
  const listenerOf = ({ apis, own, scenarios, validation }: ServedContent): RequestListener =>
    createListener({
      ...{
        apis,
        own,
        sandboxes,
        fleet,
        guard,
        scheme,
        publicUrl,
        drain,
        heap,
        metrics,
        bodyLimit,
        validation,
        onDefect,
      },
      cors: options.cors ?? true,
      checkReplies: options.checkReplies ?? false,
      isOpen: req => isDashboard(req.url!) || isAtTheDoor(req),
      // Most starts are asked by a vendor's client first.
      admin: whenAsked('/__admin', async () =>
        (await loadAdmin()).createAdmin({
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
          problems: () => [...(database?.problems ?? []), heap.problem].filter(problem => problem !== null),
          requests: metrics,
          database: () => database ?? { delay: 0, failures: 0 },
          whyNotReady: () => (drain.isBegun ? 'The server is stopping.' : (database?.failure ?? null)),
        }),
      ),
    })
  record = unmatched => recordUnmatched(unmatched, { apis: content.apis, sandboxes, onDefect })
  gate.open(listenerOf(content))
  // Where that fails, who asks for it is told.
  const early = setTimeout(() => void loadAdmin().catch(() => {}), SOON).unref()
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
      clearTimeout(early)
      clearInterval(sweeper)
      sandboxes.close()
      return (closing ??= end())
    },
  }
}

const loadAdmin = () => import('./admin/admin.ts')

/** When the admin is loaded, in milliseconds, if nobody asked it before. */
const SOON = 200
const HOUR = 3_600_000
const SWEEP = 60_000
