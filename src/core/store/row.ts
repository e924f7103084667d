import { compareValues } from './values.ts'

/** The key of a record. */
export type Key = string | number

/** A record in its place: `seq` is its position in the order of the store, kept through updates. */
export interface Row<T = unknown> {
  readonly key: Key
  readonly seq: number
  readonly record: Readonly<T>
}

/** The order of keys. */
export const byKey = (a: { key: Key }, b: { key: Key }): number => compareValues(a.key, b.key)
/** The order of the store. */
export const bySeq = (a: Row, b: Row): number => a.seq - b.seq
