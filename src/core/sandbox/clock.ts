import { LATEST } from '../lib/instant.ts'

/**
 * A sandbox's time as a value: `at` is what it showed when real time was `since`. It stands still while frozen.
 * All three are milliseconds since the epoch, or a flag.
 */
export interface ClockState {
  readonly at: number
  readonly since: number
  readonly frozen: boolean
}

/** A clock that shows `now` (real time where absent) at `real`. */
export const clockAt = (real: number, now: number | undefined, frozen: boolean): ClockState => ({
  at: now ?? real,
  since: real,
  frozen,
})

/** What the clock shows when real time is `real`. */
export const nowOf = (clock: ClockState, real: number): number =>
  // At the end of its range it stands still: what it shows can always be read again.
  clock.frozen ? clock.at : Math.min(clock.at + (real - clock.since), LATEST)

/** When, really, a clock shows `at`; Infinity: it never does by itself. */
export function realMomentOf(clock: ClockState, at: number): number {
  if (at <= clock.at) return clock.since
  return clock.frozen ? Number.POSITIVE_INFINITY : clock.since + (at - clock.at)
}
