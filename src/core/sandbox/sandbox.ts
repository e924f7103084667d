// core/sandbox: one isolated world and its clock, readings, faults and journal; the registry of all. Knows no HTTP.

import type { Api } from '../api/api.ts'
import type { Store } from '../api/call.ts'
import type { ChosenOption } from '../api/chosen-option.ts'
import type { SandboxCoverage } from '../coverage/sandbox-coverage.ts'
import { ArmedFaults } from '../faults/armed-faults.ts'
import { summarize } from '../journal/entry.ts'
import { Journal } from '../journal/journal.ts'
import type { LoggedExchange } from '../journal/logged-exchange.ts'
import { formatIso } from '../lib/zone.ts'
import type { Collection } from '../store/collection.ts'
import type { World } from '../store/world.ts'
import type { Write } from '../store/write.ts'
import type { ActiveSettings } from './active-settings.ts'
import type { Checkpoint } from './checkpoint.ts'
import { ChosenOptions } from './chosen-options.ts'
import { type ClockState, clockAt, nowOf, realMomentOf } from './clock.ts'
import type { EventName } from './events.ts'
import { Limits } from './limits.ts'
import { LiveWorld } from './live-world.ts'
import { ReplyCache } from './reply-cache.ts'
import type { SandboxContext, SandboxState } from './state.ts'
import { storeOf } from './store.ts'
import { type WebhookOrder, Webhooks } from './webhooks.ts'

/** What is known of the requests of an earlier process. */
export interface Resumed {
  /** How many there were. */
  readonly requests: number
  /** The number of the latest, where it is known. */
  readonly lastRequest?: number
  /** When it came: real time, milliseconds since the epoch. */
  readonly lastRequestAt?: number
  /** How many side streams were taken since its own random stream last moved. */
  readonly sideDraws?: number
}

/** A sandbox's time, as people read it. */
export interface ClockReading {
  /** ISO 8601 with the sandbox's offset. */
  readonly now: string
  readonly frozen: boolean
}

/** One isolated world: its data, clock, counters, random stream, readings, faults and journal. */
export class Sandbox extends LiveWorld {
  readonly journal: Journal
  readonly faults: ArmedFaults
  readonly webhooks: Webhooks
  readonly limits: Limits
  /** What of the documentation was tried in it. */
  readonly coverage: SandboxCoverage
  /** By name; a reset leaves them. */
  readonly checkpoints = new Map<string, Checkpoint>()
  /** Whether its records may be large: something that came to it was, or is not known. */
  sawLarge = false
  /** When a request last came, or it was made: real time, milliseconds since the epoch. */
  lastRequestAt: number
  readonly #context: SandboxContext
  readonly #stores = new Map<string, Store<Record<string, object>>>()
  readonly #cache: ReplyCache
  readonly #options: ChosenOptions

  constructor(id: string, state: SandboxState, initial: World, epoch: number, around: SandboxContext) {
    super(id, state, initial, epoch)
    this.#options = new ChosenOptions(state)
    this.#context = around
    this.lastRequestAt = around.realNow()
    this.journal = new Journal(around.journalLimit, around.room, around.secretNames)
    this.limits = new Limits(around.room)
    this.#cache = new ReplyCache(around.room)
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

  store<R>(api: Api): Store<R> {
    let store = this.#stores.get(api.name)
    if (!store) {
      const check = this.#context.writeCheck?.(api)
      this.#stores.set(api.name, (store = storeOf(api, this, (...change) => this.write(...change), check)))
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

  /** Takes another world in place of this one's: a new life for requests under way, which may not write into it. */
  adopt(world: World, sequence: number, cause: 'reset' | 'restore' | 'state', sideDraws = 0): void {
    this.live(world, sequence, sideDraws)
    if (cause === 'state') this.sawLarge = true
    this.#cache.clear()
    this.limits.clear()
    this.#options.forget()
    this.webhooks.cancel()
    this.#tell('change', () => ({ cause }))
    this.#moved()
  }

  /** Begins anew: from now on `initial` is what it starts from. */
  begin(initial: World, sequence: number): void {
    this.startFrom(initial)
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
    this.startFrom(completed(this.initial, begun))
    this.state.world = completed(this.state.world, begun)
  }

  /** Ends it: what is still under way may not write, and is not held up any longer. */
  end(): void {
    this.endLife()
    this.faults.clear()
    this.webhooks.cancel()
    this.#forgetRequests()
  }

  /** Goes on from an earlier process, or from another server, whose journal is lost. */
  resume({ requests, lastRequest = 0, lastRequestAt = this.lastRequestAt, sideDraws = 0 }: Resumed): void {
    this.lastRequestAt = lastRequestAt
    this.sawLarge = true
    this.journal.resume(requests, lastRequest)
    this.drewAside(sideDraws)
  }

  /** Goes on elsewhere: what is still under way here may not write, and is not held up any longer. */
  leave(): void {
    this.endLife()
    this.faults.releaseAll()
    this.webhooks.leave()
    this.#forgetRequests()
  }

  /** Writes a request down. */
  record(entry: LoggedExchange): void {
    this.lastRequestAt = entry.realAt
    this.note(entry)
    // Whether requests came outlives the process; how many may be told later.
    if (this.journal.seen === 1) this.#context.changed(this.id)
  }

  /** Where something of it must be written before anything of it goes out, and is not yet, a promise that it is. */
  get written(): Promise<void> | undefined {
    return this.#context.written?.(this.id)
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

  /** @param bytes roughly what the value holds in memory */
  cache(key: string, seconds: number, value: unknown, bytes: number): void {
    this.#cache.set(key, this.now, seconds, value, bytes)
  }

  protected override committed(writes: readonly Write[], before: World): void {
    for (const { api, collection, key, op } of writes) {
      this.#tell('change', () => ({ cause: 'write', api, collection, key, op }))
    }
    this.#context.changed(this.id)
    if (this.state.world.timers !== before.timers) this.#context.moved(this.id)
  }

  /** Nothing of what came to it stays in this server. */
  #forgetRequests(): void {
    this.journal.close()
    this.#cache.clear()
    this.limits.clear()
    this.#context.coverage.leave(this.id)
  }

  /** Its clock, or its world, is another. */
  #moved(): void {
    this.#context.changed(this.id)
    this.#context.moved(this.id)
  }

  protected override checkMemory(name: string, value: unknown): void {
    const api = this.api(name)
    if (api) this.#context.writeCheck?.(api)?.memory(value)
  }

  /** Sends webhooks when what asked for them is written down: the journal has them in this order. */
  protected override posted(orders: readonly WebhookOrder[]): void {
    const { epoch } = this
    const send = (): void => {
      // What was reset at once, or dropped, sends nothing.
      if (epoch !== this.epoch) return
      try {
        for (const order of orders) this.webhooks.send(order)
      } catch (error) {
        this.tellDefect(error)
      }
    }
    const { written } = this
    // What is not known to be written tells nobody.
    if (written) written.then(send, () => {})
    else queueMicrotask(send)
  }

  #tell(name: EventName, data: () => object): void {
    this.#context.events.emit(name, this.id, data)
  }
}

/** A world with the collections and counters that it has not, taken from another. */
function completed(world: World, other: World): World {
  const tables = other.tables.map((table, name) => world.tables.get(name) ?? table)
  const counters = other.counters.map((next, name) => world.counters.get(name) ?? next)
  return { ...world, tables, counters }
}
