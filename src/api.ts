/** What an API is made of: all that a folder of `src/apis`, or a user's own API, imports. */

export type { Api, ApiDefinition, ReadyFault, RefusedCall } from './core/api/api.ts'
export type { ApiTypes, Call, ReadyCall, Store, TimerCall, UploadedFile } from './core/api/call.ts'
export { type CredentialPlace, withoutSuffix } from './core/api/credentials.ts'
export { defineApi } from './core/api/define-api.ts'
export { type CommonCase, type DocumentedCase, ofBodies, ofNoOperation } from './core/api/documented-case.ts'
export { type Input, isJson, parseJson, type Received, readBody } from './core/api/input.ts'
export type { Limit } from './core/api/limit.ts'
export { type Operation, operations, type Reply } from './core/api/operation.ts'
export { defineReadings, type Reading } from './core/api/readings.ts'
export {
  type BodyCase,
  type BodyPart,
  bodyCaseOf,
  type FaultKind,
  HttpFault,
  type JsonBodyCase,
  Refusal,
} from './core/api/refusal.ts'
export type { Violation } from './core/api/violation.ts'
export type { Webhook } from './core/api/webhook.ts'
export { briefJson } from './core/lib/brief-json.ts'
export { cachedView } from './core/lib/cached-view.ts'
export { decimal, encodeDecimals } from './core/lib/decimal.ts'
export { headerText } from './core/lib/header-list.ts'
export { decodePercent, type Params, parseParams } from './core/lib/params.ts'
export { type PhpParams, type PhpValue, phpEntries } from './core/lib/php-array.ts'
export type { Dropped } from './core/lib/php-dropped.ts'
export { type PhpParamsOptions, type PhpRead, parsePhpParams } from './core/lib/php-params.ts'
export type { Work } from './core/lib/slices.ts'
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
} from './core/lib/zone.ts'
export { type Collection, StoreConflict } from './core/store/collection.ts'
export type { ListOptions, Within } from './core/store/query.ts'
export type { Key } from './core/store/row.ts'
export { type CollectionSpec, collection, type OnDelete, type RecordsOf, type Reference } from './core/store/spec.ts'
export { caseless } from './core/store/texts.ts'
export type { Value } from './core/store/values.ts'
export type { Flaw } from './core/validation/flaw.ts'
export { bytes, type Schema, schema, text } from './core/validation/schema.ts'
export type { TypeOf } from './core/validation/type-of.ts'
