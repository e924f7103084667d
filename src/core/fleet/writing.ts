import { pause } from '../lib/slices.ts'
import type { Point } from '../persistence/point.ts'
import type { Checkpoint } from '../sandbox/checkpoint.ts'
import { checkpointEntry, recordChanges } from './head.ts'
import type { WriteParts } from './write-statement.ts'

/** What leads from what is written of a sandbox to what is to be written. */
export async function partsOf(
  from: Point | undefined,
  to: Point,
  free: readonly string[] | undefined,
): Promise<{ parts: WriteParts; bytes: number }> {
  const { isAnew, put, gone } = await recordChanges(from, to, pause)
  const { forgotten, marked } = checkpointChanges(from?.checkpoints ?? [], to.checkpoints)
  const parts: WriteParts = {
    isAnew,
    gone: gone.length > 0 ? [gone.map(({ place }) => place), gone.map(({ key }) => key)] : null,
    put:
      put.length > 0
        ? [
            put.map(({ place }) => place),
            put.map(({ key }) => key),
            put.map(({ seq }) => seq),
            put.map(({ record }) => record),
          ]
        : null,
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
  return { parts, bytes }
}

/** Checkpoints never change: they come and go. One that comes before another stays before it. */
function checkpointChanges(from: readonly Checkpoint[], to: readonly Checkpoint[]) {
  const names = new Set(to.map(({ name }) => name))
  return {
    forgotten: from.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    marked: to.filter((checkpoint, place) => from[place] !== checkpoint),
  }
}
