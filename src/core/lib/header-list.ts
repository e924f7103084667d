import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'

/** Headers as Node writes them: names and values by turns. */
export type HeaderList = readonly string[]

/**
 * Adds a header, in the place of one of the same name.
 *
 * @param until how much of the list may hold that name: what lies beyond is not looked at
 */
export function putHeader(headers: string[], name: string, value: string, until: number): void {
  for (let at = 0; at < until; at += 2) {
    if (isSameName(headers[at]!, name)) {
      headers[at] = name
      headers[at + 1] = value
      return
    }
  }
  headers.push(name, value)
}

const isSameName = (one: string, other: string): boolean =>
  one === other || (one.length === other.length && one.toLowerCase() === other.toLowerCase())

/** Headers of which only the first counts, as Node has it. */
const SINGLE = new Set(
  (
    'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since ' +
    'last-modified location max-forwards proxy-authorization referer retry-after server user-agent'
  ).split(' '),
)

/** A request's headers by lower-case name, as Node joins those of one name. */
export function joinHeaders(headers: HeaderList): IncomingHttpHeaders {
  const object: IncomingHttpHeaders = {}
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at]!.toLowerCase()
    const value = headerText(headers[at + 1]!)
    const before = object[name]
    if (name === 'set-cookie') object[name] = [...(before ?? []), value]
    else if (before === undefined) object[name] = value
    else if (!SINGLE.has(name)) object[name] = `${before}${name === 'cookie' ? '; ' : ', '}${value}`
  }
  return object
}

/** The same by name. */
export function asObject(headers: HeaderList): Record<string, string> {
  const object: Record<string, string> = {}
  for (let at = 0; at < headers.length; at += 2) object[headers[at]!] = headers[at + 1]!
  return object
}

/** A header's value as it is meant: UTF-8 where its bytes are that, which Node gives as Latin-1; else Latin-1. */
export function headerText(value: string): string {
  if (!BEYOND_ASCII.test(value) || BEYOND_LATIN.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : value
}

/** A header's value as Node writes it: its UTF-8 bytes, a letter each. */
export const headerBytes = (value: string): string =>
  BEYOND_ASCII.test(value) ? Buffer.from(value).toString('latin1') : value

const BEYOND_ASCII = /[^\x00-\x7f]/
const BEYOND_LATIN = /[^\x00-\xff]/
