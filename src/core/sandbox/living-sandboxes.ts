import type { Low } from 'lowdb'
import type { Api } from '../api/api.ts'
import type { Problem } from '../api/problem.ts'
import type { Fault } from '../faults/fault.ts'
import { SecretNames } from '../journal/secret-names.ts'
import { SharedRoom } from '../lib/shared-room.ts'
import type { World } from '../store/world.ts'
import { DEFAULT_SANDBOX } from './name.ts'
import { dropped, tooMany, undroppable } from './problems.ts'
import { Sandbox } from './sandbox.ts'
import type { Database, SandboxContext, SandboxState } from './state.ts'
import { TimerSchedule } from './timer-schedule.ts'
import { runDue } from './timers.ts'

export interface LivingOptions extends Omit<SandboxContext, 'room' | 'secretNames' | 'moved' | 'runDue' | 'changed'> {
  low: Low<Database>
  max: number
  /** Milliseconds of real time after which an unused sandbox goes. */
  ttl: number
  /** Told of every sandbox whose state changed. */
  changed: (sandbox: string) => void
  /** Where sandboxes may live on other servers too: what a request is answered whose sandbox does not live here. */
  elsewhere?: ((sandbox: string) => Problem) | undefined
}

/** The sandboxes that live in a server: which they are, when each was used, and how they go. */
export class LivingSandboxes {
  readonly #options: LivingOptions
  readonly #context: SandboxContext
  readonly #schedule: TimerSchedule
  readonly #living = new Map<string, Sandbox>()
  readonly #lastUsed = new Map<string, number>()
  readonly #droppedAt = new Map<string, number>()
  #sequence = 0

  constructor(options: LivingOptions) {
    this.#options = options
    const { apis, journalLimit, realNow, changed, events, coverage, webhooks, writeCheck, written, onDefect } = options
    this.#schedule = new TimerSchedule(realNow)
    this.#context = {
      apis,
      journalLimit,
      room: new SharedRoom(),
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

  /** A moment in the order of arrivals and resets. */
  nextSequence(): number {
    return ++this.#sequence
  }

  get size(): number {
    return this.#living.size
  }

  /** Roughly what the journals of all hold in memory. */
  get journalBytes(): number {
    return this.list().reduce((sum, { journal }) => sum + journal.bytes, 0)
  }

  list(): Sandbox[] {
    return [...this.#living.values()]
  }

  /** A sandbox that exists. */
  get(id: string): Sandbox | undefined {
    return this.#living.get(id)
  }

  /** Names of those that were used since a time: real time, milliseconds since the epoch. */
  usedSince(time: number): string[] {
    return [...this.#lastUsed].filter(([, used]) => used >= time).map(([id]) => id)
  }

  /** Whether there may be one more, once those are gone that nobody uses. */
  hasRoom(): boolean {
    const { max } = this.#options
    if (this.#living.size >= max) this.sweep()
    return this.#living.size < max
  }

  /** @throws {Problem} 503 where there are as many as there may be, and none is unused */
  refuseTooMany(): void {
    if (this.hasRoom()) return
    const { max, ttl, realNow } = this.#options
    const oldest = Math.min(...this.#lastUsed.values())
    const seconds = Math.max(1, Math.ceil((oldest + ttl - realNow()) / 1000))
    throw tooMany(max, Number.isFinite(seconds) ? seconds : 60)
  }

  /** Lets a sandbox go that lives on elsewhere. */
  letGo(id: string): void {
    const sandbox = this.#living.get(id)
    this.#forget(id, sandbox)
    sandbox?.leave()
  }

  /** @throws {Problem} 409 for `default`, which always exists */
  drop(sandbox: Sandbox): void {
    const { id } = sandbox
    if (id === DEFAULT_SANDBOX) throw undroppable()
    sandbox.end()
    this.#forget(id, sandbox)
    this.#droppedAt.set(id, this.nextSequence())
    if (this.#droppedAt.size > 10_000) this.#droppedAt.delete(this.#droppedAt.keys().next().value!)
    this.tell(id, 'dropped')
    this.#options.changed(id)
  }

  /** Drops those that nobody used for longer than the time to live. */
  sweep(): void {
    const limit = this.#options.realNow() - this.#options.ttl
    for (const [id, used] of this.#lastUsed) {
      const sandbox = this.#living.get(id)
      if (sandbox && used < limit) this.drop(sandbox)
    }
  }

  /** Ends what sandboxes do by themselves: nothing runs any more, and no webhook is sent. */
  close(): void {
    this.#schedule.stop()
    for (const sandbox of this.#living.values()) sandbox.webhooks.end()
  }

  protected live(
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
    this.use(id)
    this.#options.changed(id)
    this.#schedule.touch(sandbox)
    return sandbox
  }

  /** Says that somebody uses it. */
  protected use(id: string): void {
    if (id !== DEFAULT_SANDBOX) this.#lastUsed.set(id, this.#options.realNow())
  }

  /** When one of this name was dropped, in the order of arrivals and resets. */
  protected droppedAt(id: string): number {
    return this.#droppedAt.get(id) ?? 0
  }

  protected refuseDropped(sandbox: Sandbox): void {
    const { id } = sandbox
    if (this.#living.get(id) !== sandbox) throw (this.#options.elsewhere ?? dropped)(id)
  }

  protected tell(id: string, op: 'made' | 'reset' | 'dropped'): void {
    this.#options.events.emit('sandbox', id, () => ({ op }))
  }

  /** From now on they have other APIs. */
  protected serve(apis: readonly Api[]): void {
    Object.assign(this.#context, { apis })
  }

  #forget(id: string, sandbox: Sandbox | undefined): void {
    if (sandbox) this.#schedule.forget(sandbox)
    this.#living.delete(id)
    this.#lastUsed.delete(id)
    delete this.#options.low.data.sandboxes[id]
  }
}
