import { type Connection, ControlError } from './connection.ts'
import type { DataRecord } from './types.ts'

/**
 * The records of one collection, directly in the store: the same unique keys and references as the API's, none of its
 * other rules. What it writes is a change of the sandbox, not a request.
 */
export class DataCollection {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, path: string) {
    this.#connection = connection
    this.#path = path
  }

  /**
   * Its records.
   *
   * @param query filters, sorting and paging as json-server has them: `{ iduser: 1, _limit: 10 }`
   * @throws {ControlError} 404 where there is no such collection, 400 where a filter is wrong
   * @example
   * const clients = await box.data('salesman', 'clients').list({ iduser: 1, _sort: 'title' })
   */
  list(query: Readonly<Record<string, string | number | boolean>> = {}): Promise<readonly DataRecord[]> {
    return this.#connection.ask(this.#path, { query })
  }

  /** One record; undefined where there is none of this key. */
  async get(key: string | number): Promise<DataRecord | undefined> {
    try {
      return await this.#connection.ask<DataRecord>(this.#one(key))
    } catch (error) {
      if (error instanceof ControlError && /^Unknown record/.test(String(error.problem.title))) return undefined
      throw error
    }
  }

  /**
   * Adds a record.
   *
   * @param record its fields; without a key it gets the next one, and defaults fill in what it leaves out
   * @throws {ControlError} 409 where a unique value is taken, 422 where its schema or a reference is broken
   * @example
   * await box.data('salesman', 'clients').insert({ title: 'ООО Ромашка', iduser: 1 })
   */
  insert(record: DataRecord): Promise<DataRecord> {
    return this.#connection.ask(this.#path, { method: 'POST', body: record })
  }

  /**
   * Changes some fields of a record.
   *
   * @throws {ControlError} 404, 409 or 422, as `insert`
   */
  update(key: string | number, changes: DataRecord): Promise<DataRecord> {
    return this.#connection.ask(this.#one(key), { method: 'PATCH', body: changes })
  }

  /**
   * Replaces a record.
   *
   * @throws {ControlError} 404, 409 or 422, as `insert`
   */
  replace(key: string | number, record: DataRecord): Promise<DataRecord> {
    return this.#connection.ask(this.#one(key), { method: 'PUT', body: record })
  }

  /**
   * Removes a record, and what the API's own delete takes along.
   *
   * @throws {ControlError} 404 where there is none, 409 where another record refers to it
   */
  async remove(key: string | number): Promise<void> {
    await this.#connection.ask(this.#one(key), { method: 'DELETE' })
  }

  #one(key: string | number): string {
    return `${this.#path}/${encodeURIComponent(key)}`
  }
}
