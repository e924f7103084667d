import type { Api } from '../api/define-api.ts'
import type { Limit } from '../api/limit.ts'
import { MisusedCall } from '../api/misused-call.ts'
import { namesOfNearest } from '../api/nearest-operations.ts'
import type { Operation, Reply } from '../api/operation.ts'
import { OwnFault, wordsOf } from '../api/own-fault.ts'
import { Problem } from '../api/problem.ts'
import type { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault, Refusal } from '../api/refusal.ts'
import { faultText, type Strike } from '../faults/strike.ts'
import { LoggedRequest, type ReplyMessage } from '../journal/logged-request.ts'
import { joinHeaders } from '../lib/header-list.ts'
import { Stale } from '../sandbox/live-world.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { runDue } from '../sandbox/timers.ts'
import type { Validation } from '../validation/validation.ts'
import { checkReply, noteDropped, noteRawTarget, noteStrayBytes, validateBody, validateQuery } from './checks.ts'
import { caseOfRefusal, caseOfReply } from './documented.ts'
import { HandlerCall } from './handler-call.ts'
import { atOnce, ownFaultProblem } from './own-fault.ts'
import type { RequestMetrics } from './request-metrics.ts'
import { NO_BYTES, problemReply, toMessage } from './response.ts'

export interface PipelineOptions {
  validation: Validation
  metrics: RequestMetrics
  /** Whether replies are checked against their schemas: those of a user's own API, in tests, and under `--check-replies`. */
  checkReplies: boolean
  /** Whether the API is a user's own: what goes wrong in its code is told to them. */
  isOwn?: boolean
  /** Told of every defect of ours. */
  onDefect: (error: unknown, request?: ReceivedRequest) => void
}

/** What a request is answered, and how its fault disturbs it. */
export interface Answer {
  readonly message: ReplyMessage
  readonly fault: Strike | null
  readonly entry: LoggedRequest
}

/**
 * One request's way, once its sandbox and its body are known: one straight line. What it writes and the answer, as it
 * goes on the wire, are one transaction; the journal is told afterwards.
 */
export function respond(request: ReceivedRequest, sandbox: Sandbox, options: PipelineOptions): Answer {
  const started = performance.now()
  if (sandbox.hasTimers) runDue(sandbox)
  const call = new HandlerCall(request, sandbox)
  dispatch(call)
  const entry = begin(request, sandbox, call.now)
  const { outcome } = call
  outcome.fault = strike(call)
  let message: ReplyMessage
  try {
    message = sandbox.transact(() => {
      if (request.unrouted && !request.operation)
        call.noteUnanswered(namesOfNearest(request.method, request.head.fullPath, [request.api]))
      const made = toMessage(decide(call, options), call, entry.id)
      call.keepReply()
      return made
    }, request.head.sequence)
  } catch (error) {
    message = refused(error, call, entry.id, options)
  }
  // Node knows of a HEAD that is one, not of one that the request only says it is.
  if (request.method === 'HEAD' && request.head.method !== 'HEAD') message = { ...message, bytes: NO_BYTES }
  if (outcome.fault && replaces(outcome.fault)) {
    outcome.servedFrom = 'fault'
    outcome.case = null
    outcome.record = undefined
  }
  const duration = performance.now() - started
  outcome.writes = sandbox.writes
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
    params: () => request.parameters,
    headers: () => joinHeaders(head.rawHeaders),
  })
}

/** Whether a fault gives something else in place of the answer. */
const replaces = ({ status, body, abort }: Strike): boolean =>
  status !== undefined || body !== undefined || abort !== undefined

/** The reply: the fault's, or the operation's. */
function decide(call: HandlerCall, options: PipelineOptions): Reply {
  const { api, outcome } = call
  const { fault } = outcome
  if (fault?.status !== undefined) return injected(fault, call)
  const reply = atOnce(handle(call, options), 'its handler', call)
  // What is no reply at all is told when it is to be sent.
  if (reply?.case !== undefined) outcome.case = caseOfReply(reply.case, call, options)
  if (api.memory) checkMemory(call, options)
  if (options.checkReplies && !fault && reply)
    checkReply(call.operation?.replies[reply.status], reply, call, options.validation)
  return reply
}

/** The answer that a fault gives in place of the operation's. */
function injected(fault: Strike, call: HandlerCall): Reply {
  const status = fault.status!
  if (fault.body !== undefined) return { status, text: faultText(fault) }
  const error = new HttpFault('injected', 'A fault was arranged for this request', { status })
  return { ...call.refuse(error), status }
}

