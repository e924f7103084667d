import type { Connection } from './connection.ts'
import type { TimerInfo } from './types.ts'

/** The timers that APIs of your own have set in a sandbox. */
export class TimersControl {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/timers`
  }

  /**
   * Those that wait for its clock, in the order in which they are due.
   *
   * @example
   * const [{ name, at, payload }] = await box.timers.list()
   */
  async list(): Promise<readonly TimerInfo[]> {
    return (await this.#connection.ask<{ timers: TimerInfo[] }>(this.#path)).timers
  }
}
