// core/store: records as values that never change: collections over tables over trees, in a world.

import { freeze } from '../lib/freeze.ts'
import { type ListOptions, listRows } from './query.ts'
import type { Key, Row } from './row.ts'
import type { CollectionSpec, OnDelete, Reference } from './spec.ts'
import type { Table } from './table.ts'
import type { Value } from './values.ts'
import type { WriteOp } from './write.ts'

/** Why the store refuses a write. */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict'
  /** `taken`: a unique value is in use; `dangling`: a reference points nowhere; `in-use`: others refer to the record. */
  readonly kind: 'taken' | 'dangling' | 'in-use'
  readonly collection: string
  readonly field: string
  readonly value: unknown
  /** The key of the record that stands in the way, and its collection. */
  readonly by: Key | undefined
  readonly within: string

  constructor(
    kind: StoreConflict['kind'],
    collection: string,
    field: string,
    value: unknown,
    by?: Key,
    within: string = collection,
  ) {
    super(`${collection}.${field} ${JSON.stringify(value)}: ${REASON[kind]}${by === undefined ? '' : ` (${by})`}`)
    this.kind = kind
    this.collection = collection
    this.field = field
    this.value = value
    this.by = by
    this.within = within
  }
}

const REASON = {
  taken: 'another record has this value',
  dangling: 'refers to a record that does not exist',
  'in-use': 'another record refers to it',
}

/** Where a collection finds its present table and leaves the next one. */
export interface TableHandle {
  readonly table: Table
  write(table: Table, key: Key, op: WriteOp): void
  newKey(): Key
  /** What is thrown where a record is needed that is not there. */
  missing?(collection: string, key: Key): Error
  /** Looks at a record before it is written. */
  readonly check?: (record: object) => void
  /** Another collection of the same API. */
  sibling(name: string): Collection<object>
  /** The collections whose records refer to this one. */
  readonly referrers: readonly { collection: string; field: string; reference: Reference }[]
}

/**
 * The records of one kind in one sandbox. What it gives is frozen; to change the store is to call `insert`, `update`,
 * `replace` or `remove`.
 */
export class Collection<T extends object> {
  readonly name: string
  readonly spec: CollectionSpec<T>
  readonly #cell: TableHandle

  constructor(name: string, spec: CollectionSpec<T>, cell: TableHandle) {
    this.name = name
    this.spec = spec
    this.#cell = cell
  }

  get size(): number {
    return this.#cell.table.size
  }

  get(key: Key): Readonly<T> | undefined {
    return this.#cell.table.get(key)?.record as T | undefined
  }

  /**
   * The record with this key, which may come from a path, as text.
   *
   * @throws {HttpFault} `not-found`, which the API words
   */
  need(key: Key): Readonly<T> {
    const record = this.get(this.spec.keyType === 'integer' && /^-?\d+$/.test(String(key)) ? Number(key) : key)
    if (!record) throw this.#cell.missing?.(this.name, key) ?? new RangeError(`${this.name} has no record ${key}`)
    return record
  }

  has(key: Key): boolean {
    return this.#cell.table.get(key) !== undefined
  }

  /** Every record, in the order of the store. */
  all(): Readonly<T>[] {
    return this.#records(this.#cell.table.natural.slice(0, this.size))
  }

  /** The first record, in the order of the index, that is filed under `value`. */
  first(index: string, value: Value): Readonly<T> | undefined {
    const { table } = this.#cell
    const row = index === this.spec.key ? table.get(value as Key) : table.first(index, value)
    return row?.record as T | undefined
  }

  /** The records filed under `value`, by an index or a field. */
  by(index: string, value: Value): Readonly<T>[] {
    return this.#records(this.#filed(index, value))
  }

  /** The same records, in the order of the store. */
  inOrder(index: string, value: Value): Readonly<T>[] {
    return this.#records(this.#filed(index, value).sort((a, b) => a.seq - b.seq))
  }

  /** How many records are filed under `value`. */
  count(index: string, value: Value): number {
    return this.#cell.table.count(index, value)
  }

