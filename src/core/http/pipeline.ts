import type { Operation, Reply } from '../api/operation.ts'
import { type Flaw, HttpFault, Refusal } from '../api/refusal.ts'
import type { Fault } from '../faults/fault.ts'
import type { Entry, ServedFrom } from '../journal/journal.ts'
import { Stale } from '../sandbox/sandbox.ts'
import type { Schema } from '../validation/schema.ts'
import type { Validation } from '../validation/validation.ts'
import type { Exchange } from './exchange.ts'
import { PROBLEM_TYPE, Problem } from './problem.ts'

/** What goes on the wire. */
export interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly text: string
  readonly fault: Fault | null
  readonly entry: Entry
}

export interface PipelineOptions {
  validation: Validation
  /** Whether replies are checked against their schemas: in tests, and under `--check-replies`. */
  checkReplies: boolean
  /** Told of every defect of ours. */
  onDefect: (error: unknown, exchange?: Exchange) => void
}

/**
 * One request's way, once its sandbox, its operation and its body are known: one straight line, one transaction.
 */
export function answer(exchange: Exchange, options: PipelineOptions): Answer {
  const { sandbox } = exchange
  const started = performance.now()
  const entry = openEntry(exchange)
  const struck = strike(exchange)
  const served: Served = { from: 'handler' }
  let reply: Reply
  try {
    reply =
      struck?.status !== undefined
        ? injected(struck, exchange)
        : sandbox.transact(() => serve(exchange, options, served), exchange.turn)
    if (options.checkReplies && !struck)
      checkReply(exchange.operation?.replies[reply.status], reply, exchange, options.validation)
  } catch (error) {
    reply = refused(error, exchange, entry, options)
  }
  return closeEntry(entry, exchange, reply, struck, served, started)
}

/** Writes down a request whose client went away before its body had come. */
export function abandon(exchange: Exchange): void {
  const entry = openEntry(exchange)
  entry.aborted = true
  entry.secrets = exchange.credentials()
  exchange.sandbox.journal.add(entry)
}

interface Served {
  from: ServedFrom
  age?: number
}

function serve(exchange: Exchange, { validation }: PipelineOptions, served: Served): Reply {
  const { api } = exchange
  if (api.authenticateAt === 'first') exchange.caller = api.authenticate(exchange)
  if (exchange.unrouted?.kind === 'unknown-path' || exchange.unrouted?.kind === 'malformed') throw exchange.unrouted
  if (api.authenticateAt === 'after-path') exchange.caller = api.authenticate(exchange)
  if (exchange.unrouted) throw exchange.unrouted
  if (api.authenticateAt === undefined || api.authenticateAt === 'after-method')
    exchange.caller = api.authenticate(exchange)
  const operation = exchange.operation!
  noteByteOrderMark(exchange)
  validateQuery(exchange, operation, validation)
  if (operation.find) exchange.found = operation.find(exchange)
  validateBody(exchange, operation, validation)
  return remembered(exchange, operation, served, () => operation.handle(exchange as never))
}

function noteByteOrderMark(exchange: Exchange): void {
  if (!exchange.raw.mark) return
  exchange.violate({ rule: 'encoding', at: 'body', value: 'U+FEFF', docs: 'RFC 8259, section 8.1: no byte order mark' })
}

function validateQuery(exchange: Exchange, { query: schema, docs }: Operation, validation: Validation): void {
  if (schema) validate(exchange, schema, exchange.query, 'query', docs, validation)
}

function validateBody(exchange: Exchange, operation: Operation, validation: Validation): void {
  const { body: schema, docs } = operation
  if (schema) validate(exchange, schema, exchange.body, 'body', docs, validation, operation.check?.(exchange))
}

function validate(
  exchange: Exchange,
  schema: object,
  value: unknown,
  at: 'query' | 'body',
  docs: string,
  validation: Validation,
  more: readonly Flaw[] = [],
): void {
  const { flaws: found, unknown } = validation.check(schema, value, at)
  const flaws = [...found, ...more]
  if (flaws.length > 0)
    throw new HttpFault('invalid', flaws.map(flaw => `${flaw.at} ${flaw.message}`).join('; '), { flaws })
  const credentials = Object.values(exchange.api.credentials).flat()
  for (const { at: place, value: given } of unknown) {
    const isCredential = credentials.some(credential => credential.in === at && `${at}.${credential.name}` === place)
    if (!isCredential) exchange.violate({ rule: 'undocumented', at: place, value: given, docs })
  }
}

/** An operation may declare that its answers are kept; a kept one is given without handling the request. */
function remembered(exchange: Exchange, operation: Operation, served: Served, handle: () => Reply): Reply {
  const policy = operation.cache?.(exchange)
  if (!policy) return handle()
  const key = `${operation.id} ${policy.key}`
  const kept = exchange.sandbox.cached(key)
  if (kept) Object.assign(served, { from: 'cache', age: kept.ageSeconds })
  const reply = kept ? (kept.value as Reply) : handle()
  if (!kept) exchange.sandbox.cache(key, policy.seconds, reply)
  const fresh = operation.refresh?.(reply, exchange) ?? reply
  return {
    ...fresh,
    headers: { ...fresh.headers, 'x-mock-cache': kept ? 'hit' : 'miss', ...(kept && { age: String(kept.ageSeconds) }) },
  }
}

