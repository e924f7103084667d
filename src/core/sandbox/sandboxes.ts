import { createHash } from 'node:crypto'
import type { Low } from 'lowdb'
import type { Api } from '../api/define-api.ts'
import { Faults } from '../faults/faults.ts'
import { Problem } from '../http/problem.ts'
import { buildWorld } from '../scenarios/base.ts'
import { type Chain, type Settings, type Start, settle } from '../scenarios/scenario.ts'
import type { Scenarios } from '../scenarios/scenarios.ts'
import type { World } from '../store/world.ts'
import { clockAt } from './clock.ts'
import { Sandbox, type SandboxState, type Surroundings, type Write } from './sandbox.ts'
import { parseIso } from './zone.ts'

/** What lowdb holds: every sandbox's state, by id. */
export interface Database {
  version: 1
  sandboxes: Record<string, SandboxState>
}

export interface SandboxesOptions {
  apis: readonly Api[]
  scenarios: Scenarios
  low: Low<Database>
  /** What the command line and the config file ask of every sandbox. */
  start: Start
  max: number
  /** Milliseconds of real time after which an unused sandbox goes. */
  ttl: number
  /** Whether an unknown name makes its sandbox. */
  auto: boolean
  journalLimit: number
  realNow: () => number
  changed: (sandbox: Sandbox, writes: readonly Write[]) => void
}

export const DEFAULT_SANDBOX = 'default'

const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/
const WORLDS_KEPT = 32

export const isSandboxName = (name: string): boolean => NAME.test(name)

/** A start, settled and with the world that it begins with. */
interface Beginning {
  readonly start: Start
  readonly settings: Settings
  readonly chain: Chain
  readonly world: World
}

/** The sandboxes of a server. */
export class Sandboxes {
  readonly #options: SandboxesOptions
  readonly #around: Surroundings
  readonly #living = new Map<string, Sandbox>()
  readonly #lastUsed = new Map<string, number>()
  readonly #droppedAt = new Map<string, number>()
  readonly #worlds = new Map<string, Promise<World>>()
  #turn = 0
  #given = 0
  #usual: Beginning | undefined

  constructor(options: SandboxesOptions) {
    this.#options = options
    const { apis, journalLimit, realNow, changed } = options
    this.#around = { apis, journalLimit, realNow, changed }
  }

