import { decodePercent } from '../lib/params.ts'
import { targetOf } from '../lib/request-target.ts'
import { findText } from './find-text.ts'
import type { LoggedExchange, NamedCredential } from './logged-exchange.ts'
import type { Mask } from './mask.ts'

/** A text in which credentials stand by their names. */
export type Parts = readonly (string | { readonly credential: string })[]

/** A request that can be sent again by somebody who has the credentials. */
export interface PortableRequest {
  readonly id: string
  readonly name: string
  readonly method: string
  /** Where it went, of a webhook: `http://127.0.0.1:9000`; undefined: to the server. */
  readonly origin: string | undefined
  /** Path and query, with the sandbox's prefix. */
  readonly target: Parts
  readonly headers: readonly (readonly [name: string, value: Parts])[]
  readonly body: Parts
}

/** What a sender works out by itself, and what is said of bytes that the journal has decoded. */
const OF_THE_WIRE = new Set(
  (
    'host connection keep-alive proxy-connection upgrade te trailer expect content-length transfer-encoding ' +
    'content-encoding accept-encoding'
  ).split(' '),
)

/**
 * A request as it came, credentials by name. The body is its text: it goes out as UTF-8.
 *
 * @param mask the entry's
 * @param isKnown whether a credential is given its name; any other is masked
 */
export function toPortable(
  entry: LoggedExchange,
  mask: Mask,
  isKnown: (credential: NamedCredential) => boolean = () => true,
): PortableRequest {
  const parts = partsOf(entry, mask, isKnown)
  const { id, api, operation, method, url, headers, body } = entry
  const { prefix, path, search } = targetOf(url ?? '/')
  const sent = Object.entries(headers).filter(([name, value]) => value !== undefined && !OF_THE_WIRE.has(name))
  const contentType = String(headers['content-type'] ?? '')
  return {
    id,
    name: operation === null ? `${method} ${path}` : `${api} ${operation}`,
    method: method ?? 'GET',
    origin: entry.direction === 'out' && URL.canParse(url!) ? new URL(url!).origin : undefined,
    target: [...parts.text(prefix + path), ...(search === '' ? [] : ['?', ...parts.pairs(search)])],
    headers: sent.flatMap(([name, value]) =>
      [value!]
        .flat()
        .map((one): [string, Parts] => [name, parts.header(name, name === 'content-type' ? inUtf8(one) : one)]),
    ),
    body: contentType.startsWith('application/x-www-form-urlencoded') ? parts.pairs(body) : parts.text(body),
  }
}

const inUtf8 = (contentType: string): string =>
  contentType.replace(/(;\s*charset\s*=\s*)("[^"]*"|'[^']*'|[^\s;,"']*)/i, '$1utf-8')

function partsOf(entry: LoggedExchange, mask: Mask, isKnown: (credential: NamedCredential) => boolean) {
  const { credentials } = entry
  const masked = (text: string): string => mask.text(text)
  const names = new Map<string, string>()
  for (const credential of credentials)
    if (isKnown(credential))
      for (const form of formsOf(credential.value.replace(/~[^~]*$/, ''))) names.set(form, credential.name)

  const split = (given: string, rest: (literal: string) => string): Parts => {
    const parts: (string | { credential: string })[] = []
    const places = [...names].flatMap(([form, credential]) =>
      placesOf(given, form).map(from => ({ from, to: from + form.length, credential })),
    )
    // Of those that begin together the longest.
    places.sort((a, b) => a.from - b.from || b.to - a.to)
    let at = 0
    for (const { from, to, credential } of places) {
      if (from < at) continue
      parts.push(rest(given.slice(at, from)), { credential })
      at = to
    }
    parts.push(rest(given.slice(at)))
    return parts.filter(part => part !== '')
  }
  const isPlain = (parts: Parts): boolean => parts.every(part => typeof part === 'string')
  const pair = (given: string): Parts => {
    const parts = split(given, masked)
    if (!isPlain(parts)) return parts
    // Its value may be encoded in more ways than one.
    const value = given.slice(given.indexOf('=') + 1)
    const decoded = split(decodePercent(value), encodeURIComponent)
    if (isPlain(decoded)) return [masked(given)]
    return [given.slice(0, given.length - value.length), ...decoded]
  }
  return {
    text: (given: string): Parts => split(given, masked),
    pairs: (given: string): Parts => given.split('&').flatMap((one, i) => (i === 0 ? pair(one) : ['&', ...pair(one)])),
    header(name: string, given: string): Parts {
      const parts = split(given, masked)
      if (given === '' || !isPlain(parts)) return parts
      const shown = mask.headers[name]
      const isSecret = typeof shown === 'string' && shown !== entry.headers[name]
      return [isSecret ? shown : masked(given)]
    },
  }
}

/** How a value may be spelled where it is sent. */
export const formsOf = (value: string): string[] =>
  value === '' ? [] : [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]

/** Where a credential stands in a text; a short one only where it stands as a word. */
function placesOf(text: string, form: string): number[] {
  const places = [...findText(text, form)]
  return form.length > 3 ? places : places.filter(from => isWord(text, from, from + form.length))
}

const isWord = (text: string, from: number, to: number): boolean =>
  !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(from - 2, 0), from)) && !/^[\p{L}\p{N}]/u.test(text.slice(to, to + 2))

/** The name of the variable that holds a credential: `POLIGON_AUTH_KEY`. */
export const variableOf = (credential: string): string =>
  `POLIGON_${credential.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`

/** Parts as one text. */
export const joinParts = (parts: Parts, variable: (name: string) => string): string =>
  parts.map(part => (typeof part === 'string' ? part : variable(variableOf(part.credential)))).join('')
