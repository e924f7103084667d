import { isEndless } from '../lib/endless.ts'
import { PartTooLarge, parsingJson } from '../lib/json-steps.ts'
import type { Params } from '../lib/params.ts'
import type { Dropped } from '../lib/php-dropped.ts'
import type { PhpFile } from '../lib/php-files.ts'
import { inSlices, type Work } from '../lib/slices.ts'
import type { Media } from '../validation/schema.ts'
import { HttpFault } from './refusal.ts'

/** A request as it came, its body decoded to text but not yet read. */
export interface Received {
  readonly method: string
  /** Below the API's base path. */
  readonly path: string
  /** The query string without its question mark. */
  readonly search: string
  /** The same, read as PHP reads one. Not to be changed. */
  readonly query: Params
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Names and values by turns, as they came. */
  readonly rawHeaders: readonly string[]
  /** The header `Content-Type` as it came. */
  readonly contentType: string | undefined
  /** Its media type in lower case, without parameters; '' where there is none. */
  readonly mediaType: string
  readonly text: string
  /** What of the body's bytes UTF-8 does not have. */
  readonly stray: 'byte order mark' | 'not UTF-8' | null
  /** Texts of a form, `application/x-www-form-urlencoded` or `multipart/form-data`; undefined of any other body. */
  readonly fields: Params | undefined
  /**
   * The body as JSON, whatever its type; it is read once.
   *
   * @throws {HttpFault} `malformed`
   */
  json(): unknown
}

/** A body that came whole, decoded. */
export interface RawBody {
  readonly text: string
  /** What of its bytes UTF-8 does not have: a byte order mark, or bytes of another encoding. */
  readonly stray: 'byte order mark' | 'not UTF-8' | null
  /** Of `multipart/form-data`; what is wrong with it, for whoever reads it. */
  readonly multipart: Multipart | HttpFault | undefined
  /** As they came, where the text does not give them back. */
  readonly bytes?: Buffer
}

/** What a `multipart/form-data` body holds, and what of it is lost. */
export interface Multipart {
  readonly params: Params
  readonly files: readonly PhpFile[]
  readonly dropped: readonly Dropped[]
}

export const NO_BODY: RawBody = { text: '', stray: null, multipart: undefined }

/** What an operation is given to read. */
export interface Input {
  query: Params
  /** May be a getter, so that the faults of a body come after those of the query. */
  readonly body: unknown
}

/** A form of bodies that `readBody` reads. */
export type BodyFormat = 'json' | 'form' | 'multipart'

export const FORM = 'application/x-www-form-urlencoded'

/** Whether a media type is JSON: `application/json`, `text/json`, `application/*+json`. */
export const isJson = (mediaType: string): boolean => /^(application|text)\/(json|[^/;]+\+json)$/.test(mediaType)

/**
 * Reads a body by its `Content-Type`; one without it is taken for JSON. No body at all is undefined.
 *
 * @throws {HttpFault} `malformed` where it does not parse, `unsupported-type` where its type is not among `formats`
 */
export function readBody(received: Received, formats: readonly BodyFormat[] = ['json']): unknown {
  const { mediaType, text } = received
  if (formats.includes(mediaType === FORM ? 'form' : 'multipart') && received.fields) return received.fields
  if (text.trim() === '') return undefined
  if (mediaType === '' || isJson(mediaType)) return received.json()
  throw new HttpFault('unsupported-type', `Content-Type ${received.contentType} is not supported`, {
    part: 'content-type',
  })
}

/**
 * Reads a body that is not JSON as it comes.
 *
 * @throws {HttpFault} `unsupported-type` where it says that it is of another type
 */
export function readMedia({ mediaType, contentType }: Received, raw: RawBody, { type, as }: Media): string | Buffer {
  const isMeant = type.endsWith('/*') ? mediaType.startsWith(type.slice(0, -1)) : mediaType === type.toLowerCase()
  if (mediaType !== '' && !isMeant)
    throw new HttpFault('unsupported-type', `Content-Type ${contentType} is not supported: send ${type}`, {
      part: 'content-type',
    })
  if (as === 'text') return raw.text
  return raw.bytes ?? Buffer.from(raw.stray === 'byte order mark' ? `\ufeff${raw.text}` : raw.text)
}

/** PHP's own limit. What is deeper would exhaust the stack of whoever walks it. */
const DEEPEST = 512

/** What becomes of each value that JSON has, as the reviver of `JSON.parse`. */
export type Revive = (name: string, value: unknown) => unknown

/**
 * Reads JSON.
 *
 * @param revive what becomes of each value; default: those under `__proto__` go
 * @throws {HttpFault} `malformed`
 */
export function parseJson(text: string, revive: Revive | null = withoutPrototype): unknown {
  if (isTooDeep(text)) throw new HttpFault('malformed', `The body is nested more than ${DEEPEST} deep`)
  try {
    const needless = revive === withoutPrototype && !SPELLS_PROTOTYPE.test(text)
    const value = needless ? JSON.parse(text) : JSON.parse(text, revive ?? undefined)
    if (isEndless(text, value)) throw new HttpFault('malformed', TOO_LARGE)
    return value
  } catch (error) {
    if (error instanceof HttpFault) throw error
    throw new HttpFault('malformed', `The body is not JSON: ${(error as Error).message}`)
  }
}

/**
 * Reads JSON of any size, in slices: others are served in between.
 *
 * What stands under `__proto__` stays.
 *
 * @param bytes in UTF-8
 * @param largest bytes of one text in it, and of one object in a list
 * @throws {HttpFault} `malformed`, `too-large`
 */
export async function parseLargeJson(bytes: Buffer, largest: number): Promise<unknown> {
  try {
    return await inSlices(parsingJson(bytes, { deepest: DEEPEST, largest }))
  } catch (error) {
    if (error instanceof PartTooLarge) throw new HttpFault('too-large', `In the body, ${error.message}`)
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error
    throw new HttpFault('malformed', `The body is not JSON: ${error.message}`)
  }
}

/** Reads JSON as `parseJson` does, in steps; null where that would refuse it. */
export function* readingJson(text: string): Work<{ readonly value: unknown } | null> {
  try {
    return { value: yield* parsingJson(Buffer.from(text), { deepest: DEEPEST }, withoutPrototype) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null
    throw error
  }
}

/** A reviver makes parsing several times slower: most bodies need none. */
const SPELLS_PROTOTYPE = /__proto__|\\u/

const TOO_LARGE = `The body has a number beyond ${Number.MAX_VALUE}`

const withoutPrototype: Revive = (name, value) => (name === '__proto__' ? undefined : value)

function isTooDeep(text: string): boolean {
  if (text.length < 2 * DEEPEST) return false
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '"') quoted = !quoted
    else if (quoted) at += letter === '\\' ? 1 : 0
    else if (letter === '[' || letter === '{') depth++
    else if (letter === ']' || letter === '}') depth--
    if (depth > DEEPEST) return true
  }
  return false
}
