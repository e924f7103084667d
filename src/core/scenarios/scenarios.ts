import { didYouMean } from '../lib/nearest.ts'
import type { Chain, Scenario } from './scenario.ts'

/** Scenarios by name: those shipped, and those that the server was started with. */
export interface Scenarios {
  /** Name and description of each. */
  list(): Promise<{ name: string; description: string }[]>
  /**
   * A scenario and what it extends, the farthest first.
   *
   * @throws {UnknownScenario} where no such name is known; names never become paths
   */
  chain(name: string): Promise<Chain>
  /** The chain of a document that came from outside. */
  chainOf(scenario: Scenario): Promise<Chain>
}

export class UnknownScenario extends Error {
  override readonly name = 'UnknownScenario'
  readonly scenario: string
  readonly known: readonly string[]

  constructor(scenario: string, known: readonly string[]) {
    super(
      `Scenario ${JSON.stringify(scenario)} not found.${didYouMean(scenario, known)} Choose from ${known.join(', ')}.`,
    )
    this.scenario = scenario
    this.known = known
  }
}

/** A scenario that extends itself, by way of others or straight. */
export class CircularScenario extends Error {
  override readonly name = 'CircularScenario'

  constructor(scenario: string | undefined, by: string) {
    super(`Cannot load scenario ${scenario ?? ''}: it extends itself, by ${by}. Remove one “extends” of them.`)
  }
}
