import type { Call, Params } from '../../api.ts'
import { rebuiltQuery } from './php-query.ts'
import type { Types } from './types.ts'
import { violate } from './violations.ts'

const DEFAULT_PER_PAGE = 10

export interface Page {
  readonly page: number
  readonly perPage: number
  readonly pageCount: number
  readonly total: number
}

type PagedCall = Pick<Call<Types>, 'reading' | 'violate'> & { readonly query: Params }

/** Reads `page` and `per_page`, and finds that page: one past the end is the last. */
export function readPage<T>(
  call: PagedCall,
  find: (slice: { offset: number; limit: number }) => { rows: T[]; total: number },
): Page & { rows: T[] } {
  const max = call.reading('maxPerPage') === 'none' ? Number.MAX_SAFE_INTEGER : 50
  const limit = Math.min(leadingInteger(call, 'per_page', DEFAULT_PER_PAGE), max)
  const asked = leadingInteger(call, 'page', 1)
  const found = find({ offset: (asked - 1) * limit, limit })
  const pageCount = Math.ceil(found.total / limit)
  const page = Math.max(1, Math.min(asked, pageCount))
  const { rows, total } = page === asked ? found : find({ offset: (page - 1) * limit, limit })
  return { page, perPage: limit, pageCount, total, rows }
}

/** A number is cut to its leading integer, and is at least 1; an array is the default. */
function leadingInteger(call: PagedCall, name: 'page' | 'per_page', byDefault: number): number {
  const value = call.query[name]
  if (value === undefined) return byDefault
  if (typeof value !== 'string') {
    violate(call, name, value)
    return byDefault
  }
  const number = Number(/^[ \t\n\r\v\f]*([+-]?\d+)/.exec(value)?.[1] ?? 0)
  if (number < 1 || !/^\d+$/.test(value)) violate(call, name, value)
  return Math.min(Math.max(1, number), Number.MAX_SAFE_INTEGER)
}

const COUNTS = (
  [
    ['X-Pagination-Total-Count', 'total'],
    ['X-Pagination-Page-Count', 'pageCount'],
    ['X-Pagination-Current-Page', 'page'],
    ['X-Pagination-Per-Page', 'perPage'],
  ] as const
).map(([hyphen, of]) => ({ hyphen, underscore: hyphen.replaceAll('-', '_'), of }))

/** Постраничный: the counts, by the names of the reading, and the links. */
export function pagingHeaders(
  call: Pick<Call<Types>, 'reading' | 'search' | 'baseUrl' | 'path'>,
  page: Page,
): Record<string, string> {
  const names = call.reading('pagingHeaders')
  const headers: Record<string, string> = {}
  for (const { hyphen, underscore, of } of COUNTS) {
    const count = String(page[of])
    if (names !== 'underscore') headers[hyphen] = count
    if (names !== 'hyphen') headers[underscore] = count
  }
  const links = linksOf(call, page)
  if (links.length <= LONGEST_LINK) headers.Link = links
  return headers
}

/** Clients give up on headers past 16 KiB in all: of a request that is itself near that, the links are left out. */
const LONGEST_LINK = 8192

/** The request's parameters in their order, with another page each. */
function linksOf(
  { search, baseUrl, path }: Pick<Call<Types>, 'search' | 'baseUrl' | 'path'>,
  { page, perPage, pageCount }: Page,
): string {
  const parts = rebuiltQuery(search)
  if (perPage === DEFAULT_PER_PAGE) parts.delete('per_page')
  else parts.set('per_page', `per_page=${perPage}`)
  const link = (rel: string, number: number): string =>
    `<${baseUrl}${path}?${[...parts.set('page', `page=${number}`).values()].join('&')}>; rel=${rel}`
  return [
    link('self', page),
    ...(page > 1 ? [link('first', 1), link('prev', page - 1)] : []),
    ...(page < pageCount ? [link('next', page + 1), link('last', pageCount)] : []),
  ].join(', ')
}
