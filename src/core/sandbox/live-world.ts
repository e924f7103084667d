import { OwnFault } from '../api/own-fault.ts'
import { Problem } from '../api/problem.ts'
import { freeze } from '../lib/freeze.ts'
import { whyNoJson } from '../lib/json-value.ts'
import { nextRandom, type Random, randomOf, sideRandom } from '../lib/random.ts'
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
import type { Write } from '../store/write.ts'
import type { SandboxState } from './state.ts'
import type { WebhookOrder } from './webhooks.ts'

/** What a counter that has given every number shows: all integers up to it are told apart. */
const LAST_NUMBER = Number.MAX_SAFE_INTEGER

/** Never added to. */
const NO_WRITES: Write[] = []

/** A request that began before its sandbox was reset and would write after it. */
export class Stale extends Error {
  override readonly name = 'Stale'
}

/** The world of a sandbox as it is now: written by one transaction at a time, each a whole or nothing. */
export abstract class LiveWorld {
  readonly id: string
  readonly state: SandboxState
  /** The world at its start. */
  #initial: World
  /** When its present life began, in the order of arrivals and resets: requests that arrived earlier may not write. */
  #epoch: number
  /** When the request of the present transaction arrived, in that order. */
  #arrived = Number.POSITIVE_INFINITY
  #isInTransaction = false
  /** Whether writes are refused that belong to no request: a handler went on after its answer. */
  #refusesLate = false
  #writes = NO_WRITES
  /** Webhooks that the present transaction asks for. */
  #outbox: WebhookOrder[] = []
  #sideDraws: { from: number; taken: number }

  constructor(id: string, state: SandboxState, initial: World, epoch: number) {
    this.id = id
    this.state = state
    this.#initial = initial
    this.#epoch = epoch
    this.#sideDraws = { from: initial.random, taken: state.settings.strays }
  }

  /** Told what a transaction wrote that held. */
  protected abstract committed(writes: readonly Write[], before: World): void

  /** Looks at what an API is to keep. */
  protected abstract checkMemory(api: string, value: unknown): void

  /** Told of the webhooks of a transaction that held. */
  protected abstract posted(orders: readonly WebhookOrder[]): void

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
    this.#writes = NO_WRITES
    try {
      const result = work()
      if (this.state.world !== before) this.committed(this.#writes, before)
      if (this.#outbox.length > 0) this.posted(this.#outbox.splice(0))
      return result
    } catch (error) {
      this.state.world = before
      this.#writes = NO_WRITES
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
      if (this.#writes.length > written) this.#writes.length = written
      this.#outbox.length = posted
      throw error
    }
  }

  /** Its own stream of random numbers. */
  readonly random: Random = randomOf(() => {
    this.refuseStale()
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

  /**
   * The next number of a counter, by its whole name: `salesman.clients`.
   *
   * @param keyType of the collection's keys, where it counts a collection
   */
  count(name: string, keyType?: CollectionSpec['keyType']): number {
    this.refuseStale()
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

  /**
   * Keeps what an API keeps beside its records. From now on nothing of it can be changed.
   *
   * @throws {OwnFault} where it is not JSON, or not what the API's schema says
   */
  remember(api: string, value: unknown): void {
    this.refuseStale()
    const why = whyNoJson(value, 'memory')
    if (why !== null) throw new OwnFault(`${why}, but memory must be JSON`)
    this.checkMemory(api, value)
    const { world } = this.state
    this.state.world = { ...world, memory: { ...world.memory, [api]: freeze(value) } }
  }

  /**
   * Has something wait for the clock.
   *
   * @returns its id
   * @throws {OwnFault} where too much waits already
   */
  wait(entry: Omit<Timer, 'id'> | Omit<Retry, 'id'>): number {
    this.refuseStale()
    this.#refuseLate()
    const { world } = this.state
    const waiting = { id: world.timers.last + 1, ...entry } as Pending
    if (!hasRoom(world.timers, waiting))
      throw new OwnFault(
        `too many timers and retries wait for the clock of sandbox ${this.id}: at most ${MOST_PENDING}, of ${MOST_PENDING_SIZE} characters together`,
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
    this.refuseStale()
    this.#refuseLate()
    this.#outbox.push(order)
  }

  /** Whether a request that arrived then belongs to an earlier life. */
  isStale(arrived: number): boolean {
    return arrived < this.#epoch
  }

  /** Begins another life with a world: what is under way may not write into it. */
  protected live(world: World, epoch: number, sideDraws: number): void {
    this.state.world = world
    this.#epoch = epoch
    this.drewAside(sideDraws)
  }

  /** Ends it: what is under way may not write. */
  protected endLife(): void {
    this.#epoch = Number.POSITIVE_INFINITY
  }

  /** Says how many side streams were taken since its own random stream last moved. */
  protected drewAside(taken: number): void {
    this.#sideDraws = { from: this.state.world.random, taken }
  }

  /** From now on it starts from another world. */
  protected startFrom(initial: World): void {
    this.#initial = initial
  }

  /** Puts a table in place of what was. */
  protected write(name: string, table: Table, write: Write): void {
    this.refuseStale()
    const { world } = this.state
    this.state.world = { ...world, tables: world.tables.with(name, table) }
    // Most requests write once, and the journal keeps the list: it is as long as it must be.
    if (this.#writes.length === 0) this.#writes = [write]
    else this.#writes.push(write)
  }

  /** @throws {Stale} where the request of the present transaction belongs to an earlier life */
  refuseStale(): void {
    if (this.isStale(this.#arrived) || this.#epoch === Number.POSITIVE_INFINITY)
      throw new Stale('The sandbox was reset while the request was under way')
    if (this.#refusesLate) this.#refuseLate()
  }

  /** What belongs to no transaction would be a part of whichever comes next. */
  #refuseLate(): void {
    if (!this.#isInTransaction)
      throw new Error('Cannot write: the request has been answered. A handler must do its work at once, without await.')
  }
}

const fullCounter = (name: string, sandbox: string): Problem =>
  new Problem(
    507,
    'Counter full',
    `Counter ${name} is used up: it is at ${LAST_NUMBER}, its last number.`,
    `Reset the sandbox (POST /__admin/sandboxes/${sandbox}/reset), or set the counter lower: PUT …/state.`,
    { counter: name },
  )
