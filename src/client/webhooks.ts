import type { Connection } from './connection.ts'
import type { JournalEntry } from './types.ts'

/** The webhooks that APIs of your own send from a sandbox. */
export class WebhooksControl {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/webhooks`
  }

  /**
   * Those that its journal has, oldest first, with their attempts.
   *
   * @example
   * const [{ delivery, attempts }] = await box.webhooks.list()
   */
  list(): Promise<readonly JournalEntry[]> {
    return this.#ask({})
  }

  /**
   * The same, once none is on its way. One that failed and waits for the clock is not waited for.
   *
   * @throws {ControlError} 503 where some are on their way for more than a minute, because a fault holds them
   * @example
   * await box.clock.advance({ seconds: 30 })
   * await box.webhooks.idle()
   */
  idle(): Promise<readonly JournalEntry[]> {
    return this.#ask({ idle: true })
  }

  async #ask(query: { readonly idle?: true }): Promise<readonly JournalEntry[]> {
    return (await this.#connection.ask<{ webhooks: JournalEntry[] }>(this.#path, { query })).webhooks
  }
}