  /** A page of records and how many there are in all. Where an index answers, it costs the same at any size. */
  list(options: ListOptions<T> = {}): { rows: Readonly<T>[]; total: number } {
    const { rows, total } = listRows(this.#cell.table, this.spec as CollectionSpec, options as ListOptions<object>)
    return { rows: this.#records(rows), total }
  }

  /**
   * Adds a record; what it leaves out comes from the collection's defaults, a missing key from its counter.
   *
   * @throws {StoreConflict} where its key or a unique value is taken, or a reference points nowhere
   */
  insert(record: Partial<T>): Readonly<T> {
    const given = (record as Record<string, unknown>)[this.spec.key] as Key | undefined | null
    const key = given ?? this.#cell.newKey()
    // A counter has passed over the keys that are taken.
    const isFree = (given === undefined || given === null) && this.spec.newKey !== 'uuid'
    if (!isFree && this.has(key)) throw new StoreConflict('taken', this.name, this.spec.key, key, key)
    return this.#put(key, undefined, filled(this.spec, key, record))
  }

  /**
   * Changes some fields of a record.
   *
   * @throws {RangeError} where there is no such record
   * @throws {StoreConflict} where a unique value is taken or a reference points nowhere
   */
  update(key: Key, changes: Partial<T>): Readonly<T> {
    const before = this.#existing(key)
    return this.#put(key, before, changed(this.spec, key, before.record as T, changes))
  }

  /** Puts a whole record in the place of the one with this key. Throws as `update` does. */
  replace(key: Key, record: T): Readonly<T> {
    const before = this.#existing(key)
    return this.#put(key, before, filled(this.spec, key, record))
  }

  /**
   * Removes a record, and does with those that refer to it what their references declare.
   *
   * @param refusing the references that refuse, of it and of what goes along
   * @returns how many records of each collection went along or were unbound
   * @throws {StoreConflict} where a reference refuses
   */
  remove(key: Key, refusing: readonly OnDelete[] = ['refuse']): Record<string, number> {
    this.#existing(key)
    const along: Record<string, number> = {}
    const referring = this.#cell.referrers
      .filter(({ reference }) => reference.onDelete !== 'keep' || refusing.includes('keep'))
      .map(({ collection, field, reference: { onDelete, none = null }, reference }) => {
        const other = this.#cell.sibling(collection)
        const rows = other.#referring(field, reference, key).filter(row => other.name !== this.name || row.key !== key)
        if (rows[0] && refusing.includes(onDelete))
          throw new StoreConflict('in-use', this.name, this.spec.key, key, rows[0].key, collection)
        return { other, field, onDelete, none, rows }
      })
    this.#cell.write(this.#cell.table.drop(key), key, 'delete')
    for (const { other, field, onDelete, none, rows } of referring) {
      if (onDelete !== 'cascade' && onDelete !== 'unbind') continue
      along[other.name] = (along[other.name] ?? 0) + rows.length
      for (const { key: own } of rows.filter(row => other.has(row.key))) {
        if (onDelete === 'cascade') other.remove(own, refusing)
        else other.update(own, { [field]: none })
      }
    }
    return along
  }

  /** The keys that a record refers to but that do not exist, with the field that does. */
  dangling(record: Readonly<T>): { field: string; value: Key; to: string }[] {
    const missing: { field: string; value: Key; to: string }[] = []
    for (const [field, reference] of Object.entries(this.spec.references ?? {})) {
      for (const value of referredBy(record, field, reference as Reference)) {
        if (!this.#cell.sibling(reference.to).has(value)) missing.push({ field, value, to: reference.to })
      }
    }
    return missing
  }

  /** The rows filed under `value`; the key is an index by itself. */
  #filed(index: string, value: Value): Row[] {
    const { table } = this.#cell
    if (index !== this.spec.key) return table.lookup(index, value)
    const row = table.get(value as Key)
    return row ? [row] : []
  }

  #existing(key: Key): Row {
    const row = this.#cell.table.get(key)
    if (!row) throw new RangeError(`${this.name} has no record ${key}`)
    return row
  }

  #put(key: Key, before: Row | undefined, record: T): Readonly<T> {
    this.#cell.check?.(record)
    const after = freeze(record)
    for (const name of this.spec.unique ?? []) this.#refuseTaken(name, key, after)
    this.#cell.write(this.#cell.table.put(key, after, before), key, before ? 'update' : 'insert')
    return after
  }

  #refuseTaken(name: string, key: Key, record: T): void {
    const values = this.spec.indexes?.[name]?.(record) ?? [(record as Record<string, Value>)[name] ?? null]
    for (const value of values) {
      if (value === null || value === '') continue
      const other = this.#cell.table.lookup(name, value).find(row => row.key !== key)
      if (other) throw new StoreConflict('taken', this.name, name, value, other.key)
    }
  }

  #referring(field: string, reference: Reference, key: Key): Row[] {
    return reference.of
      ? this.#cell.table.natural.slice(0, this.size).filter(row => reference.of!(row.record as object).includes(key))
      : this.#cell.table.lookup(field, key)
  }

  #records(rows: Row[]): Readonly<T>[] {
    return rows.map(row => row.record as T)
  }
}

/** The keys that `record` refers to by a field. */
export function referredBy(record: object, field: string, reference: Reference): readonly Key[] {
  if (reference.of) return reference.of(record)
  const value = (record as Record<string, unknown>)[field] as Key | null | undefined
  return value === null || value === undefined || value === '' || value === reference.none ? [] : [value]
}

/** A record with its defaults and its key: what JSON would make of it, so that a saved state is the same world. */
function filled<T extends object>(spec: CollectionSpec<T>, key: Key, record: Partial<T>): T {
  // Not by `{ ...spec.defaults }`: of such copies V8 gives each a shape of its own, once it has got other values.
  const whole: Record<string, unknown> = Object.assign({}, spec.defaults)
  for (const name of Object.keys(record)) {
    const value = (record as Record<string, unknown>)[name]
    if (value !== undefined && name !== '__proto__') whole[name] = value
  }
  whole[spec.key] = key
  return whole as T
}

/** A whole record with other values in some fields; what is undefined comes from the defaults. */
function changed<T extends object>(spec: CollectionSpec<T>, key: Key, record: T, changes: Partial<T>): T {
  const whole = { ...record } as Record<string, unknown>
  for (const name of Object.keys(changes)) {
    const value = (changes as Record<string, unknown>)[name]
    if (value === undefined || name === '__proto__') return filled(spec, key, { ...record, ...changes })
    whole[name] = value
  }
  whole[spec.key] = key
  return whole as T
}
