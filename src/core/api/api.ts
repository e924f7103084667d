// core/api: what an API is made of: operations, calls, credentials, readings, refusals.

import type { CollectionSpec } from '../store/spec.ts'
import type { Schema } from '../validation/schema.ts'
import type { SchemaFolder } from '../validation/schema-folder.ts'
import type { ApiTypes, Call, TimerCall } from './call.ts'
import type { CredentialPlace } from './credentials.ts'
import type { CommonCase } from './documented-case.ts'
import type { Input, Received } from './input.ts'
import type { Limit } from './limit.ts'
import type { Operation, Reply } from './operation.ts'
import type { Readings } from './readings.ts'
import type { HttpFault, Refusal } from './refusal.ts'
import type { Violation } from './violation.ts'

/** What an API may ask of a call that could not be made ready: which operation it was for, and its readings. */
export type RefusedCall<T extends ApiTypes> = Pick<
  Call<T>,
  'method' | 'path' | 'reading' | 'now' | 'zone' | 'random' | 'header' | 'violate'
> & {
  readonly operation: Operation | undefined
}

/** A fault that is ready to be arranged. */
export interface ReadyFault {
  readonly about: string
  /** The body of `POST …/faults`. */
  readonly fault: Readonly<Record<string, unknown>>
}

/** What of an API is the same in its definition. */
interface ApiParts<T extends ApiTypes> {
  /** As it is named in ids, paths and options: `salesman`. */
  readonly name: string
  /** Below the base path, only what begins so is this API's. */
  readonly scope?: string
  /** How paths are matched. Default: case counts, a slash at the end does not. */
  readonly paths?: { readonly ignoreCase?: boolean; readonly strictSlash?: boolean; readonly collapseSlashes?: boolean }
  /** How query strings and forms are read: as PHP 8.2 does, or plainly (`a.b` stays). Default: plainly. */
  readonly parameters?: 'php' | 'plain'
  readonly operations: readonly Operation<T>[]
  /** Counters beside those of collections: the first number of each. */
  readonly counters?: Readonly<Record<string, number>>
  /** What `call.memory` is: a saved state that comes back must fit it. Default: anything. */
  readonly memory?: Schema
  /** What `call.after` sets, by name; each runs as one transaction when the sandbox's clock gets there. */
  // biome-ignore lint/suspicious/noExplicitAny: each timer knows its own payload
  readonly timers?: Readonly<Record<string, (call: TimerCall<T>, payload: any) => void>>
  /** When credentials are checked: before anything, after the path is known, or after path and method (default). */
  readonly authenticateAt?: 'first' | 'after-path' | 'after-method'
  /**
   * Which operation a request is for, where more than path and method decide it (an `action` parameter); undefined: the
   * one that they name; a refusal: none, and that is the answer. Asked once, first of all: it reads the request and its
   * readings, and neither store nor caller. What it throws, or gives as the answer, comes once the caller is known.
   */
  dispatch?(call: Call<T>): Operation<T> | Refusal | undefined
  /** What the documentation says of a request that no operation answers. Default: `unknown-operation`, of the page. */
  unanswered?(path: string): Pick<Violation, 'rule' | 'docs'>
  /** The verb that a request means, where it may say another than its own: by a form's field, or a header. */
  methodOf?(received: Received): string
  /**
   * Reads parameters and body. Default: query string, and a JSON body where the operation has one. Asked without an
   * operation where none has the path and credentials come first.
   */
  readInput?(received: Received, operation: Operation<T> | undefined): Input
  /** Media types that it takes bodies in, as OpenAPI lists them. Default: JSON. */
  readonly bodyTypes?: readonly string[]
  /** Whether what a body says may stand in the query string too; of one name, the body's counts. Default: it may not. */
  readonly bodyInQuery?: boolean
  /**
   * The answers that operations have in common: a wrong key, JSON that is not well-formed. An API that declares them
   * names a case in each of its refusals.
   */
  readonly cases?: readonly CommonCase[]
  /** The id of the documented case that a fault of HTTP or of the schemas is; null: none. */
  caseOf?(fault: HttpFault, call: RefusedCall<T>): string | null
  /** Faults that its vendor's servers are known for, by name, as `/__admin/apis` lists them: a test arranges them as they are. */
  readonly faults?: Readonly<Record<string, ReadyFault>>
  /** Renders each refusal, in one place. */
  refuse(error: Refusal | HttpFault, call: RefusedCall<T>): Reply
  /**
   * What outlives a refusal, told of each: a wrong password that is counted. It may write; what the refused request
   * itself wrote is undone before.
   */
  keep?(call: Call<T>, error: Refusal | HttpFault): void
  /** How many requests it takes in a time. */
  readonly limit?: Limit<T>
  /** Writes a body. Default: JSON. */
  encode?(body: unknown, call: Pick<Call<T>, 'reading'>): string
  /** Default: `application/json; charset=utf-8`. */
  readonly contentType?: string
  /** Sent with every answer, whether or not CORS is on. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Makes faker records, the same for the same seed.
   *
   * @param count how many clients
   * @param present the records of a collection that the scenario itself has
   * @param onProgress called with the number made so far, of a long work as often as may be; what it gives is awaited,
   *   so that others are served in between
   */
  generate?(
    count: number,
    seed: number,
    present: (collection: keyof T['records'] & string) => readonly Record<string, unknown>[],
    onProgress?: (made: number) => Promise<void> | undefined,
  ): Promise<{ readonly [C in keyof T['records']]?: readonly object[] }>
  /** Its records in the shipped scenarios, by the name of each: `documented` is what a sandbox starts from. */
  readonly scenarios?: Readonly<
    Record<string, { readonly [C in keyof T['records']]?: readonly Partial<T['records'][C]>[] }>
  >
  /** The name of a built-in API in whose place it stands: that one is not there then. */
  readonly replaces?: string
}

