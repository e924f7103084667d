import type { Reply } from '../api/operation.ts'
import { OwnFault, wordsOf } from '../api/own-fault.ts'
import { Problem } from '../api/problem.ts'
import { HttpFault, Refusal } from '../api/refusal.ts'
import type { ReplyMessage } from '../journal/outcome.ts'
import { Stale } from '../sandbox/live-world.ts'
import { stale } from '../sandbox/problems.ts'
import { checkReply } from './checks.ts'
import { caseOfRefusal } from './documented.ts'
import type { HandlerCall } from './handler-call.ts'
import { atOnce, ownFaultProblem } from './own-fault.ts'
import type { PipelineOptions } from './pipeline-options.ts'
import { problemReply, toMessage } from './response.ts'

/** What a request is answered whose transaction was undone. */
export function refused(error: unknown, call: HandlerCall, entryId: string, options: PipelineOptions): ReplyMessage {
  call.outcome.case = null
  if (error instanceof Stale) {
    call.outcome.stale = true
    return toMessage(problemReply(stale(call.sandbox.id)), call, entryId)
  }
  if (error instanceof OwnFault) return ownFault(error, call, entryId, options)
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
  if (api.keep) keep(error, call)
  call.outcome.case = caseOfRefusal(error, call, options)
  if (error instanceof Refusal) call.outcome.record = error.record
  const reply = atOnce(call.refuse(error), 'its refuse', call)
  if (checkReplies && reply.body !== undefined) checkReply(api.error, reply, call, validation)
  if (!(error instanceof HttpFault) || error.retryAfter === undefined) return reply
  return { ...reply, headers: { 'retry-after': String(error.retryAfter), ...reply.headers } }
}

/** What outlives a refusal is a transaction of its own. */
function keep(error: Refusal | HttpFault, call: HandlerCall): void {
  const { sandbox, request, api } = call
  sandbox.transact(() => atOnce(api.keep!(call, error), 'its keep', call), request.head.sequence)
}

/** The developer of an API is told what is wrong with it: on the wire, in the journal and in the log. */
function ownFault(error: OwnFault, call: HandlerCall, entryId: string, { onDefect }: PipelineOptions): ReplyMessage {
  const problem = ownFaultProblem(error, call)
  call.outcome.defect = problem.message
  onDefect(error.cause ?? problem.message, call.request)
  return toMessage(problemReply(problem), call, entryId)
}
