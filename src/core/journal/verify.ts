import { finish, type Work } from '../lib/slices.ts'
import { findingClosest, type Near, SHOWN, showing } from './closest.ts'
import { type ExpectedRequest, expecting, isWanted, sayRequest } from './expected-request.ts'
import type { Journal } from './journal.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { SecretNames } from './secret-names.ts'

/** What a test says must have come. */
export interface Expectation extends ExpectedRequest {
  /** Exactly so many, or between; absent: at least one. */
  readonly times?: number | { readonly atLeast?: number; readonly atMost?: number }
  /** Waits so long for it to hold, 60 s at most: `2s`, or milliseconds. Absent: does not wait. */
  readonly within?: string | number
  /** None must come, in all the time of `within`. */
  readonly never?: boolean
}

/** Whether the requests that a test expects came. */
export interface Verdict {
  readonly ok: boolean
  /** How many came that fit. */
  readonly matched: number
  /** How many were expected, as `times` says. */
  readonly expected: number | { readonly atLeast?: number; readonly atMost?: number }
  /** Where it does not hold: the requests that came closest, or that were too many. */
  readonly nearest: readonly Near[]
  /** Where it does not hold: why, in words. */
  readonly message?: string
}

/** Where entries that the journal lost could change it, a verdict has no `ok`. */
export type OpenVerdict = Omit<Verdict, 'ok'> & { readonly ok: boolean | null }

/** How many requests came that a test speaks of: those that had come before, and those that it is told of. */
export class Tally {
  readonly expectation: Expectation
  matched = 0
  readonly #secrets: SecretNames
  /** What had come before, and is not counted yet. */
  #earlier: readonly LoggedExchange[]
  /** How many entries that the journal lost may have been such. */
  #lost: number

  constructor(journal: Journal, expectation: Expectation) {
    this.expectation = expectation
    this.#secrets = journal.secrets
    this.#lost = journal.droppedOf(name => isWanted(expectation, name))
    this.#earlier = [...journal.entries()]
  }

  /** Counts what had come before. */
  *countingEarlier(): Work<void> {
    const earlier = this.#earlier
    for (const entry of earlier) {
      const isOne = yield* expecting(this.expectation, entry)
      // The journal may have been emptied meanwhile.
      if (this.#earlier !== earlier) return
      if (isOne) this.matched++
      yield
    }
    this.#earlier = []
  }

  count(entry: LoggedExchange): void {
    if (finish(expecting(this.expectation, entry))) this.matched++
  }

  /** Begins anew, as an emptied journal does. */
  clear(): void {
    this.matched = 0
    this.#lost = 0
    this.#earlier = []
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
   * @param entries what is there to be shown
   * @param broken why it does not hold, whatever came
   */
  *judging(entries: readonly LoggedExchange[], broken?: string): Work<OpenVerdict> {
    const { ok, matched, expected, expectation } = this
    if (ok !== false && broken === undefined) return { ok, matched, expected, nearest: [] }
    const matching: LoggedExchange[] = []
    const others: LoggedExchange[] = []
    for (const entry of entries) {
      yield
      const isOne = yield* expecting(expectation, entry)
      ;(isOne ? matching : others).push(entry)
    }
    const nearest = this.isTooMany
      ? yield* showing(matching.slice(-SHOWN).map(entry => ({ entry, differs: [] })))
      : yield* findingClosest(others, expectation)
    const message = `Cannot verify ${sayRequest(expectation, this.#secrets)}: ${broken ?? ''}${this.#sayCount()}.`
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

/** Whether what came is what was expected, at the moment at which it is begun. */
export function* verifying(journal: Journal, expectation: Expectation): Work<OpenVerdict> {
  const entries = [...journal.entries()]
  const tally = new Tally(journal, expectation)
  yield* tally.countingEarlier()
  return yield* tally.judging(entries)
}

const rangeOf = (expected: Verdict['expected']): { readonly atLeast?: number; readonly atMost?: number } =>
  typeof expected === 'number' ? { atLeast: expected, atMost: expected } : expected
