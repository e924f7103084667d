import type { Api } from '../api/define-api.ts'
import type { Store } from '../api/operation.ts'
import type { EventName } from '../events.ts'
import { Faults } from '../faults/faults.ts'
import { type Entry, Journal } from '../journal/journal.ts'
import { summary } from '../journal/shown.ts'
import type { Collection } from '../store/collection.ts'
import type { CollectionSpec } from '../store/spec.ts'
import type { Table } from '../store/table.ts'
import type { World } from '../store/world.ts'
import type { Checkpoint } from './checkpoints.ts'
import { type ClockState, clockAt, nowOf } from './clock.ts'
import { OptionsInForce } from './options.ts'
import { nextRandom, type Random, randomOf, strayRandom } from './random.ts'
import { ReplyCache } from './reply-cache.ts'
import type { Force, SandboxState, Surroundings, Write } from './state.ts'
import { storeOf } from './store.ts'
import { formatIso } from './zone.ts'

/** A request that began before its sandbox was reset and would write after it. */
export class Stale extends Error {
  override readonly name = 'Stale'
}

/** One isolated world: its data, clock, counters, random stream, readings, faults and journal. */
export class Sandbox {
  readonly id: string
  readonly state: SandboxState
  readonly journal: Journal
  readonly faults: Faults
  /** By name; a reset leaves them. */
  readonly checkpoints = new Map<string, Checkpoint>()
  readonly #around: Surroundings
  readonly #stores = new Map<string, Store<Record<string, object>>>()
  readonly #cache = new ReplyCache()
  readonly #options: OptionsInForce
  #writes: Write[] = []
  #strays: { from: number; taken: number }
  #arrived = Number.POSITIVE_INFINITY
  /** The world at its start. */
  #initial: World
  /** The turn at which its present life began: requests that arrived earlier may not write. */
  #bornAt: number

  constructor(id: string, state: SandboxState, initial: World, bornAt: number, around: Surroundings) {
    this.id = id
    this.state = state
    this.#options = new OptionsInForce(state)
    this.#initial = initial
    this.#strays = { from: initial.random, taken: state.settings.strays }
    this.#bornAt = bornAt
    this.#around = around
    this.journal = new Journal(around.journalLimit, around.journalRoom)
    this.faults = new Faults({
      random: () => this.random.number(),
      told: (op, fault) => {
        this.#tell('fault', () => ({ op, fault }))
        this.#around.changed(this, [])
      },
    })
  }

