import { type Directed, goesSo, isDirected, type WantedDirection } from '../api/direction.ts'
import { isOperation, type OperationName } from '../api/operation-name.ts'
import { hasHeaders } from '../lib/request-headers.ts'
import type { Work } from '../lib/slices.ts'
import { isSubset } from '../lib/subset.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { SecretNames } from './secret-names.ts'
import { MASK } from './secrets-in-text.ts'

/** A request that a test speaks of. */
export interface ExpectedRequest extends WantedDirection {
  readonly api?: string
  /** `client.add` with `api`, or `salesman client.add` alone; a webhook has none. */
  readonly operation?: string
  /** A deep subset of the parameters, body over query. */
  readonly where?: Readonly<Record<string, unknown>>
  /** Headers that it has among others, names in any case. */
  readonly headers?: Readonly<Record<string, string | number>>
}

/** Whether an operation, in a direction, is the one that a test speaks of. */
export const isWanted = (
  { api, operation, ...directed }: ExpectedRequest,
  name: OperationName & Pick<Directed, 'direction'>,
): boolean =>
  (api === undefined || api === name.api) &&
  (operation === undefined || isOperation(operation, name)) &&
  goesSo(directed, name)

/** Whether a request is one that a test speaks of, in steps. */
export function* expecting(expected: ExpectedRequest, entry: LoggedExchange): Work<boolean> {
  const { headers = {}, where } = expected
  if (!(isWanted(expected, entry) && isDirected(expected, entry) && hasHeaders(headers, entry.headers))) return false
  return where === undefined || isSubset(where, yield* entry.readingParams())
}

/**
 * `salesman client.add with {"title":"x"} and the header a: b`
 *
 * @param secrets the names whose values are not said
 */
export function sayRequest(
  { api, operation, where, headers, direction, url }: ExpectedRequest,
  secrets: SecretNames,
): string {
  const named = operation ?? (direction === 'out' ? 'webhooks' : 'requests')
  const what = api === undefined || named.startsWith(`${api} `) ? named : `${api} ${named}`
  const name = url === undefined ? what : `${what} to ${url}`
  const others = Object.entries(headers ?? {}).map(
    ([header, value]) => `the header ${header}: ${secrets.has(header) ? MASK : value}`,
  )
  const said = where && JSON.stringify(where, (name, value) => (secrets.has(name) && value !== null ? MASK : value))
  const like = [said, ...others].filter(Boolean)
  return like.length === 0 ? name : `${name} with ${like.join(' and ')}`
}
