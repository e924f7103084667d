import type { SchemaFolder } from './schema-folder.ts'
import type { TypeOf } from './type-of.ts'

/**
 * A JSON Schema 2020-12 and the type of what fits it: a file, or the schema itself.
 */
export interface Schema<T = unknown> {
  readonly file?: string
  /** Where the file lies, where that is not the package's own; set by the API that has it. */
  readonly folder?: SchemaFolder
  readonly inline?: object
  /** Of a body that is not JSON: its media type, and whether it is text or bytes. */
  readonly media?: Media
  /** Never set: carries the type. */
  readonly type?: T
}

export interface Media {
  /** `image/png`; `image/*`: any of them. */
  readonly type: string
  readonly as: 'text' | 'bytes'
}

declare const INFERRED: unique symbol
/** Stands where no type is given. */
type Inferred = typeof INFERRED

/**
 * Names the schema that a part of a request, a reply or a record must fit. Of a literal its type is inferred.
 *
 * @param source a schema object, or a file below the API's `schemas`, such as `client.add.json`
 * @example
 * body: schema({ type: 'object', properties: { title: { type: 'string' } }, required: ['title'] })
 * @example
 * body: schema<AddClient>('client.add.json')
 */
export function schema<T = unknown>(source: string): Schema<T>
export function schema<T = Inferred, const S extends object = object>(
  source: S,
): Schema<[T] extends [Inferred] ? TypeOf<S> : T>
export function schema(source: string | object): Schema {
  return typeof source === 'string' ? { file: source } : { inline: source }
}

/**
 * A body of bytes, in the place of a schema: what a handler gets, or gives, as it goes on the wire.
 *
 * @param type its media type: `image/png`
 * @example
 * replies: { 200: bytes('image/png') }
 */
export const bytes = (type: string): Schema<Uint8Array> => media(type, 'bytes')

/**
 * A body of text that is not JSON, as it comes and goes.
 *
 * @param type its media type: `application/xml`
 * @example
 * body: text('application/xml')
 */
export const text = (type: string): Schema<string> => media(type, 'text')

const media = (type: string, as: Media['as']): Schema<never> => ({
  inline: { type: 'string', contentMediaType: type },
  media: { type, as },
})
