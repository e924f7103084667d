import { goesSo, isDirected } from '../api/direction.ts'
import { isObject } from '../lib/is-object.ts'
import { headerOf, type RequestHeaders } from '../lib/request-headers.ts'
import { shorten } from '../lib/shorten.ts'
import type { Work } from '../lib/slices.ts'
import { isSubset } from '../lib/subset.ts'
import { type ExpectedRequest, isWanted } from './expected-request.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { Mask } from './mask.ts'

/** A request that was not, or should not have been, what was expected. */
export interface Near {
  readonly id: string
  readonly operation: string | null
  readonly method: string | null
  readonly url: string | null
  /** What is otherwise, in words; empty where it matches. */
  readonly differs: readonly string[]
}

/** How many are shown at most. */
export const SHOWN = 3

/** Farther than any request of the same operation. */
const OTHER_OPERATION = 1000

/** Requests that do not match, those first that an expected one comes nearest to, and what of them is otherwise. */
export function* findingClosest(entries: readonly LoggedExchange[], expected: ExpectedRequest): Work<Near[]> {
  let best: Miss[] = []
  for (const entry of entries) {
    yield
    best = [...best, yield* measuring(entry, expected)]
      .sort((a, b) => a.distance - b.distance || b.entry.seq - a.entry.seq)
      .slice(0, SHOWN)
  }
  return yield* showing(best)
}

/** Tells of a few of them, in steps. */
export function* showing(misses: readonly Pick<Miss, 'entry' | 'differs'>[]): Work<Near[]> {
  const shown: Near[] = []
  for (const { entry, differs } of misses) {
    const { id, operation, method, url } = entry
    const mask = yield* entry.masking()
    shown.push({ id, operation, method, url: url === null ? null : mask.url, differs: differs.map(say => say(mask)) })
  }
  return shown
}

interface Miss {
  readonly entry: LoggedExchange
  readonly differs: readonly Difference[]
  readonly distance: number
}

function* measuring(entry: LoggedExchange, expected: ExpectedRequest): Work<Miss> {
  const { where } = expected
  const differs = [
    ...(where === undefined ? [] : differences(where, yield* entry.readingParams(), '')),
    ...headerDifferences(expected.headers ?? {}, entry.headers),
  ]
  if (expected.url !== undefined && !isDirected({ url: expected.url }, entry))
    differs.unshift(mask => `url: ${mask.url} instead of ${expected.url}`)
  if (isWanted(expected, entry)) return { entry, differs, distance: differs.length }
  const other = goesSo(expected, entry)
    ? `operation: ${entry.operation ?? 'none'} of ${entry.api ?? 'no API'} instead of ${expected.operation ?? expected.api}`
    : `direction: ${entry.direction}`
  return { entry, differs: [() => other, ...differs], distance: OTHER_OPERATION + differs.length }
}

/** A sentence; its secrets are masked when it is shown. */
type Difference = (mask: Mask) => string

/** What of `part` does not hold in `whole`, a sentence each. */
function differences(part: unknown, whole: unknown, path: string): Difference[] {
  if (isSubset(part, whole)) return []
  if (isObject(part) && isObject(whole)) {
    return Object.entries(part).flatMap(([name, value]) => {
      const inner = path === '' ? name : `${path}.${name}`
      return Object.hasOwn(whole, name)
        ? differences(value, whole[name], inner)
        : [(mask: Mask) => `${inner}: missing, expected ${brief(mask, inner, value)}`]
    })
  }
  return [mask => `${path || 'parameters'}: ${brief(mask, path, whole)} instead of ${brief(mask, path, part)}`]
}

function headerDifferences(wanted: Readonly<Record<string, string | number>>, headers: RequestHeaders): Difference[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const found = headerOf(headers, name)
    if (found === String(value)) return []
    return found === undefined
      ? [(mask: Mask) => `header ${name}: missing, expected ${brief(mask, name, value)}`]
      : [(mask: Mask) => `header ${name}: ${brief(mask, name, found)} instead of ${brief(mask, name, value)}`]
  })
}

/** Masked first, shortened then: half a secret would not be known for one. */
function brief(mask: Mask, path: string, value: unknown): string {
  const text = JSON.stringify(mask.valueAt(path, value)) ?? 'nothing'
  return shorten(text, 120)
}
