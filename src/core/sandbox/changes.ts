import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../api/define-api.ts'
import type { Key, Table } from '../store/table.ts'
import { opOf, type WriteOp } from '../store/write.ts'
import type { Sandbox } from './sandbox.ts'

/** One record that is otherwise than at the sandbox's start. */
export interface RecordChange {
  readonly api: string
  readonly collection: string
  readonly key: Key
  readonly op: WriteOp
  readonly before: object | null
  readonly after: object | null
}

/** What differs from a sandbox's start, by API, collection and key. */
export function changesOf({ world }: Sandbox, apis: readonly Api[]): RecordChange[] {
  return apis.flatMap(({ name: api, collections }) =>
    Object.keys(collections).flatMap(collection =>
      changedRows(world.tables.get(`${api}.${collection}`)!).map(change => ({ api, collection, ...change })),
    ),
  )
}

/** A record that was changed and changed back is as it was. */
function changedRows(table: Table): Pick<RecordChange, 'key' | 'op' | 'before' | 'after'>[] {
  return [...table.changes]
    .map(({ key, row }) => {
      const before = (table.atStart(key)?.record ?? null) as object | null
      const after = (row?.record ?? null) as object | null
      return { key, op: opOf({ before, after }), before, after }
    })
    .filter(({ before, after }) => !isDeepStrictEqual(before, after))
}
