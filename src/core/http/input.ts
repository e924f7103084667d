import querystring from 'node:querystring'
import qs from 'qs'
import type { Params } from '../api/operation.ts'
import { HttpFault } from '../api/refusal.ts'

/** A request as it came, its body decoded to text but not yet read. */
export interface Received {
  readonly method: string
  /** Below the API's base path. */
  readonly path: string
  /** The query string without its question mark. */
  readonly search: string
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
  /** Texts of a `multipart/form-data` body; files are left out. */
  readonly fields: Params | undefined
}

/** What an operation is given to read. */
export interface Input {
  query: Params
  /** May be a getter, so that the faults of a body come after those of the query. */
  readonly body: unknown
}

export type BodyFormat = 'json' | 'form' | 'multipart'

const FORM = 'application/x-www-form-urlencoded'

export type Charset = 'utf-8' | 'windows-1251'

/** Takes a percent encoding as PHP clients send it: a broken one stays as it is. */
export function decodePercent(text: string, charset: Charset = 'utf-8'): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    if (charset === 'utf-8') return decodeURIComponent(spaced)
  } catch {
    // Broken: taken byte by byte.
  }
  const decoder = new TextDecoder(charset, { ignoreBOM: true })
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, run => decoder.decode(Buffer.from(run.replaceAll('%', ''), 'hex')))
}

/**
 * Reads a query string or a form as PHP does: `a[b]=1`, `a[]=1`, a repeated plain name counts once, the last time.
 * Names of an object's machinery are left out.
 */
export function parseParams(text: string, charset?: Charset): Params {
  if (text === '') return Object.create(null) as Params
  if (!BRACKET.test(text)) return plainParams(text, charset)
  return qs.parse(text, {
    plainObjects: true,
    depth: 5,
    arrayLimit: 1000,
    parameterLimit: 10_000,
    duplicates: 'last',
    ignoreQueryPrefix: false,
    strictNullHandling: false,
    decoder: part => decodePercent(part, charset),
  }) as Params
}

const BRACKET = /\[|%5b/i

/** Names without brackets need no more than Node has, which is several times faster. */
function plainParams(text: string, charset?: Charset): Params {
  const parsed = querystring.parse(text, '&', '=', {
    maxKeys: 10_000,
    decodeURIComponent: part => decodePercent(part, charset),
  })
  const params = Object.create(null) as Params
  for (const name in parsed) {
    const value = parsed[name]
    if (name !== '' && name !== '__proto__') params[name] = Array.isArray(value) ? value.at(-1) : value
  }
  return params
}

/** Whether a media type is JSON: `application/json`, `text/json`, `application/*+json`. */
export const isJson = (mediaType: string): boolean => /^(application|text)\/(json|[^/;]+\+json)$/.test(mediaType)

/**
 * Reads a body by its `Content-Type`; one without it is taken for JSON. No body at all is undefined.
 *
 * @throws {HttpFault} `malformed` where it does not parse, `unsupported-type` where its type is not among `formats`
 */
export function readBody(received: Received, formats: readonly BodyFormat[] = ['json']): unknown {
  const { mediaType, text } = received
  if (mediaType === FORM && formats.includes('form')) return parseParams(text, charsetOf(received))
  if (formats.includes('multipart') && received.fields) return received.fields
  if (text.trim() === '') return undefined
  if (mediaType === '' || isJson(mediaType)) return parseJson(text)
  throw new HttpFault('unsupported-type', `Content-Type ${received.contentType} is not supported`)
}

/** A form's percent encoding is of its charset. */
const charsetOf = ({ contentType }: Received): Charset =>
  /charset="?(windows-|cp)1251/i.test(contentType ?? '') ? 'windows-1251' : 'utf-8'

/** PHP's own limit. What is deeper would exhaust the stack of whoever walks it. */
const DEEPEST = 512

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
    return needless ? JSON.parse(text) : JSON.parse(text, revive ?? undefined)
  } catch (error) {
    throw new HttpFault('malformed', `The body is not JSON: ${(error as Error).message}`)
  }
}

/** A reviver makes parsing several times slower: most bodies need none. */
const SPELLS_PROTOTYPE = /__proto__|\\u/

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
