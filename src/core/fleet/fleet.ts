// core/fleet: several servers over one PostgreSQL; each sandbox is owned by one of them at a time.

// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setTimeout } from 'node:timers'
import type { Checks } from '../persistence/check-saved.ts'
import type { Events } from '../sandbox/events.ts'
import { DEFAULT_SANDBOX, isSandboxName, refuseMalformed } from '../sandbox/name.ts'
import type { Sandboxes } from '../sandbox/registry.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { InitialWorlds } from '../scenarios/initial-worlds.ts'
import { cannotUse, inWords, parseAddress } from './address.ts'
import { PATIENCE } from './connection.ts'
import { EventExchange } from './event-exchange.ts'
import type { Head } from './head.ts'
import { Held } from './held.ts'
import { Membership } from './membership.ts'
import { isTaken, otherRecords, silent, takenOver, unreadable } from './problems.ts'
import { Rows, snapshotOf, type Take } from './rows.ts'
import type { Session } from './session.ts'
import { type Statements, statementsOf } from './statements.ts'
import { prepareTables } from './tables.ts'

export interface FleetOptions extends Checks {
  /** `postgres://…` */
  readonly db: string
  /** Milliseconds without a sign of life after which others take over from a server. */
  readonly lease: number
  readonly initialWorlds: InitialWorlds
  /** The package's. */
  readonly version: string
  readonly events: Events
  /** Whether an unknown name makes its sandbox. */
  readonly auto: boolean
  /** Told of what goes wrong with the database, and of its end, in a sentence. */
  report(problem: string): void
}

/** A sandbox that lives on another server, as it was last written. */
export interface SandboxElsewhere {
  readonly id: string
  readonly head: Head
  /** When it was last used: real time, milliseconds since the epoch. */
  readonly used: number
}

/** Milliseconds after which an owner that does not answer is asked again. */
const AGAIN = 100

/** This server among those that share a database: which sandboxes it owns, and what of them is written. */
export class Fleet {
  readonly #options: FleetOptions
  readonly #statements: Statements
  readonly #membership: Membership
  readonly #rows: Rows
  readonly #held = new Map<string, Held>()
  readonly #taking = new Map<string, Promise<boolean>>()
  /** Those who wait until a sandbox is free. */
  readonly #free = new Map<string, () => void>()
  readonly #leaving = new Map<string, { readonly askers: Set<string>; readonly left: Promise<void> }>()
  #sandboxes!: Sandboxes
  #sweptAt = Date.now()

  private constructor(options: FleetOptions, statements: Statements, membership: Membership, rows: Rows) {
    this.#options = options
    this.#statements = statements
    this.#membership = membership
    this.#rows = rows
  }

  /** @throws {UnusableDatabase} in words, where the database cannot be used */
  static async open(options: FleetOptions): Promise<Fleet> {
    const address = parseAddress(options.db)
    const statements = statementsOf(address.schema)
    await prepareTables(address, statements, options.version)
    let fleet: Fleet | undefined
    let exchange: EventExchange | undefined
    const membership = await Membership.begin({
      ...{ address, statements, lease: options.lease, report: options.report },
      isWatched: () => options.events.isWatched,
      onNotice: (channel, payload) => {
        if (channel === 'events') exchange?.hear(payload)
        else if (fleet) fleet.#hear(JSON.parse(payload) as string[])
      },
      onLost: () => {
        if (fleet) fleet.#onLost()
      },
      onBack: async (session, former) => {
        if (fleet) await fleet.#keep(session, former)
      },
    }).catch(error => {
      throw cannotUse(address.shown, inWords(error))
    })
    exchange = new EventExchange(options.events, membership, statements)
    const rows = new Rows({
      ...options,
      schema: address.schema,
      statements,
      ask: (...asked) => membership.ask(...asked),
    })
    await rows.prepare(options.initialWorlds)
    fleet = new Fleet(options, statements, membership, rows)
    return fleet
  }

  /** Begins: from now on its sandboxes are these. */
  begin(sandboxes: Sandboxes): void {
    this.#sandboxes = sandboxes
  }

  /** Goes on with other initial worlds. */
  async beginFrom(initialWorlds: InitialWorlds): Promise<void> {
    await this.#rows.prepare(initialWorlds)
  }

  /** Why the database is away, in a sentence; null where it is not. */
  get problem(): string | null {
    return this.#membership.problem
  }

