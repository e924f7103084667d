import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../api/define-api.ts'
import { finish, type Work } from '../lib/slices.ts'
import type { Key, Table } from '../store/table.ts'
import { opOf, type WriteOp } from '../store/write.ts'
import type { Sandbox } from './sandbox.ts'

/** One record that is otherwise than at the sandbox's start. */
export interface RecordChange {
  readonly api: string
  readonly collection: string
  readonly key: Key
  readonly op: WriteOp
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

/** What differs from a sandbox's start, by API, collection and key. */
export const changesOf = (sandbox: Sandbox, apis: readonly Api[]): RecordChange[] =>
  finish(readingChanges(sandbox, apis))

/** The same in steps: it is of the moment at which it was begun. */
export function* readingChanges({ world }: Sandbox, apis: readonly Api[]): Work<RecordChange[]> {
  const changes: RecordChange[] = []
  for (const { name: api, collections } of apis)
    for (const collection of Object.keys(collections))
      for (const change of changedRows(world.tables.get(`${api}.${collection}`)!)) {
        if (change) changes.push({ api, collection, ...change })
        yield
      }
  return changes
}

type RowChange = Pick<RecordChange, 'key' | 'op' | 'before' | 'after'>

/** A record that was changed and changed back is as it was. */
function* changedRows(table: Table): Generator<RowChange | null> {
  for (const { key, row } of table.changes) {
    const before = (table.atStart(key)?.record ?? null) as RecordChange['before']
    const after = (row?.record ?? null) as RecordChange['before']
    const op = opOf({ before, after })
    yield isDeepStrictEqual(before, after) ? null : { key, op, before, after }
  }
}
