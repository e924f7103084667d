import { type DocumentedCase, findCase } from '../api/documented-case.ts'
import { OwnFault } from '../api/own-fault.ts'
import { HttpFault, type Refusal } from '../api/refusal.ts'
import type { HandlerCall } from './handler-call.ts'
import { atOnce } from './own-fault.ts'

interface Options {
  /** Whether an answer that names no declared case is a defect. */
  readonly checkReplies: boolean
}

/** The documented case that a reply names. */
export function caseOfReply(id: string, call: HandlerCall, { checkReplies }: Options): DocumentedCase | null {
  const { api, operation } = call
  const found = findCase(api, operation, id)
  if (!found && checkReplies)
    throw new OwnFault(`its answer names the case ${JSON.stringify(id)}, which is not declared in “cases”`)
  return found ?? null
}

/** The documented case that a refusal is. */
export function caseOfRefusal(error: Refusal | HttpFault, call: HandlerCall, options: Options): DocumentedCase | null {
  const { api } = call
  const named =
    error.case === undefined && error instanceof HttpFault
      ? atOnce(api.caseOf?.(error, call), 'its caseOf', call)
      : error.case
  if (typeof named === 'string') return caseOfReply(named, call, options)
  if (named === undefined && api.cases && options.checkReplies)
    throw new OwnFault(`it refused with no documented case: ${error.message}`)
  return null
}
