import type { Key } from './table.ts'

/** One write to a collection. */
export interface Write {
  readonly api: string
  readonly collection: string
  readonly key: Key
  readonly before: object | null
  readonly after: object | null
}

export type WriteOp = 'insert' | 'update' | 'delete'

export const opOf = ({ before, after }: Pick<Write, 'before' | 'after'>): WriteOp =>
  before === null ? 'insert' : after === null ? 'delete' : 'update'
