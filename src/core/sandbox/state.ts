import type { Api } from '../api/define-api.ts'
import type { Fault } from '../faults/fault.ts'
import type { JournalBudget } from '../journal/journal-budget.ts'
import type { Settings, Start } from '../scenarios/scenario.ts'
import type { Key } from '../store/table.ts'
import type { World } from '../store/world.ts'
import type { ClockState } from './clock.ts'
import type { Events } from './events.ts'

/** What is in force in a sandbox beside its data; its settings keep what it started with. */
export interface ActiveSettings {
  seed: number
  timezone: string
  profiles: Readonly<Record<string, string>>
  readings: Readonly<Record<string, string>>
  strict: boolean
  /** Whether its records may refer to nothing. */
  unchecked: boolean
}

/** What of a sandbox outlives the process: what lowdb holds. */
export interface SandboxState extends ActiveSettings {
  /** What it was asked to start from. */
  start: Start
  settings: Settings
  world: World
  clock: ClockState
  /** What is arranged in it, as far as it will still strike. */
  readonly faults: readonly Fault[]
  /** How many entries its journal had, kept and lost: they do not outlive the process, and are not to be denied. */
  readonly journaled: number
}

/** One write to a collection. */
export interface Write {
  readonly api: string
  readonly collection: string
  readonly key: Key
  readonly before: object | null
  readonly after: object | null
}

/** What a sandbox needs of the server that it lives in. */
export interface SandboxContext {
  readonly apis: readonly Api[]
  readonly journalLimit: number
  readonly journalBudget: JournalBudget
  /** Milliseconds since the epoch, really. */
  realNow(): number
  readonly events: Events
  /** Called after every change of a sandbox's state, with what was written to its collections. */
  changed(sandbox: string, writes: readonly Write[]): void
}
