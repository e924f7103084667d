// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { setTimeout } from 'node:timers/promises'
import type { Api } from '../api/api.ts'
import { OwnFault } from '../api/own-fault.ts'
import type { ArmedFaults } from '../faults/armed-faults.ts'
import { faultText, type Strike } from '../faults/strike.ts'
import type { Journal } from '../journal/journal.ts'
import { LoggedWebhook, type WebhookAnswer } from '../journal/logged-webhook.ts'
import { formsOf } from '../journal/portable.ts'
import { LATEST } from '../lib/instant.ts'
import { finish } from '../lib/slices.ts'
import type { OutgoingRequest, Retry } from '../store/timers.ts'

/** How webhooks leave the server. */
export interface WebhookPort {
  /** Milliseconds that an attempt may take. */
  readonly timeoutMs: number
  /** Why nothing is sent to an address, and what to do; null where it may be sent. */
  refusal(url: string): string | null
  /**
   * Sends one.
   *
   * @param lane those of one lane wait for each other, where they are many
   * @throws {Error} where no whole answer came, with why in words
   */
  post(request: OutgoingRequest, lane: string, signal: AbortSignal): Promise<WebhookAnswer>
}

/** A webhook that a handler asked for. */
export interface WebhookOrder {
  readonly api: Api
  /** When, by the sandbox's clock. */
  readonly at: number
  readonly cause: string
  readonly request: OutgoingRequest
  /** What of it the journal does not show; asked once the handler has ended. */
  readonly secrets: () => readonly string[]
}

/** The sandbox that sends them. */
interface WebhookHome {
  readonly id: string
  readonly zone: string
  readonly journal: Journal
  readonly faults: ArmedFaults
  transact<R>(work: () => R): R
  wait(entry: Omit<Retry, 'id'>): number
  unwait(entry: Retry): void
  runDue(): void
  /** Where something must be written before anything goes out, and is not yet, a promise that it is. */
  readonly written: Promise<void> | undefined
  tellEntry(entry: LoggedWebhook): void
  tellDefect(error: unknown): void
}

/** Webhooks of one sandbox that are on their way at once. */
const MOST_UNDER_WAY = 1000

/** What a sandbox sends by itself. */
export class Webhooks {
  readonly #sandbox: WebhookHome
  readonly #port: WebhookPort
  readonly #underWay = new Map<LoggedWebhook, AbortController>()
  /** Entries of those that wait to be sent again, by the id of what waits. */
  readonly #waiting = new Map<number, LoggedWebhook>()
  #idle: (() => void)[] = []
  #isEnded = false
  #hasLeft = false

  constructor(sandbox: WebhookHome, port: WebhookPort) {
    this.#sandbox = sandbox
    this.#port = port
  }

  /** How many are on their way. */
  get underWay(): number {
    return this.#underWay.size
  }

