const MILLIS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000, ms: 1 }

/** A length of time, its parts added: `{ minutes: 1, seconds: 30 }`. */
export type Span = Partial<Record<keyof typeof MILLIS, number>>

export const SPAN_UNITS: readonly string[] = Object.keys(MILLIS)

/** A span in whole milliseconds; NaN where it has a unit that there is not, or a part that is not a number. */
export const millisecondsOf = (span: Span): number =>
  Math.round(
    Object.entries(span).reduce((sum, [unit, count]) => {
      const isKnown = Object.hasOwn(MILLIS, unit) && typeof count === 'number'
      return sum + (isKnown ? count * MILLIS[unit as keyof typeof MILLIS] : Number.NaN)
    }, 0),
  )
