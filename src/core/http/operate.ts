import type { Api } from '../api/api.ts'
import type { Limit } from '../api/limit.ts'
import type { Operation, Reply } from '../api/operation.ts'
import { HttpFault } from '../api/refusal.ts'
import { isWork, type Work } from '../lib/slices.ts'
import type { Validation } from '../validation/validation.ts'
import { noteDropped, noteRawTarget, noteStrayBytes, validateBody, validateQuery } from './checks.ts'
import type { HandlerCall } from './handler-call.ts'
import { isLong, WrittenReply, writeLong } from './long-reply.ts'
import { atOnce } from './own-fault.ts'
import type { PipelineOptions } from './pipeline-options.ts'

/** In place of a reply whose work is not over. */
export const UNFINISHED = Symbol('unfinished')

/** Steps of a work that are one transaction, as far as they take no longer. */
const STEPS = 100
const MILLISECONDS = 10

/** What its operation replies to a request, as far as one transaction goes. */
export function operate(call: HandlerCall, { validation, checkReplies }: PipelineOptions): Reply | typeof UNFINISHED {
  const given = call.work ?? atOnce(handle(call, validation), 'its handler', call)
  const reply = isWork(given) ? goOn(given, call) : given
  // One that is checked against its schema is written for that, at once.
  if (reply === UNFINISHED || reply instanceof WrittenReply || checkReplies || !isLong(reply, call)) return reply
  return goOn(writeLong(reply, call), call)
}

/** @throws {Stale} where its sandbox was reset or dropped since the last step */
function goOn(work: Work<Reply>, call: HandlerCall): Reply | typeof UNFINISHED {
  if (call.work) call.sandbox.refuseStale()
  call.work = work
  const until = performance.now() + MILLISECONDS
  for (let step = 0; step < STEPS && performance.now() < until; step++) {
    const { done, value } = work.next()
    if (done) return value
  }
  return UNFINISHED
}

function handle(call: HandlerCall, validation: Validation): Reply | Work<Reply> {
  const { api, request } = call
  const { unrouted } = request
  if (api.authenticateAt === 'first') authenticate(call)
  if (unrouted && !(unrouted instanceof HttpFault && unrouted.kind === 'wrong-method')) throw unrouted
  if (api.authenticateAt === 'after-path') authenticate(call)
  if (unrouted) throw unrouted
  if (api.authenticateAt === undefined || api.authenticateAt === 'after-method') authenticate(call)
  const operation = request.operation!
  if (api.limit) refuseBeyond(api.limit, api.name, call)
  if (operation.limit) refuseBeyond(operation.limit, `${api.name} ${operation.id}`, call)
  if (operation.available && !atOnce(operation.available(call), 'its available', call))
    throw unavailable(operation, api)
  noteRawTarget(call)
  noteStrayBytes(call)
  const byPath = operation.path.includes('/:')
  if (byPath) call.found = atOnce(operation.find?.(call), 'its find', call)
  validateQuery(call, operation, validation)
  if (!byPath) call.found = atOnce(operation.find?.(call), 'its find', call)
  validateBody(call, operation, validation)
  noteDropped(call)
  return remembered(call, operation)
}

function authenticate(call: HandlerCall): void {
  call.caller = atOnce(call.api.authenticate(call), 'its authenticate', call)
}

/** @throws {HttpFault} `too-many` */
function refuseBeyond(limit: Limit, name: string, call: HandlerCall): void {
  const by = limit.by && atOnce(limit.by(call), 'its limit', call)
  const waitMs = call.sandbox.limits.count(limit, `${name} ${by ?? ''}`, call.now)
  if (waitMs === null) return
  const { requests, per } = limit
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000))
  throw new HttpFault('too-many', `More than ${requests} requests in ${per}`, { retryAfter })
}

function unavailable(operation: Operation, { operations }: Api): HttpFault {
  const others = operations.filter(({ path, id }) => path === operation.path && id !== operation.id)
  const allow = [...new Set(others.flatMap(({ methods }) => methods))]
  return new HttpFault('wrong-method', `${operation.methods} is not allowed here`, { allow })
}

/** An operation may declare that its answers are kept; a kept one is given without handling the request. */
function remembered(call: HandlerCall, operation: Operation): Reply | Work<Reply> {
  const policy = operation.cache && atOnce(operation.cache(call), 'its cache', call)
  if (!policy) return operation.handle(call as never)
  const key = `${operation.id} ${policy.key}`
  const kept = call.sandbox.cached(key)
  if (!kept) {
    const reply = operation.handle(call as never)
    // What is given in steps is not kept.
    if (isWork(reply)) return reply
    call.toKeep = { key, seconds: policy.seconds, reply }
    return { ...reply, headers: { ...reply.headers, 'x-mock-cache': 'miss' } }
  }
  call.outcome.servedFrom = 'cache'
  const reply = kept.value as Reply
  const fresh = atOnce(operation.refresh?.(reply, call), 'its refresh', call) ?? reply
  return { ...fresh, headers: { ...fresh.headers, 'x-mock-cache': 'hit', age: String(kept.ageSeconds) } }
}