function handle(call: HandlerCall, { validation }: PipelineOptions): Reply {
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
function remembered(call: HandlerCall, operation: Operation): Reply {
  const policy = operation.cache && atOnce(operation.cache(call), 'its cache', call)
  if (!policy) return operation.handle(call as never)
  const key = `${operation.id} ${policy.key}`
  const kept = call.sandbox.cached(key)
  if (!kept) {
    const reply = operation.handle(call as never)
    call.toKeep = { key, seconds: policy.seconds, reply }
    return { ...reply, headers: { ...reply.headers, 'x-mock-cache': 'miss' } }
  }
  call.outcome.servedFrom = 'cache'
  const reply = kept.value as Reply
  const fresh = atOnce(operation.refresh?.(reply, call), 'its refresh', call) ?? reply
  return { ...fresh, headers: { ...fresh.headers, 'x-mock-cache': 'hit', age: String(kept.ageSeconds) } }
}

/** What a request is answered whose transaction was undone. */
function refused(error: unknown, call: HandlerCall, entryId: string, options: PipelineOptions): ReplyMessage {
  call.outcome.case = null
  if (error instanceof Stale) {
    call.outcome.stale = true
    return toMessage(problemReply(staleProblem(call.sandbox.id)), call, entryId)
  }
  if (error instanceof OwnFault) return ownFault(error, call, entryId, options)
  if (error instanceof MisusedCall) return ownFault(new OwnFault(error.message), call, entryId, options)
  if (error instanceof Problem) return toMessage(problemReply(error), call, entryId)
  const isMeant = error instanceof Refusal || error instanceof HttpFault
  if (!isMeant && options.isOwn)
    return ownFault(new OwnFault(`its code failed: ${wordsOf(error)}`, { cause: error }), call, entryId, options)
  if (!isMeant) {
    call.outcome.defect = `It failed: ${wordsOf(error)}`
    options.onDefect(error, call.request)
  }
  try {
    const reply = isMeant ? refusal(error, call, options) : call.refuse(new HttpFault('unexpected', 'Internal error'))
    return toMessage(reply, call, entryId)
  } catch (defect) {
    if (defect instanceof OwnFault) return ownFault(defect, call, entryId, options)
    return ownFault(new OwnFault(`its refuse failed: ${wordsOf(defect)}`, { cause: defect }), call, entryId, options)
  }
}

function refusal(error: Refusal | HttpFault, call: HandlerCall, options: PipelineOptions): Reply {
  const { checkReplies, validation } = options
  const { api } = call
  if (api.keep) keep(error, call, options)
  call.outcome.case = caseOfRefusal(error, call, options)
  if (error instanceof Refusal) call.outcome.record = error.record
  const reply = atOnce(call.refuse(error), 'its refuse', call)
  if (checkReplies && reply.body !== undefined) checkReply(api.error, reply, call, validation)
  if (!(error instanceof HttpFault) || error.retryAfter === undefined) return reply
  return { ...reply, headers: { 'retry-after': String(error.retryAfter), ...reply.headers } }
}

/** What outlives a refusal is a transaction of its own. */
function keep(error: Refusal | HttpFault, call: HandlerCall, options: PipelineOptions): void {
  const { sandbox, request, api } = call
  sandbox.transact(() => {
    atOnce(api.keep!(call, error), 'its keep', call)
    checkMemory(call, options)
  }, request.head.sequence)
}

/** @throws {OwnFault} where the API keeps what its own schema forbids */
function checkMemory({ api, memory }: HandlerCall, { isOwn, validation }: PipelineOptions): void {
  if (!isOwn || !api.memory || memory === undefined) return
  const [flaw] = validation.check(api.memory, memory, 'memory').flaws
  if (flaw) throw new OwnFault(`what it keeps is not what its schema “memory” says: ${flaw.at} ${flaw.message}`)
}

/** The developer of an API is told what is wrong with it: on the wire, in the journal and in the log. */
function ownFault(error: OwnFault, call: HandlerCall, entryId: string, { onDefect }: PipelineOptions): ReplyMessage {
  const problem = ownFaultProblem(error, call)
  call.outcome.defect = problem.message
  onDefect(error.cause ?? problem.message, call.request)
  return toMessage(problemReply(problem), call, entryId)
}

const staleProblem = (id: string): Problem =>
  new Problem(
    409,
    'Stale request',
    `Sandbox ${id} was reset while this request was under way; it wrote nothing.`,
    'Await every request before you reset.',
  )
