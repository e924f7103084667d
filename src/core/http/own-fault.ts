import { constants } from 'node:buffer'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { Reply } from '../api/operation.ts'
import { isPromise, OwnFault, refusePromise, wordsOf } from '../api/own-fault.ts'
import { Problem } from '../api/problem.ts'
import { briefJson } from '../lib/brief-json.ts'
import { writeJson } from '../lib/cached-view.ts'
import type { HandlerCall } from './handler-call.ts'

/**
 * What an API's function gave at once.
 *
 * @param what the function: `its handler`
 * @throws {OwnFault} where it gave a promise, which nobody would wait for
 */
export function atOnce<T>(given: T, what: string, call: HandlerCall): T {
  if (!isPromise(given)) return given
  call.sandbox.refuseLateWrites()
  refusePromise(given, what)
  return given
}

/** Where a message ends is for the server to say. */
export const FRAMING = ['content-length', 'transfer-encoding', 'trailer']

/** @throws {OwnFault} where a reply cannot be sent */
export function checkSendable(reply: Reply, call: HandlerCall): void {
  atOnce(reply, 'its handler', call)
  if (reply === null || typeof reply !== 'object')
    throw new OwnFault(`its handler must return a reply such as { status: 200, body }, not ${briefJson(reply)}`)
  const { status, text, headers } = reply
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new OwnFault(`the status of its reply must be an integer from 200 to 599, not ${briefJson(status)}`)
  if (text !== undefined && typeof text !== 'string')
    throw new OwnFault(`the text of its reply must be a string, not ${briefJson(text)}`)
  for (const name in headers) checkHeader(name, headers[name])
}

function checkHeader(name: string, value: unknown): void {
  if (FRAMING.includes(name.toLowerCase())) throw new OwnFault(`the header ${name} is set by the server`)
  if (typeof value !== 'string')
    throw new OwnFault(`the header ${briefJson(name)} must be a string, not ${briefJson(value)}`)
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
  } catch {
    throw new OwnFault(`the header ${briefJson(name)} has a character that HTTP does not allow: ${briefJson(value)}`)
  }
}

/**
 * The body of a reply as text.
 *
 * @throws {OwnFault} where it cannot be written
 * @throws {Problem} 507 where it is too long
 */
export function encodedBody(body: unknown, call: HandlerCall): string {
  const text = body === undefined ? '' : encode(body, call)
  if (typeof text === 'string') return text
  throw new OwnFault(`the body of its reply cannot be written as JSON: ${briefJson(body)}`)
}

function encode(body: unknown, call: HandlerCall): unknown {
  try {
    return atOnce(call.api.encode?.(body, call), 'its encode', call) ?? writeJson(body)
  } catch (error) {
    if (error instanceof OwnFault) throw error
    if (error instanceof RangeError && error.message === 'Invalid string length') throw tooLong()
    throw new OwnFault(`the body of its reply cannot be written: ${wordsOf(error)}`)
  }
}

const tooLong = (): Problem =>
  new Problem(
    507,
    'Answer too long',
    `The answer takes more than the ${constants.MAX_STRING_LENGTH} letters that Node can write at once.`,
    'Ask for fewer records at a time, or for smaller ones.',
  )

/** How the client, the journal and the log are told of it. */
export function ownFaultProblem({ message }: OwnFault, { api, operation }: HandlerCall): Problem {
  const where = operation ? `Operation ${operation.id} of ${api.name}` : `API ${api.name}`
  return new Problem(
    500,
    'Handler failed',
    `${where} cannot answer: ${message}.`,
    'Fix the code of this API; nothing was written.',
    { api: api.name, operation: operation?.id ?? null, cause: message },
  )
}
