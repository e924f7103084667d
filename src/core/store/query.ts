import { bounds } from './indexes.ts'
import { bySeq, type Row } from './row.ts'
import type { CollectionSpec } from './spec.ts'
import type { Table } from './table.ts'
import { entriesWith, rowOf, type Text, type TextEntry, textsBy } from './texts.ts'
import type { Sequence } from './tree.ts'
import { beginsWith, compareValues, type Value } from './values.ts'

/** A part of an index. */
export type Within =
  /** What is filed under a value, or under a tuple that begins with it. */
  | { readonly index: string; readonly value: Value }
  /** What is filed under values from one on, and before another. */
  | { readonly index: string; readonly from?: Value | undefined; readonly before?: Value | undefined }

/** Which records `list` gives, and in which order. */
export interface ListOptions<T> {
  /** Keeps the records for which it holds. */
  where?: ((record: Readonly<T>) => boolean) | undefined
  /** Only records that lie there; they come in that index's order. */
  within?: Within | undefined
  /** Only records with this part in a text that the collection declares. */
  like?: { text: string; part: string } | undefined
  /** The index or field to order by; null: the order of the store. Without it, that of `within`, else of the store. */
  order?: string | null | undefined
  descending?: boolean | undefined
  /** How many to pass over. */
  offset?: number | undefined
  /** How many to give at most. */
  limit?: number | undefined
}

export interface Listed {
  readonly rows: Row[]
  /** How many there are in all. */
  readonly total: number
}

interface Slice {
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
}

type Keeps = (row: Row) => boolean

/** A page of a table's records, found by the index that leaves the least to look at. */
export function listRows(table: Table, spec: CollectionSpec, options: ListOptions<object>): Listed {
  const { where, within, like, order, descending = false, offset = 0, limit = Number.POSITIVE_INFINITY } = options
  const slice = { descending, offset, limit }
  const keeps: Keeps | undefined = where && (({ record }) => where(record as object))
  const search = like && { text: spec.texts![like.text]!, part: like.part }
  if (!within) {
    const tree = orderOf(table, order ?? null)
    if (search) return pageOf(found(tree, search), keeps, slice)
    return keeps ? filterPage(tree, keeps, slice) : slicePage(tree, 0, tree.size, slice)
  }
  if (within.index === spec.key && 'value' in within) {
    const row = table.get(within.value as Row['key'])
    const rows = row ? [row] : []
    return pageOf(order ? table.filed(order, rows) : rows, both(search && hasPart(search), keeps), slice)
  }
  return listWithin(table, within, { order, search, keeps, slice })
}

interface Rest {
  readonly order: string | null | undefined
  readonly search: Search | undefined
  readonly keeps: Keeps | undefined
  readonly slice: Slice
}

function listWithin(table: Table, within: Within, { order, search, keeps, slice }: Rest): Listed {
  const index = table.index(within.index)
  const [from, to] = placesOf(table, within)
  const count = to - from
  if (order === undefined || order === within.index) {
    const whole = both(search && hasPart(search), keeps)
    return whole ? pageOf(index.slice(from, to), whole, slice) : slicePage(index, from, to, slice)
  }
  const lies: Keeps = ({ record }) =>
    table
      .valuesOf(within.index)(record as object)
      .some(value => liesIn(within, value))
  const tree = orderOf(table, order)
  // Texts are prepared for the search of many; few are looked at one by one.
  if (search && count > table.size / 32) return pageOf(found(tree, search), both(lies, keeps), slice)
  // Of many, a page is soon met in the order asked for; few are soon sorted.
  const toWalk = ((slice.offset + slice.limit) * table.size) / count
  const filesAll = tree.size === table.size
  if (!search && !keeps && filesAll && toWalk < 4 * count) return walked(tree, lies, count, slice)
  const whole = both(search && hasPart(search), keeps)
  const rows = index.slice(from, to).map(rowOf)
  const left = whole ? rows.filter(whole) : rows
  return pageOf(order === null ? left.sort(bySeq) : table.filed(order, left), undefined, slice)
}

const orderOf = (table: Table, order: string | null): Sequence<TextEntry> =>
  order === null ? table.natural : table.index(order)

interface Search {
  readonly text: Text
  readonly part: string
}

const hasPart =
  ({ text, part }: Search): Keeps =>
  ({ record }) =>
    text(record as object).includes(part)

const found = (tree: Sequence<TextEntry>, { text, part }: Search): readonly TextEntry[] =>
  entriesWith(part, tree.digests(textsBy(text)))

function both(one: Keeps | undefined, other: Keeps | undefined): Keeps | undefined {
  return one && other ? row => one(row) && other(row) : (one ?? other)
}

function placesOf(table: Table, within: Within): [from: number, to: number] {
  const index = table.index(within.index)
  if ('value' in within) return bounds(index, within.value)
  const rankOf = (value: Value): number => index.rank(entry => compareValues(entry.value, value) < 0)
  const from = within.from === undefined ? 0 : rankOf(within.from)
  return [from, within.before === undefined ? index.size : Math.max(from, rankOf(within.before))]
}

function liesIn(within: Within, value: Value): boolean {
  if ('value' in within) return beginsWith(value, within.value)
  return (
    (within.from === undefined || compareValues(value, within.from) >= 0) &&
    (within.before === undefined || compareValues(value, within.before) < 0)
  )
}

/** Goes along an order, past what does not lie there, until the page is full. */
function walked(tree: Sequence<TextEntry>, lies: Keeps, total: number, slice: Slice): Listed {
  const page = new Page(lies, slice)
  tree.walk(entry => {
    page.meet(entry)
    return !page.isFull
  }, slice.descending)
  return { rows: page.rows, total }
}

/** A page of what lies between two places of a tree, or of a list. */
function slicePage(
  entries: Pick<Sequence<TextEntry>, 'slice'> | readonly TextEntry[],
  from: number,
  to: number,
  slice: Slice,
): Listed {
  const { descending, offset, limit } = slice
  const start = descending ? Math.max(from, to - offset - limit) : Math.min(to, from + offset)
  const end = descending ? Math.max(from, to - offset) : Math.min(to, start + limit)
  const rows = entries.slice(start, end).map(rowOf)
  return { rows: descending ? rows.reverse() : rows, total: to - from }
}

/** A page of entries that stand in order. */
function pageOf(entries: readonly TextEntry[], keeps: Keeps | undefined, slice: Slice): Listed {
  if (!keeps) return slicePage(entries, 0, entries.length, slice)
  const page = new Page(keeps, slice)
  const last = entries.length - 1
  for (let i = 0; i <= last; i++) page.meet(entries[slice.descending ? last - i : i]!)
  return page
}

/** A page of what of a tree is kept. */
function filterPage(tree: Sequence<TextEntry>, keeps: Keeps, slice: Slice): Listed {
  const page = new Page(keeps, slice)
  tree.walk(entry => page.meet(entry), slice.descending)
  return page
}

/** A page that fills as entries are met. */
class Page implements Listed {
  readonly rows: Row[] = []
  total = 0
  readonly #keeps: Keeps | undefined
  readonly #slice: Slice

  constructor(keeps: Keeps | undefined, slice: Slice) {
    this.#keeps = keeps
    this.#slice = slice
  }

  get isFull(): boolean {
    return this.rows.length >= this.#slice.limit
  }

  meet(entry: TextEntry): void {
    const row = rowOf(entry)
    if (this.#keeps && !this.#keeps(row)) return
    if (this.total >= this.#slice.offset && !this.isFull) this.rows.push(row)
    this.total++
  }
}
