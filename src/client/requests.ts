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

/** The requests that a test expected did not come. The message says what came instead. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError'
  /** How many came, how many were expected, and the requests that came closest. */
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
   * @param filter by `api`, `operation`, `method`, `path`, `status`, `violations`, `unmatched`; default: all
   * @throws {ControlError} 400 where there is no such operation
   * @example
   * await box.requests.find({ operation: 'salesman client.add' })
   */
  async find(filter: RequestFilter = {}): Promise<readonly JournalEntry[]> {
    return (await this.page(filter)).requests
  }

  /**
   * One request in full, with why it was answered so.
   *
   * @throws {ControlError} 404 where the journal does not have it, or no longer
   * @example
   * await box.requests.get('r17')
   */
  get(id: string): Promise<ExplainedEntry> {
    return this.#connection.ask(`${this.#path}/${encodeURIComponent(id)}`)
  }

  /**
   * Why a request was answered so: the rule of the documentation, readings, faults, what it wrote.
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
   * @throws {ControlError} 404 where the journal has no such entry
   * @example
   * console.log(await box.requests.curl('r17'))
   */
  curl(id: string): Promise<string> {
    return this.#connection.askText(`${this.#path}/${encodeURIComponent(id)}`, { format: 'curl' })
  }

  /**
   * Checks that requests came; with `within` it waits for them, and resolves as soon as they did.
   *
   * @param expectation `operation`, and what its parameters (`where`) and `headers` must contain; `times`: exactly so many,
   *   or `{ atLeast, atMost }`, by default one or more; `within`: `'2s'` or milliseconds; `never`: none must come
   * @throws {VerifyError} where they did not come so often
   * @throws {ControlError} where the journal lost entries that the verdict needs
   * @example
   * await box.requests.verify({ operation: 'salesman client.add', where: { title: 'ООО Ромашка' }, times: 1 })
   */
  async verify(expectation: Expectation): Promise<Verdict> {
    return this.#verdict('verify', expectation)
  }

  /**
   * Checks that requests came in this order; others may come between them.
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
