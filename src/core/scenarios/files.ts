import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Chain, Scenario } from './scenario.ts'
import { type Scenarios, UnknownScenario } from './scenarios.ts'

const EXTENSION = /\.(ya?ml|json)$/

/**
 * Scenarios of a folder, by name: a file each, or a folder with a file `scenario` and one of records for each API.
 * Names are looked up among those that the folder has; they never become paths.
 */
export class ScenarioFiles implements Scenarios {
  readonly #folder: string
  readonly #files: ReadonlyMap<string, string>
  readonly #loaded = new Map<string, Promise<Scenario>>()
  readonly #chains = new Map<string, Promise<Chain>>()
  readonly #own = new Map<string, Scenario>()

  constructor(folder: string) {
    this.#folder = folder
    const names = readdirSync(folder).filter(name => EXTENSION.test(name) || !name.includes('.'))
    this.#files = new Map(names.sort().map(name => [name.replace(EXTENSION, ''), name]))
  }

  /** Adds a scenario that the server was started with, under its own name. */
  add(scenario: Scenario & { name: string }): void {
    this.#own.set(scenario.name, scenario)
  }

  async list(): Promise<{ name: string; description: string }[]> {
    const names = new Set([...this.#files.keys(), ...this.#own.keys()])
    return Promise.all(
      [...names].map(async name => ({ name, description: (await this.#load(name)).description ?? '' })),
    )
  }

  chain(name: string): Promise<Chain> {
    let chain = this.#chains.get(name)
    if (!chain) {
      this.#chains.set(name, (chain = this.#load(name).then(scenario => this.chainOf(scenario))))
      chain.catch(() => this.#chains.delete(name))
    }
    return chain
  }

  async chainOf(scenario: Scenario): Promise<Chain> {
    const chain = [scenario]
    for (let next = scenario.extends; next !== undefined; next = chain[0]!.extends) {
      if (chain.some(({ name }) => name === next)) {
        throw new Error(`Cannot load scenario ${scenario.name ?? ''}: it extends itself, by ${next}. Break the circle.`)
      }
      chain.unshift(await this.#load(next))
    }
    return chain
  }

  #load(name: string): Promise<Scenario> {
    const own = this.#own.get(name)
    if (own) return Promise.resolve(own)
    const file = this.#files.get(name)
    if (!file) throw new UnknownScenario(name, [...this.#own.keys(), ...this.#files.keys()])
    let scenario = this.#loaded.get(name)
    if (!scenario) {
      const path = join(this.#folder, file)
      this.#loaded.set(name, (scenario = EXTENSION.test(file) ? readDocument<Scenario>(path) : readFolder(path)))
    }
    return scenario.then(loaded => ({ ...loaded, name }))
  }
}

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
  if (!existsSync(path)) throw new Error(`Cannot read ${path}: there is no such file. Check the path.`)
  return parse(await readFile(path, 'utf8')) as T
}
