import { isOperation, type OperationName } from '../api/operation-name.ts'
import { finish, type Work } from '../lib/slices.ts'
import { isSubset } from '../lib/subset.ts'
import type { Journal } from './journal.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { Mask } from './mask.ts'

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
  return finish(verifying(journal, expectation))
}

/** The same in steps: every entry is read once, and none is kept that need not be. */
export function* verifying(journal: Journal, expectation: Expectation): Work<Verdict> {
  const { where = {}, times: expected = { atLeast: 1 } } = expectation
  const isWanted = wanted(expectation)
  const { atMost = Number.POSITIVE_INFINITY } = timesRange(expected)
  let matched = 0
  let matching: Miss[] = []
  let others: Miss[] = []
  // A verdict is of the moment at which it was asked for.
  const entries = [...journal.entries()]
  const most = journal.droppedOf(isWanted)
  for (const entry of entries) {
    yield
    const params = entry.params()
    if (isWanted(entry) && isSubset(where, params)) {
      matched++
      matching = [...matching, { entry, differs: [], distance: 0 }].slice(-NEAREST)
    } else others = closest([...others, missed(entry, params, expectation, isWanted(entry))])
  }
  const ok = judged(matched, matched + most, expected)
  if (ok !== false) return { ok, matched, expected, nearest: [] }
  return { ok, matched, expected, nearest: (matched > atMost ? matching : others).map(near) }
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

/** An entry, and how it is otherwise than expected. */
interface Miss {
  readonly entry: LoggedExchange
  /** A sentence each; its secrets are still in clear. */
  readonly differs: readonly ((mask: Mask) => string)[]
  readonly distance: number
}

const closest = (misses: readonly Miss[]): Miss[] =>
  misses.toSorted((a, b) => a.distance - b.distance || b.entry.seq - a.entry.seq).slice(0, NEAREST)

function missed(
  entry: LoggedExchange,
  params: unknown,
  { where = {}, operation }: Expectation,
  isWanted: boolean,
): Miss {
  const differs = differences(where, params, '')
  if (isWanted) return { entry, differs, distance: differs.length }
  const other = `operation: ${entry.operation ?? 'none'} of ${entry.api ?? 'no API'} in place of ${operation}`
  return { entry, differs: [() => other, ...differs], distance: 1000 + differs.length }
}

function near({ entry, differs }: Miss): Near {
  const { id, operation, method } = entry
  const mask = entry.mask()
  return { id, operation, method, url: entry.url === null ? null : mask.url, differs: differs.map(say => say(mask)) }
}

/** What of `part` does not hold in `whole`, a sentence each. */
function differences(part: unknown, whole: unknown, path: string): Miss['differs'] {
  if (isSubset(part, whole)) return []
  if (isObject(part) && isObject(whole)) {
    return Object.entries(part).flatMap(([name, value]) => {
      const inner = path === '' ? name : `${path}.${name}`
      return Object.hasOwn(whole, name)
        ? differences(value, whole[name], inner)
        : [(mask: Mask) => `${inner}: missing, expected ${brief(mask, inner, value)}`]
    })
  }
  return [mask => `${path || 'parameters'}: ${brief(mask, path, whole)} in place of ${brief(mask, path, part)}`]
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Masked first, shortened then: half a secret would not be known for one. */
function brief(mask: Mask, path: string, value: unknown): string {
  const text = JSON.stringify(mask.valueAt(path, value)) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}
