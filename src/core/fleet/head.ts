import type { FixedMap } from '../lib/fixed-map.ts'
import type { StepEntry } from '../persistence/entry.ts'
import { fingerprint, type Point, type WorldPlace } from '../persistence/point.ts'
import type { Checkpoint } from '../sandbox/checkpoint.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Table } from '../store/table.ts'
import { NO_TIMERS } from '../store/timers.ts'

/** What of a sandbox is in no record: as a step from where it began, and what only its present life has. */
export interface Head {
  readonly step: Omit<StepEntry, 'sandbox' | 'n' | 'start' | 'base' | 'tables'>
  /** The number of its latest request. */
  readonly lastRequest: number
  readonly sideDraws: number
  /** When it came, or the sandbox was made: real time, milliseconds since the epoch. */
  readonly lastRequestAt: number
  /** For who lists it elsewhere. */
  readonly shown: {
    readonly scenario: string
    readonly records: Readonly<Record<string, number>>
    readonly violations: number
  }
}

/** @param counters those that it began with */
export function headOf(point: Point, sandbox: Sandbox, counters: FixedMap<number>): Head {
  const { clock, faults, requests } = point
  const { scenario, records } = sandbox.state.settings
  return {
    step: { ...besideRecords(point, counters), present: { clock, faults, requests } },
    lastRequest: sandbox.journal.lastSeq,
    sideDraws: sandbox.sideDraws,
    lastRequestAt: sandbox.lastRequestAt,
    shown: { scenario, records, violations: sandbox.journal.violating },
  }
}

/** A checkpoint with all that is needed to come back to it. */
export function checkpointEntry(checkpoint: Checkpoint): string {
  const { name, sideDraws, now, frozen, faults, start, world } = checkpoint
  const tables: Record<string, unknown[]> = {}
  for (const collection of world.tables.names) {
    const changes = [...world.tables.get(collection)!.changes]
    if (changes.length > 0)
      tables[collection] = changes.map(({ key, row }) => (row ? [key, row.seq, row.record] : [key]))
  }
  return JSON.stringify({
    start,
    base: fingerprint(world),
    ...besideRecords(checkpoint),
    tables,
    timers: world.timers.pending,
    checkpoint: { name, sideDraws, now, frozen, faults },
  })
}

function besideRecords({ active, world }: WorldPlace, begun?: FixedMap<number>) {
  const { counters, random, memory, timers } = world
  const counted = counters.names.filter(name => counters.get(name) !== begun?.get(name))
  return {
    active,
    counters: Object.fromEntries(counted.map(name => [name, counters.get(name)!])),
    random,
    memory,
    ...(timers.last !== 0 && { lastTimer: timers.last }),
  }
}

/** What of a sandbox's records is to be written. */
export interface RecordChanges {
  /** Whether they stand in the place of all that were written before. */
  readonly isAnew: boolean
  readonly put: {
    readonly place: string
    readonly key: string
    readonly seq: number | null
    readonly record: string | null
  }[]
  readonly gone: { readonly place: string; readonly key: string }[]
}

/** Where what waits for the clock stands among the records. */
export const TIMERS = ''

/** Records after which it is asked whether others are to be served. */
const AT_ONCE = 200

/** What leads from what is written to what is to be. */
export async function recordChanges(
  from: Point | undefined,
  to: Point,
  pause: () => Promise<void> | undefined,
): Promise<RecordChanges> {
  const before = from?.world.tables
  const isAnew = !before || isFarther(before, to.world.tables)
  const put: RecordChanges['put'] = []
  const gone: RecordChanges['gone'] = []
  let count = 0
  for (const place of to.world.tables.names) {
    const table = to.world.tables.get(place)!
    if (!isAnew && before.get(place) === table) continue
    const differences = isAnew
      ? [...table.changes].map(change => ({ key: change.key, change }))
      : before.get(place)!.differences(table)
    for (const { key, change } of differences) {
      const named = { place, key: JSON.stringify(key) }
      if (!change) gone.push(named)
      else if (change.row) put.push({ ...named, seq: change.row.seq, record: JSON.stringify(change.row.record) })
      else put.push({ ...named, seq: null, record: null })
      if (++count % AT_ONCE === 0) await pause()
    }
  }
  const waited = isAnew ? NO_TIMERS : from!.world.timers
  if (waited !== to.world.timers) {
    const [was, ids] = [new Set(waited.pending), new Set(to.world.timers.pending.map(({ id }) => id))]
    for (const { id } of waited.pending) if (!ids.has(id)) gone.push({ place: TIMERS, key: String(id) })
    for (const entry of to.world.timers.pending)
      if (!was.has(entry))
        put.push({ place: TIMERS, key: String(entry.id), seq: entry.at, record: JSON.stringify(entry) })
  }
  return { isAnew, put, gone }
}

/** Whether it is less to write all anew: always where it began with other records. */
function isFarther(from: FixedMap<Table>, to: FixedMap<Table>): boolean {
  let before = 0
  let after = 0
  for (const name of to.names) {
    const [old, next] = [from.get(name), to.get(name)!]
    if (!old?.sharesBase(next)) return true
    before += old.changes.size
    after += next.changes.size
  }
  return before > after * 2 + 100
}