  /** Milliseconds since the oldest change that is not written. */
  get delay(): number {
    const since = Math.min(...[...this.#held.values()].map(held => held.since ?? Number.POSITIVE_INFINITY))
    return since === Number.POSITIVE_INFINITY ? 0 : performance.now() - since
  }

  /** How often the database was away. */
  get failures(): number {
    return this.#membership.failures
  }

  /** Says that a sandbox of this server changed. */
  touch(id: string): void {
    this.#held.get(id)?.touch()
  }

  /**
   * Makes sure that this server owns a sandbox and has it as it is; it is made where it is to be made and is nowhere.
   *
   * @returns a promise, where that is not so yet; it rejects with a problem: 503 where it does not come to be in time,
   * 409 where the sandbox does not fit this server
   */
  own(id: string, isToMake = this.#options.auto || id === DEFAULT_SANDBOX): Promise<void> | undefined {
    if (!isSandboxName(id) || this.#isOwned(id)) return undefined
    return this.#ownSoon(id, isToMake)
  }

  /** What is known of a sandbox that this server owns: whoever answers from it waits until it is `written`. */
  held(id: string): Held | undefined {
    return this.#held.get(id)
  }

  /**
   * Makes a sandbox, once its name is taken in the database; resolves when it is written.
   *
   * @throws {Problem} 409 where there is one, 503
   */
  async create(id: string, make: (id: string) => Promise<Sandbox>): Promise<Sandbox> {
    refuseMalformed(id)
    const held = await this.#claim(id)
    try {
      const sandbox = await make(id)
      await held.written()
      return sandbox
    } catch (error) {
      // What was not made is nowhere.
      if (!this.#sandboxes.get(id)) held.touch()
      await held.written()?.catch(() => {})
      throw error
    }
  }

  async #claim(id: string): Promise<Held> {
    const end = performance.now() + PATIENCE
    await this.#membership.trusted(end)
    if (this.#held.has(id) || this.#taking.has(id)) throw isTaken(id)
    const taken = await this.#take(id, true)
    if (taken.is === 'blank') return this.#hold(id, taken.epoch)
    if (taken.is === 'ours') this.#goOn(id, taken)
    if (taken.is === 'damaged') await this.#release(id, taken.epoch)
    throw isTaken(id)
  }

  /** The sandboxes that are not on this server. */
  async elsewhere(): Promise<SandboxElsewhere[]> {
    await this.#membership.trusted(performance.now() + PATIENCE)
    const rows = await this.#ask<{ name: string; head: string; used: string }>(this.#statements.list, [
      this.#sandboxes.list().map(({ id }) => id),
    ])
    // One of them always exists.
    if (!this.#held.has(DEFAULT_SANDBOX) && !rows.some(({ name }) => name === DEFAULT_SANDBOX))
      await this.own(DEFAULT_SANDBOX)
    return rows.map(({ name, head, used }) => ({ id: name, head: JSON.parse(head) as Head, used: Number(used) }))
  }

  /** Says which sandboxes are used, and drops those that nobody has and nobody used for so many milliseconds. */
  async sweep(ttl: number): Promise<void> {
    const since = this.#sweptAt
    this.#sweptAt = Date.now()
    const used = this.#sandboxes.usedSince(since).flatMap(id => this.#held.get(id) ?? [])
    await this.#ask(this.#statements.use, [used.map(({ id }) => id), used.map(({ epoch }) => epoch)])
    await this.#ask(this.#statements.sweep, [ttl])
  }

  /** Writes what is not written yet, and lets every sandbox go. */
  async close(): Promise<void> {
    if (this.#membership.session) await Promise.all([...this.#held.values()].map(held => this.#letGo(held, [])))
    await this.#membership.end()
  }

  #isOwned(id: string): boolean {
    return this.#membership.isTrusted && this.#held.get(id)?.isOpen === true
  }

  async #ownSoon(id: string, isToMake: boolean): Promise<void> {
    const end = performance.now() + PATIENCE
    for (;;) {
      await this.#membership.trusted(end)
      if (this.#isOwned(id)) return
      if (performance.now() >= end) throw takenOver(id)
      const leaving = this.#leaving.get(id)
      if (leaving) await leaving.left
      else if (!(await this.#takeOnce(id, isToMake, end))) return
    }
  }

  /** Whoever asks for one sandbox at the same time waits for the same. @returns whether it is anywhere */
  #takeOnce(id: string, isToMake: boolean, end: number): Promise<boolean> {
    let taking = this.#taking.get(id)
    if (!taking) {
      taking = this.#takeOver(id, isToMake, end).finally(() => {
        this.#taking.delete(id)
        this.#free.delete(id)
      })
      this.#taking.set(id, taking)
    }
    return taking
  }

  async #takeOver(id: string, isToMake: boolean, end: number): Promise<boolean> {
    for (;;) {
      const isFull = isToMake && this.#sandboxes.isFull
      const free = new Promise<void>(resolve => this.#free.set(id, resolve))
      const taken = await this.#take(id, isToMake && !isFull)
      switch (taken.is) {
        case 'blank':
          this.#hold(id, taken.epoch)
          this.#sandboxes.make(id)
          return true
        case 'ours':
          this.#goOn(id, taken)
          return true
        case 'damaged':
          await this.#release(id, taken.epoch)
          throw unreadable(id, taken.why)
        case 'other':
          throw otherRecords(id, taken.version)
        case 'nowhere':
          if (isFull) this.#sandboxes.refuseTooMany()
          return false
      }
      if (performance.now() >= end) throw takenOver(id)
      if (taken.owner !== null) await this.#freed(free, taken.owner, end)
    }
  }

  async #take(id: string, isToMake: boolean): Promise<Take> {
    const { session } = this.#membership
    if (!session) throw silent()
    const taken = await this.#rows.take(id, session.id, isToMake)
    // Meanwhile this server may have begun another life: what it took then is not its own.
    if (this.#membership.session !== session) throw silent()
    return taken
  }

  /** Waits until a sandbox is free; who owned it is buried where it is dead. */
  async #freed(free: Promise<void>, owner: string, end: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<void>(resolve => {
      timer = setTimeout(resolve, Math.max(0, Math.min(AGAIN, end - performance.now())))
    })
    await Promise.race([
      free,
      enough,
      this.#ask(this.#statements.bury, [owner]).then(([gone]) => (gone ? undefined : enough)),
    ])
    clearTimeout(timer)
  }

  #hold(id: string, epoch: string): Held {
    const held = new Held({
      ...{ id, epoch },
      write: () => this.#write(id),
      onFailed: error => this.#forget(held, error),
    })
    this.#held.set(id, held)
    return held
  }

  #goOn(id: string, { epoch, world, loaded }: Extract<Take, { is: 'ours' }>): void {
    const { point, initialWorld, head } = loaded
    const { world: own, active, clock, faults, requests, checkpoints } = point
    const { lastRequest, sideDraws } = head
    const kept = { world: own, ...active, clock, faults, requests, checkpoints, lastRequest, sideDraws }
    this.#sandboxes.goOn(id, initialWorld, kept)
    const held = this.#hold(id, epoch)
    held.saved = point
    held.world = world
  }

  async #write(id: string): Promise<void> {
    const held = this.#held.get(id)!
    const sandbox = this.#sandboxes.get(id)
    await this.#rows.write(held, sandbox && snapshotOf(sandbox))
    if (!sandbox && !this.#sandboxes.get(id)) this.#held.delete(id)
  }

  /** What another server says: that it wants a sandbox, or that one is free. */
  #hear([id, epoch, asker]: string[]): void {
    if (asker === undefined) {
      this.#free.get(id!)?.()
      return
    }
    const leaving = this.#leaving.get(id!)
    const held = this.#held.get(id!)
    if (leaving) leaving.askers.add(asker)
    else if (held) void (held.epoch === epoch && held.isOpen && this.#letGo(held, [asker]))
    // One that it was given, and could not go on with.
    else if (!this.#taking.has(id!)) this.#release(id!, epoch!).catch(() => {})
  }

  async #release(id: string, epoch: string): Promise<void> {
    await this.#ask(this.#statements.release, [[id], [epoch]])
  }

  /** Writes the last of a sandbox, and lets it go. */
  #letGo(held: Held, askers: readonly string[]): Promise<void> {
    const { id } = held
    const known = this.#leaving.get(id)
    if (known) return known.left
    const told = new Set(askers)
    const left = this.#writeLast(held, told)
    this.#leaving.set(id, { askers: told, left })
    return left
  }

  async #writeLast(held: Held, askers: ReadonlySet<string>): Promise<void> {
    const { id } = held
    try {
      await held.leave()
      if (!this.#held.has(id)) return
      const sandbox = this.#sandboxes.get(id)
      const snapshot = sandbox && snapshotOf(sandbox)
      this.#sandboxes.letGo(id)
      await this.#rows.write(held, snapshot, this.#membership.channelsOf(askers))
      held.settle()
    } catch (error) {
      held.fail(error as Error)
    } finally {
      this.#held.delete(id)
      this.#leaving.delete(id)
    }
  }

  /** Lets a sandbox go of which it is not known what of it is written: it is read again when it is asked for. */
  #forget(held: Held, error: Error): void {
    held.fail(error)
    if (this.#held.get(held.id) !== held) return
    this.#held.delete(held.id)
    this.#sandboxes.letGo(held.id)
  }

  /** The database is away: what it was told may be written or not. */
  #onLost(): void {
    for (const held of this.#held.values()) if (!held.isClean) this.#forget(held, silent())
  }

  /** The database is back: what nobody took over meanwhile stays. */
  async #keep(session: Session, former: string): Promise<void> {
    const held = [...this.#held.values()]
    const values = [former, session.id, held.map(({ id }) => id), held.map(({ epoch }) => epoch)]
    const kept = await session.ask<{ name: string; epoch: string }>(this.#statements.keep, values)
    const epochs = new Map(kept.map(({ name, epoch }) => [name, epoch]))
    for (const one of held) {
      const epoch = epochs.get(one.id)
      if (epoch === undefined) this.#forget(one, takenOver(one.id))
      else one.epoch = epoch
    }
  }

  #ask<R extends object>(...asked: Parameters<Membership['ask']>): Promise<R[]> {
    return this.#membership.ask<R>(...asked)
  }
}
