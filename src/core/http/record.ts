import type { Operation, Reply } from '../api/operation.ts'
import type { Fault } from '../faults/fault.ts'
import type { Entry, ServedFrom } from '../journal/journal.ts'
import type { Exchange } from './exchange.ts'

/** What goes on the wire. */
export interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly text: string
  readonly fault: Fault | null
  readonly entry: Entry
}

/** Where an answer came from. */
export interface Served {
  from: ServedFrom
  age?: number
}

/** Writes down a request whose client went away before its body had come. */
export function abandon(exchange: Exchange): void {
  const entry = openEntry(exchange)
  entry.aborted = true
  entry.secrets = exchange.secrets
  exchange.sandbox.record(entry)
}

/** What a request is for, as far as that can be told before its caller is known. */
function aimedAt(exchange: Exchange): Operation | undefined {
  try {
    return exchange.api.dispatch?.(exchange) ?? exchange.operation
  } catch {
    return exchange.operation
  }
}

/** A text goes as it is, anything else as JSON. */
export const bodyOf = ({ body }: Fault): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** The journal's entry of a request that has begun. */
export function openEntry(exchange: Exchange): Entry {
  const { sandbox, api } = exchange
  const seq = sandbox.journal.nextSeq()
  const entry: Entry = {
    id: `r${seq}`,
    seq,
    at: exchange.now,
    zone: sandbox.zone,
    realAt: Date.now(),
    api: api.name,
    operation: aimedAt(exchange)?.id ?? null,
    method: exchange.method,
    url: exchange.url,
    path: exchange.fullPath,
    headers: exchange.headers,
    body: exchange.raw.text,
    params: () => exchange.parameters,
    status: null,
    replyHeaders: {},
    replyBody: '',
    durationMs: 0,
    servedFrom: 'handler',
    fault: null,
    violations: [],
    readings: [],
    stale: false,
    aborted: false,
    secrets: [],
  }
  return entry
}

function textOf({ text, body }: Reply, exchange: Exchange): string {
  return text ?? (body === undefined ? '' : (exchange.api.encode?.(body, exchange) ?? JSON.stringify(body)))
}

/** Headers that a fault adds; where a message ends is never theirs to say. */
function arranged(headers: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return Object.fromEntries(
    named.filter(([name]) => !['content-length', 'transfer-encoding', 'trailer'].includes(name)),
  )
}

/** Completes the entry, and gives what goes on the wire. */
export function closeEntry(
  entry: Entry,
  exchange: Exchange,
  reply: Reply,
  fault: Fault | null,
  served: Served,
  started: number,
): Answer {
  const { api, sandbox, violations } = exchange
  const text = fault?.body === undefined ? textOf(reply, exchange) : bodyOf(fault)
  const headers: Record<string, string> = { 'x-mock-request-id': entry.id }
  if (text !== '') headers['content-type'] = api.contentType ?? 'application/json; charset=utf-8'
  Object.assign(headers, api.headers, reply.headers, fault?.headers && arranged(fault.headers))
  if (violations.length > 0) headers['x-mock-violations'] = String(violations.length)
  entry.status = reply.status
  entry.replyHeaders = headers
  entry.replyBody = text
  entry.violations = violations
  entry.readings = [...exchange.readings]
  const isFault =
    fault !== null && (fault.status !== undefined || fault.body !== undefined || fault.abort !== undefined)
  entry.servedFrom = isFault ? 'fault' : served.from
  entry.fault = fault?.id ?? null
  entry.secrets = exchange.secrets
  entry.durationMs = Math.round((performance.now() - started) * 1000) / 1000
  sandbox.record(entry)
  return { status: reply.status, headers, text, fault, entry }
}
