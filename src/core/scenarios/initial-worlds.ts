import { createHash } from 'node:crypto'
import type { Api } from '../api/api.ts'
import type { WriteChecks } from '../api/write-check.ts'
import type { World } from '../store/world.ts'
import type { Prepared } from './prepared.ts'
import { type Chain, type Settings, type Start, settle } from './scenario.ts'
import type { Scenarios } from './scenarios.ts'
import { buildWorld, type Progress } from './world.ts'

export interface InitialWorldsOptions {
  readonly apis: readonly Api[]
  readonly scenarios: Scenarios
  /** What the command line and the config file ask of every sandbox. */
  readonly start: Start
  /** What the build worked out ahead. */
  readonly prepared?: Prepared | undefined
  /** Told of records that are being generated. */
  readonly progress?: Progress | undefined
  readonly writeCheck?: WriteChecks | undefined
}

/** A start, settled and with the world that it begins with. */
export interface InitialWorld {
  readonly start: Start
  readonly settings: Settings
  readonly world: World
  /** What the world is made of, not its bytes: those of one key share their world. */
  readonly key: string
}

const WORLDS_KEPT = 32

/** What sandboxes begin with. Those that begin alike share one world. */
export class InitialWorlds {
  readonly #options: InitialWorldsOptions
  readonly #worlds = new Map<string, Promise<World>>()

  constructor(options: InitialWorldsOptions) {
    this.#options = options
  }

  /** @throws {UnknownScenario} */
  async of(start: Start): Promise<InitialWorld> {
    const { apis, scenarios, start: server, prepared, progress, writeCheck } = this.#options
    const chain = await scenarios.chain(start.scenario ?? server.scenario ?? 'documented')
    const settings = settle(chain, [server, start], this.#names)
    const key = keyOf(chain, settings)
    let world = this.#worlds.get(key)
    if (!world) {
      this.#worlds.set(key, (world = buildWorld(apis, chain, settings, { prepared, progress, writeCheck })))
      world.catch(() => this.#worlds.delete(key))
      if (this.#worlds.size > WORLDS_KEPT) this.#worlds.delete(this.#worlds.keys().next().value!)
    }
    return { start, settings, world: await world, key }
  }

  /** The world of a chain of scenarios that no sandbox will share. */
  async unshared(chain: Chain, start: Start = {}): Promise<{ settings: Settings; world: World }> {
    const settings = settle(chain, [start], this.#names)
    const { apis, writeCheck } = this.#options
    return { settings, world: await buildWorld(apis, chain, settings, { writeCheck }) }
  }

  get #names(): string[] {
    return this.#options.apis.map(api => api.name)
  }
}

const digests = new WeakMap<Chain, string>()

function digestOf(chain: Chain): string {
  let digest = digests.get(chain)
  if (!digest) digests.set(chain, (digest = sha256(JSON.stringify(chain))))
  return digest
}

const keyOf = (chain: Chain, { seed, records, counters }: Settings): string =>
  sha256(JSON.stringify([digestOf(chain), seed, records, counters]))

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
