import { existsSync, readFileSync } from 'node:fs'
import type { Chain, Scenario } from './scenario.ts'

/** Records that an API's fixtures made, by collection. */
export type Generated = Readonly<Record<string, readonly Record<string, unknown>[]>>

/** What the build works out ahead, as it lies in the file. */
export interface PreparedFile {
  /** The shipped scenarios, by name. */
  readonly scenarios: Readonly<Record<string, Scenario>>
  /** The scenario for which `generated` was made, with its seed and its number of clients. */
  readonly usual: { readonly scenario: string; readonly seed: number; readonly count: number }
  readonly generated: Readonly<Record<string, Generated>>
}

/**
 * What the build worked out ahead, so that a start with usual options waits neither for the YAML parser nor for faker.
 * Without it everything is the same, and slower.
 */
export class Prepared {
  readonly #file: PreparedFile

  private constructor(file: PreparedFile) {
    this.#file = file
  }

  static read(path: string): Prepared | undefined {
    return existsSync(path) ? new Prepared(JSON.parse(readFileSync(path, 'utf8')) as PreparedFile) : undefined
  }

  scenario(name: string): Scenario | undefined {
    return Object.hasOwn(this.#file.scenarios, name) ? this.#file.scenarios[name] : undefined
  }

  /** The generated records of an API, where a chain has just the records for it that they were made beside. */
  generated(api: string, chain: Chain, seed: number, count: number): Generated | undefined {
    const { usual, generated } = this.#file
    if (seed !== usual.seed || count !== usual.count) return undefined
    const [asked, known] = [chain, this.#usualChain()].map(scenarios => sourcesOf(scenarios, api))
    return asked!.length === known!.length && asked!.every((source, i) => isSameFor(api, source, known![i]!))
      ? generated[api]
      : undefined
  }

  #usualChain(): Scenario[] {
    const chain: Scenario[] = []
    for (let name: string | undefined = this.#file.usual.scenario; name !== undefined; name = chain[0]!.extends) {
      chain.unshift(this.#file.scenarios[name]!)
    }
    return chain
  }
}

/** A user's own API may add its records to a shipped scenario: the others are what they were. */
const isSameFor = (api: string, a: Scenario, b: Scenario): boolean =>
  a.empty === b.empty && a.data?.[api] === b.data?.[api]

/** The scenarios of a chain that have a say in an API's records. */
const sourcesOf = (chain: Chain, api: string): readonly Scenario[] =>
  chain.filter(scenario => scenario.empty || scenario.data?.[api] !== undefined)
