import type { DataRecord } from '../../../client/types.ts'
import { go } from '../../state/address.ts'
import { type LoadState, useLoaded } from '../../state/loaded.ts'
import { send, under } from '../../state/server.ts'

/** A collection of a sandbox. */
export interface Where {
  readonly sandbox: string
  readonly api: string
  readonly collection: string
}

export interface RecordPage {
  readonly words: string
  readonly page: number
  /** A field; `-` before it turns the order. */
  readonly sort: string
}

export interface RecordList {
  readonly rows: readonly DataRecord[]
  readonly total: number
}

export const PAGE_SIZE = 25

export const recordsPath = ({ sandbox, api, collection }: Where): string => under(sandbox, 'data', api, collection)

/** `sort:-title page:2 ромашка` */
export function pageOf(filter: string): RecordPage {
  return {
    words: filter.replace(/(^| )(sort|page):\S+/g, '').trim(),
    page: Math.max(1, Number(/(?:^| )page:(\S+)/.exec(filter)?.[1]) || 1),
    sort: /(?:^| )sort:(\S+)/.exec(filter)?.[1] ?? '',
  }
}

/** The other way round. */
export function filterTextOf({ words, page, sort }: RecordPage): string {
  return [sort && `sort:${sort}`, page > 1 && `page:${page}`, words].filter(Boolean).join(' ')
}

export const goToPage = (page: RecordPage): void => go({ filter: filterTextOf(page) }, true)

export function useRecords(where: Where, { words, page, sort }: RecordPage): LoadState<RecordList> {
  const query = new URLSearchParams({ _page: String(page), _limit: String(PAGE_SIZE) })
  if (words !== '') query.set('q', words)
  if (sort !== '') {
    query.set('_sort', sort.replace(/^-/, ''))
    query.set('_order', sort.startsWith('-') ? 'desc' : 'asc')
  }
  return useLoaded(`${recordsPath(where)}?${query}`, ['change'], read)
}

async function read(line: string, signal: AbortSignal): Promise<RecordList> {
  const answer = await send(line, undefined, signal)
  const rows = (await answer.json()) as DataRecord[]
  return { rows, total: Number(answer.headers.get('x-total-count') ?? rows.length) }
}
