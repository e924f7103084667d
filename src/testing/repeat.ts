import type { ReadingChoices } from '../client/names.ts'
import { READINGS, type ReadingId } from './readings.ts'

/** A reading and the option of it that the tests are repeated under. */
export interface ReadingOption {
  readonly reading: string
  readonly option: string
}

/**
 * What tests are repeated for: a reading, with every option that it has, or an object that names the options: some of
 * a reading's, or those of a reading of your own API.
 */
export type ReadingTopic = ReadingId | ReadingChoices

/** Topics, and what declares the tests. */
export type Repeated = readonly [...topics: ReadingTopic[], declare: (chosen: ReadingOption) => void]

/**
 * Each option of each reading once, while the others keep the option that they have: two readings of three options are
 * six rounds, not nine.
 *
 * @throws {Error} where there is no such reading
 */
export function roundsOf(topics: readonly ReadingTopic[]): ReadingOption[] {
  return topics.flatMap(topic => {
    const named = typeof topic === 'string' ? { [topic]: optionsOf(topic) } : topic
    return Object.entries(named).flatMap(([reading, options]) => options.map(option => ({ reading, option })))
  })
}

function optionsOf(reading: string): readonly string[] {
  if (Object.hasOwn(READINGS, reading)) return READINGS[reading as ReadingId]
  throw new Error(
    `Cannot repeat tests for ${JSON.stringify(reading)}: it is not a reading. Run “npx mock-server readings” to list them; ` +
      `one of an API of your own is named with its options: { 'notes.empty': ['yes', 'no'] }.`,
  )
}

/** Topics and declaration, told apart. @throws {Error} where there is nothing to repeat */
export function split(repeated: Repeated): {
  rounds: readonly ReadingOption[]
  declare: (chosen: ReadingOption) => void
} {
  const declare = repeated.at(-1)
  if (typeof declare !== 'function') {
    throw new TypeError('Cannot repeat tests: the last argument must be a function that declares them.')
  }
  return { rounds: roundsOf(repeated.slice(0, -1) as ReadingTopic[]), declare }
}

export const roundTitle = ({ reading, option }: ReadingOption): string => `${reading} = ${option}`

/** What a runner groups tests by. */
export interface Groups {
  describe(title: string, declare: () => void): unknown
  beforeAll(work: () => void): unknown
  afterAll(work: () => void): unknown
}

const layers: ReadingOption[] = []

/** The readings that the suites around the test under way are repeated for; the innermost wins. */
export const readingsInForce = (): Record<string, string> =>
  Object.fromEntries(layers.map(({ reading, option }) => [reading, option]))

/** `forEachReading` in the words of a runner. */
export function repeater({ describe, beforeAll, afterAll }: Groups): (...repeated: Repeated) => void {
  return (...repeated) => {
    const { rounds, declare } = split(repeated)
    for (const round of rounds) {
      describe(roundTitle(round), () => {
        beforeAll(() => {
          layers.push(round)
        })
        afterAll(() => {
          layers.splice(layers.lastIndexOf(round), 1)
        })
        declare(round)
      })
    }
  }
}
