import type { ArmedFault } from '../faults/armed-faults.ts'
import type { Start } from '../scenarios/scenario.ts'
import type { World } from '../store/world.ts'
import type { ActiveSettings } from './active-settings.ts'

/** A named state of a sandbox, to come back to. */
export interface Checkpoint {
  readonly name: string
  /** What the sandbox had been asked to start from. */
  readonly start: Start
  readonly world: World
  readonly sideDraws: number
  readonly active: ActiveSettings
  /** What the clock showed: milliseconds since the epoch. */
  readonly now: number
  readonly frozen: boolean
  readonly faults: readonly ArmedFault[]
}
