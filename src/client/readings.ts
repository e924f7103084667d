import type { Connection } from './connection.ts'
import type { ReadingValues } from './names.ts'
import type { ReadingsInForce } from './types.ts'

/** The options that a sandbox answers by, where the documentation leaves a question open. */
export class ReadingsControl {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/readings`
  }

  /** The option of every reading, and the profile of every API. */
  get(): Promise<ReadingsInForce> {
    return this.#connection.ask(this.#path)
  }

  /**
   * Chooses options; readings that are not named stay as they are.
   *
   * @param readings options by `api.topic`
   * @throws {ControlError} 400 where there is no such reading or option
   * @example
   * await box.readings.set({ 'salesman.status': 'ok' })
   */
  set(readings: ReadingValues): Promise<ReadingsInForce> {
    return this.#connection.ask(this.#path, { method: 'PUT', body: readings })
  }
}
