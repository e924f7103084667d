import { type DocumentedCase, findCase } from '../api/documented-case.ts'
import { HttpFault, type Refusal } from '../api/refusal.ts'
import type { HandlerCall } from './handler-call.ts'

interface Options {
  /** Whether an answer that names no declared case is a defect. */
  readonly checkReplies: boolean
}

/** The documented case that a reply names. */
export function caseOfReply(id: string, call: HandlerCall, { checkReplies }: Options): DocumentedCase | null {
  const { api, operation } = call
  const found = findCase(api, operation, id)
  if (!found && checkReplies)
    throw new Error(`${operation?.id ?? api.name} answered case ${JSON.stringify(id)}, which it does not declare`)
  return found ?? null
}

/** The documented case that a refusal is. */
export function caseOfRefusal(error: Refusal | HttpFault, call: HandlerCall, options: Options): DocumentedCase | null {
  const { api, operation } = call
  const named = error.case === undefined && error instanceof HttpFault ? api.caseOf?.(error, call) : error.case
  if (typeof named === 'string') return caseOfReply(named, call, options)
  if (named === undefined && api.cases && options.checkReplies)
    throw new Error(`${operation?.id ?? api.name} refused with no documented case: ${error.message}`)
  return null
}
