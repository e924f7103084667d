import { finish, type Work } from '../lib/slices.ts'
import { rebasing } from '../store/rebase.ts'
import type { World } from '../store/world.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Sandbox } from './sandbox.ts'

/** Most checkpoints of one sandbox: each holds a world. */
export const MAX_CHECKPOINTS = 100

export function takeCheckpoint(sandbox: Sandbox, name: string): Checkpoint {
  const { world, sideDraws, activeSettings: active, now } = sandbox
  const { start, clock } = sandbox.state
  const { frozen } = clock
  const checkpoint = { name, start, world, sideDraws, active, now, frozen, faults: sandbox.faults.snapshot() }
  sandbox.checkpoints.set(name, checkpoint)
  sandbox.changed('checkpoints')
  return checkpoint
}

/** Drops a checkpoint; without a name, all of them. */
export function dropCheckpoints(sandbox: Sandbox, name?: string): void {
  if (name === undefined) sandbox.checkpoints.clear()
  else sandbox.checkpoints.delete(name)
  sandbox.changed('checkpoints')
}

/**
 * Goes back to a checkpoint, taken in this life or an earlier one; the journal goes on.
 *
 * @param world the checkpoint's, as changes of what the sandbox starts from
 */
export function restoreCheckpoint(
  sandbox: Sandbox,
  checkpoint: Checkpoint,
  sequence: number,
  world: World = finish(worldOf(sandbox, checkpoint)),
): void {
  const { sideDraws, active, now, frozen, faults } = checkpoint
  Object.assign(sandbox.state, active)
  sandbox.setTime(now, frozen)
  sandbox.adopt(world, sequence, 'restore', sideDraws)
  sandbox.faults.restore(faults)
}

/** A checkpoint's world, as changes of what the sandbox starts from now. */
const worldOf = (sandbox: Sandbox, { world }: Checkpoint): Work<World> => rebasing(sandbox.initial, world)
