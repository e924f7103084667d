import { isSandboxName } from '../sandbox/name.ts'
import { type Database, emptyDatabase } from '../sandbox/state.ts'
import type { InitialWorlds } from '../scenarios/initial-worlds.ts'
import { type Checks, findAnyError, findValueError } from './check-saved.ts'
import type { StepEntry } from './entry.ts'
import { DamagedFile } from './errors.ts'
import { decodeLine, type Header, readLines } from './lines.ts'
import type { LogContent } from './log-file.ts'
import { Damage, StepReplay } from './replay.ts'
import { findShapeError } from './shape.ts'
import { Slices } from './slices.ts'

export interface LoadOptions extends Checks {
  readonly initialWorlds: InitialWorlds
  /** What the file's first line says where this server wrote it. */
  readonly header: Header
}

export interface Loaded extends LogContent {
  readonly database: Database
  /** Why each sandbox that cannot be gone on with cannot. */
  readonly damaged: ReadonlyMap<string, string>
  /** Roughly what of its bytes is still needed. */
  readonly compactSize: number
  /** Lines that were changed by somebody else, and yet are used. */
  readonly edited: readonly number[]
  /** Whether something comes after what is whole: a write that a kill cut off. */
  readonly isTorn: boolean
  /** How many lines at the end are damaged, though each has its end: more than a kill leaves. */
  readonly cutOff: number
  /** Whether it can be appended to; else it must be written anew. */
  readonly isSound: boolean
}

/** What is gathered of one sandbox. */
interface Gathered {
  replay: StepReplay
  n: number
  /** Entries of a step whose last one has not come yet. */
  waiting: StepEntry[]
  damage: string | null
  edited: number[]
}

const fresh = (n = 0): Gathered => ({ replay: new StepReplay(), n, waiting: [], damage: null, edited: [] })

/**
 * Reads what a file of sandboxes holds.
 *
 * @throws {DamagedFile} where lines are lost and it cannot be told whose
 */
export async function load(parts: AsyncIterable<Buffer>, options: LoadOptions): Promise<Loaded> {
  const reader = new Reader(options)
  const slices = new Slices()
  for await (const { bytes, isEnded } of readLines(parts)) {
    await reader.read(bytes, isEnded)
    await slices.pause()
  }
  return reader.end(slices)
}

class Reader {
  readonly #options: LoadOptions
  readonly #gathered = new Map<string, Gathered>()
  #line = 0
  #at = 0
  #header: Header | undefined
  /** Bytes that are whole steps. */
  #size = 0
  /** Damaged lines after the last good one: a torn end, unless a good one follows. */
  #torn: { line: number; bytes: Buffer; isEnded: boolean }[] = []
  /** Lines of which nobody knows whose they were, and lines that sandboxes miss. */
  #lost = 0
  #missed = 0
  #isSound = true
  /** Changes of records that were read. */
  #changes = 0

  constructor(options: LoadOptions) {
    this.#options = options
  }

