import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Low } from 'lowdb'
import type { Api } from '../api/api.ts'
import { Problem } from '../api/problem.ts'
import type { WriteChecks } from '../api/write-check.ts'
import type { Coverage } from '../coverage/coverage.ts'
import type { Fault } from '../faults/fault.ts'
import { JournalBudget } from '../journal/journal-budget.ts'
import { SecretNames } from '../journal/secret-names.ts'
import { inSlices } from '../lib/slices.ts'
import { parseIso } from '../lib/zone.ts'
import type { InitialWorld, InitialWorlds } from '../scenarios/initial-worlds.ts'
import type { Chain, Scenario, Settings, Start } from '../scenarios/scenario.ts'
import type { Scenarios } from '../scenarios/scenarios.ts'
import { rebasing } from '../store/rebase.ts'
import type { World } from '../store/world.ts'
import type { ActiveSettings } from './active-settings.ts'
import { changesOf } from './changes.ts'
import type { Checkpoint } from './checkpoint.ts'
import { restoreCheckpoint } from './checkpoints.ts'
import { clockAt } from './clock.ts'
import type { Events } from './events.ts'
import { DEFAULT_SANDBOX, refuseMalformed } from './name.ts'
import { Sandbox } from './sandbox.ts'
import type { SandboxContext, SandboxState } from './state.ts'
import { TimerSchedule } from './timer-schedule.ts'
import { runDue } from './timers.ts'
import type { WebhookPort } from './webhooks.ts'

/** What lowdb holds: every sandbox's state, by id. */
export interface Database {
  version: 1
  sandboxes: Record<string, SandboxState>
}

export const emptyDatabase = (): Database => ({ version: 1, sandboxes: Object.create(null) })

export interface SandboxesOptions {
  apis: readonly Api[]
  scenarios: Scenarios
  low: Low<Database>
  initialWorlds: InitialWorlds
  max: number
  /** Milliseconds of real time after which an unused sandbox goes. */
  ttl: number
  /** Whether an unknown name makes its sandbox. */
  auto: boolean
  journalLimit: number
  realNow: () => number
  events: Events
  coverage: Coverage
  webhooks: WebhookPort
  /** Told of every defect. */
  onDefect: (error: unknown) => void
  writeCheck?: WriteChecks
  /** Told of every sandbox whose state changed. */
  changed: (sandbox: string) => void
  /** Where sandboxes may live on other servers too: what a request is answered whose sandbox does not live here. */
  elsewhere?: ((sandbox: string) => Problem) | undefined
  /** Where something of a sandbox must be written before it goes out, and is not yet, a promise that it is. */
  written?: ((sandbox: string) => Promise<void> | undefined) | undefined
}

/** A name that no other server gives either: by chance of the machine, which no sandbox's own stream can repeat. */
export const givenName = (): string => `s${randomBytes(8).toString('hex')}`

/** A sandbox to go on with. */
export interface Resumed extends Omit<SandboxState, 'start' | 'settings' | 'faults' | 'checkpoints' | 'requests'> {
  readonly faults: readonly Fault[]
  readonly checkpoints: readonly Checkpoint[]
  readonly requests: number
  readonly lastRequest: number
  readonly lastRequestAt: number
  readonly sideDraws: number
}

/** The sandboxes of a server. */
export class Sandboxes {
  readonly #options: SandboxesOptions
  readonly #context: SandboxContext
  readonly #schedule: TimerSchedule
  readonly #living = new Map<string, Sandbox>()
  readonly #lastUsed = new Map<string, number>()
  readonly #droppedAt = new Map<string, number>()
  #sequence = 0
  #usual: InitialWorld | undefined

