import type { Armed } from '../faults/faults.ts'
import type { Start } from '../scenarios/scenario.ts'
import { laidOver } from '../store/laid-over.ts'
import type { World } from '../store/world.ts'
import type { Sandbox } from './sandbox.ts'
import type { Force } from './state.ts'

/** A named state of a sandbox, to come back to. */
export interface Checkpoint {
  readonly name: string
  /** What the sandbox had been asked to start from. */
  readonly start: Start
  readonly world: World
  readonly strays: number
  readonly force: Force
  /** What the clock showed: milliseconds since the epoch. */
  readonly now: number
  readonly frozen: boolean
  readonly faults: readonly Armed[]
}

/** Most checkpoints of one sandbox: each holds a world. */
export const MAX_CHECKPOINTS = 100

export function takeCheckpoint(sandbox: Sandbox, name: string): Checkpoint {
  const { world, strays, force, now } = sandbox
  const { start, clock } = sandbox.state
  const { frozen } = clock
  const checkpoint = { name, start, world, strays, force, now, frozen, faults: sandbox.faults.snapshot() }
  sandbox.checkpoints.set(name, checkpoint)
  sandbox.touch()
  return checkpoint
}

/** Drops a checkpoint; without a name, all of them. */
export function dropCheckpoints(sandbox: Sandbox, name?: string): void {
  if (name === undefined) sandbox.checkpoints.clear()
  else sandbox.checkpoints.delete(name)
  sandbox.touch()
}

/** Goes back to a checkpoint, taken in this life or an earlier one; the journal goes on. */
export function restoreCheckpoint(sandbox: Sandbox, checkpoint: Checkpoint, turn: number): void {
  const { world, strays, force, now, frozen, faults } = checkpoint
  Object.assign(sandbox.state, force)
  sandbox.setTime(now, frozen)
  sandbox.adopt(laidOver(sandbox.initial, world), turn, 'restore', strays)
  sandbox.faults.restore(faults)
}
