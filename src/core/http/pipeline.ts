import type { Api } from '../api/api.ts'
import type { Limit } from '../api/limit.ts'
import { namesOfNearest } from '../api/nearest-operations.ts'
import type { Operation, Reply } from '../api/operation.ts'
import type { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault, Refusal } from '../api/refusal.ts'
import { faultText, type Strike } from '../faults/strike.ts'
import { LoggedRequest, type ReplyMessage } from '../journal/logged-request.ts'
import { joinHeaders } from '../lib/header-list.ts'
import { isWork, pause, type Work } from '../lib/slices.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { runDue } from '../sandbox/timers.ts'
import { checkReply, noteDropped, noteRawTarget, noteStrayBytes, validateBody, validateQuery } from './checks.ts'
import { caseOfReply } from './documented.ts'
import { HandlerCall } from './handler-call.ts'
import { atOnce } from './own-fault.ts'
import type { PipelineOptions } from './pipeline-options.ts'
import { refused } from './refused.ts'
import { NO_BYTES, toMessage } from './response.ts'

/** What a request is answered, and how its fault disturbs it. */
export interface Answer {
  readonly message: ReplyMessage
  readonly fault: Strike | null
  readonly entry: LoggedRequest
}

/**
 * One request's way, once its sandbox and its body are known: one straight line. What it writes and the answer, as it
 * goes on the wire, are one transaction; the journal is told afterwards.
 *
 * @returns a promise where its operation takes long: that is done in steps, each a transaction, between which others are
 *   served
 */
export function respond(
  request: ReceivedRequest,
  sandbox: Sandbox,
  options: PipelineOptions,
): Answer | Promise<Answer> {
  const started = performance.now()
  if (sandbox.hasTimers) runDue(sandbox)
  const call = new HandlerCall(request, sandbox)
  dispatch(call)
  const begun = begin(request, sandbox, call.now)
  call.outcome.fault = strike(call)
  const message = advance(call, () => begun.id, options)
  return message ? conclude(message, call, begun, started, options) : goOn(call, begun, started, options)
}

/**
 * Does the work of a request as far as one transaction goes.
 *
 * @param entryId gives the id of its entry, when it is over
 * @returns null where it is not over
 */
function advance(call: HandlerCall, entryId: () => string, options: PipelineOptions): ReplyMessage | null {
  const { request, sandbox, outcome } = call
  try {
    return sandbox.transact(() => {
      if (request.unrouted && !request.operation)
        call.noteUnanswered(namesOfNearest(request.method, request.head.fullPath, [request.api]))
      const reply = decide(call, options)
      if (reply === UNFINISHED) return null
      const made = toMessage(reply, call, entryId())
      call.keepReply(made.bytes.length)
      return made
    }, request.head.sequence)
  } catch (error) {
    return refused(error, call, entryId(), options)
  } finally {
    outcome.writes = outcome.writes.length === 0 ? sandbox.writes : [...outcome.writes, ...sandbox.writes]
  }
}

async function goOn(
  call: HandlerCall,
  begun: LoggedRequest,
  started: number,
  options: PipelineOptions,
): Promise<Answer> {
  const { request, sandbox } = call
  let entry = begun
  const entryId = (): string => {
    // Where others came meanwhile it is written down after them, and numbered so.
    if (sandbox.journal.lastSeq !== entry.seq) entry = begin(request, sandbox, call.now)
    return entry.id
  }
  for (;;) {
    await pause()
    const message = advance(call, entryId, options)
    if (message) return conclude(message, call, entry, started, options)
  }
}

/** Writes down what became of a request. */
function conclude(
  given: ReplyMessage,
  call: HandlerCall,
  entry: LoggedRequest,
  started: number,
  options: PipelineOptions,
): Answer {
  const { request, outcome } = call
  let message = given
  // Node knows of a HEAD that is one, not of one that the request only says it is.
  if (request.method === 'HEAD' && request.head.method !== 'HEAD') message = { ...message, bytes: NO_BYTES }
  if (outcome.fault && replaces(outcome.fault)) {
    outcome.servedFrom = 'fault'
    outcome.case = null
    outcome.record = undefined
  }
  const duration = performance.now() - started
  entry.close(outcome, message, duration)
  options.metrics.count(call.api, call.operation, message.status, duration)
  record(entry, call, options)
  return { message, fault: outcome.fault, entry }
}

