import { randomBytes } from 'node:crypto'
// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'
import type { DatabaseAddress } from './address.ts'
import { DatabaseConnection, type Statement } from './connection.ts'
import { GRACE, type Statements } from './statements.ts'

/** Milliseconds between two signs of life. */
const BEAT = 300
/**
 * Milliseconds after a sign of life in which nobody can have taken over: what is in memory is the truth. Less than GRACE,
 * for clocks that do not run alike.
 */
const TRUSTED = 1300
/** Connections for everything but signs of life. */
const MOST_CONNECTIONS = 8

export interface SessionOptions {
  readonly address: DatabaseAddress
  readonly statements: Statements
  /** Milliseconds without a sign of life after which another takes over, though its connection stands. */
  readonly lease: number
  /** Whether somebody watches events here. */
  isWatched(): boolean
  /** Told of every sign of life that the database took. */
  onBeat(): void
  /** Told once, when it is over, unless it was ended. */
  onLost(error: Error): void
  /** Told of what other servers say: on our own channel, or to all. */
  onNotice(channel: 'own' | 'events', payload: string): void
}

/** Another took this server for dead, and over its sandboxes. */
export class DeclaredDead extends Error {
  override readonly name = 'DeclaredDead'
}

/** One life of a server in its fleet: from its row in the database to the loss of that or of the connection. */
export class Session {
  /** Whose row it is; no other life has the same. */
  readonly id = String(randomBytes(8).readBigUInt64BE() >> 2n)
  readonly #options: SessionOptions
  readonly #connections: Promise<DatabaseConnection>[] = []
  #main!: DatabaseConnection
  #timer: NodeJS.Timeout | undefined
  #trustedUntil = 0
  #trustedUntilReal = 0
  #isOver = false
  #othersWatch = false

  private constructor(options: SessionOptions) {
    this.#options = options
  }

  /** @throws {Error} as `pg` says it */
  static async begin(options: SessionOptions): Promise<Session> {
    const session = new Session(options)
    try {
      await session.#join()
    } catch (error) {
      session.destroy()
      throw error
    }
    return session
  }

  get channel(): string {
    return `${this.#options.address.schema}_${this.id}`
  }

  /** Whether what is in memory is the truth now. Real time counts too: a machine that slept did not count. */
  get isTrusted(): boolean {
    return performance.now() < this.#trustedUntil && Date.now() < this.#trustedUntilReal
  }

  /** Whether somebody watches events elsewhere. */
  get othersWatch(): boolean {
    return this.#othersWatch
  }

  /** Asks on the connection that has least to do. */
  async ask<R extends object>(statement: Statement, values: unknown[], bytes = 0): Promise<R[]> {
    const connection = await this.#freest()
    return connection.ask<R>(statement, values, bytes)
  }

  /** Says goodbye: its sandboxes are free at once. */
  async end(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    await this.#main.ask(this.#options.statements.leave, [this.id]).catch(() => {})
    const others = (await Promise.allSettled(this.#connections)).flatMap(result =>
      result.status === 'fulfilled' ? [result.value] : [],
    )
    await Promise.all([this.#main, ...others].map(connection => connection.end()))
  }

  destroy(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#main?.destroy()
    for (const connection of this.#connections)
      connection.then(
        opened => opened.destroy(),
        () => {},
      )
  }

  async #join(): Promise<void> {
    const { statements, onNotice, address } = this.#options
    this.#main = await this.#open()
    this.#main.onNotice((channel, payload) => onNotice(channel === this.channel ? 'own' : 'events', payload))
    await this.#main.run(`listen ${this.channel}; listen ${address.schema}_events`)
    await this.#main.ask(statements.lock, [this.id])
    await this.#signal(() => this.#main.ask(statements.join, this.#sign()))
    this.#beatLater()
  }

  #sign(): unknown[] {
    return [this.id, this.#options.lease, this.#options.isWatched()]
  }

  /** A sign of life counts from before it was sent. */
  async #signal<R>(send: () => Promise<R>): Promise<R> {
    const [sent, real] = [performance.now(), Date.now()]
    const answer = await send()
    const trusted = Math.min(TRUSTED, this.#options.lease * (TRUSTED / GRACE))
    this.#trustedUntil = sent + trusted
    this.#trustedUntilReal = real + trusted
    return answer
  }

  #beatLater(): void {
    const period = Math.min(BEAT, this.#options.lease / 4)
    this.#timer = setTimeout(() => this.#beat().catch(error => this.#lose(error)), period)
    this.#timer.unref()
  }

  async #beat(): Promise<void> {
    const { statements, onBeat } = this.#options
    await this.#signal(async () => {
      const [alive] = await this.#main.ask<{ others_watch: boolean }>(statements.beat, this.#sign())
      if (!alive) throw new DeclaredDead('another server took over')
      this.#othersWatch = alive.others_watch
    })
    if (this.#isOver) return
    onBeat()
    this.#beatLater()
  }

  async #freest(): Promise<DatabaseConnection> {
    const opened = await Promise.all(this.#connections)
    const [freest] = opened.sort((a, b) => a.pending - b.pending)
    if (freest && (freest.pending === 0 || this.#connections.length >= MOST_CONNECTIONS)) return freest
    const next = this.#open()
    this.#connections.push(next)
    return next.catch(error => {
      this.#lose(error)
      throw error
    })
  }

  #open(): Promise<DatabaseConnection> {
    return DatabaseConnection.open(this.#options.address, `poligon ${this.id}`, error => this.#lose(error))
  }

  #lose(error: Error): void {
    if (this.#isOver) return
    this.destroy()
    this.#options.onLost(error)
  }
}
