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
    const value = headers[at + 1]!
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
