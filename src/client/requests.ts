import type { Connection } from './connection.ts'
import type { Expectation, ExplainedEntry, JournalEntry, JournalPage, RequestFilter, Verdict, Why } from './types.ts'

/** What was expected of requests did not hold. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError'
  readonly verdict: Verdict

  constructor(expectation: Expectation, verdict: Verdict) {
    super(sayVerdict(expectation, verdict))
    this.verdict = verdict
  }
}

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
   * Makes sure of what came.
   *
   * @throws {VerifyError} where it did not come so often
   * @throws {ControlError} where the journal lost entries that the verdict needs
   * @example
   * await box.requests.verify({ operation: 'salesman client.add', where: { title: 'ООО Ромашка' }, times: 1 })
   */
  async verify(expectation: Expectation): Promise<Verdict> {
    const verdict = await this.#connection.ask<Verdict>(`${this.#path}/verify`, { method: 'POST', body: expectation })
    if (!verdict.ok) throw new VerifyError(expectation, verdict)
    return verdict
  }

  /** Empties the journal. */
  async clear(): Promise<void> {
    await this.#connection.ask(this.#path, { method: 'DELETE' })
  }
}

function sayVerdict({ operation, where, times = { atLeast: 1 } }: Expectation, { matched, nearest }: Verdict): string {
  const { atLeast, atMost } = typeof times === 'number' ? { atLeast: times, atMost: times } : times
  const range = [atLeast !== undefined && `at least ${atLeast}`, atMost !== undefined && `at most ${atMost}`]
  const expected = typeof times === 'number' ? `exactly ${times}` : range.filter(Boolean).join(' and ')
  const like = where ? ` with ${JSON.stringify(where)}` : ''
  const close = nearest ? `\nNearest: ${JSON.stringify(nearest, null, 2)}` : ''
  return `Cannot verify ${operation}${like}: ${matched} came, expected ${expected}.${close}`
}
