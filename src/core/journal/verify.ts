import { isOperation, type OperationName } from '../api/operation-name.ts'
import { isSubset } from '../lib/subset.ts'
import type { Journal } from './journal.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import { masker } from './mask.ts'

/** What a test says must have come. */
export interface Expectation {
  readonly api?: string
  /** `client.add` with `api`, or `salesman client.add` alone. */
  readonly operation: string
  /** A deep subset of the parameters, body over query. */
  readonly where?: Readonly<Record<string, unknown>>
  /** Exactly so many, or between; absent: at least one. */
  readonly times?: number | { readonly atLeast?: number; readonly atMost?: number }
}

/** A request that was not, or should not have been, what was expected. */
export interface Near {
  readonly id: string
  readonly operation: string | null
  readonly method: string | null
  readonly url: string | null
  /** What is otherwise, in words; empty where it matches. */
  readonly differs: readonly string[]
}

export interface Verdict {
  /** Null where dropped entries could change it. */
  readonly ok: boolean | null
  readonly matched: number
  readonly expected: Exclude<Expectation['times'], undefined>
  /** Where it does not hold: the requests that came closest, or that were too many. */
  readonly nearest: readonly Near[]
}

const NEAREST = 3

/** Whether what came is what was expected. */
export function verify(journal: Journal, expectation: Expectation): Verdict {
  const { where = {}, times: expected = { atLeast: 1 } } = expectation
  const isWanted = wanted(expectation)
  const entries = journal.entries()
  const matching = entries.filter(entry => isWanted(entry) && isSubset(where, entry.params()))
  const matched = matching.length
  const ok = judged(matched, matched + journal.droppedOf(isWanted), expected)
  if (ok !== false) return { ok, matched, expected, nearest: [] }
  const { atMost = Number.POSITIVE_INFINITY } = timesRange(expected)
  const nearest =
    matched > atMost
      ? matching.slice(-NEAREST).map(entry => near(entry, []))
      : closest(entries, expectation, new Set(matching))
  return { ok, matched, expected, nearest }
}

/** The verdict where between `least` and `most` came; null where it depends on which. */
function judged(least: number, most: number, expected: Verdict['expected']): boolean | null {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = timesRange(expected)
  if (least >= atLeast && most <= atMost) return true
  return least > atMost || most < atLeast ? false : null
}

const timesRange = (expected: Verdict['expected']): { atLeast?: number; atMost?: number } =>
  typeof expected === 'number' ? { atLeast: expected, atMost: expected } : expected

const wanted =
  ({ api, operation }: Expectation) =>
  (entry: OperationName): boolean =>
    (api === undefined || api === entry.api) && isOperation(operation, entry)

function closest(
  entries: readonly LoggedExchange[],
  expectation: Expectation,
  matching: ReadonlySet<LoggedExchange>,
): Near[] {
  const isWanted = wanted(expectation)
  return entries
    .filter(entry => !matching.has(entry))
    .map(entry => {
      const misses = differences(expectation.where ?? {}, entry.params(), '')
      return isWanted(entry)
        ? { entry, differs: misses, distance: misses.length }
        : {
            entry,
            differs: [
              `operation: ${entry.operation ?? 'none'} of ${entry.api ?? 'no API'} in place of ${expectation.operation}`,
              ...misses,
            ],
            distance: 1000 + misses.length,
          }
    })
    .sort((a, b) => a.distance - b.distance || b.entry.seq - a.entry.seq)
    .slice(0, NEAREST)
    .map(({ entry, differs }) => near(entry, differs))
}

function near(entry: LoggedExchange, differs: readonly string[]): Near {
  const { id, operation, method, url, secrets } = entry
  const mask = masker(secrets)
  return { id, operation, method, url: url === null ? null : mask.url(url), differs: differs.map(mask.text) }
}

/** What of `part` does not hold in `whole`, a sentence each. */
function differences(part: unknown, whole: unknown, path: string): string[] {
  if (isSubset(part, whole)) return []
  if (isObject(part) && isObject(whole)) {
    return Object.entries(part).flatMap(([name, value]) => {
      const inner = path === '' ? name : `${path}.${name}`
      return Object.hasOwn(whole, name)
        ? differences(value, whole[name], inner)
        : [`${inner}: missing, expected ${brief(value)}`]
    })
  }
  return [`${path || 'parameters'}: ${brief(whole)} in place of ${brief(part)}`]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}