  get now(): number {
    return nowOf(this.state.clock, this.#around.realNow())
  }

  get zone(): string {
    return this.state.timezone
  }

  /** What its clock shows, as people read it. */
  get time(): { now: string; frozen: boolean } {
    return { now: formatIso(this.now, this.zone), frozen: this.state.clock.frozen }
  }

  get world(): World {
    return this.state.world
  }

  /** The world that it started from. */
  get initial(): World {
    return this.#initial
  }

  get bornAt(): number {
    return this.#bornAt
  }

  /** What is in force, to put in force again. */
  get force(): Force {
    const { seed, timezone, profiles, readings, strict, unchecked } = this.state
    return { seed, timezone, profiles, readings, strict, unchecked }
  }

  readonly random: Random = randomOf(() => {
    this.#refuseStale()
    const { state, bits } = nextRandom(this.state.world.random)
    this.state.world = { ...this.state.world, random: state }
    return bits
  })

  /** A stream for a refused request, which leaves the sandbox's own where it is; another each time. */
  strayRandom(): Random {
    const { random } = this.state.world
    this.#strays = { from: random, taken: this.strays + 1 }
    return strayRandom(random ^ Math.imul(this.strays, 0x9e3779b1))
  }

  /** How many such streams were taken since its own last moved. */
  get strays(): number {
    return this.#strays.from === this.state.world.random ? this.#strays.taken : 0
  }

  store<R>(api: Api): Store<R> {
    let store = this.#stores.get(api.name)
    if (!store) this.#stores.set(api.name, (store = storeOf(api, this, (...change) => this.#write(...change))))
    return store as Store<R>
  }

  /** A collection by names that may come from outside. */
  collection(api: string, name: string): Collection<object> | undefined {
    const known = this.#around.apis.find(candidate => candidate.name === api)
    const store = known && this.store<Record<string, object>>(known)
    return store && Object.hasOwn(store, name) ? store[name] : undefined
  }

  /** The option of a reading in force: picked, else its profile's, else the default. */
  reading(api: Api, topic: string): string {
    return this.#options.of(api, topic)
  }

  /** Puts other readings, profiles or strictness in force. */
  configure(change: Partial<Pick<SandboxState, 'profiles' | 'readings' | 'strict'>>): void {
    Object.assign(this.state, change)
    this.#options.forget()
    this.#around.changed(this, [])
  }

  /** Sets what the clock shows (milliseconds since the epoch), and whether it stands still there. */
  setTime(now: number, frozen: boolean): void {
    this.setClock(clockAt(this.#around.realNow(), now, frozen))
  }

  setClock(clock: ClockState): void {
    const goesBack = nowOf(clock, this.#around.realNow()) < this.now
    this.state.clock = clock
    if (goesBack) this.#cache.clear()
    this.#tell('clock', () => this.time)
    this.#around.changed(this, [])
  }

  /** The next number of a counter; one of a collection passes over keys that are taken. */
  nextId(api: string, counter: string): number {
    return this.count(`${api}.${counter}`, this.collection(api, counter)?.spec.keyType)
  }

  /**
   * The same by the counter's whole name.
   *
   * @param keyType of the collection's keys, where it counts a collection
   */
  count(name: string, keyType?: CollectionSpec['keyType']): number {
    this.#refuseStale()
    const { world } = this.state
    const table = world.tables.get(name)
    let next = world.counters.get(name)
    if (next === undefined)
      throw new Error(`Cannot count ${name}: there is no such counter. Declare it among the API's counters.`)
    while (table?.get(keyType === 'string' ? String(next) : next)) next++
    this.state.world = { ...world, counters: world.counters.with(name, next + 1) }
    return next
  }

  memory(api: string): unknown {
    return this.state.world.memory[api]
  }

  remember(api: string, value: unknown): void {
    this.#refuseStale()
    const { world } = this.state
    this.state.world = { ...world, memory: { ...world.memory, [api]: value } }
  }

  /**
   * Runs `work` as one whole: where it throws, the world is as it was before.
   *
   * @param arrived the turn at which the request arrived
   * @throws {Stale} where it would write, and the sandbox was reset since it arrived
   */
  transact<R>(work: () => R, arrived = Number.POSITIVE_INFINITY): R {
    const before = this.state.world
    this.#arrived = arrived
    this.#writes = []
    try {
      const result = work()
      if (this.state.world !== before) this.#changed(this.#writes)
      return result
    } catch (error) {
      this.state.world = before
      throw error
    } finally {
      this.#arrived = Number.POSITIVE_INFINITY
    }
  }

  /** A part of a transaction that is undone by itself where it throws. */
  attempt<R>(work: () => R): R {
    const before = this.state.world
    const written = this.#writes.length
    try {
      return work()
    } catch (error) {
      this.state.world = before
      this.#writes.length = written
      throw error
    }
  }

  /** Takes another world in place of this one's: a new life for requests under way, which may not write into it. */
  adopt(world: World, turn: number, cause: 'reset' | 'restore' | 'state', strays = 0): void {
    this.state.world = world
    this.#strays = { from: world.random, taken: strays }
    this.#bornAt = turn
    this.#cache.clear()
    this.#options.forget()
    this.#tell('change', () => ({ cause }))
    this.#around.changed(this, [])
  }

  /** Begins anew: from now on `initial` is what it starts from. */
  begin(initial: World, turn: number): void {
    this.#initial = initial
    this.journal.restart()
    this.adopt(initial, turn, 'reset', this.state.settings.strays)
  }

  /**
   * Lets go of what it knows of its APIs: others stand in their place.
   *
   * @param begun a world that has every collection of the new ones
   */
  forgetApis(begun: World): void {
    this.#stores.clear()
    this.#options.forget()
    this.#cache.clear()
    this.#initial = completed(this.#initial, begun)
    this.state.world = completed(this.state.world, begun)
  }

  /** Ends it: what is still under way may not write, and is not held up any longer. */
  end(): void {
    this.#bornAt = Number.POSITIVE_INFINITY
    this.faults.clear()
    this.journal.close()
  }

  /** Whether a request that arrived then belongs to an earlier life. */
  isStale(arrived: number): boolean {
    return arrived < this.#bornAt
  }

  /** Writes a request down. */
  record(entry: Entry): void {
    this.journal.add(entry)
    this.#tell('request', () => summary(entry))
  }

  cached(key: string): { value: unknown; ageSeconds: number } | null {
    return this.#cache.get(key, this.now)
  }

  cache(key: string, seconds: number, value: unknown): void {
    this.#cache.set(key, this.now, seconds, value)
  }

  #changed(writes: readonly Write[]): void {
    for (const { api, collection, key, before, after } of writes) {
      const op = before === null ? 'insert' : after === null ? 'delete' : 'update'
      this.#tell('change', () => ({ cause: 'write', api, collection, key, op }))
    }
    this.#around.changed(this, writes)
  }

  #tell(name: EventName, data: () => object): void {
    this.#around.events.emit(name, this.id, data)
  }

  #refuseStale(): void {
    if (this.isStale(this.#arrived) || this.#bornAt === Number.POSITIVE_INFINITY)
      throw new Stale('The sandbox was reset while the request was under way')
  }

  #write(name: string, table: Table, write: Write): void {
    this.#refuseStale()
    const { world } = this.state
    this.state.world = { ...world, tables: world.tables.with(name, table) }
    this.#writes.push(write)
  }
}

/** A world with the collections and counters that it has not, taken from another. */
function completed(world: World, other: World): World {
  const tables = other.tables.map((table, name) => world.tables.get(name) ?? table)
  const counters = other.counters.map((next, name) => world.counters.get(name) ?? next)
  return { ...world, tables, counters }
}
