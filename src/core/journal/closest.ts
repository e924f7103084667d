import { headerOf, type RequestHeaders } from '../lib/request-headers.ts'
import { isSubset } from '../lib/subset.ts'
import { type ExpectedRequest, isWanted } from './expected-request.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import { masker } from './mask.ts'

/** A request that was not, or should not have been, what was expected. */
export interface Near {
  readonly id: string
  readonly operation: string | null
  readonly method: string
  readonly url: string
  /** What is otherwise, in words; empty where it matches. */
  readonly differs: readonly string[]
}

/** How many are shown at most. */
export const SHOWN = 3

/** Farther than any request of the same operation. */
const OTHER_OPERATION = 1000

/** Other requests than those that match, those first that an expected one comes nearest to, and what of them is otherwise. */
export function closest(
  entries: readonly LoggedExchange[],
  expected: ExpectedRequest,
  matching: ReadonlySet<LoggedExchange>,
): Near[] {
  return entries
    .filter(entry => !matching.has(entry))
    .map(entry => {
      const misses = [
        ...differences(expected.where ?? {}, entry.params(), ''),
        ...headerDifferences(expected.headers ?? {}, entry.headers),
      ]
      if (isWanted(expected, entry)) return { entry, differs: misses, distance: misses.length }
      const other = `operation: ${entry.operation ?? 'none'} of ${entry.api} in place of ${expected.operation}`
      return { entry, differs: [other, ...misses], distance: OTHER_OPERATION + misses.length }
    })
    .sort((a, b) => a.distance - b.distance || b.entry.seq - a.entry.seq)
    .slice(0, SHOWN)
    .map(({ entry, differs }) => near(entry, differs))
}

export function near(entry: LoggedExchange, differs: readonly string[]): Near {
  const { id, operation, method, url, secrets } = entry
  const mask = masker(secrets)
  return { id, operation, method, url: mask.url(url), differs: differs.map(mask.text) }
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

function headerDifferences(wanted: Readonly<Record<string, string | number>>, headers: RequestHeaders): string[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const found = headerOf(headers, name)
    if (found === String(value)) return []
    return found === undefined
      ? [`header ${name}: missing, expected ${brief(value)}`]
      : [`header ${name}: ${brief(found)} in place of ${brief(value)}`]
  })
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}
