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

  /** Its time: `{ now: '2024-03-01T09:00:00+03:00', frozen: true }`. */
  get(): Promise<ClockReading> {
    return this.#connection.ask(this.#path)
  }

  /**
   * Sets it; going back empties caches.
   *
   * @param now a date, or ISO 8601; without an offset it is in the sandbox's time zone
   * @throws {ControlError} 400 where it is not a date
   * @example
   * await box.clock.set('2024-12-31T23:59:59+03:00')
   */
  set(now: Date | string): Promise<ClockReading> {
    return this.#put({ now: textOf(now) })
  }

  /**
   * Stops it.
   *
   * @param now where it stops: a date, or ISO 8601; by default where it is
   * @example
   * await box.clock.freeze('2024-03-01T09:00:00+03:00')
   */
  freeze(now?: Date | string): Promise<ClockReading> {
    return this.#put({ frozen: true, ...(now !== undefined && { now: textOf(now) }) })
  }

  /** Starts it again, from where it stands. */
  unfreeze(): Promise<ClockReading> {
    return this.#put({ frozen: false })
  }

  /**
   * Moves it forward, or back by negative numbers. Timers that it passes run at once, in order.
   *
   * @param span its parts are added: `days`, `hours`, `minutes`, `seconds`, `ms`
   * @throws {ControlError} 409 where more timers are due than run at once
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