/** Writes down a request whose client went away before its body had come. */
export function abandon(request: ReceivedRequest, sandbox: Sandbox, options: PipelineOptions): void {
  const call = new HandlerCall(request, sandbox)
  dispatch(call)
  const entry = begin(request, sandbox, call.now)
  entry.aborted = true
  record(entry, call, options)
}

const begin = (request: ReceivedRequest, sandbox: Sandbox, at: number): LoggedRequest =>
  new LoggedRequest(request, {
    seq: sandbox.journal.nextSeq(),
    at,
    zone: sandbox.zone,
    secrets: sandbox.journal.secrets,
  })

/** That the journal or who listens to it fails is no reason not to answer. */
function record(entry: LoggedRequest, { request, sandbox, outcome }: HandlerCall, { onDefect }: PipelineOptions): void {
  try {
    sandbox.record(entry)
    sandbox.coverage.count(request, outcome)
  } catch (defect) {
    onDefect(defect)
  } finally {
    entry.settle()
  }
}

/** An API may go by more than path and method. */
function dispatch(call: HandlerCall): void {
  const { request, api } = call
  if (!api.dispatch) return
  try {
    const found = atOnce(api.dispatch(call), 'its dispatch', call)
    if (!found) return
    const isRefused = found instanceof Refusal
    request.operation = isRefused ? undefined : found
    request.unrouted = isRefused ? found : undefined
  } catch (error) {
    request.unrouted = error as Error
  }
}

function strike({ request, sandbox }: HandlerCall): Strike | null {
  const { head, operation } = request
  if (sandbox.faults.size === 0 || sandbox.isStale(head.sequence)) return null
  return sandbox.faults.strike({
    direction: 'in',
    url: head.url,
    api: head.api.name,
    operation: operation?.id ?? null,
    method: request.method,
    path: head.fullPath,
    params: once(() => request.parameters),
    headers: once(() => joinHeaders(head.rawHeaders)),
  })
}

/** What is made when it is first asked for, by as many faults as there are. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** Whether a fault gives something else in place of the answer. */
const replaces = ({ status, body, abort }: Strike): boolean =>
  status !== undefined || body !== undefined || abort !== undefined

/** In place of a reply whose work is not over. */
const UNFINISHED = Symbol('unfinished')

/** The reply: the fault's, or the operation's. */
function decide(call: HandlerCall, options: PipelineOptions): Reply | typeof UNFINISHED {
  const { outcome } = call
  const { fault } = outcome
  if (fault?.status !== undefined) return injected(fault, call)
  const given = call.work ?? atOnce(handle(call, options), 'its handler', call)
  const reply = isWork(given) ? worked(given as Work<Reply>, call) : given
  if (reply === UNFINISHED) return UNFINISHED
  // What is no reply at all is told when it is to be sent.
  if (reply?.case !== undefined) outcome.case = caseOfReply(reply.case, call, options)
  if (options.checkReplies && !fault && reply)
    checkReply(call.operation?.replies[reply.status], reply, call, options.validation)
  return reply
}

/** Steps of a work that are one transaction: some milliseconds. */
const STEPS = 100

function worked(work: Work<Reply>, call: HandlerCall): Reply | typeof UNFINISHED {
  call.work = work
  for (let step = 0; step < STEPS; step++) {
    const { done, value } = work.next()
    if (done) return value
  }
  return UNFINISHED
}

/** The answer that a fault gives in place of the operation's. */
function injected(fault: Strike, call: HandlerCall): Reply {
  const status = fault.status!
  if (fault.body !== undefined) return { status, text: faultText(fault) }
  const error = new HttpFault('injected', 'A fault was arranged for this request', { status })
  return { ...call.refuse(error), status }
}

function handle(call: HandlerCall, { validation }: PipelineOptions): Reply | Work<Reply> {
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
    if (isWork(reply)) return reply as Work<Reply>
    call.toKeep = { key, seconds: policy.seconds, reply }
    return { ...reply, headers: { ...reply.headers, 'x-mock-cache': 'miss' } }
  }
  call.outcome.servedFrom = 'cache'
  const reply = kept.value as Reply
  const fresh = atOnce(operation.refresh?.(reply, call), 'its refresh', call) ?? reply
  return { ...fresh, headers: { ...fresh.headers, 'x-mock-cache': 'hit', age: String(kept.ageSeconds) } }
}
