// client: the library. It speaks to a server over HTTP, also to one in its own process.

import { type Connection, ControlError } from './connection.ts'
import { type BasePaths, Controls } from './controls.ts'
import { type Replay, replayBundle } from './replay.ts'
import { Sandbox } from './sandbox.ts'
import type { ApiInfo, Bundle, CoverageReport, Health, ReadingValues, SandboxOptions } from './types.ts'

/** A server, and its sandbox `default`: `reset`, `clock`, `faults`, `requests`… of the server itself are that one's. */
export class MockServer extends Controls {
  /** Where it listens: `http://127.0.0.1:41234`. */
  readonly url: string
  /** What `/__admin` needs; null where it needs none. */
  readonly adminToken: string | null
  readonly #basePaths: BasePaths
  readonly #end: () => Promise<void>

  /** @param end what `close` does, beside going away */
  constructor(connection: Connection, basePaths: BasePaths, end: () => Promise<void>) {
    super(connection, 'default', basePaths)
    this.url = connection.url
    this.adminToken = connection.token
    this.#basePaths = basePaths
    this.#end = end
  }

  /**
   * A sandbox: with options it is made, or an existing one reset to them, without its checkpoints; without options
   * it is attached to, and made only where there is none.
   *
   * @param id 1 to 63 of a-z, 0-9, «.», «_» and «-»; without it one is given
   * @throws {ControlError} where the name or an option is wrong, or there are too many
   * @example
   * await using box = await server.sandbox('w1', { scenario: 'deals-block-delete' })
   */
  async sandbox(id?: string, options?: SandboxOptions): Promise<Sandbox> {
    const made = await this.#make(id, options)
    const sandbox = new Sandbox(this.connection, made ?? id!, this.#basePaths)
    if (made === undefined && options) {
      await sandbox.reset(options)
      await this.connection.ask(`/sandboxes/${id}/checkpoints`, { method: 'DELETE' })
    }
    return sandbox
  }

  /** Whether it is well, and which server it is. */
  health(): Promise<Health> {
    return this.connection.ask('/health')
  }

  /** What it serves: operations, readings, collections of each API. */
  async apis(): Promise<readonly ApiInfo[]> {
    return (await this.connection.ask<{ apis: ApiInfo[] }>('/apis')).apis
  }

  /**
   * How much of the documentation was tried since the server started, in sandboxes that are gone too.
   *
   * @param options `sandbox`: only of this one, or with `*` at its end of those whose names begin so; `all`: with APIs
   *   that were never called
   * @example
   * const { apis } = await server.coverage({ sandbox: 'w1' })
   */
  coverage(options: { readonly sandbox?: string; readonly all?: boolean } = {}): Promise<CoverageReport> {
    return this.connection.ask('/coverage', { query: options })
  }

  /** Starts the count of coverage over. */
  async clearCoverage(): Promise<void> {
    await this.connection.ask('/coverage', { method: 'DELETE' })
  }

  /** The scenarios that it knows. */
  async scenarios(): Promise<readonly { readonly name: string; readonly description: string }[]> {
    return (await this.connection.ask<{ scenarios: { name: string; description: string }[] }>('/scenarios')).scenarios
  }

  /**
   * Sends the requests of a bundle again, in a sandbox of its own: after an upgrade, or under other readings.
   *
   * @param bundle what `bundle()` gave, or `GET …/bundle`
   * @param options readings that are to differ, by `api.topic`
   * @returns the first answer that differs
   * @throws {ControlError} where the server does not know its scenario
   * @example
   * const { differs } = await server.replay(await box.bundle(), { readings: { 'salesman.status': 'ok' } })
   */
  replay(bundle: Bundle, options: { readonly readings?: ReadingValues } = {}): Promise<Replay> {
    return replayBundle(bundle, this.connection, options)
  }

  /** Ends a server that this process started; leaves one that it only connected to. */
  async close(): Promise<void> {
    await this.#end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** The name of a sandbox made anew; undefined where it was there already. */
  async #make(id: string | undefined, options: SandboxOptions = {}): Promise<string | undefined> {
    try {
      return (await this.connection.ask<{ id: string }>('/sandboxes', { method: 'POST', body: { id, ...options } })).id
    } catch (error) {
      if (error instanceof ControlError && error.status === 409) return undefined
      throw error
    }
  }
}
