import type { Key } from './row.ts'

/** One write to a collection. */
export interface Write {
  readonly api: string
  readonly collection: string
  readonly key: Key
  readonly op: WriteOp
}

export type WriteOp = 'insert' | 'update' | 'delete'

/** What is done to a record of which it is known whether there is one before and after. */
export const opOf = (isBefore: boolean, isAfter: boolean): WriteOp =>
  !isBefore ? 'insert' : isAfter ? 'update' : 'delete'
