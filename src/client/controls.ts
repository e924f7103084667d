import { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { DataCollection } from './data.ts'
import { Faults } from './faults.ts'
import type { ApiName } from './names.ts'
import { ReadingsControl } from './readings.ts'
import { Requests } from './requests.ts'
import { TimersControl } from './timers.ts'
import type { Bundle, RecordChange, SandboxOptions, Scenario } from './types.ts'
import { WebhooksControl } from './webhooks.ts'

/** Where each API of a server begins: `{ salesman: '/developer/v3' }`. */
export type BasePaths = ReadonlyMap<string, string>

/** Everything that a test may do to one sandbox. */
export class Controls {
  /** The sandbox's name. */
  readonly id: string
  /** Its time. */
  readonly clock: Clock
  /** Disturbances: delays, errors, broken connections. */
  readonly faults: Faults
  /** Answers to what the documentation leaves open. */
  readonly readings: ReadingsControl
  /** Its journal: the requests that came. */
  readonly requests: Requests
  /** The timers of its APIs. */
  readonly timers: TimersControl
  /** The webhooks of its APIs. */
  readonly webhooks: WebhooksControl
  protected readonly connection: Connection
  protected readonly home: string
  readonly #basePaths: BasePaths

  constructor(connection: Connection, id: string, basePaths: BasePaths) {
    this.connection = connection
    this.id = id
    this.home = `/sandboxes/${id}`
    this.#basePaths = basePaths
    this.clock = new Clock(connection, this.home)
    this.faults = new Faults(connection, this.home)
    this.readings = new ReadingsControl(connection, this.home)
    this.requests = new Requests(connection, this.home)
    this.timers = new TimersControl(connection, this.home)
    this.webhooks = new WebhooksControl(connection, this.home)
  }

  /**
   * Where code under test reaches an API in this sandbox.
   *
   * @throws {Error} where the server has no such API
   * @example
   * box.baseUrl('salesman') // http://127.0.0.1:41234/~w1/developer/v3
   */
  baseUrl(api: ApiName): string {
    const basePath = this.#basePaths.get(api)
    if (basePath === undefined) {
      const known = [...this.#basePaths.keys()].join(', ')
      throw new Error(
        `Cannot give the address of API ${JSON.stringify(api)}: the server has none of that name. Choose from ${known}.`,
      )
    }
    const prefix = this.id === 'default' ? '' : `/~${this.id}`
    return `${this.connection.publicUrl}${prefix}${basePath}`
  }

  /**
   * Takes it back to its start, or to another: data, ids, clock, readings, faults; the journal is emptied.
   *
   * @param options another start: `scenario`, `seed`, `now`, `readings`…
   * @throws {ControlError} 400 where an option is wrong
   * @example
   * await box.reset({ scenario: 'blank' })
   */
  async reset(options: SandboxOptions = {}): Promise<void> {
    await this.connection.ask(`${this.home}/reset`, { method: 'POST', body: options })
  }

  /**
   * The records that differ from its start, or from a checkpoint.
   *
   * @param options `since`: the name of a checkpoint
   * @throws {ControlError} 404 where there is no such checkpoint
   * @example
   * const [{ api, collection, key, op, before, after }] = await box.changes()
   */
  async changes(options: { readonly since?: string } = {}): Promise<readonly RecordChange[]> {
    const { changes } = await this.connection.ask<{ changes: RecordChange[] }>(`${this.home}/changes`, {
      query: options,
    })
    return changes
  }

  /**
   * Keeps its state under a name, to go back to.
   *
   * @param name 1 to 100 letters, digits, spaces, «.», «_» and «-»
   * @throws {ControlError} 409 where the name is taken
   */
  async checkpoint(name: string): Promise<void> {
    await this.connection.ask(`${this.home}/checkpoints`, { method: 'POST', body: { name } })
  }

  /**
   * Takes it back to a checkpoint; the journal is kept.
   *
   * @throws {ControlError} 404 where there is none of this name
   */
  async restore(name: string): Promise<void> {
    await this.connection.ask(`${this.home}/checkpoints/${encodeURIComponent(name)}/restore`, { method: 'POST' })
  }

  /** The names of its checkpoints, the oldest first. */
  async checkpoints(): Promise<readonly string[]> {
    const { checkpoints } = await this.connection.ask<{ checkpoints: { name: string }[] }>(`${this.home}/checkpoints`)
    return checkpoints.map(({ name }) => name)
  }

  /** Its whole state as a scenario document, which `load` and `--scenario` take back. */
  state(): Promise<Scenario> {
    return this.connection.ask(`${this.home}/state`)
  }

  /** Its start and its requests, for `server.replay` and `npx poligon replay`. */
  bundle(): Promise<Bundle> {
    return this.connection.ask(`${this.home}/bundle`)
  }

  /**
   * Replaces its state; its start stays the same.
   *
   * @param document what `state()` gave, or any scenario document
   * @throws {ControlError} 400 where it is wrong, with each error
   */
  async load(document: Scenario): Promise<void> {
    await this.connection.ask(`${this.home}/state`, { method: 'PUT', body: document })
  }

  /**
   * The records of a collection, directly in the store.
   *
   * @example
   * await box.data('salesman', 'clients').get(1781)
   */
  data(api: ApiName, collection: string): DataCollection {
    return new DataCollection(
      this.connection,
      `${this.home}/data/${encodeURIComponent(api)}/${encodeURIComponent(collection)}`,
    )
  }
}
