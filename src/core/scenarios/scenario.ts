// core/scenarios: documents that say where a sandbox starts, and the worlds that they make.

import type { Fault } from '../faults/fault.ts'
import type { TimerDocument, WebhookDocument } from './waiting-document.ts'

/** A scenario document: a world to start from, as `schemas/scenario.schema.json` has it. */
export interface Scenario {
  name?: string
  description?: string
  extends?: string
  /** Starts with no records, whatever it extends. */
  empty?: boolean
  seed?: number
  /** ISO 8601. */
  now?: string
  frozen?: boolean
  timezone?: string
  /** Clients to generate for every API, or by API. */
  records?: number | Record<string, number>
  profiles?: Record<string, string>
  readings?: Record<string, string>
  strict?: boolean
  /** The next id given out, by `api.counter`. */
  counters?: Record<string, number>
  /** `unchecked`: records may refer to nothing. */
  references?: 'checked' | 'unchecked'
  /** Records by API and collection; they merge by key over what is extended. */
  data?: Record<string, Record<string, Record<string, unknown>[]>>
  faults?: Fault[]
  /** The state of the random stream, where it is not that of the seed. */
  random?: number
  /** How many refused requests took random values beside the stream since it last moved. */
  strays?: number
  /** What APIs keep beside their records. */
  memory?: Record<string, unknown>
  /** What waits for the clock: timers of APIs, and webhooks that failed. */
  timers?: TimerDocument[]
  webhooks?: WebhookDocument[]
  /** The number of the timer that was set last. */
  lastTimer?: number
}

/** What a sandbox may be asked to start from. */
export interface Start {
  scenario?: string
  seed?: number
  records?: number | Record<string, number>
  now?: string
  frozen?: boolean
  timezone?: string
  profiles?: Record<string, string>
  readings?: Record<string, string>
  strict?: boolean
}

/** A scenario and all that it extends, the farthest first. */
export type Chain = readonly Scenario[]

export const DEFAULT_SEED = 1
export const DEFAULT_RECORDS = 50
export const DEFAULT_ZONE = 'Europe/Moscow'

/** Everything that a start leaves open, settled by who comes first: the request, the server, the scenario, what it extends. */
export interface Settings {
  readonly scenario: string
  readonly seed: number
  readonly records: Readonly<Record<string, number>>
  readonly now: string | undefined
  readonly frozen: boolean
  readonly timezone: string
  readonly profiles: Readonly<Record<string, string>>
  readonly readings: Readonly<Record<string, string>>
  readonly strict: boolean
  readonly counters: Readonly<Record<string, number>>
  readonly unchecked: boolean
  readonly faults: readonly Fault[]
  readonly strays: number
}

export function settle(chain: Chain, layers: readonly Start[], apis: readonly string[]): Settings {
  const sources: readonly (Start & Scenario)[] = [...chain, ...layers]
  const last = <K extends keyof (Start & Scenario)>(name: K): (Start & Scenario)[K] =>
    sources.findLast(source => source[name] !== undefined)?.[name]
  const merged = <V>(name: 'profiles' | 'readings' | 'counters'): Record<string, V> =>
    Object.assign({}, ...sources.map(source => source[name] ?? {}))
  const records: Record<string, number> = Object.fromEntries(apis.map(api => [api, DEFAULT_RECORDS]))
  for (const source of sources) {
    for (const api of apis) {
      const said = typeof source.records === 'object' ? source.records[api] : source.records
      const count = said ?? (source.empty ? 0 : undefined)
      if (count !== undefined) records[api] = count
    }
  }
  return {
    scenario: chain.at(-1)?.name ?? 'unnamed',
    seed: last('seed') ?? DEFAULT_SEED,
    records,
    now: last('now'),
    frozen: last('frozen') ?? false,
    timezone: last('timezone') ?? DEFAULT_ZONE,
    profiles: merged('profiles'),
    readings: texts(merged('readings')),
    strict: last('strict') ?? false,
    counters: merged('counters'),
    unchecked: chain.some(scenario => scenario.references === 'unchecked'),
    faults: chain.flatMap(scenario => scenario.faults ?? []),
    strays: chain.at(-1)?.strays ?? 0,
  }
}

/** Values of readings are texts; a number is accepted for one. */
const texts = (readings: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(readings).map(([id, option]) => [id, String(option)]))
