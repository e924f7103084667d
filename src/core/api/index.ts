/** What an API is made of: all that a folder of `src/apis`, or a user's own API, imports. */

export { withoutSuffix } from '../http/exchange.ts'
export { decodePercent, type Input, isJson, parseJson, parseParams, type Received, readBody } from '../http/input.ts'
export {
  formatIso,
  formatStamp,
  instantOf,
  isDay,
  pad,
  parseIso,
  startOfDay,
  type WallClock,
  wallClock,
} from '../sandbox/zone.ts'
export { type Collection, StoreConflict } from '../store/collection.ts'
export type { ListOptions, Within } from '../store/query.ts'
export { type CollectionSpec, collection, type OnDelete, type Reference } from '../store/spec.ts'
export type { Key } from '../store/table.ts'
export { caseless } from '../store/texts.ts'
export type { Value } from '../store/values.ts'
export { type Schema, schema } from '../validation/schema.ts'
export { decimal, encodeDecimals } from './decimal.ts'
export { type Api, type CredentialPlace, defineApi, type RefusedCall } from './define-api.ts'
export {
  type ApiTypes,
  type Call,
  type Operation,
  operations,
  type Params,
  type ReadyCall,
  type Reply,
  type Store,
  type Violation,
} from './operation.ts'
export { defineReadings, type Reading } from './readings.ts'
export { type FaultKind, type Flaw, HttpFault, Refusal } from './refusal.ts'
