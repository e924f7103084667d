import type { ArmedFault } from '../faults/armed-faults.ts'
import type { Fault } from '../faults/fault.ts'
import type { ActiveSettings } from '../sandbox/active-settings.ts'
import type { ClockState } from '../sandbox/clock.ts'
import type { Start } from '../scenarios/scenario.ts'
import type { Key } from '../store/row.ts'
import type { Pending } from '../store/timers.ts'

/** A row that a sandbox has; a key of its base that it has no more; a key that is as in the base again. */
export type SavedChange =
  | readonly [key: Key, seq: number, record: object]
  | readonly [key: Key]
  | readonly [key: Key, null]

/** Something that waits for the clock; the id of something that waits no more. */
export type SavedTimer = Pending | number

export interface SavedCheckpoint {
  readonly name: string
  readonly sideDraws: number
  readonly now: number
  readonly frozen: boolean
  readonly faults: readonly ArmedFault[]
}

/**
 * One line of a file: a step of one sandbox. The steps move a place from where it was to where it is; on the way it
 * may be marked as a checkpoint.
 */
export interface StepEntry {
  readonly sandbox: string
  /** Counts the lines of its sandbox in the file, from 1. */
  readonly n: number
  /** Only with the lines that follow, up to one without this, is it a whole. */
  readonly more?: true
  /** It was dropped. */
  readonly dropped?: true
  /** Names of checkpoints that are gone. */
  readonly forget?: readonly string[]
  /** The place is that of a checkpoint. */
  readonly at?: string
  /** The place is where a sandbox of this start begins, … */
  readonly start?: Start
  /** … which gave records of this hash. */
  readonly base?: string
  readonly active?: Partial<ActiveSettings>
  readonly counters?: Readonly<Record<string, number>>
  readonly random?: number
  readonly memory?: Readonly<Record<string, unknown>>
  readonly tables?: Readonly<Record<string, readonly SavedChange[]>>
  readonly timers?: readonly SavedTimer[]
  /** The number of the timer that was set last. */
  readonly lastTimer?: number
  /** The place is marked. */
  readonly checkpoint?: SavedCheckpoint
  /** What only the present has. */
  readonly present?: { readonly clock?: ClockState; readonly faults?: readonly Fault[]; readonly requests?: number }
}
