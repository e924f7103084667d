import { STATUS_CODES } from 'node:http'
import { type JournalEntry, readingEntry } from '../core/journal/entry.ts'
import type { LoggedExchange } from '../core/journal/logged-exchange.ts'
import type { Work } from '../core/lib/slices.ts'
import { LazyList } from './json-pieces.ts'

/** One exchange as an entry of it; credentials stay masked. */
function toHarEntry(entry: JournalEntry, origin: string): object {
  const { id, api, operation, realAt, durationMs, method, url, headers, body, status, response } = entry
  const absolute = url === null || url.startsWith('/') ? origin + (url ?? '/') : url
  const search = absolute.includes('?') ? absolute.slice(absolute.indexOf('?') + 1) : ''
  const { location = '', 'content-type': mimeType = '' } = response.headers
  return {
    startedDateTime: realAt,
    time: durationMs,
    request: {
      method: method ?? 'GET',
      url: absolute,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(headers),
      queryString: [...new URLSearchParams(search)].map(([name, value]) => ({ name, value })),
      ...(body !== '' && { postData: { mimeType: String(headers['content-type'] ?? ''), text: body } }),
      headersSize: -1,
      bodySize: Buffer.byteLength(body),
    },
    response: {
      // HAR's own way to say that no answer came.
      status: status ?? 0,
      statusText: STATUS_CODES[status ?? 0] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: pairs(response.headers),
      content: { size: Buffer.byteLength(response.body), mimeType, text: response.body },
      redirectURL: location,
      headersSize: -1,
      bodySize: Buffer.byteLength(response.body),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    comment: operation === null ? id : `${id} ${api} ${operation}`,
  }
}

const pairs = (headers: JournalEntry['headers']): { name: string; value: string }[] =>
  Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map(one => ({ name, value: one })))

/**
 * Exchanges as an HTTP archive: HAR 1.2.
 *
 * @param origin where they went: `http://127.0.0.1:10400`
 * @param version of who made it
 */
export const toHar = (
  entries: readonly LoggedExchange[],
  origin: string,
  version: string,
): { readonly log: object } => ({
  log: {
    version: '1.2',
    creator: { name: 'poligon', version },
    entries: new LazyList(
      entries.filter(({ timer }) => !timer),
      function* (entry): Work<object> {
        return toHarEntry(yield* readingEntry(entry), origin)
      },
    ),
  },
})
