import { shorten } from '../../core/lib/shorten.ts'
import { invalidRequest } from '../refuse.ts'
import type { Pattern } from './pattern.ts'

/** Of a list's query, what json-server does: which page of what was chosen. */
export type Page = Readonly<Record<string, string>>

/** What a list's query asks for. */
export interface ListQuery {
  /** Keeps the records that fit every one of them. */
  readonly filters: readonly Filter[]
  /** Keeps the records in which this stands anywhere, in any case. */
  readonly q: string | undefined
  readonly sort: readonly { readonly field: string; readonly descending: boolean }[]
  readonly page: Page
}

export interface Filter {
  readonly field: string
  readonly by: 'is' | 'ne' | 'gte' | 'lte' | 'like'
  readonly values: readonly string[]
  /** Of `like`. */
  readonly patterns: readonly Pattern[]
}

/** What json-server understands beside filters, and what each must be. */
const WORDS: Readonly<Record<string, { is: RegExp; message: string }>> = {
  q: { is: /^/, message: '' },
  _sort: { is: /^[^,]+(,[^,]+)*$/, message: 'must be names of fields, with commas between' },
  _order: { is: /^(asc|desc)(,(asc|desc))*$/i, message: 'must be asc or desc, one for each field of _sort' },
  _page: { is: /^[1-9]\d{0,14}$/, message: 'must be a number, 1 or more' },
  _limit: { is: /^\d{1,15}$/, message: 'must be a number' },
  _start: { is: /^\d{1,15}$/, message: 'must be a number' },
  _end: { is: /^\d{1,15}$/, message: 'must be a number' },
}

/** What json-server would do with these is not for this console: a script for an answer, other collections, sleep. */
const REFUSED = ['callback', '_embed', '_expand', '_delay', '__proto__']

const PAGING = ['_page', '_limit', '_start', '_end']

/**
 * Reads the query of a list.
 *
 * @param patternOf reads a regular expression; throws where it is none
 * @throws {Problem} 400, naming each parameter that is wrong
 */
export function readListQuery(search: string, patternOf: (text: string) => Pattern): ListQuery {
  const params = new URLSearchParams(search)
  const names = [...new Set(params.keys())]
  const flaws = names.flatMap(name => flawsOf(name, params.getAll(name)))
  const filters = names
    .filter(name => !Object.hasOwn(WORDS, name) && !REFUSED.includes(name))
    .map(name => filterOf(name, params.getAll(name), patternOf, flaws))
  if (flaws.length > 0) throw invalidRequest(flaws.map(message => ({ path: [], message })))
  const orders = params.get('_order')?.toLowerCase().split(',') ?? []
  const fields = params.get('_sort')?.split(',') ?? []
  return {
    filters,
    q: params.get('q')?.toLowerCase() || undefined,
    sort: fields.map((field, i) => ({ field, descending: orders[i] === 'desc' })),
    page: Object.fromEntries([...params].filter(([name]) => PAGING.includes(name))),
  }
}

function flawsOf(name: string, values: readonly string[]): string[] {
  if (REFUSED.includes(name)) return [`query.${name} is not served here`]
  const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
  if (word && values.length > 1) return [`query.${name} is given twice`]
  if (word && !word.is.test(values[0]!)) return [`query.${name} ${word.message}, not ${JSON.stringify(values[0])}`]
  return []
}

function filterOf(
  name: string,
  values: readonly string[],
  patternOf: (text: string) => Pattern,
  flaws: string[],
): Filter {
  const by = /_(ne|gte|lte|like)$/.exec(name)?.[1] as Exclude<Filter['by'], 'is'> | undefined
  const field = by === undefined ? name : name.slice(0, -by.length - 1)
  const patterns = by === 'like' ? values.flatMap(value => patternIn(name, value, patternOf, flaws)) : []
  return { field, by: by ?? 'is', values, patterns }
}

function patternIn(name: string, text: string, patternOf: (text: string) => Pattern, flaws: string[]): Pattern[] {
  try {
    return [patternOf(text)]
  } catch (error) {
    flaws.push(
      `query.${name} must be a regular expression of RE2, not ${JSON.stringify(shorten(text, 60))}: ${(error as Error).message}`,
    )
    return []
  }
}