  /** Settles when none is on its way; those that wait for the clock are not waited for. */
  idle(): Promise<void> {
    if (this.#underWay.size === 0) return Promise.resolve()
    return new Promise(resolve => this.#idle.push(resolve))
  }

  /** Sends what a transaction asked for, once it has held. */
  send({ api, at, cause, request, secrets }: WebhookOrder): void {
    const hidden = [...secrets(), ...Object.values(api.account as Record<string, string>)]
    const whole = { ...request, secrets: hidden.filter(secret => carries(request, secret)) }
    this.#begin(this.#entryOf(api.name, whole, at, cause), whole, at)
  }

  /** Sends one again. */
  retry(retry: Retry): void {
    const { id, at, api, webhook } = retry
    this.#sandbox.transact(() => this.#sandbox.unwait(retry))
    const entry = this.#waiting.get(id) ?? this.#entryOf(api, webhook, at, null)
    this.#waiting.delete(id)
    const { written } = this.#sandbox
    // What is not known to be written, or is not here any more, is sent by whoever has it.
    if (written) written.then(() => this.#begin(entry, webhook, at)).catch(() => {})
    else this.#begin(entry, webhook, at)
  }

  /** Ends all that are on their way, or wait: what they told of is gone. */
  cancel(): void {
    const cancelled = [...this.#underWay.keys(), ...this.#waiting.values()]
    for (const controller of this.#underWay.values()) controller.abort()
    this.#underWay.clear()
    this.#waiting.clear()
    for (const entry of cancelled) this.#settle(entry, 'cancelled')
  }

  /** The same, for good. */
  end(): void {
    this.#isEnded = true
    this.cancel()
  }

  /** What waits is sent elsewhere; what is on its way comes to its end, and is not sent again. */
  leave(): void {
    this.#hasLeft = true
    this.#waiting.clear()
  }

  #entryOf(api: string, request: OutgoingRequest, at: number, cause: string | null): LoggedWebhook {
    const { journal, zone } = this.#sandbox
    const moment = { seq: journal.nextSeq(), at, zone, secrets: journal.secrets }
    const entry = new LoggedWebhook(api, request, cause, moment)
    journal.add(entry)
    return entry
  }

  /** @param due when it was to be sent, by the sandbox's clock */
  #begin(entry: LoggedWebhook, request: OutgoingRequest, due: number): void {
    const refusal = this.#underWay.size >= MOST_UNDER_WAY ? TOO_MANY : this.#port.refusal(request.url)
    entry.retryAt = null
    if (this.#isEnded) {
      this.#settle(entry, 'cancelled')
      return
    }
    if (refusal !== null) {
      entry.hint = refusal
      this.#settle(entry, 'refused')
      return
    }
    const controller = new AbortController()
    entry.state = 'sending'
    this.#underWay.set(entry, controller)
    this.#attempt(entry, request, due, controller.signal).catch(error => this.#sandbox.tellDefect(error))
  }

  async #attempt(entry: LoggedWebhook, request: OutgoingRequest, due: number, signal: AbortSignal): Promise<void> {
    const [realAt, began] = [Date.now(), performance.now()]
    const strike = this.#strike(entry)
    let answer: WebhookAnswer | null = null
    let error: string | null = null
    try {
      answer = await this.#answer(entry, request, strike, signal)
    } catch (failed) {
      error = (failed as Error).message
    }
    if (signal.aborted) return
    const durationMs = Math.round((performance.now() - began) * 1000) / 1000
    const fault = strike?.fault ?? null
    const attempt = { at: due, realAt, durationMs, status: answer?.status ?? null, error, fault }
    this.#sandbox.journal.reweigh(entry, () => entry.add(attempt, answer))
    this.#underWay.delete(entry)
    const isDelivered = answer !== null && answer.status >= 200 && answer.status < 300
    this.#settle(entry, isDelivered ? 'delivered' : this.#sendAgain(entry, request, due))
    this.#sandbox.runDue()
    this.#tellIdle()
  }

  /** Has it sent again, where it is to be: so long after the attempt before was due, whenever that one ended. */
  #sendAgain(entry: LoggedWebhook, { retry, ...request }: OutgoingRequest, due: number): 'waiting' | 'failed' {
    const [seconds, ...rest] = retry
    if (seconds === undefined || this.#hasLeft) return 'failed'
    const at = Math.min(due + Math.round(seconds * 1000), LATEST)
    try {
      const webhook = { ...request, retry: rest }
      const id = this.#sandbox.transact(() => this.#sandbox.wait({ api: entry.api, at, webhook }))
      this.#waiting.set(id, entry)
      entry.retryAt = at
      return 'waiting'
    } catch (error) {
      if (!(error instanceof OwnFault)) throw error
      entry.hint = `It is not sent again: ${error.message}.`
      return 'failed'
    }
  }

  #strike(entry: LoggedWebhook): Strike | null {
    const { faults } = this.#sandbox
    if (faults.size === 0) return null
    const { api, operation, method, url, path } = entry
    const subject = {
      direction: 'out' as const,
      api,
      operation,
      method,
      url,
      path,
      params: () => finish(entry.readingParams()),
    }
    return this.#sandbox.transact(() => faults.strike({ ...subject, headers: () => entry.headers }))
  }

  async #answer(
    entry: LoggedWebhook,
    request: OutgoingRequest,
    strike: Strike | null,
    signal: AbortSignal,
  ): Promise<WebhookAnswer> {
    if (strike) {
      const gone = new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
      await this.#sandbox.faults.delay(strike, gone)
      signal.throwIfAborted()
      const { id, abort, status = 200, body, headers = {} } = strike
      if (abort === 'hang') await setTimeout(this.#port.timeoutMs, undefined, { signal, ref: false })
      if (abort) throw new Error(`fault ${id}: ${ABORTED[abort]}`)
      if (strike.status !== undefined || body !== undefined)
        return { status, headers, body: body === undefined ? '' : faultText(strike) }
    }
    const headers = { ...request.headers, 'x-mock-request-id': entry.id }
    const { origin } = new URL(request.url)
    return this.#port.post({ ...request, headers }, `${this.#sandbox.id} ${origin}`, signal)
  }

  #settle(entry: LoggedWebhook, state: LoggedWebhook['state']): void {
    entry.state = state
    this.#sandbox.tellEntry(entry)
    if (state === 'refused' || state === 'cancelled') this.#tellIdle()
  }

  #tellIdle(): void {
    if (this.#underWay.size > 0) return
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

/** A secret that is not sent is not kept beside what is. */
function carries({ url, headers, body }: OutgoingRequest, secret: string): boolean {
  const texts = [url, body, ...Object.values(headers)]
  return formsOf(secret).some(form => texts.some(text => text.includes(form)))
}

const TOO_MANY = `${MOST_UNDER_WAY} webhooks of this sandbox are on their way. Wait for them (GET …/webhooks?idle=true) before more are sent.`

const ABORTED: Readonly<Record<NonNullable<Strike['abort']>, string>> = {
  reset: 'the connection was reset',
  empty: 'the connection was closed without an answer',
  truncate: 'the answer was cut off',
  garbage: 'the answer was not HTTP',
  hang: 'no answer came in time',
}
