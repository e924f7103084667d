import { createHash } from 'node:crypto'
import type { Fault } from '../faults/fault.ts'
import type { ActiveSettings } from '../sandbox/active-settings.ts'
import type { Checkpoint } from '../sandbox/checkpoint.ts'
import type { ClockState } from '../sandbox/clock.ts'
import type { SandboxState } from '../sandbox/state.ts'
import type { Start } from '../scenarios/scenario.ts'
import type { World } from '../store/world.ts'
import type { Slices } from './slices.ts'

/** A place that a sandbox can be in: its records, what counts beside them, and what is in active. */
export interface WorldPlace {
  readonly start: Start
  readonly world: World
  readonly active: ActiveSettings
}

/** All of a sandbox that a file holds, at one moment. */
export interface Point extends WorldPlace {
  readonly clock: ClockState
  readonly faults: readonly Fault[]
  readonly requests: number
  readonly checkpoints: readonly Checkpoint[]
}

export function pointOf(state: SandboxState): Point {
  const { start, world, seed, timezone, profiles, readings, strict, unchecked } = state
  const { clock, faults, requests, checkpoints } = state
  const active = { seed, timezone, profiles, readings, strict, unchecked }
  return { start, world, active, clock, faults, requests, checkpoints: [...checkpoints.values()] }
}

/** Works the hashes out that a fingerprint is made of: of many records that takes long. */
export async function prepareFingerprint({ tables }: World, slices: Slices): Promise<void> {
  for (const name of tables.names) for (const _ of tables.get(name)!.hashing()) await slices.pause()
}

/** A hash of the records that a world began with. */
export function fingerprint({ tables }: World): string {
  const hash = createHash('sha256')
  for (const name of tables.names.sort()) hash.update(`${name} ${tables.get(name)!.startHash}\n`)
  return hash.digest('hex')
}
