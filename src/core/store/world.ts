import type { FixedMap } from '../lib/fixed-map.ts'
import type { Table } from './table.ts'
import type { Timers } from './timers.ts'

/**
 * Everything that requests can change in a sandbox, as one value that never changes itself. To undo a failed request,
 * to reset, to restore a checkpoint is to take an earlier world again.
 */
export interface World {
  /** By `api.collection`. */
  readonly tables: FixedMap<Table>
  /** The next id given out, by `api.counter`. */
  readonly counters: FixedMap<number>
  /** The state of the random stream: an unsigned 32-bit integer. */
  readonly random: number
  /** What an API keeps beside its records (issued tokens), by API: JSON values. */
  readonly memory: Readonly<Record<string, unknown>>
  /** What waits for the clock. */
  readonly timers: Timers
}
