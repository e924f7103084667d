import type { Violation } from '../api/violation.ts'
import { finish, type Work } from '../lib/slices.ts'
import { formatIso } from '../lib/zone.ts'
import type { Timer } from '../store/timers.ts'
import type { LoggedExchange, ServedFrom } from './logged-exchange.ts'
import { type DeliveryState, LoggedWebhook } from './logged-webhook.ts'
import type { Mask } from './mask.ts'

/** One request that came to a sandbox, without what it carried; credentials are masked. */
export interface EntrySummary {
  readonly id: string
  /** `in`: it came to the sandbox; `out`: an API sent it, a webhook. */
  readonly direction: 'in' | 'out'
  /** The sandbox's clock, ISO 8601 with its offset. */
  readonly at: string
  /** Real time, ISO 8601. */
  readonly realAt: string
  /** Null where it reached no API. */
  readonly api: string | null
  readonly operation: string | null
  /** Null, as is its URL, where the request could not be read. */
  readonly method: string | null
  readonly url: string | null
  /** Null until it is answered. */
  readonly status: number | null
  readonly durationMs: number
  readonly servedFrom: ServedFrom
  /** The id of the fault that struck it. */
  readonly fault: string | null
  readonly violations: readonly Violation[]
  /** How many more it broke than `violations` tells, where it broke very many; and the same in words. */
  readonly violationsOmitted?: number
  readonly violationsNote?: string
  /** The documented case that decided the answer, where one did: `duplicate`. */
  readonly rule?: string
  /** The operations, up to three, that were perhaps meant, where it reached no API. */
  readonly nearest?: readonly string[]
  /** The readings that shaped the answer. */
  readonly readings: readonly string[]
  /** The sandbox was reset while it was under way. */
  readonly stale?: boolean
  /** The client went away before it was answered. */
  readonly aborted?: boolean
  /** Why it could not be answered as its API meant, where the API's code failed. */
  readonly defect?: string
  /** The timer that failed, where it is of one. */
  readonly timer?: Omit<TimerInfo, 'api'>
  /** Of a webhook: what became of it. */
  readonly delivery?: DeliveryState
  /** Of a webhook: each time that it was sent, the first first. */
  readonly attempts?: readonly DeliveryAttempt[]
  /** Of a webhook: the request (`r12`) or timer (`t3`) that sent it; null where its sandbox was restored since. */
  readonly cause?: string | null
  /** Of a webhook: when it is sent again, by the sandbox's clock. */
  readonly retryAt?: string
  /** Of a webhook: why it was not sent, or not again, and what to do. */
  readonly hint?: string
}

/** A timer that waits for the sandbox's clock. */
export interface TimerInfo {
  /** `t3` */
  readonly id: string
  /** As its API declares it. */
  readonly name: string
  readonly api: string
  /** When it is due, by the sandbox's clock: ISO 8601 with its offset. */
  readonly at: string
  readonly payload: unknown
}

/** One time that a webhook was sent. */
export interface DeliveryAttempt {
  /** When it was due, by the sandbox's clock: ISO 8601 with its offset. */
  readonly at: string
  /** Real time, ISO 8601. */
  readonly realAt: string
  readonly durationMs: number
  /** Null: no whole answer came. */
  readonly status: number | null
  /** Why none came. */
  readonly error?: string
  /** The id of the fault that struck it. */
  readonly fault?: string
}

/** One request that came to a sandbox, and what it was answered; credentials are masked. */
export interface JournalEntry extends EntrySummary {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** As it came. */
  readonly body: string
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string }
}

/** What of an entry an event tells. */
export function summarize(entry: LoggedExchange): EntrySummary {
  return summary(entry, finish(entry.masking()), TOLD)
}

/** Violations that an event tells. */
const TOLD = 10

/** An entry whole, as `/__admin` gives it. */
export function* readingEntry(entry: LoggedExchange, known?: Mask): Work<JournalEntry> {
  const mask = known ?? (yield* entry.masking())
  const { id, direction, at, realAt, api, operation, method, url, status, ...rest } = summary(
    entry,
    mask,
    Number.POSITIVE_INFINITY,
  )
  const { headers } = mask
  yield
  const body = yield* mask.maskingBody()
  const answer = yield* mask.maskingAnswer(entry.replyBody)
  const response = { headers: mask.answerHeaders(entry.replyHeaders), body: answer }
  return { id, direction, at, realAt, api, operation, method, url, headers, body, status, response, ...rest }
}

function summary(entry: LoggedExchange, mask: Mask, violations: number): EntrySummary {
  const shown = entry.violations.slice(0, violations)
  const omitted = entry.violationsOmitted + entry.violations.length - shown.length
  return {
    id: entry.id,
    direction: entry.direction,
    at: formatIso(entry.at, entry.zone),
    realAt: new Date(entry.realAt).toISOString(),
    api: entry.api,
    operation: entry.operation,
    method: entry.method,
    url: entry.url === null ? null : mask.url,
    status: entry.status,
    durationMs: entry.durationMs,
    servedFrom: entry.servedFrom,
    fault: entry.fault,
    violations: shown.map(violation => mask.violation(violation)),
    ...(omitted > 0 && {
      violationsOmitted: omitted,
      violationsNote: `and ${omitted.toLocaleString('en-US')} more`,
    }),
    ...(entry.case && { rule: entry.case.id }),
    ...(entry.nearest && { nearest: entry.nearest }),
    readings: entry.readings,
    ...(entry.stale && { stale: true }),
    ...(entry.aborted && { aborted: true }),
    ...(entry.defect !== null && { defect: mask.text(entry.defect) }),
    ...(entry.timer && { timer: timerOf(entry.timer, entry.zone, mask) }),
    ...(entry instanceof LoggedWebhook && deliveryOf(entry)),
  }
}

function timerOf(timer: Timer, zone: string, mask: Mask): EntrySummary['timer'] {
  const { id, name, at, payload } = timer
  return { id: `t${id}`, name, at: formatIso(at, zone), payload: mask.value(payload) }
}

function deliveryOf({ state, attempts, cause, retryAt, hint, zone }: LoggedWebhook): Partial<EntrySummary> {
  return {
    delivery: state,
    attempts: attempts.map(({ at, realAt, durationMs, status, error, fault }) => ({
      ...{ at: formatIso(at, zone), realAt: new Date(realAt).toISOString(), durationMs, status },
      ...(error !== null && { error }),
      ...(fault && { fault: fault.id! }),
    })),
    cause,
    ...(retryAt !== null && { retryAt: formatIso(retryAt, zone) }),
    ...(hint !== null && { hint }),
  }
}
