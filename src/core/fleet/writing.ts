import { pause } from '../lib/slices.ts'
import type { Point } from '../persistence/point.ts'
import type { Checkpoint } from '../sandbox/checkpoint.ts'
import { checkpointEntry, type RecordChanges, recordChanges } from './head.ts'
import type { WriteParts } from './write-statement.ts'

/** Rows that are written at once: more are written ahead, so that others are served in between. */
const MOST_AT_ONCE = 2000

/** What leads from what is written of a sandbox to what is to be written. */
export async function partsOf(
  from: Point | undefined,
  to: Point,
  free: readonly string[] | undefined,
): Promise<{ parts: WriteParts; ahead: RowArrays[]; bytes: number }> {
  let changes = await recordChanges(from, to, pause)
  if (!changes.isAnew && changes.put.length > MOST_AT_ONCE) changes = await recordChanges(undefined, to, pause)
  const { isAnew, put: all, gone } = changes
  const ahead: RowArrays[] = []
  for (let i = 0; isAnew && all.length - i > MOST_AT_ONCE; i += MOST_AT_ONCE)
    ahead.push(arraysOf(all.slice(i, i + MOST_AT_ONCE)))
  const put = all.slice(ahead.length * MOST_AT_ONCE)
  const { forgotten, marked } = checkpointChanges(from?.checkpoints ?? [], to.checkpoints)
  const parts: WriteParts = {
    anew: isAnew ? { ahead: null } : null,
    gone: gone.length > 0 ? [gone.map(({ place }) => place), gone.map(({ key }) => key)] : null,
    put: put.length > 0 ? arraysOf(put) : null,
    forgotten: forgotten.length > 0 ? [forgotten] : null,
    marked:
      marked.length > 0
        ? [
            marked.map(({ name }) => name),
            marked.map(checkpoint => to.checkpoints.indexOf(checkpoint)),
            marked.map(checkpointEntry),
          ]
        : null,
    free: free ? [[...free]] : null,
  }
  let bytes = gone.length * 50
  for (const { record } of put) bytes += (record?.length ?? 0) + 100
  return { parts, ahead, bytes }
}

/** Rows as a statement takes them. */
type RowArrays = NonNullable<WriteParts['put']>

const arraysOf = (rows: RecordChanges['put']): RowArrays => [
  rows.map(({ place }) => place),
  rows.map(({ key }) => key),
  rows.map(({ seq }) => seq),
  rows.map(({ record }) => record),
]

/** Checkpoints never change: they come and go. One that comes before another stays before it. */
function checkpointChanges(from: readonly Checkpoint[], to: readonly Checkpoint[]) {
  const names = new Set(to.map(({ name }) => name))
  return {
    forgotten: from.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    marked: to.filter((checkpoint, place) => from[place] !== checkpoint),
  }
}
