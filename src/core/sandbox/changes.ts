import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../api/define-api.ts'
import { rebase } from '../store/rebase.ts'
import type { Key, Table } from '../store/table.ts'
import { compareValues } from '../store/values.ts'
import type { World } from '../store/world.ts'
import type { Sandbox } from './sandbox.ts'

/** One record that is otherwise than at the sandbox's start. */
export interface RecordChange {
  readonly api: string
  readonly collection: string
  readonly key: Key
  readonly op: 'insert' | 'update' | 'delete'
  readonly before: object | null
  readonly after: object | null
}

/**
 * What differs in a sandbox, by API, collection and key.
 *
 * @param before the world that it is compared with; default: its start
 */
export function changesOf({ world, initial }: Sandbox, apis: readonly Api[], before: World = initial): RecordChange[] {
  const { tables } = rebase(initial, before)
  return apis.flatMap(({ name: api, collections }) =>
    Object.keys(collections).flatMap(collection => {
      const name = `${api}.${collection}`
      return changedRows(tables.get(name)!, world.tables.get(name)!).map(change => ({ api, collection, ...change }))
    }),
  )
}

/** Both tables have one base. A record that was changed and changed back is as it was. */
function changedRows(before: Table, after: Table): Pick<RecordChange, 'key' | 'op' | 'before' | 'after'>[] {
  const keys = [...before.changes, ...after.changes].map(({ key }) => key).sort(compareValues)
  return keys
    .filter((key, i) => i === 0 || compareValues(keys[i - 1]!, key) !== 0)
    .map(key => [key, recordOf(before, key), recordOf(after, key)] as const)
    .filter(([, was, is]) => !isDeepStrictEqual(was, is))
    .map(([key, was, is]) => ({
      key,
      op: was === null ? 'insert' : is === null ? 'delete' : 'update',
      before: was,
      after: is,
    }))
}

const recordOf = (table: Table, key: Key): object | null => (table.get(key)?.record ?? null) as object | null
