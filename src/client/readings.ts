import type { Connection } from './connection.ts'
import type { ReadingValues } from './names.ts'
import type { ReadingsInForce } from './types.ts'

/** The answers in force to what the documentation leaves open. */
export class ReadingsControl {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/readings`
  }

  get(): Promise<ReadingsInForce> {
    return this.#connection.ask(this.#path)
  }

  /**
   * Puts options in force, beside those that are.
   *
   * @param readings options by `api.topic`
   * @example
   * await box.readings.set({ 'salesman.status': 'ok' })
   */
  set(readings: ReadingValues): Promise<ReadingsInForce> {
    return this.#connection.ask(this.#path, { method: 'PUT', body: readings })
  }
}
