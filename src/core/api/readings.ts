/**
 * A question that the documentation leaves open, and every answer that can be served.
 */
export interface Reading {
  /** The question, in one sentence. */
  readonly about: string
  /** Each option and what it makes the API do. */
  readonly options: Readonly<Record<string, string>>
  readonly default: string
  /** The option under a profile that is not `documented`. */
  readonly profiles?: Readonly<Record<string, string>>
  /** The passage that leaves it open. */
  readonly docs?: string
}

/**
 * Declares an API's readings, by topic; a reading's id is `api.topic`.
 *
 * @example
 * const readings = defineReadings({
 *   total: { about: 'What does total count?', options: { returned: '…', matching: '…' }, default: 'returned' },
 * })
 */
export function defineReadings<const R extends Record<string, Reading>>(readings: R): R {
  return readings
}

/** The readings of an API, by topic. */
export type Readings = Readonly<Record<string, Reading>>
/** The options of one reading. */
export type OptionOf<R extends Readings, T extends keyof R> = keyof R[T]['options'] & string
