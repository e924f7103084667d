import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../api/api.ts'
import { finish, sorted, type Work } from '../lib/slices.ts'
import { rebasing } from '../store/rebase.ts'
import type { Key } from '../store/row.ts'
import type { Table } from '../store/table.ts'
import { compareValues } from '../store/values.ts'
import type { World } from '../store/world.ts'
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

/**
 * What differs in a sandbox, by API, collection and key.
 *
 * @param before the world that it is compared with; default: its start
 */
export const changesOf = (sandbox: Sandbox, apis: readonly Api[], before?: World): RecordChange[] =>
  finish(readingChanges(sandbox, apis, before))

/** The same in steps: it is of the moment at which it was begun. */
export function* readingChanges(
  { world, initial }: Sandbox,
  apis: readonly Api[],
  before: World = initial,
): Work<RecordChange[]> {
  const { tables } = before === initial ? initial : yield* rebasing(initial, before)
  const changes: RecordChange[] = []
  for (const { name: api, collections } of apis)
    for (const collection of Object.keys(collections)) {
      const name = `${api}.${collection}`
      yield* changedRows(tables.get(name)!, world.tables.get(name)!, change =>
        changes.push({ api, collection, ...change }),
      )
    }
  return changes
}

type RowChange = Pick<RecordChange, 'key' | 'op' | 'before' | 'after'>

/** Both tables have one base. A record that was changed and changed back is as it was. */
function* changedRows(was: Table, is: Table, tell: (change: RowChange) => void): Work<void> {
  const changed = [...was.changes, ...is.changes].map(({ key }) => key)
  const keys = yield* sorted(changed, compareValues)
  for (const [i, key] of keys.entries()) {
    if (i > 0 && compareValues(keys[i - 1]!, key) === 0) continue
    const [before, after] = [recordOf(was, key), recordOf(is, key)]
    if (!isDeepStrictEqual(before, after)) tell({ key, op: opOf(before !== null, after !== null), before, after })
    yield
  }
}

const recordOf = (table: Table, key: Key): RecordChange['before'] =>
  (table.get(key)?.record ?? null) as RecordChange['before']

/** Whether nobody has changed a record, a reading or a fault of it. */
export function isUnchanged(sandbox: Sandbox, apis: readonly Api[]): boolean {
  const { settings, profiles, readings, strict } = sandbox.state
  const given = sandbox.faults.list().map(({ id: _, ...fault }) => fault)
  return (
    changesOf(sandbox, apis).length === 0 &&
    sandbox.world.timers === sandbox.initial.timers &&
    isDeepStrictEqual(
      { ...profiles, ...readings, strict },
      { ...settings.profiles, ...settings.readings, strict: settings.strict },
    ) &&
    given.every(fault => settings.faults.some(({ id: _, ...known }) => isDeepStrictEqual(fault, known)))
  )
}
