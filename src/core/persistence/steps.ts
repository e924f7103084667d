import type { ActiveSettings } from '../sandbox/active-settings.ts'
import type { Checkpoint } from '../sandbox/checkpoint.ts'
import type { TableDifference } from '../store/table.ts'
import { NO_TIMERS, type Timers } from '../store/timers.ts'
import type { World } from '../store/world.ts'
import type { SavedChange } from './entry.ts'
import { fingerprint, type Point, type WorldPlace } from './point.ts'

/** Letters of a line, about: longer steps go over several. */
const LINE = 64 * 1024

/** A part of an entry, as JSON. */
interface Part {
  /** `"random":7`, or of its tables `"lab.notes":[…]`. */
  readonly text: string
  readonly isTable?: boolean
  /** Whether what comes after it belongs to another entry. */
  readonly isLast?: boolean
}

/**
 * The steps from one point of a sandbox to another, as the insides of entries. They are worked out one by one, as they
 * are asked for; what both points share costs nothing.
 */
export function* steps(from: Point | undefined, to: Point): Generator<string> {
  let texts: string[] = []
  let tables: string[] = []
  let length = 0
  const joined = (): string => (tables.length > 0 ? [...texts, `"tables":{${tables.join(',')}}`] : texts).join(',')
  for (const { text, isTable, isLast } of parts(from, to)) {
    if (isTable) tables.push(text)
    else texts.push(text)
    length += text.length
    if (!isLast && length < LINE) continue
    yield joined()
    texts = []
    tables = []
    length = 0
  }
  if (length > 0) yield joined()
}

function* parts(from: Point | undefined, to: Point): Generator<Part> {
  const kept = new Map<string, Checkpoint>()
  for (const checkpoint of from?.checkpoints ?? [])
    if (to.checkpoints.includes(checkpoint)) kept.set(checkpoint.name, checkpoint)
  const gone = (from?.checkpoints ?? []).filter(({ name }) => !kept.has(name))
  if (gone.length > 0) yield { text: `"forget":${JSON.stringify(gone.map(({ name }) => name))}` }
  let place: WorldPlace | undefined = from
  for (const checkpoint of to.checkpoints) {
    if (kept.has(checkpoint.name)) continue
    const { name, sideDraws, now, frozen, faults } = checkpoint
    yield* moves(place, checkpoint, kept)
    yield { text: `"checkpoint":${JSON.stringify({ name, sideDraws, now, frozen, faults })}`, isLast: true }
    kept.set(name, checkpoint)
    place = checkpoint
  }
  yield* moves(place, to, kept)
  const present = (['clock', 'faults', 'requests'] as const).filter(name => !isSame(from?.[name], to[name]))
  if (present.length > 0)
    yield { text: `"present":{${present.map(name => `"${name}":${JSON.stringify(to[name])}`).join(',')}}` }
}

/** A place to set out from, and what says that one does. */
interface Origin {
  part(): string | null
  readonly world: World
  readonly active: ActiveSettings | undefined
  /** Whether counters, random stream and memory are as in `world`. */
  readonly isKnown: boolean
}

function* moves(
  place: WorldPlace | undefined,
  to: WorldPlace,
  checkpoints: ReadonlyMap<string, Checkpoint>,
): Generator<Part> {
  const origin = nearest(place, to, checkpoints)
  for (const text of [origin.part(), ...headParts(origin, to)]) if (text !== null) yield { text }
  yield* timerParts(origin.isKnown ? origin.world.timers : NO_TIMERS, to.world.timers)
  for (const name of to.world.tables.names) {
    const before = origin.world.tables.get(name)!
    const after = to.world.tables.get(name)!
    if (before !== after) yield* tableParts(name, before.differences(after))
  }
}

/** Where a place is reached from with the least to write: where we are, a checkpoint, or where it began. */
function nearest(place: WorldPlace | undefined, to: WorldPlace, checkpoints: ReadonlyMap<string, Checkpoint>): Origin {
  const start = to.world.tables.map(table => table.start)
  const origins: Origin[] = []
  if (place && sharesBase(place, to)) origins.push({ part: () => null, ...place, isKnown: true })
  for (const checkpoint of checkpoints.values()) {
    const { name, world, active } = checkpoint
    const part = (): string => `"at":${JSON.stringify(name)}`
    if (sharesBase(checkpoint, to)) origins.push({ part, world, active, isKnown: true })
  }
  const initialWorld = (): string => `"start":${JSON.stringify(to.start)},"base":"${fingerprint(to.world)}"`
  origins.push({ part: initialWorld, world: { ...to.world, tables: start }, active: undefined, isKnown: false })
  const costs = origins.map(({ world }) => distance(world, to.world))
  return origins[costs.indexOf(Math.min(...costs))]!
}

const sharesBase = (a: WorldPlace, b: WorldPlace): boolean =>
  isSame(a.start, b.start) &&
  a.world.tables.names.every(name => a.world.tables.get(name)!.sharesBase(b.world.tables.get(name)!))

/** Roughly how many rows must be written: at least so many. */
function distance(from: World, to: World): number {
  let rows = 0
  for (const name of to.tables.names) {
    const before = from.tables.get(name)!
    const after = to.tables.get(name)!
    if (before !== after) rows += Math.abs(before.changes.size - after.changes.size) + 1
  }
  return rows
}

function headParts({ world, active, isKnown }: Origin, to: WorldPlace): string[] {
  const parts: string[] = []
  const forced = Object.entries(to.active).filter(
    ([name, value]) => !isSame(active?.[name as keyof ActiveSettings], value),
  )
  if (forced.length > 0) parts.push(`"active":${JSON.stringify(Object.fromEntries(forced))}`)
  const { counters, random, memory } = to.world
  const counted = counters.names.filter(name => !isKnown || world.counters.get(name) !== counters.get(name))
  if (counted.length > 0)
    parts.push(`"counters":${JSON.stringify(Object.fromEntries(counted.map(name => [name, counters.get(name)])))}`)
  if (!isKnown || world.random !== random) parts.push(`"random":${random}`)
  if (!isKnown || !isSame(world.memory, memory)) parts.push(`"memory":${JSON.stringify(memory)}`)
  return parts
}

function* timerParts(before: Timers, after: Timers): Generator<Part> {
  if (before === after) return
  if (before.last !== after.last) yield { text: `"lastTimer":${after.last}` }
  const was = new Set(before.pending)
  const is = new Set(after.pending)
  const gone = before.pending.filter(entry => !is.has(entry)).map(({ id }) => id)
  const set = after.pending.filter(entry => !was.has(entry))
  let texts: string[] = []
  let length = 0
  for (const [i, entry] of [...gone, ...set].entries()) {
    texts.push(JSON.stringify(entry))
    length += texts.at(-1)!.length
    if (length < LINE && i + 1 < gone.length + set.length) continue
    // An entry has its timers once.
    yield { text: `"timers":[${texts.join(',')}]`, isLast: true }
    texts = []
    length = 0
  }
}

function* tableParts(name: string, differences: Iterable<TableDifference>): Generator<Part> {
  let texts: string[] = []
  let length = 0
  const part = (): Part => ({ text: `${JSON.stringify(name)}:[${texts.join(',')}]`, isTable: true })
  for (const { key, change } of differences) {
    const saved: SavedChange = !change
      ? [key, null]
      : change.row
        ? [key, change.row.seq, change.row.record as object]
        : [key]
    const text = JSON.stringify(saved)
    texts.push(text)
    length += text.length
    if (length < LINE) continue
    yield part()
    texts = []
    length = 0
  }
  if (texts.length > 0) yield part()
}

/** Small JSON values that are written alike. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
