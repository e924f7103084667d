import type { Api } from '../api/define-api.ts'
import type { Store } from '../api/operation.ts'
import type { Readings } from '../api/readings.ts'
import type { EventName, Events } from '../events.ts'
import type { Fault } from '../faults/fault.ts'
import { Faults } from '../faults/faults.ts'
import { type Entry, Journal } from '../journal/journal.ts'
import { summary } from '../journal/shown.ts'
import type { Settings, Start } from '../scenarios/scenario.ts'
import { type Cell, Collection } from '../store/collection.ts'
import type { CollectionSpec, Reference } from '../store/spec.ts'
import type { Key, Table } from '../store/table.ts'
import type { World } from '../store/world.ts'
import type { Checkpoint } from './checkpoints.ts'
import { type ClockState, clockAt, nowOf } from './clock.ts'
import { nextRandom, type Random, randomOf } from './random.ts'
import { ReplyCache } from './reply-cache.ts'
import { formatIso } from './zone.ts'

/** What is in force in a sandbox beside its data; its settings keep what it started with. */
export interface Force {
  seed: number
  timezone: string
  profiles: Readonly<Record<string, string>>
  readings: Readonly<Record<string, string>>
  strict: boolean
  /** Whether its records may refer to nothing. */
  unchecked: boolean
}

/** What of a sandbox outlives the process: what lowdb holds. */
export interface SandboxState extends Force {
  /** What it was asked to start from. */
  start: Start
  settings: Settings
  world: World
  clock: ClockState
  /** What is arranged in it, as far as it will still strike. */
  readonly faults: readonly Fault[]
}

/** One write to a collection. */
export interface Write {
  readonly api: string
  readonly collection: string
  readonly key: Key
  readonly before: object | null
  readonly after: object | null
}

/** A request that began before its sandbox was reset and would write after it. */
export class Stale extends Error {
  override readonly name = 'Stale'
}

/** What a sandbox needs of the server that it lives in. */
export interface Surroundings {
  readonly apis: readonly Api[]
  readonly journalLimit: number
  /** Milliseconds since the epoch, really. */
  realNow(): number
  readonly events: Events
  /** Called after every change of a sandbox's state. */
  changed(sandbox: Sandbox, writes: readonly Write[]): void
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
  #options = new Map<string, string>()
  #writes: Write[] = []
  #arrived = Number.POSITIVE_INFINITY
  /** The world at its start. */
  #initial: World
  /** The turn at which its present life began: requests that arrived earlier may not write. */
  #bornAt: number

  constructor(id: string, state: SandboxState, initial: World, bornAt: number, around: Surroundings) {
    this.id = id
    this.state = state
    this.#initial = initial
    this.#bornAt = bornAt
    this.#around = around
    this.journal = new Journal(around.journalLimit)
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

  store<R>(api: Api): Store<R> {
    let store = this.#stores.get(api.name)
    if (!store) this.#stores.set(api.name, (store = this.#storeOf(api)))
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
    const id = `${api.name}.${topic}`
    let option = this.#options.get(id)
    if (option === undefined) {
      const reading = (api.readings as Readings)[topic]
      if (!reading) throw new Error(`Cannot read ${id}: there is no such reading. Declare it among the API's readings.`)
      const profile = this.state.profiles[api.name] ?? 'documented'
      option = this.state.readings[id] ?? reading.profiles?.[profile] ?? reading.default
      this.#options.set(id, option)
    }
    return option
  }

  /** Puts other readings, profiles or strictness in force. */
  configure(change: Partial<Pick<SandboxState, 'profiles' | 'readings' | 'strict'>>): void {
    Object.assign(this.state, change)
    this.#options = new Map()
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
    this.#refuseStale()
    const name = `${api}.${counter}`
    const { world } = this.state
    const table = world.tables[name]
    const spec = this.collection(api, counter)?.spec
    let next = world.counters[name]
    if (next === undefined)
      throw new Error(`Cannot count ${name}: there is no such counter. Declare it among the API's counters.`)
    while (table?.get(spec?.keyType === 'string' ? String(next) : next)) next++
    this.state.world = { ...world, counters: { ...world.counters, [name]: next + 1 } }
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
  adopt(world: World, turn: number, cause: 'reset' | 'restore' | 'state'): void {
    this.state.world = world
    this.#bornAt = turn
    this.#cache.clear()
    this.#options = new Map()
    this.#tell('change', () => ({ cause }))
    this.#around.changed(this, [])
  }

  /** Begins anew: from now on `initial` is what it starts from. */
  begin(initial: World, turn: number): void {
    this.#initial = initial
    this.journal.restart()
    this.adopt(initial, turn, 'reset')
  }

  /** Ends it: what is still under way may not write, and is not held up any longer. */
  end(): void {
    this.#bornAt = Number.POSITIVE_INFINITY
    this.faults.clear()
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
    this.state.world = { ...world, tables: { ...world.tables, [name]: table } }
    this.#writes.push(write)
  }

  #storeOf(api: Api): Store<Record<string, object>> {
    const specs = Object.entries(api.collections as Record<string, CollectionSpec>)
    const store: Record<string, Collection<object>> = {}
    for (const [name, spec] of specs) {
      const table = `${api.name}.${name}`
      const sandbox = this
      const cell: Cell = {
        get table() {
          return sandbox.state.world.tables[table]!
        },
        write: (next, change) => sandbox.#write(table, next, { api: api.name, collection: name, ...change }),
        newKey: () => {
          if (spec.newKey === 'uuid') return sandbox.random.uuid()
          const number = sandbox.nextId(api.name, name)
          return spec.keyType === 'string' ? String(number) : number
        },
        sibling: other => store[other]!,
        referrers: specs.flatMap(([collection, { references }]) =>
          Object.entries(references ?? {})
            .filter(([, reference]) => reference.to === name)
            .map(([field, reference]) => ({ collection, field, reference: reference as Reference })),
        ),
      }
      store[name] = new Collection(name, spec, cell)
    }
    return store as Store<Record<string, object>>
  }
}
