import type { Reply } from '../api/operation.ts'
import { PROBLEM_TYPE, type Problem } from '../api/problem.ts'
import type { Strike } from '../faults/strike.ts'
import type { ReplyMessage } from '../journal/logged-request.ts'
import { headerBytes, putHeader } from '../lib/header-list.ts'
import type { HandlerCall } from './handler-call.ts'

export const NO_BYTES = Buffer.alloc(0)

/** Where a message ends is not for a fault to say. */
const FRAMING = ['content-length', 'transfer-encoding', 'trailer']

/**
 * A reply as it goes on the wire.
 *
 * @param entryId the journal's entry of the request
 */
export function toMessage(reply: Reply, call: HandlerCall, entryId: string): ReplyMessage {
  const { fault } = call.outcome
  const text = fault?.body === undefined ? replyText(reply, call) : faultText(fault)
  const bytes = text === '' ? NO_BYTES : call.sandbox.journal.bytesOf(text)
  return { status: reply.status, headers: headersOf(reply, call, entryId, text === ''), bytes }
}

/** The body that a fault gives: a text goes as it is, anything else as JSON. */
export const faultText = ({ body }: Pick<Strike, 'body'>): string =>
  typeof body === 'string' ? body : JSON.stringify(body)

function replyText({ text, body }: Reply, call: HandlerCall): string {
  return text ?? (body === undefined ? '' : (call.api.encode?.(body, call) ?? JSON.stringify(body)))
}

function headersOf(reply: Reply, { api, outcome }: HandlerCall, entryId: string, isEmpty: boolean): string[] {
  const { violations, fault } = outcome
  const headers = ['x-mock-request-id', entryId]
  if (!isEmpty) headers.push('content-type', api.contentType ?? 'application/json; charset=utf-8')
  for (const name in api.headers) putHeader(headers, name, api.headers[name]!, headers.length)
  const known = headers.length
  for (const name in reply.headers) putHeader(headers, name, reply.headers[name]!, known)
  if (fault?.headers)
    for (const [name, value] of Object.entries(fault.headers))
      if (!FRAMING.includes(name.toLowerCase()))
        putHeader(headers, name.toLowerCase(), headerBytes(value), headers.length)
  if (violations.length > 0) headers.push('x-mock-violations', String(violations.length))
  return headers
}

export const problemReply = (problem: Problem): Reply => ({
  status: problem.status,
  text: JSON.stringify(problem),
  headers: { 'content-type': PROBLEM_TYPE, ...problem.headers },
})
