import type { Connection } from './connection.ts'
import type { ClockReading, Span } from './types.ts'

/** A sandbox's time: it ticks like real time unless it is frozen. */
export class Clock {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/clock`
  }

  /** What it shows. */
  get(): Promise<ClockReading> {
    return this.#connection.ask(this.#path)
  }

  /**
   * Sets it; going back empties caches.
   *
   * @param now a date, or ISO 8601
   */
  set(now: Date | string): Promise<ClockReading> {
    return this.#put({ now: textOf(now) })
  }

  /** Stops it, where it is or at `now`. */
  freeze(now?: Date | string): Promise<ClockReading> {
    return this.#put({ frozen: true, ...(now !== undefined && { now: textOf(now) }) })
  }

  /** Lets it tick again. */
  unfreeze(): Promise<ClockReading> {
    return this.#put({ frozen: false })
  }

  /**
   * Moves it on.
   *
   * @example
   * await box.clock.advance({ seconds: 60 })
   */
  advance(span: Span): Promise<ClockReading> {
    return this.#connection.ask(`${this.#path}/advance`, { method: 'POST', body: span })
  }

  #put(body: { now?: string; frozen?: boolean }): Promise<ClockReading> {
    return this.#connection.ask(this.#path, { method: 'PUT', body })
  }
}

const textOf = (now: Date | string): string => (typeof now === 'string' ? now : now.toISOString())
