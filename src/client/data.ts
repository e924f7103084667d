import { type Connection, ControlError } from './connection.ts'
import type { DataRecord } from './types.ts'

/**
 * The records of one collection, straight in the store: the same unique keys and references as the API's, none of its
 * other rules. What it writes is a change of the sandbox, not a request.
 */
export class DataCollection {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, path: string) {
    this.#connection = connection
    this.#path = path
  }

  /** @param query filters and paging as json-server has them: `{ iduser: 1, _limit: 10 }` */
  list(query: Readonly<Record<string, string | number | boolean>> = {}): Promise<readonly DataRecord[]> {
    return this.#connection.ask(this.#path, { query })
  }

  /** Undefined where there is no such record. */
  async get(key: string | number): Promise<DataRecord | undefined> {
    try {
      return await this.#connection.ask<DataRecord>(this.#one(key))
    } catch (error) {
      if (error instanceof ControlError && /^Unknown record/.test(String(error.problem.title))) return undefined
      throw error
    }
  }

  /** Adds a record; without a key it gets the next one. */
  insert(record: DataRecord): Promise<DataRecord> {
    return this.#connection.ask(this.#path, { method: 'POST', body: record })
  }

  /** Changes some of its fields. */
  update(key: string | number, changes: DataRecord): Promise<DataRecord> {
    return this.#connection.ask(this.#one(key), { method: 'PATCH', body: changes })
  }

  /** Puts a whole record in its place. */
  replace(key: string | number, record: DataRecord): Promise<DataRecord> {
    return this.#connection.ask(this.#one(key), { method: 'PUT', body: record })
  }

  async remove(key: string | number): Promise<void> {
    await this.#connection.ask(this.#one(key), { method: 'DELETE' })
  }

  #one(key: string | number): string {
    return `${this.#path}/${encodeURIComponent(key)}`
  }
}
