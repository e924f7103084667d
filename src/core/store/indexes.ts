import { sorted, type Work } from '../lib/slices.ts'
import type { Row } from './row.ts'
import { Tree } from './tree.ts'
import { beginsWith, compareValues, type Value } from './values.ts'

/** A record under one of its values. */
export interface IndexEntry<T = unknown> {
  readonly value: Value
  readonly row: Row<T>
}

/** What an index has found of a table. There are few, and each write makes them anew: a list is cheaper than a map. */
export interface FiledIndex {
  readonly name: string
  readonly entries: Tree<IndexEntry>
}

/** An index: the values under which a record is found. Several values file it several times. */
export type Index<T = unknown> = (record: Readonly<T>) => readonly Value[]

/** The order of an index. */
export const byValue = (a: IndexEntry, b: IndexEntry): number =>
  compareValues(a.value, b.value) || compareValues(a.row.key, b.row.key)

/** An index of all rows, in steps. */
export function* indexing(rows: Iterable<Row>, values: Index): Work<Tree<IndexEntry>> {
  const entries: IndexEntry[] = []
  for (const row of rows) {
    for (const value of values(row.record as object)) entries.push({ value, row })
    yield
  }
  return Tree.of(byValue, distinct(yield* sorted(entries, byValue)))
}

/** The places of an index between which lies what is filed under a value, or under a tuple that begins with it. */
export function bounds(index: Tree<IndexEntry>, value: Value): [from: number, to: number] {
  const from = index.rank(entry => compareValues(entry.value, value) < 0)
  const to = index.rank(entry => compareValues(entry.value, value) < 0 || beginsWith(entry.value, value))
  return [from, to]
}

/** An index after a row took the place of another. */
export function refiled(
  index: Tree<IndexEntry>,
  values: Index,
  old: Row | undefined,
  row: Row | undefined,
): Tree<IndexEntry> {
  let result = index
  const kept = row ? values(row.record as object) : []
  if (old) {
    for (const value of values(old.record as object)) {
      if (!kept.some(other => compareValues(other, value) === 0)) result = result.remove({ value, row: old })
    }
  }
  for (const value of kept) result = result.insert({ value, row: row! })
  return result
}

const distinct = (sorted: IndexEntry[]): IndexEntry[] =>
  sorted.filter((entry, i) => i === 0 || byValue(sorted[i - 1]!, entry) !== 0)
