import type { Schema } from '../validation/schema.ts'
import type { Index } from './indexes.ts'
import type { Key } from './row.ts'
import type { Text } from './texts.ts'

/** What becomes of a record whose referred one is deleted. */
export type OnDelete =
  /** The delete is refused. */
  | 'refuse'
  /** It goes too. */
  | 'cascade'
  /** It stays, its reference emptied. */
  | 'unbind'
  /** It stays, and its reference points nowhere. */
  | 'keep'

/** A field of a collection that refers to records of another. */
export interface Reference<T = object> {
  /** The collection, of the same API, that the field points into. */
  readonly to: string
  readonly onDelete: OnDelete
  /** The value of a field that refers to nothing, beside null and absence. */
  readonly none?: Key
  /** The keys that a record refers to, where they do not stand in the field itself. */
  readonly of?: (record: Readonly<T>) => readonly Key[]
}

/** A kind of records: what the store and everything above it needs to know of it. */
export interface CollectionSpec<T = object> {
  /** The field that holds the key. */
  readonly key: string
  readonly keyType: 'integer' | 'string'
  /** Where the counter of keys starts; `uuid`: new keys are random UUIDs. */
  readonly newKey: number | 'uuid'
  /** What a record has where it says nothing. */
  readonly defaults?: Partial<T>
  /** What a record must be. */
  readonly schema?: Schema<T>
  /** Fields or indexes under which no two records may have the same value (null and '' aside). */
  readonly unique?: readonly string[]
  /** Indexes beside those that fields have by themselves. */
  readonly indexes?: Readonly<Record<string, Index<T>>>
  /** Texts that are searched for a part of them, by name. */
  readonly texts?: Readonly<Record<string, Text<T>>>
  /** By field. */
  readonly references?: Readonly<Record<string, Reference<T>>>
}

/**
 * Declares a collection, typed by its records: by the type given, or by its schema where that is a literal.
 *
 * @example
 * clients: collection<Client>({ key: 'clid', keyType: 'integer', newKey: 6274 })
 */
export function collection<T extends object>(spec: CollectionSpec<T>): CollectionSpec<T>
export function collection<T extends object>(
  spec: Omit<CollectionSpec<T>, 'schema'> & { readonly schema?: Schema },
): CollectionSpec<T>
export function collection(spec: object): CollectionSpec {
  return spec as CollectionSpec
}

/**
 * The records of collections, by name.
 *
 * @example
 * const operation = operations<{ records: RecordsOf<typeof collections>; readings: typeof readings; caller: null }>()
 */
export type RecordsOf<C> = { [N in keyof C]: C[N] extends CollectionSpec<infer T> ? T : never }
