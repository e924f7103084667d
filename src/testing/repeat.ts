import type { ReadingChoices, ReadingOptions } from '../client/names.ts'
import { ownReadings } from './own-readings.ts'
import { READINGS, type ReadingId } from './readings.ts'

/** A reading and the option of it that the tests are repeated under. */
export interface ReadingOption {
  readonly reading: string
  readonly option: string
}

/**
 * What tests are repeated for: a reading, with every option that it has, or an object that names some of its options.
 * Readings of an API of your own are those of the config.
 */
export type ReadingTopic = ReadingId | (string & keyof ReadingOptions) | ReadingChoices

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
  const own = mayBeOwn(reading) ? ownReadings() : {}
  if (Object.hasOwn(own, reading)) return own[reading]!
  throw new Error(
    `Cannot repeat tests for ${JSON.stringify(reading)}: it is not a reading. Run “npx poligon readings” to list them; ` +
      `a reading of an API of your own needs that API in the mock-server.config of this folder.`,
  )
}

/** Whether it is named like a reading of an API that is not one of the five. */
function mayBeOwn(reading: string): boolean {
  const [, api] = /^([a-z][a-z0-9-]*)\.\w+$/.exec(reading) ?? []
  return api !== undefined && !Object.keys(READINGS).some(id => id.startsWith(`${api}.`))
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
