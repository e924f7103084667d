import type { Api } from '../api/api.ts'
import type { Store, TimerCall } from '../api/call.ts'
import { outgoingRequestOf } from '../api/outgoing-request.ts'
import { isPromise, refusePromise } from '../api/own-fault.ts'
import type { Webhook } from '../api/webhook.ts'
import type { Random } from '../lib/random.ts'
import type { Span } from '../lib/span.ts'
import type { Timer } from '../store/timers.ts'
import type { Sandbox } from './sandbox.ts'
import { setTimer } from './set-timer.ts'

/** A timer at its moment: what its handler calls `call`. */
export class TimerRun implements TimerCall {
  readonly #sandbox: Sandbox
  readonly #api: Api
  readonly #timer: Timer
  readonly #secrets: string[] = []

  constructor(sandbox: Sandbox, api: Api, timer: Timer) {
    this.#sandbox = sandbox
    this.#api = api
    this.#timer = timer
  }

  /** @throws {OwnFault} where it does not end at once */
  run(): void {
    const { name, payload } = this.#timer
    const handler = this.#api.timers![name]!
    const given: unknown = handler(this, payload)
    if (!isPromise(given)) return
    this.#sandbox.refuseLateWrites()
    refusePromise(given, 'it')
  }

  get store(): Store<Record<string, object>> {
    return this.#sandbox.store(this.#api)
  }
  get now(): number {
    return this.#timer.at
  }
  get zone(): string {
    return this.#sandbox.zone
  }
  get random(): Random {
    return this.#sandbox.random
  }
  get memory(): unknown {
    return this.#sandbox.memory(this.#api.name)
  }
  set memory(value: unknown) {
    this.#sandbox.remember(this.#api.name, value)
  }

  // Handlers take these apart from their call, so they hold their own `this`.
  readonly reading = (topic: string): never => this.#sandbox.reading(this.#api, topic) as never
  readonly nextId = (counter: string): number => this.#sandbox.nextId(this.#api.name, counter)
  readonly conceal = (secret: string): void => void this.#secrets.push(secret)
  readonly attempt = <R>(work: () => R): R => this.#sandbox.attempt(work)
  readonly after = (span: Span, name: string, payload?: unknown): void =>
    setTimer(this.#sandbox, this.#api, { span, name, payload, from: this.now, least: 1 })
  readonly webhook = (webhook: Webhook): void =>
    this.#sandbox.post({
      api: this.#api,
      at: this.now,
      cause: `t${this.#timer.id}`,
      request: outgoingRequestOf(webhook),
      secrets: () => this.#secrets,
    })
}
