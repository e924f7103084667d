import { plain, readablePath } from '../core/lib/readable.ts'
import type { Connection } from './connection.ts'
import type {
  Expectation,
  ExpectedRequest,
  ExplainedEntry,
  JournalEntry,
  JournalPage,
  RequestFilter,
  Verdict,
  Why,
} from './types.ts'

/** What was expected of requests did not hold. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError'
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super([verdict.message, ...nearestOf(verdict)].join('\n'))
    this.verdict = verdict
  }
}

/** Each request that comes nearest, and below it what of it is otherwise. */
const nearestOf = ({ nearest }: Verdict): string[] =>
  nearest.flatMap(({ id, method, url, differs }) => [
    `Nearest: ${id} ${plain(method ?? '?')} ${readablePath(url ?? '?')}`,
    ...differs.map(difference => `  ${plain(difference)}`),
  ])

/** The journal of a sandbox. */
export class Requests {
  readonly #connection: Connection
  readonly #path: string

  constructor(connection: Connection, home: string) {
    this.#connection = connection
    this.#path = `${home}/requests`
  }

  /**
   * The requests that fit a filter, oldest first.
   *
   * @example
   * await box.requests.find({ operation: 'salesman client.add' })
   */
  async find(filter: RequestFilter = {}): Promise<readonly JournalEntry[]> {
    return (await this.page(filter)).requests
  }

  /**
   * One request whole, with why it was answered as it was.
   *
   * @throws {ControlError} 404 where the journal has it not, or no longer
   * @example
   * await box.requests.get('r17')
   */
  get(id: string): Promise<ExplainedEntry> {
    return this.#connection.ask(`${this.#path}/${encodeURIComponent(id)}`)
  }

  /**
   * Why a request was answered as it was: the rule of the documentation, readings, faults, what it wrote.
   *
   * @param id as the header `x-mock-request-id` of its answer has it
   * @throws {ControlError} 404 where the journal has it not, or no longer
   * @example
   * const { rule } = await box.requests.why('r17')
   */
  async why(id: string): Promise<Why> {
    return (await this.get(id)).why
  }

  /** As `find`, with how many there are in all and how many the journal lost. */
  page(filter: RequestFilter = {}): Promise<JournalPage> {
    return this.#connection.ask(this.#path, { query: { ...filter } })
  }

  /**
   * The requests that fit a filter as an HTTP archive (HAR 1.2), as text.
   *
   * @example
   * await writeFile('failed.har', await box.requests.har())
   */
  har(filter: RequestFilter = {}): Promise<string> {
    return this.#connection.askText(this.#path, { ...filter, format: 'har' })
  }

  /**
   * A request as a line for sh that sends it again with curl. Credentials are taken from the environment: `$POLIGON_APIKEY`.
   *
   * @param id an entry's id, which the header `x-mock-request-id` has too
   * @throws {ControlError} where the journal has no such entry
   */
  curl(id: string): Promise<string> {
    return this.#connection.askText(`${this.#path}/${encodeURIComponent(id)}`, { format: 'curl' })
  }

  /**
   * Makes sure of what came, or with `within` of what comes: it resolves as soon as it did.
   *
   * @throws {VerifyError} where it did not come so often
   * @throws {ControlError} where the journal lost entries that the verdict needs
   * @example
   * await box.requests.verify({ operation: 'salesman client.add', where: { title: 'ООО Ромашка' }, times: 1 })
   */
  async verify(expectation: Expectation): Promise<Verdict> {
    return this.#verdict('verify', expectation)
  }

  /**
   * Makes sure that requests came in this order; others between them are allowed.
   *
   * @throws {VerifyError} where they did not
   * @throws {ControlError} where the journal lost entries that the verdict needs
   * @example
   * await box.requests.verifyOrder([{ operation: 'kaktus auth.login' }, { operation: 'kaktus counteragents.list' }])
   */
  async verifyOrder(sequence: readonly ExpectedRequest[]): Promise<Verdict> {
    return this.#verdict('verify-order', { sequence })
  }

  /** Empties the journal. */
  async clear(): Promise<void> {
    await this.#connection.ask(this.#path, { method: 'DELETE' })
  }

  async #verdict(what: string, body: object): Promise<Verdict> {
    const verdict = await this.#connection.ask<Verdict>(`${this.#path}/${what}`, { method: 'POST', body })
    if (!verdict.ok) throw new VerifyError(verdict)
    return verdict
  }
}