  /** Makes what the server starts with: the world that every sandbox has that is not asked to differ, and `default`. */
  async open(): Promise<void> {
    this.#usual = await this.#beginning({})
    if (!this.#living.has(DEFAULT_SANDBOX)) this.#make(DEFAULT_SANDBOX, this.#usual, 0)
  }

  /** A moment in the order of arrivals and resets. */
  nextTurn(): number {
    return ++this.#turn
  }

  get size(): number {
    return this.#living.size
  }

  /** The hash of the world that the server starts with: what it is made of, not its bytes. */
  get dataHash(): string {
    return worldKey(this.#usual!.chain, this.#usual!.settings)
  }

  get usual(): Settings {
    return this.#usual!.settings
  }

  list(): Sandbox[] {
    return [...this.#living.values()]
  }

  /** A sandbox that exists. */
  get(id: string): Sandbox | undefined {
    return this.#living.get(id)
  }

  /**
   * The sandbox that a request names, made where it is new.
   *
   * @throws {Problem} 400 malformed name, 404 under `--no-auto-sandbox`, 503 too many
   */
  take(id: string): Sandbox {
    const sandbox = this.#living.get(id) ?? this.#makeOnFirstUse(id)
    if (id !== DEFAULT_SANDBOX) this.#lastUsed.set(id, this.#options.realNow())
    return sandbox
  }

  /**
   * Makes a sandbox.
   *
   * @throws {Problem} 400 malformed name, 409 taken, 503 too many
   */
  async create(id: string | undefined, start: Start): Promise<Sandbox> {
    const name = id ?? this.#freeName()
    refuseMalformed(name)
    if (this.#living.has(name)) throw taken(name)
    const beginning = await this.#beginning(start)
    if (this.#living.has(name)) throw taken(name)
    this.#refuseTooMany()
    return this.#make(name, beginning, this.nextTurn())
  }

  /** Takes a sandbox back to its start, or to another. */
  async reset(sandbox: Sandbox, start?: Start): Promise<void> {
    const beginning = start && Object.keys(start).length > 0 ? await this.#beginning(start) : undefined
    const { state } = sandbox
    if (beginning) Object.assign(state, { start: beginning.start, settings: beginning.settings })
    this.#beginAnew(sandbox, beginning?.world ?? sandbox.initial)
  }

  drop(sandbox: Sandbox): void {
    sandbox.end()
    this.#living.delete(sandbox.id)
    this.#lastUsed.delete(sandbox.id)
    this.#droppedAt.set(sandbox.id, this.nextTurn())
    if (this.#droppedAt.size > 10_000) this.#droppedAt.delete(this.#droppedAt.keys().next().value!)
    delete this.#options.low.data.sandboxes[sandbox.id]
    this.#options.changed(sandbox, [])
  }

  /** Drops those that nobody used for longer than the time to live. */
  sweep(): void {
    const limit = this.#options.realNow() - this.#options.ttl
    for (const [id, used] of this.#lastUsed) {
      const sandbox = this.#living.get(id)
      if (sandbox && used < limit) this.drop(sandbox)
    }
  }

  /** The world of a chain of scenarios that no other sandbox will share. */
  async worldOf(chain: Chain, start: Start = {}): Promise<{ settings: Settings; world: World }> {
    const settings = settle(
      chain,
      [start],
      this.#options.apis.map(api => api.name),
    )
    return { settings, world: await buildWorld(this.#options.apis, chain, settings) }
  }

  async #beginning(start: Start): Promise<Beginning> {
    const { apis, scenarios, start: server } = this.#options
    const chain = await scenarios.chain(start.scenario ?? server.scenario ?? 'documented')
    const settings = settle(
      chain,
      [server, start],
      apis.map(api => api.name),
    )
    const key = worldKey(chain, settings)
    let world = this.#worlds.get(key)
    if (!world) {
      this.#worlds.set(key, (world = buildWorld(apis, chain, settings)))
      world.catch(() => this.#worlds.delete(key))
      if (this.#worlds.size > WORLDS_KEPT) this.#worlds.delete(this.#worlds.keys().next().value!)
    }
    return { start, settings, chain, world: await world }
  }

  #makeOnFirstUse(id: string): Sandbox {
    refuseMalformed(id)
    if (!this.#options.auto) {
      throw new Problem(
        404,
        'Unknown sandbox',
        `There is no sandbox ${JSON.stringify(id)}, and the server runs with --no-auto-sandbox.`,
        `Make it: POST /__admin/sandboxes {"id":${JSON.stringify(id)}}.`,
      )
    }
    this.#refuseTooMany()
    return this.#make(id, this.#usual!, this.#droppedAt.get(id) ?? 0)
  }

  #make(id: string, { start, settings, world }: Beginning, turn: number): Sandbox {
    const state: SandboxState = { start, settings, world, ...inForce(settings, this.#options.realNow()) }
    this.#options.low.data.sandboxes[id] = state
    const faults = new Faults(() => sandbox.random.number())
    const sandbox: Sandbox = new Sandbox(id, state, world, faults, turn, this.#around)
    for (const fault of settings.faults) faults.add(fault)
    this.#living.set(id, sandbox)
    if (id !== DEFAULT_SANDBOX) this.#lastUsed.set(id, this.#options.realNow())
    this.#options.changed(sandbox, [])
    return sandbox
  }

  #beginAnew(sandbox: Sandbox, world: World): void {
    const { state } = sandbox
    Object.assign(state, inForce(state.settings, this.#options.realNow()))
    sandbox.faults.clear()
    sandbox.begin(world, this.nextTurn())
    for (const fault of state.settings.faults) sandbox.faults.add(fault)
  }

  #freeName(): string {
    let name: string
    do name = `s${++this.#given}`
    while (this.#living.has(name))
    return name
  }

  #refuseTooMany(): void {
    const { max, ttl, realNow } = this.#options
    if (this.#living.size < max) return
    this.sweep()
    if (this.#living.size < max) return
    const oldest = Math.min(...this.#lastUsed.values())
    const seconds = Math.max(1, Math.ceil((oldest + ttl - realNow()) / 1000))
    throw new Problem(
      503,
      'Too many sandboxes',
      `All ${max} sandboxes are in use.`,
      'Drop one (DELETE /__admin/sandboxes/ID), or start the server with a larger --max-sandboxes.',
      {},
      { 'retry-after': String(Number.isFinite(seconds) ? seconds : 60) },
    )
  }
}

const taken = (id: string): Problem =>
  new Problem(
    409,
    'Sandbox exists',
    `There is already a sandbox ${JSON.stringify(id)}.`,
    `Reset it instead: POST /__admin/sandboxes/${id}/reset.`,
  )

export function refuseMalformed(id: string): void {
  if (isSandboxName(id)) return
  throw new Problem(
    400,
    'Malformed sandbox name',
    `${JSON.stringify(id)} cannot name a sandbox.`,
    'Use 1 to 63 of a-z, 0-9, «.», «_» and «-», beginning with a letter or digit.',
  )
}

function inForce(settings: Settings, real: number): Pick<SandboxState, 'clock' | 'profiles' | 'readings' | 'strict'> {
  const now = settings.now === undefined ? undefined : (parseIso(settings.now, settings.timezone) ?? undefined)
  const { frozen, profiles, readings, strict } = settings
  return { clock: clockAt(real, now, frozen), profiles, readings, strict }
}

const digests = new WeakMap<Chain, string>()

function digestOf(chain: Chain): string {
  let digest = digests.get(chain)
  if (!digest) digests.set(chain, (digest = sha256(JSON.stringify(chain))))
  return digest
}

/** What a world is made of. */
const worldKey = (chain: Chain, { seed, records, counters }: Settings): string =>
  sha256(JSON.stringify([digestOf(chain), seed, records, counters]))

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