  async read(bytes: Buffer, isEnded: boolean): Promise<void> {
    this.#line++
    this.#at += bytes.length + (isEnded ? 1 : 0)
    const line = decodeLine(bytes)
    if (this.#line === 1) {
      this.#header = line?.value as Header | undefined
      this.#size = this.#at
      return
    }
    // What a kill cuts off has neither its end nor its checksum; what a person leaves without its end has one of them.
    if (!line || (!isEnded && !line.isIntact)) {
      this.#torn.push({ line: this.#line, bytes, isEnded })
      return
    }
    for (const torn of this.#torn.splice(0)) this.#lose(torn.line, torn.bytes)
    if (!isEnded) this.#isSound = false
    const problem = findShapeError(line.value)
    if (problem === 'the line' || problem === 'sandbox' || problem === 'n') {
      this.#lose(this.#line, bytes)
      return
    }
    const entry = line.value as StepEntry
    const gathered = this.#of(entry.sandbox)
    this.#follow(gathered, entry)
    if (!line.isIntact) gathered.edited.push(this.#line)
    if (entry.dropped) this.#gathered.set(entry.sandbox, fresh(entry.n))
    else await this.#gather(gathered, entry, problem)
    if (!entry.more) this.#size = this.#at
  }

  /** Whether an entry is the one that comes next. */
  #follow(gathered: Gathered, entry: StepEntry): void {
    const missing = entry.n - gathered.n - 1
    if (missing !== 0) gathered.damage ??= `line ${this.#line} does not follow what comes before: lines are missing`
    this.#missed += Math.max(0, missing)
    gathered.n = entry.n
  }

  async #gather(gathered: Gathered, entry: StepEntry, problem: string | null): Promise<void> {
    if (problem) gathered.damage ??= `line ${this.#line}: ${problem} is not valid`
    if (gathered.damage) return
    gathered.waiting.push(entry)
    for (const changes of Object.values(entry.tables ?? {})) this.#changes += changes.length
    if (entry.more) return
    try {
      for (const waiting of gathered.waiting.splice(0)) {
        const { start } = waiting
        const initialWorld =
          start &&
          (await this.#options.initialWorlds.of(start).catch(error => {
            throw new Damage(`it cannot begin as it did: ${(error as Error).message}`)
          }))
        gathered.replay.take(waiting, initialWorld)
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error
      gathered.damage = error.message
    }
  }

  /** A damaged line, followed by good ones: its sandbox cannot be gone on with. */
  #lose(line: number, bytes: Buffer): void {
    this.#isSound = false
    const match = /^\{"sandbox":"([^"]+)","n":(\d+),/.exec(bytes.toString('utf8', 0, 200))
    const known = match ? this.#gathered.get(match[1]!) : undefined
    if (!match || Number(match[2]) !== (known?.n ?? 0) + 1) {
      this.#lost++
      return
    }
    const gathered = this.#of(match[1]!)
    gathered.n++
    gathered.damage ??= `line ${line} is damaged`
  }

  #of(id: string): Gathered {
    let gathered = this.#gathered.get(id)
    if (!gathered) this.#gathered.set(id, (gathered = fresh()))
    return gathered
  }

  async end(slices: Slices): Promise<Loaded> {
    if (this.#lost > this.#missed)
      throw new DamagedFile('lines of it are damaged, and it is unknown which sandbox they belonged to')
    const { header } = this.#options
    const database = emptyDatabase()
    const points: Loaded['points'] = new Map()
    const damaged = new Map<string, string>()
    const edited: number[] = []
    for (const [id, gathered] of this.#gathered) {
      await slices.pause()
      if (gathered.replay.isEmpty && !gathered.damage) continue
      try {
        if (gathered.damage) throw new Damage(gathered.damage)
        if (!isSandboxName(id)) throw new Damage('this cannot be the name of a sandbox')
        const { point, initialWorld } = gathered.replay.end()
        const isTrusted = gathered.edited.length === 0 && this.#header?.by === header.by
        const problem = findValueError(point, this.#options) ?? (isTrusted ? null : findAnyError(point, this.#options))
        if (problem) throw new Damage(problem)
        points.set(id, point)
        edited.push(...gathered.edited)
        const { start, world, active, checkpoints, ...present } = point
        const named = new Map(checkpoints.map(checkpoint => [checkpoint.name, checkpoint]))
        database.sandboxes[id] = {
          start,
          settings: initialWorld.settings,
          world,
          ...active,
          ...present,
          checkpoints: named,
        }
      } catch (error) {
        if (!(error instanceof Damage)) throw error
        damaged.set(id, inLines(error.message, gathered.edited))
      }
    }
    return {
      database,
      points,
      numbers: new Map([...this.#gathered].map(([id, { n, waiting }]) => [id, n - waiting.length])),
      size: this.#size,
      compactSize: this.#changes === 0 ? this.#size : this.#size * Math.min(1, rowsOf(points) / this.#changes),
      damaged,
      edited: edited.sort((a, b) => a - b),
      isTorn: this.#size < this.#at,
      cutOff: this.#torn.filter(({ isEnded }) => isEnded).length,
      isSound: this.#isSound && damaged.size === 0 && edited.length === 0,
    }
  }
}

function rowsOf(points: Loaded['points']): number {
  let rows = 0
  for (const { world } of points.values())
    for (const name of world.tables.names) rows += world.tables.get(name)!.changes.size
  return rows
}

const inLines = (message: string, edited: readonly number[]): string =>
  edited.length > 0 ? `${message} (edited: line ${edited.join(', ')})` : message
