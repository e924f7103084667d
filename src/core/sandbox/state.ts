import type { Api } from '../api/api.ts'
import type { WriteChecks } from '../api/write-check.ts'
import type { Coverage } from '../coverage/coverage.ts'
import type { Fault } from '../faults/fault.ts'
import type { SecretNames } from '../journal/secret-names.ts'
import type { SharedRoom } from '../lib/shared-room.ts'
import type { Settings, Start } from '../scenarios/scenario.ts'
import type { World } from '../store/world.ts'
import type { ActiveSettings } from './active-settings.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { ClockState } from './clock.ts'
import type { Events } from './events.ts'
import type { WebhookPort } from './webhooks.ts'

/** What of a sandbox outlives the process: what lowdb holds. */
export interface SandboxState extends ActiveSettings {
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

/** What lowdb holds: every sandbox's state, by id. */
export interface Database {
  version: 1
  sandboxes: Record<string, SandboxState>
}

export const emptyDatabase = (): Database => ({ version: 1, sandboxes: Object.create(null) })

/** What a sandbox needs of the server that it lives in. */
export interface SandboxContext {
  readonly apis: readonly Api[]
  readonly journalLimit: number
  readonly room: SharedRoom
  /** The names under which secrets stand in what comes. */
  readonly secretNames: SecretNames
  /** Milliseconds since the epoch, really. */
  realNow(): number
  readonly events: Events
  readonly writeCheck?: WriteChecks | undefined
  readonly coverage: Coverage
  readonly webhooks: WebhookPort
  /** Told of every defect. */
  onDefect(error: unknown): void
  /** Called after every change of a sandbox's clock, or of what waits for it. */
  moved(sandbox: string): void
  /** Runs what is due in a sandbox. */
  runDue(sandbox: string): void
  /** Where something of a sandbox must be written before it goes out, and is not yet, a promise that it is. */
  readonly written?: ((sandbox: string) => Promise<void> | undefined) | undefined
  /** Called after every change of a sandbox's state. */
  changed(sandbox: string): void
}
