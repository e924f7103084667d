import type { Reply } from '../api/operation.ts'
import { PROBLEM_TYPE, type Problem } from '../api/problem.ts'
import { faultText } from '../faults/strike.ts'
import type { ReplyMessage } from '../journal/outcome.ts'
import { headerBytes, putHeader } from '../lib/header-list.ts'
import type { Media } from '../validation/schema.ts'
import type { HandlerCall } from './handler-call.ts'
import { WrittenReply } from './long-reply.ts'
import { checkSendable, encodedBody, FRAMING } from './own-fault.ts'

export const NO_BYTES = Buffer.alloc(0)

/**
 * A reply as it goes on the wire.
 *
 * @param entryId the journal's entry of the request
 * @throws {OwnFault} where it cannot be sent
 */
export function toMessage(reply: Reply, call: HandlerCall, entryId: string): ReplyMessage {
  checkSendable(reply, call)
  const { fault } = call.outcome
  if (isSentAsIs(reply.body) && fault?.body === undefined) {
    const media = call.operation?.replies[reply.status]?.media
    if (media) return asItIs(reply, reply.body, media, call, entryId)
  }
  if (reply instanceof WrittenReply && fault?.body === undefined)
    return { status: reply.status, headers: headersOf(reply, call, entryId, false), bytes: reply.bytes }
  const text = fault?.body === undefined ? replyText(reply, call) : faultText(fault)
  const bytes = text === '' ? NO_BYTES : call.sandbox.journal.bytesOf(text)
  return { status: reply.status, headers: headersOf(reply, call, entryId, text === ''), bytes }
}

const isSentAsIs = (body: unknown): body is string | Uint8Array =>
  typeof body === 'string' || body instanceof Uint8Array

/** A reply that is not JSON. */
function asItIs(
  reply: Reply,
  body: string | Uint8Array,
  { type }: Media,
  call: HandlerCall,
  entryId: string,
): ReplyMessage {
  const bytes = Buffer.from(body as Uint8Array)
  const named = type.endsWith('/*') ? 'application/octet-stream' : type
  const headers = headersOf({ ...reply, headers: { 'content-type': named, ...reply.headers } }, call, entryId, false)
  return { status: reply.status, headers, bytes }
}

const replyText = ({ text, body }: Reply, call: HandlerCall): string => text ?? encodedBody(body, call)

function headersOf(reply: Reply, { api, outcome }: HandlerCall, entryId: string, isEmpty: boolean): string[] {
  const { violations, fault } = outcome
  const headers = isEmpty
    ? ['x-mock-request-id', entryId]
    : ['x-mock-request-id', entryId, 'content-type', api.contentType ?? 'application/json; charset=utf-8']
  for (const name in api.headers) putHeader(headers, name, api.headers[name]!, headers.length)
  const known = headers.length
  for (const name in reply.headers) putHeader(headers, name, reply.headers[name]!, known)
  if (fault?.headers)
    for (const [name, value] of Object.entries(fault.headers))
      if (!FRAMING.includes(name.toLowerCase()))
        putHeader(headers, name.toLowerCase(), headerBytes(value), headers.length)
  if (violations.count > 0) {
    headers.push('x-mock-violations', String(violations.count))
    const nearest = violations.first[0]!.nearest?.[0]
    if (nearest !== undefined) headers.push('x-mock-nearest', headerBytes(nearest))
  }
  return headers
}

export const problemReply = (problem: Problem): Reply => ({
  status: problem.status,
  text: JSON.stringify(problem),
  headers: { 'content-type': PROBLEM_TYPE, ...problem.headers },
})
