import type { Api } from '../api/define-api.ts'
import type { Operation, Reply } from '../api/operation.ts'
import { type Flaw, HttpFault, Refusal } from '../api/refusal.ts'
import type { Fault } from '../faults/fault.ts'
import type { Entry, ServedFrom } from '../journal/journal.ts'
import { Stale } from '../sandbox/sandbox.ts'
import type { Schema } from '../validation/schema.ts'
import type { Validation } from '../validation/validation.ts'
import type { Exchange } from './exchange.ts'
import { internalError, PROBLEM_TYPE, Problem } from './problem.ts'

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
  const struck = strike(exchange, entry)
  const served: Served = { from: 'handler' }
  const close = (reply: Reply): Answer => closeEntry(entry, exchange, reply, struck, served, started)
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
  try {
    return close(reply)
  } catch (defect) {
    options.onDefect(defect, exchange)
    return close(problemReply(internalError()))
  }
}

/** Writes down a request whose client went away before its body had come. */
export function abandon(exchange: Exchange): void {
  const entry = openEntry(exchange)
  entry.aborted = true
  entry.secrets = exchange.credentials()
  exchange.sandbox.record(entry)
}

interface Served {
  from: ServedFrom
  age?: number
}

function serve(exchange: Exchange, { validation }: PipelineOptions, served: Served): Reply {
  const { api } = exchange
  if (api.authenticateAt === 'first') exchange.caller = api.authenticate(exchange)
  dispatch(exchange)
  if (exchange.unrouted?.kind === 'unknown-path' || exchange.unrouted?.kind === 'malformed') throw exchange.unrouted
  if (api.authenticateAt === 'after-path') exchange.caller = api.authenticate(exchange)
  if (exchange.unrouted) throw exchange.unrouted
  if (api.authenticateAt === undefined || api.authenticateAt === 'after-method')
    exchange.caller = api.authenticate(exchange)
  const operation = exchange.operation!
  if (operation.available?.(exchange) === false) throw unavailable(operation, api)
  noteByteOrderMark(exchange)
  const byPath = operation.path.includes('/:')
  const checked = api.checksInput?.(exchange) ?? true
  if (byPath) exchange.found = operation.find?.(exchange)
  if (checked) validateQuery(exchange, operation, validation)
  if (!byPath) exchange.found = operation.find?.(exchange)
  if (checked) validateBody(exchange, operation, validation)
  return remembered(exchange, operation, served, () => operation.handle(exchange as never))
}

/** An API may go by more than path and method. */
function dispatch(exchange: Exchange): void {
  const operation = exchange.api.dispatch?.(exchange)
  if (!operation) return
  exchange.operation = operation
  exchange.unrouted = undefined
}

function unavailable(operation: Operation, { operations }: Api): HttpFault {
  const others = operations.filter(({ path, id }) => path === operation.path && id !== operation.id)
  const allow = [...new Set(others.flatMap(({ methods }) => methods))]
  return new HttpFault('wrong-method', `${operation.methods} is not allowed here`, { allow })
}

function noteByteOrderMark(exchange: Exchange): void {
  if (!exchange.raw.mark) return
  exchange.violate({ rule: 'encoding', at: 'body', value: 'U+FEFF', docs: 'RFC 8259, section 8.1: no byte order mark' })
}

function validateQuery(exchange: Exchange, { query: schema, docs }: Operation, validation: Validation): void {
  if (schema) validate(exchange, schema, exchange.query, 'query', docs, validation)
}

function validateBody(exchange: Exchange, operation: Operation, validation: Validation): void {
  if (exchange.bodyFault) throw exchange.bodyFault
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
  if (!kept) {
    const reply = handle()
    exchange.sandbox.cache(key, policy.seconds, reply)
    return { ...reply, headers: { ...reply.headers, 'x-mock-cache': 'miss' } }
  }
  const reply = kept.value as Reply
  const fresh = operation.refresh?.(reply, exchange) ?? reply
  return { ...fresh, headers: { ...fresh.headers, 'x-mock-cache': 'hit', age: String(kept.ageSeconds) } }
}

/** What a request is for, as far as that can be told before its caller is known. */
function aimedAt(exchange: Exchange): Operation | undefined {
  try {
    return exchange.api.dispatch?.(exchange) ?? exchange.operation
  } catch {
    return exchange.operation
  }
}

function strike(exchange: Exchange, { operation }: Entry): Fault | null {
  const { sandbox, api, method, fullPath: path } = exchange
  if (sandbox.faults.size === 0 || sandbox.isStale(exchange.turn)) return null
  return sandbox.faults.strike({ api: api.name, operation, method, path, params: () => exchange.parameters })
}

/** The answer that a fault gives in place of the operation's. */
function injected(fault: Fault, exchange: Exchange): Reply {
  const status = fault.status!
  if (fault.body !== undefined) return { status, text: bodyOf(fault) }
  const error = new HttpFault('injected', 'A fault was arranged for this request', { status })
  return { ...exchange.refuse(error), status }
}

/** A text goes as it is, anything else as JSON. */
const bodyOf = ({ body }: Fault): string => (typeof body === 'string' ? body : JSON.stringify(body))

function refused(error: unknown, exchange: Exchange, entry: Entry, options: PipelineOptions): Reply {
  if (error instanceof Stale) {
    entry.stale = true
    return problemReply(staleProblem(exchange.sandbox.id))
  }
  if (error instanceof Problem) return problemReply(error)
  try {
    if (error instanceof Refusal || error instanceof HttpFault) {
      const reply = exchange.refuse(error)
      if (options.checkReplies && reply.body !== undefined)
        checkReply(exchange.api.error, reply, exchange, options.validation)
      return reply
    }
    options.onDefect(error, exchange)
  } catch (defect) {
    options.onDefect(defect, exchange)
  }
  try {
    return exchange.refuse(new HttpFault('unexpected', 'Internal error'))
  } catch {
    return problemReply(internalError())
  }
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

function closeEntry(
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
  entry.secrets = [...exchange.credentials(), ...exchange.issued]
  entry.durationMs = Math.round((performance.now() - started) * 1000) / 1000
  sandbox.record(entry)
  return { status: reply.status, headers, text, fault, entry }
}
