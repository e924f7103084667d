import { type Directed, isDirected } from '../api/direction.ts'
import { isOperation, type OperationName } from '../api/operation-name.ts'
import { fitsGlob } from '../lib/glob.ts'
import { hasHeaders, type RequestHeaders } from '../lib/request-headers.ts'
import { isSubset } from '../lib/subset.ts'
import type { Fault } from './fault.ts'

/** What a fault looks at in a request. */
export interface FaultSubject extends OperationName, Directed {
  readonly method: string
  /** Without sandbox prefix and query. */
  readonly path: string
  readonly params: () => unknown
  readonly headers: () => RequestHeaders
}

/** Whether a request is one that a fault may strike. */
export function matches(match: NonNullable<Fault['match']>, subject: FaultSubject): boolean {
  const { api, operation, method, path, where, headers } = match
  if (!isDirected(match, subject)) return false
  if (api !== undefined && api !== subject.api) return false
  if (operation !== undefined && !isOperation(operation, subject)) return false
  if (method !== undefined && !isMethod(method.toUpperCase(), subject.method)) return false
  if (path !== undefined && !fitsGlob(path, subject.path)) return false
  if (headers !== undefined && !hasHeaders(headers, subject.headers())) return false
  return where === undefined || isSubset(where, subject.params())
}

/** HEAD is GET without a body. */
const isMethod = (wanted: string, method: string): boolean =>
  method === wanted || (method === 'HEAD' && wanted === 'GET')
