import { type Directed, goesSo, isDirected, type WantedDirection } from '../api/direction.ts'
import { isOperation, type OperationName } from '../api/operation-name.ts'
import { hasHeaders } from '../lib/request-headers.ts'
import { isSubset } from '../lib/subset.ts'
import type { LoggedExchange } from './logged-exchange.ts'

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

/** Whether a request is one that a test speaks of. */
export const isExpected = (expected: ExpectedRequest, entry: LoggedExchange): boolean =>
  isWanted(expected, entry) &&
  isDirected(expected, entry) &&
  hasHeaders(expected.headers ?? {}, entry.headers) &&
  isSubset(expected.where ?? {}, entry.params())

/** `salesman client.add with {"title":"x"} and the header a: b` */
export function sayRequest({ api, operation, where, headers, direction, url }: ExpectedRequest): string {
  const named = operation ?? (direction === 'out' ? 'webhooks' : 'requests')
  const what = api === undefined || named.startsWith(`${api} `) ? named : `${api} ${named}`
  const name = url === undefined ? what : `${what} to ${url}`
  const others = Object.entries(headers ?? {}).map(([header, value]) => `the header ${header}: ${value}`)
  const like = [where && JSON.stringify(where), ...others].filter(Boolean)
  return like.length === 0 ? name : `${name} with ${like.join(' and ')}`
}
