import type { IncomingMessage } from 'node:http'
import type { SandboxElsewhere } from '../core/fleet/fleet.ts'
import { originOf } from '../core/lib/origin.ts'
import { formatIso } from '../core/lib/zone.ts'
import type { ActiveSettings } from '../core/sandbox/active-settings.ts'
import { nowOf } from '../core/sandbox/clock.ts'
import { givenName } from '../core/sandbox/name.ts'
import type { ClockReading, Sandbox } from '../core/sandbox/sandbox.ts'
import { checkStart } from '../core/scenarios/check.ts'
import type { Start } from '../core/scenarios/scenario.ts'
import { schema } from '../core/validation/schema.ts'
import { refuseFlaws } from './refuse.ts'
import { type AdminOptions, route } from './route.ts'

type New = Start & { id?: string }

/** A sandbox, and what came to it. */
export interface SandboxInfo extends Omit<ActiveSettings, 'unchecked'>, ClockReading {
  readonly id: string
  /** Where each API is reached, by its name. */
  readonly urls: Readonly<Record<string, string>>
  readonly scenario: string
  /** Clients that are generated for each API, by its name. */
  readonly records: Readonly<Record<string, number>>
  /** Entries of its journal. */
  readonly requests: number
  /** Those of them that broke the documentation. */
  readonly violations: number
  /** Faults that are arranged. */
  readonly faults: number
  /** Answers that faults hold. */
  readonly held: number
  /** When a request last came, or it was made: real time, ISO 8601. */
  readonly lastRequestAt: string
}

const create = route<New>('POST /sandboxes', {
  summary: 'Creates a sandbox; without an id it is given one.',
  body: schema('admin/sandbox.json'),
  status: 201,
  async handle({ server, req, body: { id, ...start } }) {
    refuseFlaws(checkStart(start, server.apis))
    const { sandboxes, fleet } = server
    if (!fleet) return named(await sandboxes.create(id, start), req, server)
    const made = await fleet.create(id ?? givenName(), name => sandboxes.create(name, start))
    return named(made, req, server)
  },
})

const list = route('GET /sandboxes', {
  summary: 'Every sandbox, including those of other servers that share the database.',
  async handle({ server, req }) {
    const elsewhere = await server.fleet?.elsewhere()
    const here = server.sandboxes.list().map(sandbox => shown(sandbox, req, server))
    if (!elsewhere) return { sandboxes: here }
    const all = [...here, ...elsewhere.map(sandbox => shownElsewhere(sandbox, req, server))]
    return { sandboxes: all.sort((a, b) => (a.id < b.id ? -1 : 1)) }
  },
})

const get = route('GET /sandboxes/:id', {
  summary: 'One sandbox.',
  handle: ({ server, req, sandbox }) => shown(sandbox, req, server),
})

const drop = route('DELETE /sandboxes/:id', {
  summary: 'Drops a sandbox; not “default”.',
  status: 204,
  handle: ({ server, sandbox }) => server.sandboxes.drop(sandbox),
})

const reset = route<Start>('POST /sandboxes/:id/reset', {
  summary: 'Takes a sandbox back to its start, or to another start.',
  body: schema('admin/start.json'),
  async handle({ server, req, sandbox, body }) {
    refuseFlaws(checkStart(body, server.apis))
    await server.sandboxes.reset(sandbox, body)
    return named(sandbox, req, server)
  },
})

export const sandboxRoutes = [create, list, get, drop, reset]

/** The same, as it was last written. */
function shownElsewhere({ id, head }: SandboxElsewhere, req: IncomingMessage, server: AdminOptions): SandboxInfo {
  const { step, shown } = head
  const { unchecked: _, ...active } = step.active as ActiveSettings
  const { clock, faults, requests } = step.present as Required<NonNullable<typeof step.present>>
  return {
    ...named({ id }, req, server),
    scenario: shown.scenario,
    records: shown.records,
    ...active,
    now: formatIso(nowOf(clock, Date.now()), active.timezone),
    frozen: clock.frozen,
    requests,
    violations: shown.violations,
    faults: faults.length,
    held: 0,
    lastRequestAt: new Date(head.lastRequestAt).toISOString(),
  }
}

/** What whoever made it needs: where each API is reached. */
function named({ id }: Pick<Sandbox, 'id'>, req: IncomingMessage, server: AdminOptions) {
  const prefix = id === 'default' ? '' : `/~${id}`
  const origin = originOf(req, server)
  return { id, urls: Object.fromEntries(server.apis.map(api => [api.name, `${origin}${prefix}${api.basePath}`])) }
}

function shown(sandbox: Sandbox, req: IncomingMessage, server: AdminOptions): SandboxInfo {
  const { settings, seed, timezone, profiles, readings, strict } = sandbox.state
  const { scenario, records } = settings
  return {
    ...named(sandbox, req, server),
    ...{ scenario, seed, records, ...sandbox.time, timezone, profiles, readings, strict },
    requests: sandbox.journal.size,
    violations: sandbox.journal.violating,
    faults: sandbox.faults.size,
    held: sandbox.faults.heldByAll,
    lastRequestAt: new Date(sandbox.lastRequestAt).toISOString(),
  }
}
