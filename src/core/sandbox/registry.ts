import type { Fault } from '../faults/fault.ts'
import { inSlices } from '../lib/slices.ts'
import type { InitialWorld, InitialWorlds } from '../scenarios/initial-worlds.ts'
import type { Chain, Scenario, Settings, Start } from '../scenarios/scenario.ts'
import type { Scenarios } from '../scenarios/scenarios.ts'
import { rebasing } from '../store/rebase.ts'
import type { World } from '../store/world.ts'
import { initialSettings } from './active-settings.ts'
import { isUnchanged } from './changes.ts'
import type { Checkpoint } from './checkpoint.ts'
import { restoreCheckpoint } from './checkpoints.ts'
import { type LivingOptions, LivingSandboxes } from './living-sandboxes.ts'
import { DEFAULT_SANDBOX, givenName, refuseMalformed } from './name.ts'
import { notMade, taken } from './problems.ts'
import type { Resumed, Sandbox } from './sandbox.ts'
import type { SandboxState } from './state.ts'

export interface SandboxesOptions extends LivingOptions {
  scenarios: Scenarios
  initialWorlds: InitialWorlds
  /** Whether an unknown name makes its sandbox. */
  auto: boolean
}

/** A sandbox to go on with. */
export interface KeptSandbox
  extends Omit<SandboxState, 'start' | 'settings' | 'faults' | 'checkpoints' | 'requests'>,
    Required<Resumed> {
  readonly faults: readonly Fault[]
  readonly checkpoints: readonly Checkpoint[]
}

/** The sandboxes of a server, and the worlds that they begin with or are taken to. */
export class Sandboxes extends LivingSandboxes {
  readonly #options: SandboxesOptions
  #usual: InitialWorld | undefined

  constructor(options: SandboxesOptions) {
    super(options)
    this.#options = options
  }

