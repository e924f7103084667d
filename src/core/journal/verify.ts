import { closest, type Near, near, SHOWN } from './closest.ts'
import { type ExpectedRequest, isExpected, isWanted, sayRequest } from './expected-request.ts'
import type { Journal } from './journal.ts'
import type { LoggedExchange } from './logged-exchange.ts'

/** What a test says must have come. */
export interface Expectation extends ExpectedRequest {
  /** Exactly so many, or between; absent: at least one. */
  readonly times?: number | { readonly atLeast?: number; readonly atMost?: number }
  /** Waits so long for it to hold, 60 s at most: `2s`, or milliseconds. Absent: does not wait. */
  readonly within?: string | number
  /** None must come, in all the time of `within`. */
  readonly never?: boolean
}

export interface Verdict {
  readonly ok: boolean
  readonly matched: number
  readonly expected: number | { readonly atLeast?: number; readonly atMost?: number }
  /** Where it does not hold: the requests that came closest, or that were too many. */
  readonly nearest: readonly Near[]
  /** Where it does not hold: why, in words. */
  readonly message?: string
}

/** Where entries that the journal lost could change it, a verdict has no `ok`. */
export type OpenVerdict = Omit<Verdict, 'ok'> & { readonly ok: boolean | null }

/** How many requests came that a test speaks of, counted as they come. */
export class Tally {
  readonly expectation: Expectation
  readonly #journal: Journal
  matched = 0
  /** How many entries that the journal lost may have been such. */
  #lost: number

  constructor(journal: Journal, expectation: Expectation) {
    this.#journal = journal
    this.expectation = expectation
    this.#lost = journal.droppedOf(name => isWanted(expectation, name))
    for (const entry of journal.entries()) this.count(entry)
  }

  count(entry: LoggedExchange): void {
    if (isExpected(this.expectation, entry)) this.matched++
  }

  /** Begins anew, as an emptied journal does. */
  clear(): void {
    this.matched = 0
    this.#lost = 0
  }

  /** Whether it holds now; null where it depends on lost entries. */
  get ok(): boolean | null {
    const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = rangeOf(this.expected)
    const [least, most] = [this.matched, this.matched + this.#lost]
    if (least >= atLeast && most <= atMost) return true
    return least > atMost || most < atLeast ? false : null
  }

  /** Whether so many came that it cannot hold any more, however long one waits. */
  get isTooMany(): boolean {
    return this.matched > (rangeOf(this.expected).atMost ?? Number.POSITIVE_INFINITY)
  }

  get expected(): Verdict['expected'] {
    const { never, times = { atLeast: 1 } } = this.expectation
    return never ? 0 : times
  }

  /**
   * The verdict as it stands.
   *
   * @param broken why it does not hold, whatever came
   */
  verdict(broken?: string): OpenVerdict {
    const { ok, matched, expected, expectation } = this
    if (ok !== false && broken === undefined) return { ok, matched, expected, nearest: [] }
    const entries = this.#journal.entries()
    const matching = entries.filter(entry => isExpected(expectation, entry))
    const nearest = this.isTooMany
      ? matching.slice(-SHOWN).map(entry => near(entry, []))
      : closest(entries, expectation, new Set(matching))
    const message = `Cannot verify ${sayRequest(expectation)}: ${broken ?? ''}${this.#sayCount()}.`
    return { ok: false, matched, expected, nearest, message }
  }

  #sayCount(): string {
    const { within, never } = this.expectation
    const { atLeast, atMost } = rangeOf(this.expected)
    const range = [atLeast !== undefined && `at least ${atLeast}`, atMost !== undefined && `at most ${atMost}`]
    const expected = atLeast === atMost ? `exactly ${atLeast}` : range.filter(Boolean).join(' and ')
    const time = within === undefined ? '' : ` within ${typeof within === 'number' ? `${within} ms` : within}`
    return `${this.matched} came, expected ${never ? 'none' : expected}${time}`
  }
}

/** Whether what came is what was expected. */
export const verify = (journal: Journal, expectation: Expectation): OpenVerdict =>
  new Tally(journal, expectation).verdict()

const rangeOf = (expected: Verdict['expected']): { readonly atLeast?: number; readonly atMost?: number } =>
  typeof expected === 'number' ? { atLeast: expected, atMost: expected } : expected
