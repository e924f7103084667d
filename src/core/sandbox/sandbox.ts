// core/sandbox: one isolated world and its clock, readings, faults and journal; the registry of all. Knows no HTTP.

import type { Store } from '../api/call.ts'
import type { ChosenOption } from '../api/chosen-option.ts'
import type { Api } from '../api/define-api.ts'
import { MisusedCall } from '../api/misused-call.ts'
import { Problem } from '../api/problem.ts'
import type { SandboxCoverage } from '../coverage/sandbox-coverage.ts'
import { ArmedFaults } from '../faults/armed-faults.ts'
import { summarize } from '../journal/entry.ts'
import { Journal } from '../journal/journal.ts'
import type { LoggedExchange } from '../journal/logged-exchange.ts'
import { nextRandom, type Random, randomOf, sideRandom } from '../lib/random.ts'
import { formatIso } from '../lib/zone.ts'
import type { Collection } from '../store/collection.ts'
import type { CollectionSpec } from '../store/spec.ts'
import type { Table } from '../store/table.ts'
import {
  hasRoom,
  MOST_PENDING,
  MOST_PENDING_SIZE,
  type Pending,
  type Retry,
  type Timer,
  withoutPending,
  withPending,
} from '../store/timers.ts'
import type { World } from '../store/world.ts'
import { opOf, type Write } from '../store/write.ts'
import type { ActiveSettings } from './active-settings.ts'
import type { Checkpoint } from './checkpoint.ts'
import { ChosenOptions } from './chosen-options.ts'
import { type ClockState, clockAt, nowOf, realMomentOf } from './clock.ts'
import type { EventName } from './events.ts'
import { Limits } from './limits.ts'
import { ReplyCache } from './reply-cache.ts'
import type { SandboxContext, SandboxState } from './state.ts'
import { storeOf } from './store.ts'
import { type WebhookOrder, Webhooks } from './webhooks.ts'

/** What a counter that has given every number shows: all integers up to it are told apart. */
const LAST_NUMBER = Number.MAX_SAFE_INTEGER

/** A request that began before its sandbox was reset and would write after it. */
export class Stale extends Error {
  override readonly name = 'Stale'
}

/** A sandbox's time, as people read it. */
export interface ClockReading {
  /** ISO 8601 with the sandbox's offset. */
  readonly now: string
  readonly frozen: boolean
}

/** One isolated world: its data, clock, counters, random stream, readings, faults and journal. */
export class Sandbox {
  readonly id: string
  readonly state: SandboxState
  readonly journal: Journal
  readonly faults: ArmedFaults
  readonly webhooks: Webhooks
  readonly limits = new Limits()
  /** What of the documentation was tried in it. */
  readonly coverage: SandboxCoverage
  /** By name; a reset leaves them. */
  readonly checkpoints = new Map<string, Checkpoint>()
  /** When a request last came, or it was made: real time, milliseconds since the epoch. */
  lastRequestAt: number
  readonly #context: SandboxContext
  readonly #stores = new Map<string, Store<Record<string, object>>>()
  readonly #cache = new ReplyCache()
  readonly #options: ChosenOptions
  #isInTransaction = false
  /** Whether writes are refused that belong to no request: a handler went on after its answer. */
  #refusesLate = false
  #writes: Write[] = []
  /** Webhooks that the present transaction asks for. */
  #outbox: WebhookOrder[] = []
  #sideDraws: { from: number; taken: number }
  #arrived = Number.POSITIVE_INFINITY
  /** The world at its start. */
  #initial: World
  /** When its present life began, in the order of arrivals and resets: requests that arrived earlier may not write. */
  #epoch: number

