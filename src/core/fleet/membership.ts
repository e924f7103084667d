// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'
import { type DatabaseAddress, reasonInWords } from './address.ts'
import { PATIENCE, type Statement } from './connection.ts'
import { silent } from './problems.ts'
import { DeclaredDead, Session, type SessionOptions } from './session.ts'
import type { Statements } from './statements.ts'

/** Milliseconds between two attempts to come back, at first and at most. */
const [SOONEST, LATEST] = [50, 1000]

export interface MembershipOptions extends Pick<SessionOptions, 'lease' | 'isWatched' | 'onNotice'> {
  readonly address: DatabaseAddress
  readonly statements: Statements
  /** Told once when the database goes away, and once when it is back, in a sentence. */
  report(problem: string): void
  /** Told that it is lost: what is not written now never will be. */
  onLost(): void
  /** Told that it is back, in another life; until this resolves, nothing is answered. */
  onBack(session: Session, former: string): Promise<void>
}

/** The place of this server in its fleet, kept through whatever becomes of the database. */
export class Membership {
  readonly #options: MembershipOptions
  readonly #waiting = new Set<() => void>()
  #session: Session | undefined
  #isClosed = false
  #problem: string | null = null
  #lostAt = 0
  failures = 0

  private constructor(options: MembershipOptions) {
    this.#options = options
  }

  /** @throws {Error} as `pg` says it */
  static async begin(options: MembershipOptions): Promise<Membership> {
    const membership = new Membership(options)
    membership.#session = await membership.#begin()
    return membership
  }

  /** The present life; undefined while the database is away. */
  get session(): Session | undefined {
    return this.#session
  }

  /** Whether what is in memory is the truth now. */
  get isTrusted(): boolean {
    return this.#session?.isTrusted === true
  }

  /** Why it is away, in a sentence; null where it is not. */
  get problem(): string | null {
    return this.#problem
  }

  /**
   * Waits until what is in memory is the truth.
   *
   * @param end by `performance.now()`
   * @throws {Problem} 503 where that does not come in time
   */
  async trusted(end: number): Promise<void> {
    while (!this.isTrusted) {
      const now = performance.now()
      const isKnownToBeAway = !this.#session && now - this.#lostAt > PATIENCE
      if (now >= end || isKnownToBeAway || this.#isClosed) throw silent()
      await this.#change(end - now)
    }
  }

  /** Where others are told that something of theirs is free. */
  channelsOf(ids: Iterable<string>): string[] {
    return [...ids].map(id => `${this.#options.address.schema}_${id}`)
  }

  /** @throws {Problem} 503 where it is not done, or it is not known whether it is */
  async ask<R extends object>(statement: Statement, values: unknown[], bytes = 0): Promise<R[]> {
    if (!this.#session) throw silent()
    try {
      return await this.#session.ask<R>(statement, values, bytes)
    } catch (error) {
      // What breaks with the connection is told of there; a severity is what the database itself says.
      if ('severity' in (error as Error))
        this.#options.report(
          `The database ${this.#options.address.shown} refused to ${statement.name}: ${(error as Error).message}.`,
        )
      throw silent()
    }
  }

  async end(): Promise<void> {
    this.#isClosed = true
    this.#tell()
    await this.#session?.end()
  }

  #begin(): Promise<Session> {
    const { address, statements, lease, isWatched, onNotice } = this.#options
    const session = Session.begin({
      ...{ address, statements, lease, isWatched, onNotice },
      onBeat: () => this.#tell(),
      // One that never began has told whoever waits for it.
      onLost: error =>
        session.then(
          lost => this.#lose(lost, error),
          () => {},
        ),
    })
    return session
  }

  #lose(session: Session, error: Error): void {
    if (this.#session !== session || this.#isClosed) return
    this.#session = undefined
    this.#lostAt = performance.now()
    const { address, report, onLost } = this.#options
    if (error instanceof DeclaredDead)
      report('Another server took over from this one, which had not responded. This one goes on.')
    else this.#say(`The database ${address.shown} is away: ${reasonInWords(error)}.`)
    onLost()
    void this.#comeBack(session.id)
  }

  async #comeBack(former: string): Promise<void> {
    for (let wait = SOONEST; !this.#isClosed; wait = Math.min(wait * 2, LATEST)) {
      let next: Session | undefined
      try {
        next = await this.#begin()
        await next.ask(this.#options.statements.leave, [former])
        await this.#options.onBack(next, former)
        if (this.#isClosed) return await next.end()
        this.#session = next
        if (this.#problem !== null) this.#options.report(`The database ${this.#options.address.shown} answers again.`)
        this.#problem = null
        this.#tell()
        return
      } catch (error) {
        next?.destroy()
        this.#say(`The database ${this.#options.address.shown} is away: ${reasonInWords(error)}.`)
        await new Promise(resolve => setTimeout(resolve, wait).unref())
      }
    }
  }

  #say(problem: string): void {
    this.failures++
    if (this.#problem === null) this.#options.report(`${problem} Nothing is acknowledged until it is back.`)
    this.#problem = problem
  }

  /** Waits for something to happen, or so many milliseconds. */
  async #change(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    let happened = (): void => {}
    await new Promise<void>(resolve => {
      happened = resolve
      this.#waiting.add(happened)
      timer = setTimeout(resolve, milliseconds)
    })
    clearTimeout(timer)
    this.#waiting.delete(happened)
  }

  #tell(): void {
    for (const happened of this.#waiting) happened()
  }
}