/** What an API has that its definition may leave out. */
interface ApiDefaults<T extends ApiTypes> {
  readonly title: string
  /** The documentation's page: `salesman.txt`. */
  readonly docs: string
  readonly collections: { readonly [C in keyof T['records']]: CollectionSpec<T['records'][C]> }
  readonly readings: T['readings']
  /** Where each credential may stand, in the order in which it is looked for. */
  readonly credentials: Readonly<Record<string, readonly CredentialPlace[]>>
  /** The credentials of the documented account, as `/__admin/apis` lists them. */
  readonly account: Readonly<Record<string, string>>
  /** Who calls. Throws a refusal of this API. */
  authenticate(call: Call<T> & { readonly operation: Operation<T> | undefined }): T['caller']
  /** What each of its refusals looks like. */
  readonly error: Schema
}

/** An API as `defineApi` gives it: everything that its definition leaves out has its default. */
// biome-ignore lint/suspicious/noExplicitAny: APIs of any types stand in one list
export interface Api<T extends ApiTypes = any> extends ApiParts<T>, ApiDefaults<T> {
  /** Where its paths begin: `/developer/v3`; '' at the root. Of several, the first. */
  readonly basePath: string
  /** Where it has several: all. */
  readonly basePaths?: readonly string[]
  /** Where the files of its schemas lie; undefined: in the package. */
  readonly schemas?: SchemaFolder
}

/** What an API is declared by. Title and page are its name where they are not said; all else that may be absent is none. */
// biome-ignore lint/suspicious/noExplicitAny: APIs of any types stand in one list
export interface ApiDefinition<T extends ApiTypes = any> extends ApiParts<T>, Partial<ApiDefaults<T>> {
  /** Where its paths begin: `/developer/v3`; `/`: at the root. Of several, operations lie below the first that say no other. */
  readonly basePath: string | readonly string[]
  /** The folder of the files that its schemas name: `new URL('./schemas/', import.meta.url)`, or a path. */
  readonly schemas?: URL | string | SchemaFolder
}

/** The profiles that an API has: `documented`, and every other that one of its readings names. */
export function profilesOf(api: Api): string[] {
  const names = Object.values(api.readings as Readings).flatMap(reading => Object.keys(reading.profiles ?? {}))
  return ['documented', ...new Set(names)]
}

/** Every base path of an API. */
export const basePathsOf = ({ basePath, basePaths }: Pick<Api, 'basePath' | 'basePaths'>): readonly string[] =>
  basePaths ?? [basePath]

/** The longest base path of an API that a path is below. */
export function baseOf(api: Api, fullPath: string): string {
  const path = api.paths?.ignoreCase ? fullPath.toLowerCase() : fullPath
  const below = api.basePaths!.filter(base => {
    const known = api.paths?.ignoreCase ? base.toLowerCase() : base
    return path === known || path.startsWith(`${known}/`)
  })
  return below.sort((a, b) => b.length - a.length)[0] ?? api.basePath
}
