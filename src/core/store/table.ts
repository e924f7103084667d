import { createHash } from 'node:crypto'
import { finish, sorted, type Work } from '../lib/slices.ts'
import { bounds, byValue, type FiledIndex, type Index, type IndexEntry, indexing, refiled } from './indexes.ts'
import { placing } from './placing.ts'
import { byKey, bySeq, type Key, type Row } from './row.ts'
import { Tree } from './tree.ts'
import { beginsWith, compareValues, type Value } from './values.ts'

/** What one sandbox changed: a row of its own, or null where it removed one of the base. */
export interface Change<T = unknown> {
  readonly key: Key
  readonly row: Row<T> | null
}

/** What one table has otherwise than another of the same base; null: it is as the base has it again. */
export interface TableDifference {
  readonly key: Key
  readonly change: Change | null
}

const INDEXED_AT_ONCE = 1000
const HASHED_AT_ONCE = 500

/** The unchanging start of a table, shared by every sandbox of one scenario and seed. */
interface Base {
  readonly rows: ReadonlyMap<Key, Row>
  readonly natural: Tree<Row>
  readonly declared: ReadonlyMap<string, Index>
  readonly indexes: Map<string, Tree<IndexEntry>>
  /** Worked out when first asked for. */
  hash?: string
}

/**
 * One collection's records as a value: a base and what was changed over it. Nothing of a table ever changes;
 * `put` and `drop` give the next one. Indexes are derived, on first use, from the base's, which are built once.
 */
export class Table {
  readonly #base: Base
  readonly #changes: Tree<Change>
  readonly #natural: Tree<Row>
  /** Those that were asked for. */
  readonly #indexes: FiledIndex[]

  private constructor(base: Base, changes: Tree<Change>, natural: Tree<Row>, indexes: FiledIndex[] = []) {
    this.#base = base
    this.#changes = changes
    this.#natural = natural
    this.#indexes = indexes
  }

  /** A table that starts with `records`, in their order. Keys must be distinct; records must be frozen. */
  static of(records: readonly { key: Key; record: object }[], declared: ReadonlyMap<string, Index>): Table {
    return finish(Table.building(records, declared))
  }

  /** The same in steps. */
  static *building(records: Iterable<{ key: Key; record: object }>, declared: ReadonlyMap<string, Index>): Work<Table> {
    const rows = new Map<Key, Row>()
    for (const { key, record } of records) {
      rows.set(key, { key, seq: rows.size, record })
      yield
    }
    const natural = Tree.of(bySeq, [...rows.values()])
    const base: Base = { rows, natural, declared, indexes: new Map() }
    // Of many records no request is to wait for an index; of few, the start is not.
    if (rows.size > INDEXED_AT_ONCE)
      for (const [name, values] of declared) base.indexes.set(name, yield* indexing(natural, values))
    return new Table(base, Tree.of<Change>(byKey), natural)
  }

  get size(): number {
    return this.#natural.size
  }

  /** The rows in the order of the store. */
  get natural(): Tree<Row> {
    return this.#natural
  }

  get(key: Key): Row | undefined {
    if (this.#changes.size > 0) {
      const change = this.#changes.find(candidate => compareValues(candidate.key, key))
      if (change) return change.row ?? undefined
    }
    return this.#base.rows.get(key)
  }

  /** The row that the base has under this key, whatever was changed since. */
  atStart(key: Key): Row | undefined {
    return this.#base.rows.get(key)
  }

  /** What differs from the base, by key. */
  get changes(): Tree<Change> {
    return this.#changes
  }

