import type { Api } from '../api/define-api.ts'
import type { Events } from '../events.ts'
import type { Fault } from '../faults/fault.ts'
import type { JournalRoom } from '../journal/room.ts'
import type { Settings, Start } from '../scenarios/scenario.ts'
import type { Key } from '../store/table.ts'
import type { World } from '../store/world.ts'
import type { Checkpoint } from './checkpoints.ts'
import type { ClockState } from './clock.ts'
import type { Sandbox } from './sandbox.ts'

/** What is in force in a sandbox beside its data; its settings keep what it started with. */
export interface Force {
  seed: number
  timezone: string
  profiles: Readonly<Record<string, string>>
  readings: Readonly<Record<string, string>>
  strict: boolean
  /** Whether its records may refer to nothing. */
  unchecked: boolean
}

/** What of a sandbox outlives the process: what lowdb holds. */
export interface SandboxState extends Force {
  /** What it was asked to start from. */
  start: Start
  settings: Settings
  world: World
  clock: ClockState
  /** What is arranged in it, as far as it will still strike. */
  readonly faults: readonly Fault[]
  /** By name, in the order in which they were taken. */
  readonly checkpoints: ReadonlyMap<string, Checkpoint>
  /** How many requests its journal was given since it last began. */
  readonly requests: number
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
export interface Surroundings {
  readonly apis: readonly Api[]
  readonly journalLimit: number
  readonly journalRoom: JournalRoom
  /** Milliseconds since the epoch, really. */
  realNow(): number
  readonly events: Events
  /** Called after every change of a sandbox's state. */
  changed(sandbox: Sandbox, writes: readonly Write[]): void
}