  /**
   * Makes what the server starts with: the world that every sandbox has that is not asked to differ, the sandboxes
   * that lowdb holds, and `default`.
   */
  async open(): Promise<void> {
    const { low, initialWorlds } = this.#options
    this.#usual = await initialWorlds.of({})
    for (const [id, state] of Object.entries(low.data.sandboxes)) {
      const { checkpoints, requests } = state
      const sandbox = this.live(id, state, (await initialWorlds.of(state.start)).world, state.faults, 0)
      for (const [name, checkpoint] of checkpoints) sandbox.checkpoints.set(name, checkpoint)
      sandbox.resume({ requests })
    }
    if (!this.#options.elsewhere && !this.get(DEFAULT_SANDBOX)) this.#make(DEFAULT_SANDBOX, this.#usual, 0)
  }

  /**
   * Goes on with other APIs or scenarios: a sandbox in which nothing was changed begins anew, others stay as they are.
   *
   * @returns those that stay
   * @throws {Error} where the new world cannot be made; then nothing is different
   */
  async beginFrom(next: Pick<SandboxesOptions, 'apis' | 'scenarios' | 'initialWorlds'>): Promise<Sandbox[]> {
    const { apis } = this.#options
    const usual = await next.initialWorlds.of({})
    const anew = new Map<Sandbox, InitialWorld>()
    for (const sandbox of this.list().filter(candidate => isUnchanged(candidate, apis))) {
      const beginning = await next.initialWorlds.of(sandbox.state.start).catch(() => null)
      if (beginning) anew.set(sandbox, beginning)
    }
    this.#usual = usual
    Object.assign(this.#options, next)
    this.serve(next.apis)
    return this.list().filter(sandbox => {
      const beginning = isUnchanged(sandbox, apis) ? anew.get(sandbox) : undefined
      sandbox.forgetApis(usual.world)
      if (beginning) {
        Object.assign(sandbox.state, { start: beginning.start, settings: beginning.settings })
        this.#beginAnew(sandbox, beginning.world)
      }
      return !beginning
    })
  }

  /** The hash of the world that the server starts with: what it is made of, not its bytes. */
  get dataHash(): string {
    return this.#usual!.key
  }

  get usual(): Settings {
    return this.#usual!.settings
  }

  /**
   * The sandbox that a request names, made where it is new.
   *
   * @throws {Problem} 400 malformed name, 404 under `--no-auto-sandbox`, 503 too many
   */
  take(id: string): Sandbox {
    const sandbox = this.get(id) ?? this.#makeOnFirstUse(id)
    this.use(id)
    return sandbox
  }

  /** Makes a sandbox on its first use, where it lives nowhere. */
  make(id: string): Sandbox {
    return this.#make(id, this.#usual!, this.droppedAt(id))
  }

  /** Goes on with a sandbox that lived on another server, or in an earlier life of this one. */
  goOn(id: string, { start, settings, world }: InitialWorld, kept: KeptSandbox): Sandbox {
    const { checkpoints, faults, requests, lastRequest, lastRequestAt, sideDraws, ...state } = kept
    const sandbox = this.live(id, { ...state, start, settings }, world, faults, 0)
    for (const checkpoint of checkpoints) sandbox.checkpoints.set(checkpoint.name, checkpoint)
    sandbox.resume({ requests, lastRequest, lastRequestAt, sideDraws })
    return sandbox
  }

  /**
   * Makes a sandbox.
   *
   * @throws {Problem} 400 malformed name, 409 taken, 503 too many
   */
  async create(id: string | undefined, start: Start): Promise<Sandbox> {
    const name = id ?? givenName()
    refuseMalformed(name)
    if (this.get(name)) throw taken(name)
    const initialWorld = await this.#options.initialWorlds.of(start)
    if (this.get(name)) throw taken(name)
    this.refuseTooMany()
    return this.#make(name, initialWorld, this.nextSequence())
  }

  /** Takes a sandbox back to its start, or to another. */
  async reset(sandbox: Sandbox, start?: Start): Promise<void> {
    const initialWorld =
      start && Object.keys(start).length > 0 ? await this.#options.initialWorlds.of(start) : undefined
    this.refuseDropped(sandbox)
    const { state } = sandbox
    if (initialWorld) Object.assign(state, { start: initialWorld.start, settings: initialWorld.settings })
    this.#beginAnew(sandbox, initialWorld?.world ?? sandbox.initial)
    this.tell(sandbox.id, 'reset')
  }

  /** Makes a scenario document the present of a sandbox, which keeps its start. The document must be a sound one. */
  async put(sandbox: Sandbox, document: Scenario): Promise<void> {
    const { settings, world } = await this.worldOf(await this.#options.scenarios.chainOf(document))
    const own = await this.#rebased(sandbox, world)
    this.refuseDropped(sandbox)
    Object.assign(sandbox.state, initialSettings(settings, this.#options.realNow()))
    sandbox.faults.replace(settings.faults)
    sandbox.adopt(own, this.nextSequence(), 'state', settings.strays)
  }

  /** Goes back to a checkpoint of a sandbox. */
  async restore(sandbox: Sandbox, checkpoint: Checkpoint): Promise<void> {
    const own = await this.#rebased(sandbox, checkpoint.world)
    this.refuseDropped(sandbox)
    restoreCheckpoint(sandbox, checkpoint, this.nextSequence(), own)
  }

  /** The world of a chain of scenarios that no other sandbox will share. */
  worldOf(chain: Chain, start?: Start): Promise<{ settings: Settings; world: World }> {
    return this.#options.initialWorlds.unshared(chain, start)
  }

  /** A world as changes of what a sandbox starts from, which a reset may change in the meantime. */
  async #rebased(sandbox: Sandbox, world: World): Promise<World> {
    for (;;) {
      const { initial } = sandbox
      const own = await inSlices(rebasing(initial, world))
      if (sandbox.initial === initial) return own
    }
  }

  #makeOnFirstUse(id: string): Sandbox {
    const { auto, elsewhere } = this.#options
    if (elsewhere && auto) throw elsewhere(id)
    refuseMalformed(id)
    if (!auto) throw notMade(id)
    this.refuseTooMany()
    return this.make(id)
  }

  #make(id: string, { start, settings, world }: InitialWorld, sequence: number): Sandbox {
    const state = { start, settings, world, ...initialSettings(settings, this.#options.realNow()) }
    const sandbox = this.live(id, state, world, settings.faults, sequence)
    this.tell(id, 'made')
    return sandbox
  }

  #beginAnew(sandbox: Sandbox, world: World): void {
    const { state } = sandbox
    Object.assign(state, initialSettings(state.settings, this.#options.realNow()))
    sandbox.faults.replace(state.settings.faults)
    sandbox.begin(world, this.nextSequence())
  }
}