function strike(exchange: Exchange): Fault | null {
  const { sandbox, api, operation, method, fullPath } = exchange
  if (sandbox.faults.isEmpty) return null
  return sandbox.faults.strike({
    api: api.name,
    operation: operation?.id ?? null,
    method,
    path: fullPath,
    params: () => exchange.parameters,
  })
}

/** The answer that a fault gives in place of the operation's. */
function injected(fault: Fault, exchange: Exchange): Reply {
  const status = fault.status!
  if (fault.body === undefined) {
    return {
      ...exchange.api.refuse(new HttpFault('injected', 'A fault was arranged for this request', { status }), exchange),
      status,
    }
  }
  return typeof fault.body === 'string' ? { status, text: fault.body } : { status, body: fault.body }
}

function refused(error: unknown, exchange: Exchange, entry: Entry, options: PipelineOptions): Reply {
  if (error instanceof Stale) {
    entry.stale = true
    return problemReply(staleProblem(exchange.sandbox.id))
  }
  if (error instanceof Problem) return problemReply(error)
  try {
    if (error instanceof Refusal || error instanceof HttpFault) {
      const reply = exchange.api.refuse(error, exchange)
      if (options.checkReplies && reply.body !== undefined)
        checkReply(exchange.api.error, reply, exchange, options.validation)
      return reply
    }
    options.onDefect(error, exchange)
  } catch (defect) {
    options.onDefect(defect, exchange)
  }
  return exchange.api.refuse(new HttpFault('unexpected', 'Internal error'), exchange)
}

const staleProblem = (id: string): Problem =>
  new Problem(
    409,
    'Stale request',
    `Sandbox ${id} was reset while this request was under way; it wrote nothing.`,
    'Await every request before you reset.',
  )

export const problemReply = (problem: Problem): Reply => ({
  status: problem.status,
  text: JSON.stringify(problem),
  headers: { 'content-type': PROBLEM_TYPE, ...problem.headers },
})

function checkReply(schema: Schema | null | undefined, reply: Reply, exchange: Exchange, validation: Validation): void {
  const { api, operation } = exchange
  const fail = (why: string): never => {
    throw new Error(`${operation?.id ?? 'A refusal'} answered ${reply.status} ${why}`)
  }
  if (reply.text !== undefined) return
  if (schema === undefined) fail('which it does not declare')
  if (!schema) {
    if (reply.body !== undefined) fail('with a body where it declares none')
    return
  }
  const sent = JSON.parse(api.encode?.(reply.body ?? null, exchange) ?? JSON.stringify(reply.body ?? null))
  const { flaws, unknown } = validation.check(schema, sent, 'reply')
  const wrong = [
    ...flaws.map(flaw => `${flaw.at} ${flaw.message}`),
    ...unknown.map(({ at }) => `${at} is not in the schema`),
  ]
  if (wrong.length > 0) fail(`with what its schema forbids: ${wrong.join('; ')}`)
}

function openEntry(exchange: Exchange): Entry {
  const { sandbox, api } = exchange
  const seq = sandbox.journal.nextSeq()
  const entry: Entry = {
    id: `r${seq}`,
    seq,
    at: exchange.now,
    zone: sandbox.zone,
    realAt: Date.now(),
    api: api.name,
    operation: exchange.operation?.id ?? null,
    method: exchange.method,
    url: exchange.url,
    headers: exchange.headers,
    body: exchange.text,
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

function closeEntry(
  entry: Entry,
  exchange: Exchange,
  reply: Reply,
  fault: Fault | null,
  served: Served,
  started: number,
): Answer {
  const { api, sandbox, violations } = exchange
  const text =
    reply.text ?? (reply.body === undefined ? '' : (api.encode?.(reply.body, exchange) ?? JSON.stringify(reply.body)))
  const headers: Record<string, string> = { 'x-mock-request-id': entry.id }
  if (text !== '') headers['content-type'] = api.contentType ?? 'application/json; charset=utf-8'
  Object.assign(headers, api.headers, reply.headers, fault?.headers)
  if (violations.length > 0) headers['x-mock-violations'] = String(violations.length)
  entry.status = reply.status
  entry.replyHeaders = headers
  entry.replyBody = text
  entry.violations = violations
  entry.readings = [...exchange.readings]
  entry.servedFrom = fault && (fault.status !== undefined || fault.abort) ? 'fault' : served.from
  entry.fault = fault?.id ?? null
  entry.secrets = exchange.credentials()
  entry.durationMs = Math.round((performance.now() - started) * 1000) / 1000
  sandbox.journal.add(entry)
  return { status: reply.status, headers, text, fault, entry }
}