  constructor(id: string, state: SandboxState, initial: World, epoch: number, around: SandboxContext) {
    this.id = id
    this.state = state
    this.#options = new ChosenOptions(state)
    this.#initial = initial
    this.#sideDraws = { from: initial.random, taken: state.settings.strays }
    this.#epoch = epoch
    this.#context = around
    this.lastRequestAt = around.realNow()
    this.journal = new Journal(around.journalLimit, around.journalBudget, around.secretNames)
    this.coverage = around.coverage.of(id)
    this.webhooks = new Webhooks(this, around.webhooks)
    this.faults = new ArmedFaults({
      random: () => this.random.number(),
      now: () => this.now,
      lastRequest: () => this.journal.lastSeq,
      onEvent: (op, fault) => {
        if (op === 'add') this.coverage.arm(fault, this.faults.get(fault)!)
        if (op === 'strike') this.coverage.strike(fault)
        this.#tell('fault', () => ({ op, fault }))
        this.#context.changed(this.id)
      },
    })
  }

  get now(): number {
    return nowOf(this.state.clock, this.#context.realNow())
  }

  get zone(): string {
    return this.state.timezone
  }

  /** What its clock shows, as people read it. */
  get time(): ClockReading {
    return { now: formatIso(this.now, this.zone), frozen: this.state.clock.frozen }
  }

  get world(): World {
    return this.state.world
  }

  /** The world that it started from. */
  get initial(): World {
    return this.#initial
  }

  get epoch(): number {
    return this.#epoch
  }

  /** Whether it was dropped. */
  get isEnded(): boolean {
    return this.#epoch === Number.POSITIVE_INFINITY
  }

  /** Whether anything waits for its clock. */
  get hasTimers(): boolean {
    return this.state.world.timers.pending.length > 0
  }

  /** When, really, the first of what waits is due (milliseconds since the epoch); undefined: never by itself. */
  get nextDue(): number | undefined {
    const [next] = this.state.world.timers.pending
    const due = next && !this.isEnded ? realMomentOf(this.state.clock, next.at) : Number.POSITIVE_INFINITY
    return due === Number.POSITIVE_INFINITY ? undefined : due
  }

  /** What is in force, to put in force again. */
  get activeSettings(): ActiveSettings {
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
  sideRandom(): Random {
    const { random } = this.state.world
    this.#sideDraws = { from: random, taken: (this.sideDraws + 1) % LAST_NUMBER }
    return sideRandom(random ^ Math.imul(this.sideDraws, 0x9e3779b1))
  }

  /** How many such streams were taken since its own last moved. */
  get sideDraws(): number {
    return this.#sideDraws.from === this.state.world.random ? this.#sideDraws.taken : 0
  }

  store<R>(api: Api): Store<R> {
    let store = this.#stores.get(api.name)
    if (!store) {
      const check = this.#context.recordCheck?.(api)
      this.#stores.set(api.name, (store = storeOf(api, this, (...change) => this.#write(...change), check)))
    }
    return store as Store<R>
  }

  api(name: string): Api | undefined {
    return this.#context.apis.find(api => api.name === name)
  }

  /** A collection by names that may come from outside. */
  collection(api: string, name: string): Collection<object> | undefined {
    const known = this.api(api)
    const store = known && this.store<Record<string, object>>(known)
    return store && Object.hasOwn(store, name) ? store[name] : undefined
  }

  /** The option of a reading in force: picked, else its profile's, else the default. */
  reading(api: Api, topic: string): string {
    return this.chosen(api, topic).option
  }

  /** The same, with the reading that it is of. */
  chosen(api: Api, topic: string): ChosenOption {
    return this.#options.of(api, topic)
  }

  /** Puts other readings, profiles or strictness in force. */
  configure(change: Partial<Pick<SandboxState, 'profiles' | 'readings' | 'strict'>>): void {
    Object.assign(this.state, change)
    this.#options.forget()
    // What was answered under others may not be given again under these.
    this.#cache.clear()
    this.changed('readings')
  }

  /** Sets what the clock shows (milliseconds since the epoch), and whether it stands still there. */
  setTime(now: number, frozen: boolean): void {
    this.setClock(clockAt(this.#context.realNow(), now, frozen))
  }

  setClock(clock: ClockState): void {
    const goesBack = nowOf(clock, this.#context.realNow()) < this.now
    this.state.clock = clock
    if (goesBack) this.#cache.clear()
    this.#tell('clock', () => this.time)
    this.#moved()
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
    while (next < LAST_NUMBER && table?.get(keyType === 'string' ? String(next) : next)) next++
    if (next >= LAST_NUMBER) throw fullCounter(name, this.id)
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
   * Has something wait for the clock.
   *
   * @returns its id
   * @throws {MisusedCall} where too much waits already
   */
  wait(entry: Omit<Timer, 'id'> | Omit<Retry, 'id'>): number {
    this.#refuseStale()
    this.#refuseLate()
    const { world } = this.state
    const waiting = { id: world.timers.last + 1, ...entry } as Pending
    if (!hasRoom(world.timers, waiting))
      throw new MisusedCall(
        `too much waits for the clock of sandbox ${this.id}: ${MOST_PENDING} timers and retries, of ${MOST_PENDING_SIZE} letters together, are the most`,
      )
    this.state.world = { ...world, timers: withPending(world.timers, waiting) }
    return waiting.id
  }

  /** Has it wait no longer. */
  unwait(entry: Pending): void {
    const { world } = this.state
    this.state.world = { ...world, timers: withoutPending(world.timers, entry) }
  }

  /** Has a webhook sent, where the present transaction holds. */
  post(order: WebhookOrder): void {
    this.#refuseStale()
    this.#refuseLate()
    this.#outbox.push(order)
  }

  /**
   * Runs `work` as one whole: where it throws, the world is as it was before.
   *
   * @param arrived when the request arrived, in the order of arrivals and resets
   * @throws {Stale} where it would write, and the sandbox was reset since it arrived
   */
  transact<R>(work: () => R, arrived = Number.POSITIVE_INFINITY): R {
    const before = this.state.world
    this.#arrived = arrived
    this.#isInTransaction = true
    this.#writes = []
    try {
      const result = work()
      if (this.state.world !== before) this.#wrote(this.#writes, before)
      if (this.#outbox.length > 0) this.#send(this.#outbox.splice(0))
      return result
    } catch (error) {
      this.state.world = before
      this.#writes = []
      this.#outbox.length = 0
      throw error
    } finally {
      this.#arrived = Number.POSITIVE_INFINITY
      this.#isInTransaction = false
    }
  }

  /** From now on nothing is written outside a transaction: a handler was found to go on after its answer. */
  refuseLateWrites(): void {
    this.#refusesLate = true
  }

  /** What the latest transaction wrote. */
  get writes(): readonly Write[] {
    return this.#writes
  }

  /** A part of a transaction that is undone by itself where it throws. */
  attempt<R>(work: () => R): R {
    const before = this.state.world
    const written = this.#writes.length
    const posted = this.#outbox.length
    try {
      return work()
    } catch (error) {
      this.state.world = before
      this.#writes.length = written
      this.#outbox.length = posted
      throw error
    }
  }

  /** Takes another world in place of this one's: a new life for requests under way, which may not write into it. */
  adopt(world: World, sequence: number, cause: 'reset' | 'restore' | 'state', sideDraws = 0): void {
    this.state.world = world
    this.#sideDraws = { from: world.random, taken: sideDraws }
    this.#epoch = sequence
    this.#cache.clear()
    this.limits.clear()
    this.#options.forget()
    this.webhooks.cancel()
    this.#tell('change', () => ({ cause }))
    this.#moved()
  }

  /** Begins anew: from now on `initial` is what it starts from. */
  begin(initial: World, sequence: number): void {
    this.#initial = initial
    this.webhooks.cancel()
    this.journal.restart()
    this.adopt(initial, sequence, 'reset', this.state.settings.strays)
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
    this.#epoch = Number.POSITIVE_INFINITY
    this.faults.clear()
    this.webhooks.cancel()
    this.journal.close()
    this.#context.coverage.leave(this.id)
  }

  /** Whether a request that arrived then belongs to an earlier life. */
  isStale(arrived: number): boolean {
    return arrived < this.#epoch
  }

  /** Writes a request down. */
  record(entry: LoggedExchange): void {
    this.journal.add(entry)
    this.lastRequestAt = entry.realAt
    // Whether requests came outlives the process; how many may be told later.
    if (this.journal.seen === 1) this.#context.changed(this.id)
    this.tellEntry(entry)
  }

  /** Writes down what no request was. */
  note(entry: LoggedExchange): void {
    this.journal.add(entry)
    this.tellEntry(entry)
  }

  /** Tells of an entry, anew where it changed. */
  tellEntry(entry: LoggedExchange): void {
    this.#tell('request', () => summarize(entry))
  }

  /** Runs what is due. */
  runDue(): void {
    this.#context.runDue(this.id)
  }

  tellDefect(error: unknown): void {
    this.#context.onDefect(error)
  }

  /** Forgets the requests that came. */
  clearJournal(): void {
    this.journal.clear()
    this.changed('journal')
  }

  /** Says that something of it changed that is no record. */
  changed(cause: 'readings' | 'journal' | 'checkpoints'): void {
    this.#tell('change', () => ({ cause }))
    this.#context.changed(this.id)
  }

  cached(key: string): { value: unknown; ageSeconds: number } | null {
    return this.#cache.get(key, this.now)
  }

  cache(key: string, seconds: number, value: unknown): void {
    this.#cache.set(key, this.now, seconds, value)
  }

  #wrote(writes: readonly Write[], before: World): void {
    for (const { api, collection, key, before, after } of writes) {
      const op = opOf({ before, after })
      this.#tell('change', () => ({ cause: 'write', api, collection, key, op }))
    }
    this.#context.changed(this.id)
    if (this.state.world.timers !== before.timers) this.#context.moved(this.id)
  }

  /** Its clock, or its world, is another. */
  #moved(): void {
    this.#context.changed(this.id)
    this.#context.moved(this.id)
  }

  /** Sends webhooks when what asked for them is written down: the journal has them in this order. */
  #send(orders: readonly WebhookOrder[]): void {
    const epoch = this.#epoch
    queueMicrotask(() => {
      // What was reset at once, or dropped, sends nothing.
      if (epoch !== this.#epoch) return
      try {
        for (const order of orders) this.webhooks.send(order)
      } catch (error) {
        this.tellDefect(error)
      }
    })
  }

  #tell(name: EventName, data: () => object): void {
    this.#context.events.emit(name, this.id, data)
  }

  #refuseStale(): void {
    if (this.isStale(this.#arrived) || this.#epoch === Number.POSITIVE_INFINITY)
      throw new Stale('The sandbox was reset while the request was under way')
    if (this.#refusesLate) this.#refuseLate()
  }

  /** What belongs to no transaction would be a part of whichever comes next. */
  #refuseLate(): void {
    if (!this.#isInTransaction)
      throw new Error('Cannot write: the request has been answered. A handler must do its work at once, without await.')
  }

  #write(name: string, table: Table, write: Write): void {
    this.#refuseStale()
    const { world } = this.state
    this.state.world = { ...world, tables: world.tables.with(name, table) }
    this.#writes.push(write)
  }
}

const fullCounter = (name: string, sandbox: string): Problem =>
  new Problem(
    507,
    'Counter full',
    `Cannot count ${name} any further: it stands at ${LAST_NUMBER}, the last number that it has.`,
    `Reset the sandbox (POST /__admin/sandboxes/${sandbox}/reset), or set the counter lower: PUT …/state.`,
    { counter: name },
  )

/** A world with the collections and counters that it has not, taken from another. */
function completed(world: World, other: World): World {
  const tables = other.tables.map((table, name) => world.tables.get(name) ?? table)
  const counters = other.counters.map((next, name) => world.counters.get(name) ?? next)
  return { ...world, tables, counters }
}
