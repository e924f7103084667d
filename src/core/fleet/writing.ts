import { pause } from '../lib/slices.ts'
import type { Point } from '../persistence/point.ts'
import type { Checkpoint } from '../sandbox/checkpoint.ts'
import { checkpointEntry, type Head, recordChanges } from './head.ts'

/** What is to be written of a sandbox, and what of it is. */
export interface Writing {
  readonly id: string
  readonly epoch: string
  readonly from: Point | undefined
  readonly to: Point
  readonly head: Head
  /** The number of the world that is written: rows of others are none of its. */
  readonly world: number
  readonly version: string
  readonly base: string
  /** Who is told that it is free; undefined: it stays with its owner. */
  readonly free: readonly string[] | undefined
}

/** Values of the statement `write`, the number of the world that is written then, and how many bytes it is, roughly. */
export async function valuesOf(writing: Writing): Promise<{ values: unknown[]; world: number; bytes: number }> {
  const { id, epoch, from, to, head, version, base, free } = writing
  const { isAnew, put, gone } = await recordChanges(from, to, pause)
  const world = isAnew ? writing.world + 1 : writing.world
  const { forgotten, marked } = checkpointChanges(from?.checkpoints ?? [], to.checkpoints)
  const values = [
    id,
    epoch,
    JSON.stringify(head),
    world,
    version,
    base,
    JSON.stringify(to.start),
    free !== undefined,
    isAnew,
    gone.map(({ place }) => place),
    gone.map(({ key }) => key),
    put.map(({ place }) => place),
    put.map(({ key }) => key),
    put.map(({ seq }) => seq),
    put.map(({ record }) => record),
    forgotten,
    marked.map(({ name }) => name),
    marked.map(checkpoint => to.checkpoints.indexOf(checkpoint)),
    marked.map(checkpointEntry),
    free ?? [],
  ]
  let bytes = gone.length * 50
  for (const { record } of put) bytes += (record?.length ?? 0) + 100
  return { values, world, bytes }
}

/** Checkpoints never change: they come and go. One that comes before another stays before it. */
function checkpointChanges(from: readonly Checkpoint[], to: readonly Checkpoint[]) {
  const names = new Set(to.map(({ name }) => name))
  return {
    forgotten: from.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    marked: to.filter((checkpoint, place) => from[place] !== checkpoint),
  }
}
