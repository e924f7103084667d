import type { Connection } from './connection.ts'
import type { ArrangedFault, Fault } from './types.ts'

/** The faults that are arranged in a sandbox; the first that matches a request strikes it. */
export class Faults {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/faults`
  }

  /**
   * Arranges a fault. It lasts until `times` is used up, or until it is removed.
   *
   * @param fault which requests it strikes (`match`), and what it does to them: `docs/faults.md`
   * @returns the fault with its id, and `explains`: what it does, in one sentence
   * @throws {ControlError} 400 where it is wrong, or can never strike
   * @example
   * await box.faults.add({ match: { operation: 'salesman client.add' }, times: 1, abort: 'reset' })
   */
  add(fault: Fault): Promise<ArrangedFault> {
    return this.#connection.ask(this.#path, { method: 'POST', body: fault })
  }

  /** The faults that are arranged, in the order in which they are tried. */
  async list(): Promise<readonly ArrangedFault[]> {
    const { faults } = await this.#connection.ask<{ faults: ArrangedFault[] }>(this.#path)
    return faults
  }

  /**
   * Removes one; answers that it holds are sent.
   *
   * @param fault what `add` gave, or its id
   * @throws {ControlError} 404 where there is none
   */
  async remove(fault: string | { readonly id: string }): Promise<void> {
    await this.#connection.ask(this.#one(fault), { method: 'DELETE' })
  }

  /** Removes them all. */
  async clear(): Promise<void> {
    await this.#connection.ask(this.#path, { method: 'DELETE' })
  }

  /**
   * Sends the answers that a fault with `hold` keeps waiting.
   *
   * @param fault what `add` gave, or its id
   */
  async release(fault: string | { readonly id: string }): Promise<void> {
    await this.#connection.ask(`${this.#one(fault)}/release`, { method: 'POST' })
  }

  #one(fault: string | { readonly id: string }): string {
    return `${this.#path}/${encodeURIComponent(typeof fault === 'string' ? fault : fault.id)}`
  }
}
