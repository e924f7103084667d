import { type Checks, findAnyError, findValueError } from '../persistence/check-saved.ts'
import type { StepEntry } from '../persistence/entry.ts'
import type { Point } from '../persistence/point.ts'
import { Damage, StepReplay } from '../persistence/replay.ts'
import { findShapeError } from '../persistence/shape.ts'
import { Slices } from '../persistence/slices.ts'
import type { InitialWorld, InitialWorlds } from '../scenarios/initial-worlds.ts'
import type { Start } from '../scenarios/scenario.ts'
import { type Head, TIMERS } from './head.ts'

/** A row of a record, or without a place of a checkpoint. */
export interface RecordRow {
  readonly place: string | null
  readonly key: string
  readonly seq: number | null
  readonly record: string | null
}

export interface LoadedSandbox {
  readonly point: Point
  readonly initialWorld: InitialWorld
  readonly head: Head
}

export interface SandboxLoadOptions extends Checks {
  readonly initialWorlds: InitialWorlds
}

/** What is written of a sandbox. */
export interface Written {
  readonly start: string
  readonly base: string
  readonly head: string
  /** Whether another version of the package wrote it. */
  readonly isForeign: boolean
}

/**
 * Puts a sandbox together again.
 *
 * @throws {Damage} where it cannot be gone on with
 */
export async function loadSandbox(
  written: Written,
  rows: readonly RecordRow[],
  options: SandboxLoadOptions,
): Promise<LoadedSandbox> {
  const replay = new StepReplay()
  const slices = new Slices()
  const take = async (entry: StepEntry): Promise<void> => {
    const problem = findShapeError({ ...entry, sandbox: '', n: 1 })
    if (problem) throw new Damage(`${problem} is not valid`)
    replay.take(entry, await options.initialWorlds.of(entry.start!))
  }
  const timers: unknown[] = []
  const tables: Record<string, [unknown, ...unknown[]][]> = {}
  for (const { place, key, seq, record } of rows) {
    await slices.pause()
    if (place === null) continue
    if (place === TIMERS) {
      timers.push(JSON.parse(record!))
      continue
    }
    tables[place] ??= []
    tables[place].push(record === null ? [JSON.parse(key)] : [JSON.parse(key), seq, JSON.parse(record)])
  }
  const checkpoints = rows.filter(({ place }) => place === null).sort((a, b) => a.seq! - b.seq!)
  for (const { record } of checkpoints) {
    await slices.pause()
    await take(JSON.parse(record!) as StepEntry)
  }
  const head = JSON.parse(written.head) as Head
  const start = JSON.parse(written.start) as Start
  await take({ ...head.step, start, base: written.base, tables, timers } as unknown as StepEntry)
  const { point, initialWorld } = replay.end()
  const problem = findValueError(point, options) ?? (written.isForeign ? findAnyError(point, options) : null)
  if (problem) throw new Damage(problem)
  return { point, initialWorld, head }
}