  constructor(options: SandboxesOptions) {
    this.#options = options
    const { apis, journalLimit, realNow, changed, events, coverage, webhooks, writeCheck, written, onDefect } = options
    this.#schedule = new TimerSchedule(realNow)
    this.#context = {
      apis,
      journalLimit,
      journalBudget: new JournalBudget(),
      secretNames: new SecretNames(apis),
      realNow,
      changed,
      events,
      coverage,
      webhooks,
      writeCheck,
      written,
      onDefect,
      moved: id => this.#schedule.touch(this.#living.get(id)),
      runDue: id => {
        const sandbox = this.#living.get(id)
        if (sandbox) runDue(sandbox)
      },
    }
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
      const sandbox = this.#live(id, state, (await initialWorlds.of(state.start)).world, state.faults, 0)
      for (const [name, checkpoint] of checkpoints) sandbox.checkpoints.set(name, checkpoint)
      sandbox.resume({ requests })
    }
    if (!this.#options.elsewhere && !this.#living.has(DEFAULT_SANDBOX)) this.#make(DEFAULT_SANDBOX, this.#usual, 0)
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
    for (const sandbox of this.list().filter(candidate => isAsBegun(candidate, apis))) {
      const beginning = await next.initialWorlds.of(sandbox.state.start).catch(() => null)
      if (beginning) anew.set(sandbox, beginning)
    }
    this.#usual = usual
    Object.assign(this.#options, next)
    Object.assign(this.#context, { apis: next.apis })
    return this.list().filter(sandbox => {
      const beginning = isAsBegun(sandbox, apis) ? anew.get(sandbox) : undefined
      sandbox.forgetApis(usual.world)
      if (beginning) {
        Object.assign(sandbox.state, { start: beginning.start, settings: beginning.settings })
        this.#beginAnew(sandbox, beginning.world)
      }
      return !beginning
    })
  }

  /** A moment in the order of arrivals and resets. */
  nextSequence(): number {
    return ++this.#sequence
  }

  get size(): number {
    return this.#living.size
  }

  /** Roughly what the journals of all hold in memory. */
  get journalBytes(): number {
    return this.#context.journalBudget.taken
  }

  /** The hash of the world that the server starts with: what it is made of, not its bytes. */
  get dataHash(): string {
    return this.#usual!.key
  }

  get usual(): Settings {
    return this.#usual!.settings
  }

  /** Whether there are as many as there may be. */
  get isFull(): boolean {
    return this.#living.size >= this.#options.max
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
    const sandbox = this.#living.get(id) ?? this.#notLiving(id)
    if (id !== DEFAULT_SANDBOX) this.#lastUsed.set(id, this.#options.realNow())
    return sandbox
  }

  /** Makes a sandbox on its first use, where it lives nowhere. */
  make(id: string): Sandbox {
    return this.#make(id, this.#usual!, this.#droppedAt.get(id) ?? 0)
  }

  /** Goes on with a sandbox that lived on another server, or in an earlier life of this one. */
  goOn(id: string, { start, settings, world }: InitialWorld, kept: Resumed): Sandbox {
    const { checkpoints, faults, requests, lastRequest, lastRequestAt, sideDraws, ...state } = kept
    const sandbox = this.#live(id, { ...state, start, settings }, world, faults, 0)
    for (const checkpoint of checkpoints) sandbox.checkpoints.set(checkpoint.name, checkpoint)
    sandbox.resume({ requests, lastRequest, lastRequestAt, sideDraws })
    return sandbox
  }

  /** Lets a sandbox go that lives on elsewhere. */
  letGo(id: string): void {
    const sandbox = this.#living.get(id)
    this.#living.delete(id)
    this.#lastUsed.delete(id)
    delete this.#options.low.data.sandboxes[id]
    if (!sandbox) return
    this.#schedule.forget(sandbox)
    sandbox.leave()
  }

  /** Names of those that were used since a time: real time, milliseconds since the epoch. */
  usedSince(time: number): string[] {
    return [...this.#lastUsed].filter(([, used]) => used >= time).map(([id]) => id)
  }

  /**
   * Makes a sandbox.
   *
   * @throws {Problem} 400 malformed name, 409 taken, 503 too many
   */
  async create(id: string | undefined, start: Start): Promise<Sandbox> {
    const name = id ?? givenName()
    refuseMalformed(name)
    if (this.#living.has(name)) throw taken(name)
    const initialWorld = await this.#options.initialWorlds.of(start)
    if (this.#living.has(name)) throw taken(name)
    this.refuseTooMany()
    return this.#make(name, initialWorld, this.nextSequence())
  }

  /** Takes a sandbox back to its start, or to another. */
  async reset(sandbox: Sandbox, start?: Start): Promise<void> {
    const initialWorld =
      start && Object.keys(start).length > 0 ? await this.#options.initialWorlds.of(start) : undefined
    this.#refuseDropped(sandbox)
    const { state } = sandbox
    if (initialWorld) Object.assign(state, { start: initialWorld.start, settings: initialWorld.settings })
    this.#beginAnew(sandbox, initialWorld?.world ?? sandbox.initial)
    this.#tell(sandbox.id, 'reset')
  }

  /** Makes a scenario document the present of a sandbox, which keeps its start. The document must be a sound one. */
  async put(sandbox: Sandbox, document: Scenario): Promise<void> {
    const { settings, world } = await this.worldOf(await this.#options.scenarios.chainOf(document))
    const own = await this.#rebased(sandbox, world)
    this.#refuseDropped(sandbox)
    Object.assign(sandbox.state, activeSettingsOf(settings, this.#options.realNow()))
    sandbox.faults.replace(settings.faults)
    sandbox.adopt(own, this.nextSequence(), 'state', settings.strays)
  }

  /** Goes back to a checkpoint of a sandbox. */
  async restore(sandbox: Sandbox, checkpoint: Checkpoint): Promise<void> {
    const own = await this.#rebased(sandbox, checkpoint.world)
    this.#refuseDropped(sandbox)
    restoreCheckpoint(sandbox, checkpoint, this.nextSequence(), own)
  }

  /** A world as changes of what a sandbox starts from, which a reset may change in the meantime. */
  async #rebased(sandbox: Sandbox, world: World): Promise<World> {
    for (;;) {
      const { initial } = sandbox
      const own = await inSlices(rebasing(initial, world))
      if (sandbox.initial === initial) return own
    }
  }

  /** @throws {Problem} 409 for `default`, which always exists */
  drop(sandbox: Sandbox): void {
    if (sandbox.id === DEFAULT_SANDBOX) throw undroppable()
    sandbox.end()
    this.#schedule.forget(sandbox)
    this.#living.delete(sandbox.id)
    this.#lastUsed.delete(sandbox.id)
    this.#droppedAt.set(sandbox.id, this.nextSequence())
    if (this.#droppedAt.size > 10_000) this.#droppedAt.delete(this.#droppedAt.keys().next().value!)
    delete this.#options.low.data.sandboxes[sandbox.id]
    this.#tell(sandbox.id, 'dropped')
    this.#options.changed(sandbox.id)
  }

  /** Ends what sandboxes do by themselves: nothing runs any more, and no webhook is sent. */
  close(): void {
    this.#schedule.stop()
    for (const sandbox of this.#living.values()) sandbox.webhooks.end()
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
  worldOf(chain: Chain, start?: Start): Promise<{ settings: Settings; world: World }> {
    return this.#options.initialWorlds.unshared(chain, start)
  }

  #notLiving(id: string): Sandbox {
    const { auto, elsewhere } = this.#options
    if (elsewhere && auto) throw elsewhere(id)
    return this.#makeOnFirstUse(id)
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
    this.refuseTooMany()
    return this.make(id)
  }

  #make(id: string, { start, settings, world }: InitialWorld, sequence: number): Sandbox {
    const state = { start, settings, world, ...activeSettingsOf(settings, this.#options.realNow()) }
    const sandbox = this.#live(id, state, world, settings.faults, sequence)
    this.#tell(id, 'made')
    return sandbox
  }

  #live(
    id: string,
    kept: Omit<SandboxState, 'faults' | 'checkpoints' | 'requests'>,
    initial: World,
    armed: readonly Fault[],
    sequence: number,
  ): Sandbox {
    const state: SandboxState = {
      ...kept,
      get faults() {
        return sandbox.faults.remaining()
      },
      get checkpoints() {
        return sandbox.checkpoints
      },
      get requests() {
        return sandbox.journal.seen
      },
    }
    const sandbox: Sandbox = new Sandbox(id, state, initial, sequence, this.#context)
    this.#options.low.data.sandboxes[id] = state
    sandbox.faults.replace(armed)
    this.#living.set(id, sandbox)
    if (id !== DEFAULT_SANDBOX) this.#lastUsed.set(id, this.#options.realNow())
    this.#options.changed(sandbox.id)
    this.#schedule.touch(sandbox)
    return sandbox
  }

  #tell(id: string, op: 'made' | 'reset' | 'dropped'): void {
    this.#options.events.emit('sandbox', id, () => ({ op }))
  }

  #beginAnew(sandbox: Sandbox, world: World): void {
    const { state } = sandbox
    Object.assign(state, activeSettingsOf(state.settings, this.#options.realNow()))
    sandbox.faults.replace(state.settings.faults)
    sandbox.begin(world, this.nextSequence())
  }

  #refuseDropped(sandbox: Sandbox): void {
    if (this.#living.get(sandbox.id) === sandbox) return
    if (this.#options.elsewhere) throw this.#options.elsewhere(sandbox.id)
    throw new Problem(
      404,
      'Unknown sandbox',
      `Sandbox ${JSON.stringify(sandbox.id)} was dropped meanwhile.`,
      'Make it anew: POST /__admin/sandboxes.',
    )
  }

  /** @throws {Problem} 503 where there are as many as there may be, and none is unused */
  refuseTooMany(): void {
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

/** Whether nobody has changed a record, a reading or a fault of it. */
function isAsBegun(sandbox: Sandbox, apis: readonly Api[]): boolean {
  const { settings, profiles, readings, strict } = sandbox.state
  const given = sandbox.faults.list().map(({ id: _, ...fault }) => fault)
  return (
    changesOf(sandbox, apis).length === 0 &&
    sandbox.world.timers === sandbox.initial.timers &&
    isDeepStrictEqual(
      { ...profiles, ...readings, strict },
      { ...settings.profiles, ...settings.readings, strict: settings.strict },
    ) &&
    given.every(fault => settings.faults.some(({ id: _, ...known }) => isDeepStrictEqual(fault, known)))
  )
}

const taken = (id: string): Problem =>
  new Problem(
    409,
    'Sandbox exists',
    `There is already a sandbox ${JSON.stringify(id)}.`,
    `Reset it instead: POST /__admin/sandboxes/${id}/reset.`,
  )

const undroppable = (): Problem =>
  new Problem(
    409,
    'Sandbox needed',
    'The sandbox "default" always exists.',
    'Reset it instead: POST /__admin/sandboxes/default/reset.',
  )

function activeSettingsOf(settings: Settings, real: number): ActiveSettings & Pick<SandboxState, 'clock'> {
  const { seed, timezone, frozen, profiles, readings, strict, unchecked } = settings
  const now = settings.now === undefined ? undefined : (parseIso(settings.now, timezone) ?? undefined)
  return { clock: clockAt(real, now, frozen), seed, timezone, profiles, readings, strict, unchecked }
}
