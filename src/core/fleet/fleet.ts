// core/fleet: several servers over one PostgreSQL; each sandbox is owned by one of them at a time.

import type { Checks } from '../persistence/check-saved.ts'
import type { Events } from '../sandbox/events.ts'
import { DEFAULT_SANDBOX, isSandboxName, refuseMalformed } from '../sandbox/name.ts'
import { taken } from '../sandbox/problems.ts'
import type { Sandboxes } from '../sandbox/registry.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { InitialWorlds } from '../scenarios/initial-worlds.ts'
import { cannotUseDatabase, databaseErrorInWords, parseAddress } from './address.ts'
import { PATIENCE } from './connection.ts'
import { EventExchange } from './event-exchange.ts'
import type { Head } from './head.ts'
import { Holdings } from './holdings.ts'
import { Membership } from './membership.ts'
import type { OwnedSandbox } from './owned-sandbox.ts'
import { takenOver } from './problems.ts'
import { SandboxRows } from './rows.ts'
import { type Statements, statementsOf } from './statements.ts'
import { prepareTables } from './tables.ts'
import { Taking } from './taking.ts'

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
}

/** This server among those that share a database. */
export class Fleet {
  readonly #auto: boolean
  readonly #statements: Statements
  readonly #membership: Membership
  readonly #rows: SandboxRows
  #sandboxes!: Sandboxes
  #holdings!: Holdings
  #taking!: Taking
  #sweptAt = Date.now()

  private constructor(auto: boolean, statements: Statements, membership: Membership, rows: SandboxRows) {
    this.#auto = auto
    this.#statements = statements
    this.#membership = membership
    this.#rows = rows
  }

  /** @throws {UnusableDatabase} in words, where the database cannot be used */
  static async open(options: FleetOptions): Promise<Fleet> {
    const { db, lease, report, events, auto, initialWorlds, version } = options
    const address = parseAddress(db)
    const { schema, shown } = address
    const statements = statementsOf(schema)
    await prepareTables(address, statements, version)
    let fleet: Fleet | undefined
    let exchange: EventExchange | undefined
    const membership = await Membership.begin({
      ...{ address, statements, lease, report },
      isWatched: () => events.isWatched,
      onNotice(channel, payload) {
        if (channel === 'events') exchange?.hear(payload)
        else if (fleet) fleet.#hear(JSON.parse(payload) as string[])
      },
      onLost() {
        if (fleet) fleet.#holdings.forgetUnwritten()
      },
      async onBack(session, former) {
        if (fleet) await fleet.#holdings.keep(session, former)
      },
    }).catch(error => {
      throw cannotUseDatabase(shown, databaseErrorInWords(error))
    })
    exchange = new EventExchange(events, membership, statements)
    const rows = new SandboxRows({ ...options, schema, statements, ask: (...asked) => membership.ask(...asked) })
    await rows.prepare(initialWorlds)
    fleet = new Fleet(auto, statements, membership, rows)
    return fleet
  }

  /** Begins: these are the sandboxes that live here. */
  begin(sandboxes: Sandboxes): void {
    this.#sandboxes = sandboxes
    this.#holdings = new Holdings(this.#membership, this.#rows, this.#statements, sandboxes)
    this.#taking = new Taking(this.#membership, this.#rows, this.#statements, this.#holdings, sandboxes)
  }

  /** Goes on with other initial worlds. */
  async beginFrom(initialWorlds: InitialWorlds): Promise<void> {
    await this.#rows.prepare(initialWorlds)
  }

  /** Why the database is away, in a sentence; null where it is not. */
  get failure(): string | null {
    return this.#membership.problem
  }

  get problems(): string[] {
    return this.failure === null ? [] : [this.failure]
  }

