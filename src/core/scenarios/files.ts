import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Api } from '../api/api.ts'
import { didYouMean } from '../lib/nearest.ts'
import type { Prepared } from './prepared.ts'
import type { PlacedFlaw } from './read-file.ts'
import type { Chain, Scenario } from './scenario.ts'
import { CircularScenario, type Scenarios, UnknownScenario } from './scenarios.ts'

const EXTENSION = /\.(ya?ml|json)$/

/**
 * Scenarios by name: those of a folder, a file each, or a folder with a file `scenario` and one of records for each
 * API; and files of the user's own, which only `open` reads. Names are looked up; they never become paths.
 */
export class ScenarioFiles implements Scenarios {
  readonly #folder: string
  readonly #prepared: Prepared | undefined
  readonly #files: ReadonlyMap<string, string>
  readonly #loaded = new Map<string, Promise<Scenario>>()
  readonly #chains = new Map<string, Promise<Chain>>()
  readonly #own = new Map<string, Chain>()
  readonly #apis: readonly Api[]
  readonly #joined = new Map<Scenario, Scenario>()

  /** @param apis a user's own: their records are in the scenarios of the folder too */
  constructor(folder: string, prepared?: Prepared, apis: readonly Api[] = []) {
    this.#folder = folder
    this.#apis = apis
    this.#prepared = prepared
    const names = readdirSync(folder).filter(name => EXTENSION.test(name) || !name.includes('.'))
    this.#files = new Map(names.sort().map(name => [name.replace(EXTENSION, ''), name]))
  }

  async list(): Promise<{ name: string; description: string }[]> {
    const chains = await Promise.all(this.#names().map(name => this.chain(name)))
    return chains.map(chain => ({ name: chain.at(-1)!.name!, description: chain.at(-1)!.description ?? '' }))
  }

  async chain(name: string): Promise<Chain> {
    const own = this.#own.get(name)
    if (own) return own
    let chain = this.#chains.get(name)
    if (!chain) {
      const scenario = this.#load(name)
      this.#chains.set(name, (chain = scenario.then(loaded => this.chainOf(loaded))))
      chain.catch(() => this.#chains.delete(name))
    }
    return chain
  }

  async chainOf(scenario: Scenario): Promise<Chain> {
    const chain = [scenario]
    for (let next = scenario.extends; next !== undefined; next = chain[0]!.extends) {
      const own = this.#own.get(next)
      if (own) return [...own, ...chain]
      const above = await this.#load(next)
      if (chain.includes(above)) throw new CircularScenario(scenario.name, next)
      chain.unshift(above)
    }
    return chain
  }

  /**
   * Takes in a scenario that the person who starts the server names: a known name, or a file of theirs, which is
   * checked with every file that it extends.
   *
   * @returns the name under which it is now known
   * @throws {ScenarioError} with file, line and column of everything wrong
   */
  async open(nameOrFile: string, apis: readonly Api[]): Promise<string> {
    if (this.#files.has(nameOrFile)) return nameOrFile
    if (!isFile(nameOrFile)) {
      const known = this.#names()
      throw new Error(
        `Cannot start from scenario ${JSON.stringify(nameOrFile)}: it is not the name of a scenario.${didYouMean(nameOrFile, known)} Choose from ${known.join(', ')}, or give a .yaml or .json file.`,
      )
    }
    const chain = await this.read(nameOrFile, apis)
    const name = chain.at(-1)!.name!
    this.#own.set(name, chain)
    return name
  }

  /** The chain of a user's file, checked. Throws as `open` does. */
  async read(file: string, apis: readonly Api[], below: readonly string[] = []): Promise<Chain> {
    const [{ readScenarioFile, ScenarioError }, { checkScenario }] = await Promise.all([
      import('./read-file.ts'),
      import('./check.ts'),
    ])
    const { scenario, place } = await readScenarioFile(file)
    const flawsBelow: PlacedFlaw[] = []
    let chain: Chain | null = null
    const chainOf = async (document: Scenario): Promise<Chain | null> => {
      const next = document.extends
      if (next === undefined || this.#files.has(next)) return (chain = await this.chainOf(document))
      if (!isFile(next)) throw new UnknownScenario(next, this.#names())
      const path = resolve(dirname(file), next)
      if ([...below, file].some(other => resolve(other) === path)) throw new CircularScenario(document.name, next)
      try {
        return (chain = [...(await this.read(path, apis, [...below, file])), document])
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error
        flawsBelow.push(...error.flaws)
        return null
      }
    }
    const flaws = await checkScenario(scenario, apis, { chainOf })
    if (flaws.length + flawsBelow.length > 0) throw new ScenarioError(file, flaws.map(place), flawsBelow)
    return chain!
  }

  /** The names of those of the folder. */
  get shipped(): readonly string[] {
    return [...this.#files.keys()]
  }

  #names(): string[] {
    return [...new Set([...this.#files.keys(), ...this.#own.keys()])]
  }

  async #load(name: string): Promise<Scenario> {
    const shipped = await this.#shipped(name)
    let joined = this.#joined.get(shipped)
    if (!joined) this.#joined.set(shipped, (joined = withRecords(shipped, name, this.#apis)))
    return joined
  }

  async #shipped(name: string): Promise<Scenario> {
    const prepared = this.#prepared?.scenario(name)
    if (prepared) return prepared
    const file = this.#files.get(name)
    if (!file) throw new UnknownScenario(name, this.#names())
    let scenario = this.#loaded.get(name)
    if (!scenario) {
      const path = join(this.#folder, file)
      const read = EXTENSION.test(file) ? readDocument<Scenario>(path) : readFolder(path)
      this.#loaded.set(name, (scenario = read.then(loaded => ({ ...loaded, name }))))
    }
    return scenario
  }
}

/** A shipped scenario with what a user's own APIs keep for it; of a built-in one that is replaced nothing is left. */
function withRecords(scenario: Scenario, name: string, apis: readonly Api[]): Scenario {
  const own = apis.filter(api => api.scenarios?.[name] || scenario.data?.[api.name])
  if (own.length === 0) return scenario
  const records = own.map(api => [api.name, api.scenarios?.[name] ?? {}])
  return { ...scenario, data: { ...scenario.data, ...Object.fromEntries(records) } }
}

/** Whether what names a scenario is a path rather than a name. */
const isFile = (name: string): boolean => EXTENSION.test(name) || /[\\/]/.test(name)

async function readFolder(folder: string): Promise<Scenario> {
  const files = readdirSync(folder).filter(name => EXTENSION.test(name))
  const parts = await Promise.all(
    files.map(async file => [basename(file, extname(file)), await readDocument<object>(join(folder, file))] as const),
  )
  const { scenario, ...data } = Object.fromEntries(parts)
  return { ...(scenario as Scenario), data: data as Scenario['data'] }
}

async function readDocument<T>(path: string): Promise<T> {
  const { parse } = await import('yaml')
  return parse(await readFile(path, 'utf8')) as T
}