  /** The table as it was before every change. */
  get start(): Table {
    return new Table(this.#base, Tree.of<Change>(byKey), this.#base.natural)
  }

  /** A hash of the records that it started with. */
  get startHash(): string {
    for (const _ of this.hashing());
    return this.#base.hash!
  }

  /** Works that hash out, a few records at a time, where it is not known yet. */
  *hashing(): Generator<void> {
    const base = this.#base
    if (base.hash !== undefined) return
    const hash = createHash('sha256')
    let count = 0
    for (const row of base.natural) {
      hash.update(JSON.stringify(row.record))
      if (++count % HASHED_AT_ONCE === 0) yield
    }
    base.hash = hash.digest('hex')
  }

  /** Whether both tables have one base, so that changes of one can be laid over the other. */
  sharesBase(other: Table): boolean {
    return this.#base === other.#base
  }

  /** Entries by value, then key. `name` is a declared index, or a field, which is indexed when first asked for. */
  index(name: string): Tree<IndexEntry> {
    const known = this.#indexes.find(index => index.name === name)
    if (known) return known.entries
    const entries = this.#overlaid(this.#baseIndex(name), this.valuesOf(name))
    this.#indexes.push({ name, entries })
    return entries
  }

  /** The rows filed under `value`, or under a tuple that begins with it, in the order of the index. */
  lookup(name: string, value: Value): Row[] {
    const index = this.index(name)
    const [from, to] = bounds(index, value)
    return index.slice(from, to).map(entry => entry.row)
  }

  /** The first of those rows. */
  first(name: string, value: Value): Row | undefined {
    const index = this.index(name)
    const entry = index.at(index.rank(({ value: other }) => compareValues(other, value) < 0))
    return entry && (compareValues(entry.value, value) === 0 || beginsWith(entry.value, value)) ? entry.row : undefined
  }

  /** Some rows as an index has them: an entry for each of their values, in its order. */
  filed(name: string, rows: readonly Row[]): IndexEntry[] {
    const values = this.valuesOf(name)
    return rows.flatMap(row => values(row.record as object).map(value => ({ value, row }))).sort(byValue)
  }

  /** How many rows are filed under `value`. */
  count(name: string, value: Value): number {
    const [from, to] = bounds(this.index(name), value)
    return to - from
  }

  /** @param old the row that it has under this key */
  put(key: Key, record: object, old: Row | undefined): Table {
    const row: Row = { key, seq: old?.seq ?? this.#nextSeq(), record }
    return this.#changed({ key, row }, old, row)
  }

  drop(key: Key): Table {
    const old = this.get(key)
    if (!old) return this
    return this.#changed({ key, row: null }, old, undefined)
  }

  /** The base with other changes laid over it: those that `changes` once gave. */
  with(changes: readonly Change[]): Table {
    const { rows } = this.#base
    let { natural } = this.#base
    if (changes.length > natural.size) {
      const changed = new Set(changes.map(({ key }) => key))
      const kept = [...natural].filter(({ key }) => !changed.has(key))
      for (const { row } of changes) if (row) kept.push(row)
      const sorted = kept.sort(bySeq).filter((row, i) => i === 0 || row.seq !== kept[i - 1]!.seq)
      return new Table(this.#base, Tree.of(byKey, changes.toSorted(byKey)), Tree.of(bySeq, sorted))
    }
    // All of the base that changed goes first: a new row may have the place of one that was removed.
    for (const { key } of changes) if (rows.has(key)) natural = natural.remove(rows.get(key)!)
    for (const { row } of changes) if (row) natural = natural.insert(row)
    return new Table(this.#base, Tree.of(byKey, changes.toSorted(byKey)), natural)
  }

  /** What `target`, of the same base, has otherwise, by key. */
  *differences(target: Table): Generator<TableDifference> {
    for (const { before, after } of this.#changes.differences(target.#changes))
      yield { key: (after ?? before)!.key, change: after ?? null }
  }

  /** The table that differs so from this one. Keys must be distinct. */
  apply(differences: readonly TableDifference[]): Table {
    // Many are sooner built anew than put in one by one.
    if (differences.length * 4 > this.#changes.size) {
      const changes = new Map([...this.#changes].map(change => [change.key, change]))
      for (const { key, change } of differences) {
        if (change) changes.set(key, change)
        else changes.delete(key)
      }
      return this.with([...changes.values()])
    }
    let natural = this.#natural
    let changes = this.#changes
    for (const { key } of differences) {
      const old = this.get(key)
      if (old) natural = natural.remove(old)
    }
    for (const { key, change } of differences) {
      const row = change ? change.row : this.#base.rows.get(key)
      if (row) natural = natural.insert(row)
      changes = change ? changes.insert(change) : changes.remove({ key, row: null })
    }
    return new Table(this.#base, changes, natural)
  }

  /** A table with the records of `target`, in its order: only what differs from the base is a change. */
  *rebasing(target: Table): Work<Table> {
    const base = this.#base
    const rows = yield* placing(target.natural, base.rows)
    const changes: Change[] = []
    for (const row of rows) {
      if (row !== base.rows.get(row.key)) changes.push({ key: row.key, row })
      yield
    }
    for (const key of base.rows.keys()) {
      if (!target.get(key)) changes.push({ key, row: null })
      yield
    }
    const natural = Tree.of(bySeq, rows)
    const indexes: FiledIndex[] = []
    if (changes.length > INDEXED_AT_ONCE)
      for (const [name, values] of base.declared) indexes.push({ name, entries: yield* indexing(natural, values) })
    return new Table(base, Tree.of(byKey, yield* sorted(changes, byKey)), natural, indexes)
  }

  #nextSeq(): number {
    return (this.#natural.at(this.#natural.size - 1)?.seq ?? -1) + 1
  }

  #changed(change: Change, old: Row | undefined, row: Row | undefined): Table {
    let natural = this.#natural
    if (row) natural = natural.insert(row)
    else if (old) natural = natural.remove(old)
    const indexes = this.#indexes.map(({ name, entries }) => ({
      name,
      entries: refiled(entries, this.valuesOf(name), old, row),
    }))
    const forgotten = change.row === null && !this.#base.rows.has(change.key)
    return new Table(
      this.#base,
      forgotten ? this.#changes.remove(change) : this.#changes.insert(change),
      natural,
      indexes,
    )
  }

  /** The values under which an index files a record. */
  valuesOf(name: string): Index {
    return this.#base.declared.get(name) ?? (record => [((record as Record<string, unknown>)[name] ?? null) as Value])
  }

  #baseIndex(name: string): Tree<IndexEntry> {
    let index = this.#base.indexes.get(name)
    if (!index) {
      index = finish(indexing(this.#base.rows.values(), this.valuesOf(name)))
      this.#base.indexes.set(name, index)
    }
    return index
  }

  #overlaid(index: Tree<IndexEntry>, values: Index): Tree<IndexEntry> {
    let result = index
    for (const change of this.#changes) {
      result = refiled(result, values, this.#base.rows.get(change.key), change.row ?? undefined)
    }
    return result
  }
}
