import type { Connection } from './connection.ts'
import type { ArrangedFault, Fault } from './types.ts'

/** The disturbances arranged in a sandbox; the first that matches a request strikes it. */
export class Faults {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/faults`
  }

  /**
   * Arranges one.
   *
   * @example
   * await box.faults.add({ match: { operation: 'salesman client.add' }, times: 1, abort: 'reset' })
   */
  add(fault: Fault): Promise<ArrangedFault> {
    return this.#connection.ask(this.#path, { method: 'POST', body: fault })
  }

  async list(): Promise<readonly ArrangedFault[]> {
    const { faults } = await this.#connection.ask<{ faults: ArrangedFault[] }>(this.#path)
    return faults
  }

  async remove(fault: string | { readonly id: string }): Promise<void> {
    await this.#connection.ask(this.#one(fault), { method: 'DELETE' })
  }

  async clear(): Promise<void> {
    await this.#connection.ask(this.#path, { method: 'DELETE' })
  }

  /** Lets the answers go that a fault with `hold` keeps waiting. */
  async release(fault: string | { readonly id: string }): Promise<void> {
    await this.#connection.ask(`${this.#one(fault)}/release`, { method: 'POST' })
  }

  #one(fault: string | { readonly id: string }): string {
    return `${this.#path}/${encodeURIComponent(typeof fault === 'string' ? fault : fault.id)}`
  }
}
