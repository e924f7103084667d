import type { RecordChange } from '../../../client/types.ts'
import { useLoaded } from '../../state/loaded.ts'
import { under } from '../../state/server.ts'
import type { Where } from './use-records.ts'

/** What became of records since the start, by key. */
export type RecordMarks = ReadonlyMap<string, RecordChange['op']>

export function useMarks({ sandbox, api, collection }: Where): RecordMarks {
  const changes = useLoaded<{ changes: RecordChange[] }>(under(sandbox, 'changes'), ['change']).data?.changes ?? []
  const here = changes.filter(change => change.api === api && change.collection === collection)
  return new Map(here.map(({ key, op }) => [String(key), op]))
}
