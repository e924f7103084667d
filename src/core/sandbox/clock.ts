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
  clock.frozen ? clock.at : clock.at + (real - clock.since)
