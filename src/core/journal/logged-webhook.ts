import type { Fault } from '../faults/fault.ts'
import { parseParams } from '../lib/params.ts'
import { targetOf } from '../lib/request-target.ts'
import type { Work } from '../lib/slices.ts'
import type { OutgoingRequest } from '../store/timers.ts'
import { BareExchange } from './bare-exchange.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { ArrivalMoment } from './logged-request.ts'
import { Mask } from './mask.ts'
import { objectIn } from './unmatched-request.ts'

/**
 * What became of a webhook: an attempt is under way; it failed and will be sent again; it was answered 200 to 299; it
 * will not be sent again; it was not sent at all; its sandbox was reset or dropped, or the server closed.
 */
export type DeliveryState = 'sending' | 'waiting' | 'delivered' | 'failed' | 'refused' | 'cancelled'

/** One time that a webhook was sent. */
export interface Attempt {
  /** When it was due, by the sandbox's clock: milliseconds since the epoch. */
  readonly at: number
  readonly realAt: number
  readonly durationMs: number
  /** Null: no whole answer came. */
  readonly status: number | null
  /** Why none came, in words. */
  readonly error: string | null
  /** What struck it. */
  readonly fault: Fault | null
}

/** What a receiver answered. */
export interface WebhookAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const NO_ANSWER = { headers: {}, body: '' }

/** Roughly what an entry takes by itself, and each attempt, in bytes. */
const OWN_WEIGHT = 1024
const ATTEMPT_WEIGHT = 256

/** A request that an API sent by itself, with its attempts. */
export class LoggedWebhook extends BareExchange implements LoggedExchange {
  readonly direction = 'out'
  readonly api: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The request (`r12`) or timer (`t3`) that sent it; null where only an earlier life of its sandbox knows. */
  readonly cause: string | null
  readonly attempts: Attempt[] = []
  state: DeliveryState = 'sending'
  /** When it is sent again, by the sandbox's clock. */
  retryAt: number | null = null
  /** Why it was not sent, and what to do. */
  hint: string | null = null
  readonly #credentials: readonly string[]
  #answer: Pick<WebhookAnswer, 'headers' | 'body'> = NO_ANSWER

  constructor(api: string, request: OutgoingRequest, cause: string | null, moment: ArrivalMoment) {
    super(moment)
    this.api = api
    this.method = request.method
    this.url = request.url
    this.headers = request.headers
    this.body = request.body
    this.cause = cause
    this.#credentials = request.secrets
  }

  /** @param answer null: none came */
  add(attempt: Attempt, answer: WebhookAnswer | null): void {
    this.attempts.push(attempt)
    this.#answer = answer ?? NO_ANSWER
  }

  get path(): string {
    return targetOf(this.url).path
  }
  get status(): number | null {
    return this.attempts.at(-1)?.status ?? null
  }
  get durationMs(): number {
    return this.attempts.at(-1)?.durationMs ?? 0
  }
  get replyHeaders(): Readonly<Record<string, string>> {
    return this.#answer.headers
  }
  get replyBody(): string {
    return this.#answer.body
  }
  get struckBy(): Fault | null {
    return this.attempts.at(-1)?.fault ?? null
  }
  get fault(): string | null {
    return this.struckBy?.id ?? null
  }
  get servedFrom(): 'handler' | 'fault' {
    return this.struckBy ? 'fault' : 'handler'
  }
  get aborted(): boolean {
    return this.state === 'cancelled'
  }
  get defect(): null {
    return null
  }
  get weight(): number {
    const { url, body, attempts, headers } = this
    const texts = 2 * (body.length + this.#answer.body.length + JSON.stringify([headers, this.#answer.headers]).length)
    return url.length + texts + attempts.length * ATTEMPT_WEIGHT + OWN_WEIGHT
  }
  *readingParams(): Work<unknown> {
    yield
    const isForm = /^application\/x-www-form-urlencoded/i.test(this.headers['content-type'] ?? '')
    const { search } = targetOf(this.url)
    return { ...parseParams(search), ...(isForm ? parseParams(this.body) : objectIn(this.body)) }
  }
  masking(): Work<Mask> {
    const { url, headers, body } = this
    const isReadable = body === '' || /^[[{]/.test(body)
    return Mask.making({ url, headers, body, isReadable, credentials: this.#credentials }, this.secrets)
  }
}
