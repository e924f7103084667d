import { isOperation, type OperationName } from '../api/operation-name.ts'
import { hasHeaders } from '../lib/request-headers.ts'
import { isSubset } from '../lib/subset.ts'
import type { LoggedExchange } from './logged-exchange.ts'

/** A request that a test speaks of. */
export interface ExpectedRequest {
  readonly api?: string
  /** `client.add` with `api`, or `salesman client.add` alone. */
  readonly operation: string
  /** A deep subset of the parameters, body over query. */
  readonly where?: Readonly<Record<string, unknown>>
  /** Headers that it has among others, names in any case. */
  readonly headers?: Readonly<Record<string, string | number>>
}

/** Whether an operation is the one that a test speaks of. */
export const isWanted = ({ api, operation }: ExpectedRequest, name: OperationName): boolean =>
  (api === undefined || api === name.api) && isOperation(operation, name)

/** Whether a request is one that a test speaks of. */
export const isExpected = (expected: ExpectedRequest, entry: LoggedExchange): boolean =>
  isWanted(expected, entry) &&
  hasHeaders(expected.headers ?? {}, entry.headers) &&
  isSubset(expected.where ?? {}, entry.params())

/** `salesman client.add with {"title":"x"} and the header a: b` */
export function sayRequest({ api, operation, where, headers }: ExpectedRequest): string {
  const name = api === undefined || operation.startsWith(`${api} `) ? operation : `${api} ${operation}`
  const named = Object.entries(headers ?? {}).map(([header, value]) => `the header ${header}: ${value}`)
  const like = [where && JSON.stringify(where), ...named].filter(Boolean)
  return like.length === 0 ? name : `${name} with ${like.join(' and ')}`
}