  /** Milliseconds since the oldest change that is not written. */
  get delay(): number {
    const since = Math.min(...this.#holdings.all().map(held => held.since ?? Number.POSITIVE_INFINITY))
    return since === Number.POSITIVE_INFINITY ? 0 : performance.now() - since
  }

  /** How often the database was away. */
  get failures(): number {
    return this.#membership.failures
  }

  /** Says that a sandbox of this server changed. */
  touch(id: string): void {
    this.#holdings.get(id)?.touch()
  }

  /**
   * Makes sure that this server owns a sandbox and has it as it is; it is made where it is to be made and is nowhere.
   *
   * @returns a promise, where that is not so yet; it rejects with a problem: 503 where it does not come to be in time,
   * 409 where the sandbox does not fit this server
   */
  own(id: string, isToMake = this.#auto || id === DEFAULT_SANDBOX): Promise<void> | undefined {
    if (!isSandboxName(id) || this.#isOwned(id)) return undefined
    return this.#ownSoon(id, isToMake)
  }

  /** What is known of a sandbox that this server owns: whoever answers from it waits until it is `written`. */
  held(id: string): OwnedSandbox | undefined {
    return this.#holdings.get(id)
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

  /** The sandboxes that are not on this server. */
  async elsewhere(): Promise<SandboxElsewhere[]> {
    await this.#membership.trusted(performance.now() + PATIENCE)
    const here = this.#sandboxes.list().map(({ id }) => id)
    const rows = await this.#membership.ask<{ name: string; head: string }>(this.#statements.list, [here])
    // One of them always exists.
    const isThere = here.includes(DEFAULT_SANDBOX) || rows.some(({ name }) => name === DEFAULT_SANDBOX)
    if (!isThere) await this.own(DEFAULT_SANDBOX)
    return rows.map(({ name, head }) => ({ id: name, head: JSON.parse(head) as Head }))
  }

  /** Says which sandboxes are used, and drops those that nobody has and nobody used for so many milliseconds. */
  async sweep(ttl: number): Promise<void> {
    const since = this.#sweptAt
    this.#sweptAt = Date.now()
    const used = this.#sandboxes.usedSince(since).flatMap(id => this.#holdings.get(id) ?? [])
    const { use, buryAll, sweep } = this.#statements
    await this.#membership.ask(use, [used.map(({ id }) => id), used.map(({ epoch }) => epoch)])
    await this.#membership.ask(buryAll, [])
    await this.#membership.ask(sweep, [ttl])
  }

  /** Writes what is not written yet, and lets every sandbox go. */
  async close(): Promise<void> {
    if (this.#membership.session && this.#holdings)
      await Promise.all(this.#holdings.all().map(held => this.#holdings.letGo(held)))
    await this.#membership.end()
  }

  #isOwned(id: string): boolean {
    return this.#membership.isTrusted && this.#holdings.get(id)?.isOpen === true
  }

  async #ownSoon(id: string, isToMake: boolean): Promise<void> {
    const end = performance.now() + PATIENCE
    for (;;) {
      await this.#membership.trusted(end)
      if (this.#isOwned(id)) return
      if (performance.now() >= end) throw takenOver(id)
      const left = this.#holdings.departureOf(id)
      if (left) await left
      else if (!(await this.#taking.take(id, isToMake, end))) return
    }
  }

  async #claim(id: string): Promise<OwnedSandbox> {
    await this.#membership.trusted(performance.now() + PATIENCE)
    if (this.#holdings.get(id) || this.#taking.isUnderWay(id)) throw taken(id)
    const take = await this.#taking.once(id, true)
    if (take.is === 'blank') return this.#holdings.takeBlank(id, take.epoch)
    if (take.is === 'ours') this.#holdings.takeOn(id, take)
    throw taken(id)
  }

  /** What another server says: that it wants a sandbox, or that one is free. */
  #hear([id, epoch, asker]: string[]): void {
    if (asker === undefined) {
      this.#taking.freed(id!)
      return
    }
    const held = this.#holdings.get(id!)
    if (held) void (held.epoch === epoch && this.#holdings.letGo(held, asker))
    // One that it was given, and could not go on with.
    else if (!this.#taking.isUnderWay(id!)) this.#taking.release(id!, epoch!).catch(() => {})
  }
}
