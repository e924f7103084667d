import type { FixedMap } from '../lib/fixed-map.ts'
import { freeze } from '../lib/freeze.ts'
import type { ActiveSettings } from '../sandbox/active-settings.ts'
import type { Checkpoint } from '../sandbox/checkpoint.ts'
import type { InitialWorld } from '../scenarios/initial-worlds.ts'
import type { Key } from '../store/row.ts'
import type { Change, Table, TableDifference } from '../store/table.ts'
import { type Pending, timersOf } from '../store/timers.ts'
import type { World } from '../store/world.ts'
import type { SavedChange, SavedTimer, StepEntry } from './entry.ts'
import { fingerprint, type Point, type WorldPlace } from './point.ts'

/** What is wrong with one sandbox of a file. */
export class Damage extends Error {
  override readonly name = 'Damage'
}

/** The steps of one sandbox, taken again. */
export class StepReplay {
  #initialWorld: InitialWorld | undefined
  #tables: FixedMap<Table> | undefined
  /** Changes that are not in the tables yet: many are put in at once. */
  readonly #pending = new Map<string, Map<Key, TableDifference>>()
  #active: Partial<ActiveSettings> = {}
  #counters: FixedMap<number> | undefined
  #random: number | undefined
  #memory: World['memory'] | undefined
  #waiting = new Map<number, Pending>()
  #lastTimer = 0
  #present: Partial<Pick<Point, 'clock' | 'faults' | 'requests'>> = {}
  readonly #checkpoints = new Map<string, Checkpoint>()
  /** The initial world of every place that it knows. */
  readonly #initialWorlds = new Map<Checkpoint, InitialWorld>()

  /** Whether nothing was begun. */
  get isEmpty(): boolean {
    return this.#initialWorld === undefined
  }

  /**
   * Takes a step.
   *
   * @param initialWorld of the entry's start, where it has one
   * @throws {Damage}
   */
  take(entry: StepEntry, initialWorld: InitialWorld | undefined): void {
    for (const name of entry.forget ?? []) this.#checkpoints.delete(name)
    if (entry.at !== undefined) this.#goTo(entry.at)
    if (initialWorld) this.#begin(initialWorld, entry.base)
    this.#active = { ...this.#active, ...entry.active }
    for (const [name, value] of Object.entries(entry.counters ?? {})) this.#count(name, value)
    this.#random = entry.random ?? this.#random
    this.#memory = entry.memory ? freeze(entry.memory) : this.#memory
    this.#lastTimer = entry.lastTimer ?? this.#lastTimer
    for (const timer of entry.timers ?? []) this.#wait(timer)
    for (const [name, changes] of Object.entries(entry.tables ?? {})) this.#change(name, changes)
    if (entry.checkpoint) this.#mark(entry.checkpoint)
    this.#present = { ...this.#present, ...freeze(entry.present) }
  }

  /** Where the steps led. @throws {Damage} where something is missing */
  end(): { point: Point; initialWorld: InitialWorld } {
    const { clock, faults, requests } = this.#present
    const place = this.#place()
    if (!clock || !faults || requests === undefined) throw new Damage('its clock, faults or requests are missing')
    return {
      point: { ...place, clock, faults, requests, checkpoints: [...this.#checkpoints.values()] },
      initialWorld: this.#initialWorld!,
    }
  }

  #begin(initialWorld: InitialWorld, base: string | undefined): void {
    const { settings, world } = initialWorld
    if (base !== fingerprint(world)) {
      throw new Damage(
        `it was begun with other records than scenario ${JSON.stringify(settings.scenario)} gives now, so its changes would not fit`,
      )
    }
    this.#initialWorld = initialWorld
    this.#tables = world.tables
    this.#counters = world.counters
    this.#waiting.clear()
    this.#lastTimer = 0
    this.#pending.clear()
  }

  #goTo(name: string): void {
    const checkpoint = this.#checkpoints.get(name)
    if (!checkpoint) throw new Damage(`it refers to a checkpoint ${JSON.stringify(name)}, which is missing`)
    const { world, active } = checkpoint
    this.#initialWorld = this.#initialWorlds.get(checkpoint)
    this.#tables = world.tables
    this.#counters = world.counters
    this.#random = world.random
    this.#memory = world.memory
    this.#waiting = new Map(world.timers.pending.map(entry => [entry.id, entry]))
    this.#lastTimer = world.timers.last
    this.#active = active
    this.#pending.clear()
  }

  #count(name: string, value: number): void {
    if (this.#counters?.get(name) === undefined) throw new Damage(`counters.${name} is not a counter of this server`)
    this.#counters = this.#counters.with(name, value)
  }

  #wait(timer: SavedTimer): void {
    if (typeof timer === 'number') this.#waiting.delete(timer)
    else this.#waiting.set(timer.id, freeze(timer))
  }

  #change(name: string, changes: readonly SavedChange[]): void {
    if (!this.#tables?.get(name)) throw new Damage(`it has records of ${name}, which this server does not serve`)
    let pending = this.#pending.get(name)
    if (!pending) this.#pending.set(name, (pending = new Map()))
    for (const change of changes) pending.set(change[0], differenceOf(change))
  }

  #mark({ name, sideDraws, now, frozen, faults }: NonNullable<StepEntry['checkpoint']>): void {
    const checkpoint: Checkpoint = { name, ...this.#place(), sideDraws, now, frozen, faults: freeze(faults) }
    this.#checkpoints.set(name, checkpoint)
    this.#initialWorlds.set(checkpoint, this.#initialWorld!)
  }

  #place(): WorldPlace {
    if (!this.#initialWorld || !this.#tables || !this.#counters) throw new Damage('its start is missing')
    for (const [name, pending] of this.#pending)
      this.#tables = this.#tables.with(name, this.#tables.get(name)!.apply([...pending.values()]))
    this.#pending.clear()
    const missing = ACTIVE.find(name => this.#active[name] === undefined)
    if (missing) throw new Damage(`its ${missing} is missing`)
    if (this.#random === undefined || !this.#memory) throw new Damage('its random stream or memory is missing')
    return {
      start: this.#initialWorld.start,
      active: this.#active as ActiveSettings,
      world: {
        tables: this.#tables,
        counters: this.#counters,
        random: this.#random,
        memory: this.#memory,
        timers: timersOf([...this.#waiting.values()], this.#lastTimer),
      },
    }
  }
}

const ACTIVE = ['seed', 'timezone', 'profiles', 'readings', 'strict', 'unchecked'] as const

function differenceOf([key, seq, record]: SavedChange): TableDifference {
  if (seq === null) return { key, change: null }
  const change: Change = seq === undefined ? { key, row: null } : { key, row: { key, seq, record: freeze(record!) } }
  return { key, change }
}
