import { namesOfNearest } from '../api/nearest-operations.ts'
import type { Reply } from '../api/operation.ts'
import type { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault, Refusal } from '../api/refusal.ts'
import { faultText, type Strike } from '../faults/strike.ts'
import { LoggedRequest } from '../journal/logged-request.ts'
import type { ReplyMessage } from '../journal/outcome.ts'
import { joinHeaders } from '../lib/header-list.ts'
import { pause } from '../lib/slices.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { runDue } from '../sandbox/timers.ts'
import { checkReply } from './checks.ts'
import { caseOfReply } from './documented.ts'
import { HandlerCall } from './handler-call.ts'
import { operate, UNFINISHED } from './operate.ts'
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
  if (request.isLarge) sandbox.sawLarge = true
  const call = new HandlerCall(request, sandbox)
  dispatch(call)
  const begun = begin(request, sandbox, call.now)
  call.outcome.fault = strike(call)
  const message = advance(call, () => begun.id, options)
  return message ? writeDown(message, call, begun, started, options) : goOn(call, begun, started, options)
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
    if (message) return writeDown(message, call, entry, started, options)
  }
}

/** Writes down what became of a request. */
function writeDown(
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

/** The reply: the fault's, or the operation's. */
function decide(call: HandlerCall, options: PipelineOptions): Reply | typeof UNFINISHED {
  const { outcome } = call
  const { fault } = outcome
  if (fault?.status !== undefined) return injected(fault, call)
  const reply = operate(call, options)
  if (reply === UNFINISHED) return UNFINISHED
  // What is not a reply at all is told when it is to be sent.
  if (reply?.case !== undefined) outcome.case = caseOfReply(reply.case, call, options)
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
