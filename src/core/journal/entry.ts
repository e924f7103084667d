import type { Violation } from '../api/violation.ts'
import { formatIso } from '../lib/zone.ts'
import type { LoggedExchange, ServedFrom } from './logged-exchange.ts'
import { masker } from './mask.ts'

/** One request that came to a sandbox, without what it carried; credentials are masked. */
export interface EntrySummary {
  readonly id: string
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
  /** The readings that shaped the answer. */
  readonly readings: readonly string[]
  /** The sandbox was reset while it was under way. */
  readonly stale?: boolean
  /** The client went away before it was answered. */
  readonly aborted?: boolean
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
  const mask = masker(entry.secrets)
  return {
    id: entry.id,
    at: formatIso(entry.at, entry.zone),
    realAt: new Date(entry.realAt).toISOString(),
    api: entry.api,
    operation: entry.operation,
    method: entry.method,
    url: entry.url === null ? null : mask.url(entry.url),
    status: entry.status,
    durationMs: entry.durationMs,
    servedFrom: entry.servedFrom,
    fault: entry.fault,
    violations: mask.violations(entry.violations),
    readings: entry.readings,
    ...(entry.stale && { stale: true }),
    ...(entry.aborted && { aborted: true }),
  }
}

/** An entry whole, as `/__admin` gives it. */
export function toJournalEntry(entry: LoggedExchange): JournalEntry {
  const { id, at, realAt, api, operation, method, url, status, ...rest } = summarize(entry)
  const mask = masker(entry.secrets)
  const headers = mask.headers(entry.headers)
  const body = mask.body(entry.body, String(entry.headers['content-type'] ?? ''))
  const response = {
    headers: mask.headers(entry.replyHeaders) as Record<string, string>,
    body: mask.text(entry.replyBody),
  }
  return { id, at, realAt, api, operation, method, url, headers, body, status, response, ...rest }
}
