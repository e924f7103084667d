import { formatIso } from '../lib/zone.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import { masker } from './mask.ts'

/** An entry without what it carried, as an event tells of it; credentials are masked. */
export function summary(entry: LoggedExchange) {
  const mask = masker(entry.secrets)
  return {
    id: entry.id,
    at: formatIso(entry.at, entry.zone),
    realAt: new Date(entry.realAt).toISOString(),
    api: entry.api,
    operation: entry.operation,
    method: entry.method,
    url: mask.url(entry.url),
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

/** An entry whole, as `/__admin` shows it; credentials are masked. */
export function shown(entry: LoggedExchange) {
  const { id, at, realAt, api, operation, method, url, ...outcome } = summary(entry)
  const mask = masker(entry.secrets)
  const headers = mask.headers(entry.headers)
  const body = mask.body(entry.body, String(entry.headers['content-type'] ?? ''))
  const response = { headers: mask.headers(entry.replyHeaders), body: mask.text(entry.replyBody) }
  const { status, ...rest } = outcome
  return { id, at, realAt, api, operation, method, url, headers, body, status, response, ...rest }
}
