import type { Api } from '../api/define-api.ts'
import type { Operation, Reply } from '../api/operation.ts'
import { HttpFault, Refusal } from '../api/refusal.ts'
import type { Fault } from '../faults/fault.ts'
import { Stale } from '../sandbox/sandbox.ts'
import type { Validation } from '../validation/validation.ts'
import { checkReply, noteStrayBytes, validateBody, validateQuery } from './checks.ts'
import type { Exchange } from './exchange.ts'
import { internalError, PROBLEM_TYPE, Problem } from './problem.ts'
import { type Answer, bodyOf, closeEntry, Recorded, type Served } from './record.ts'

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
  const entry = new Recorded(exchange)
  const struck = strike(exchange, entry)
  const served: Served = { from: 'handler' }
  const close = (reply: Reply): Answer => closeEntry(entry, exchange, reply, struck, served, started)
  let reply: Reply
  try {
    reply =
      struck?.status !== undefined
        ? injected(struck, exchange)
        : sandbox.transact(() => serve(exchange, options, served), exchange.arrival.turn)
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
  noteStrayBytes(exchange)
  const byPath = operation.path.includes('/:')
  if (byPath) exchange.found = operation.find?.(exchange)
  validateQuery(exchange, operation, validation)
  if (!byPath) exchange.found = operation.find?.(exchange)
  validateBody(exchange, operation, validation)
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

function strike(exchange: Exchange, { operation }: Recorded): Fault | null {
  const { sandbox, api, method } = exchange
  const path = exchange.arrival.fullPath
  if (sandbox.faults.size === 0 || sandbox.isStale(exchange.arrival.turn)) return null
  return sandbox.faults.strike({ api: api.name, operation, method, path, params: () => exchange.parameters })
}

/** The answer that a fault gives in place of the operation's. */
function injected(fault: Fault, exchange: Exchange): Reply {
  const status = fault.status!
  if (fault.body !== undefined) return { status, text: bodyOf(fault) }
  const error = new HttpFault('injected', 'A fault was arranged for this request', { status })
  return { ...exchange.refuse(error), status }
}

function refused(error: unknown, exchange: Exchange, entry: Recorded, options: PipelineOptions): Reply {
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
