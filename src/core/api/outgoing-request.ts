import { METHODS, validateHeaderName, validateHeaderValue } from 'node:http'
import { briefJson } from '../lib/brief-json.ts'
import type { OutgoingRequest } from '../store/timers.ts'
import { OwnFault } from './own-fault.ts'
import type { Webhook } from './webhook.ts'

/** Bytes of a webhook's body, times that it is sent again, and seconds until then, at most. */
const LONGEST_BODY = 1024 * 1024
const MOST_RETRIES = 50
const LONGEST_WAIT_S = 366 * 86_400

const LONGEST_URL = 8000

/** Where a message ends, and on which connection it goes, is for the server to say. */
const FRAMING = ['content-length', 'transfer-encoding', 'trailer', 'connection', 'upgrade', 'expect', 'host']

/**
 * A webhook as it goes out.
 *
 * @throws {OwnFault} where it cannot be sent as it is
 */
export function outgoingRequestOf(webhook: Webhook): OutgoingRequest {
  if (webhook === null || typeof webhook !== 'object') fail(`it must be an object such as { url, body }`, webhook)
  const { url, method = 'POST', headers = {}, body, retry = [], ...others } = webhook
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) fail(`${unknown} is not known; choose from url, method, headers, body, retry`)
  if (typeof url !== 'string') fail('url must be a string', url)
  if (url.length > LONGEST_URL) fail(`url must not be longer than ${LONGEST_URL} characters; it has ${url.length}`)
  if (typeof method !== 'string' || !METHODS.includes(method) || method === 'CONNECT')
    fail('method must be an HTTP method such as POST', method)
  const text = textOf(body)
  if (Buffer.byteLength(text) > LONGEST_BODY) fail(`body must not be larger than ${LONGEST_BODY} bytes`)
  return { url, method, headers: headersOf(headers, body), body: text, retry: waitsOf(retry), secrets: [] }
}

function headersOf(given: unknown, body: unknown): Readonly<Record<string, string>> {
  if (given === null || typeof given !== 'object') fail('headers must be an object', given)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase()
    if (FRAMING.includes(lower)) fail(`the header ${name} is set by the server`)
    if (typeof value !== 'string') fail(`the header ${name} must be a string`, value)
    try {
      validateHeaderName(name)
      validateHeaderValue(name, Buffer.from(value).toString('latin1'))
    } catch {
      fail(`the header ${JSON.stringify(name)} has a character that HTTP does not allow`, value)
    }
    headers[lower] = value
  }
  if (body === undefined || 'content-type' in headers) return headers
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  return { 'content-type': type, ...headers }
}

function textOf(body: unknown): string {
  if (body === undefined) return ''
  if (typeof body === 'string') return body
  try {
    const text: unknown = JSON.stringify(body)
    if (typeof text === 'string') return text
  } catch {
    // A circle, or a BigInt.
  }
  return fail('body cannot be written as JSON', body)
}

function waitsOf(retry: unknown): readonly number[] {
  const isWait = (seconds: unknown): boolean =>
    typeof seconds === 'number' && seconds >= 0.001 && seconds <= LONGEST_WAIT_S
  if (!Array.isArray(retry) || retry.length > MOST_RETRIES || !retry.every(isWait))
    fail(
      `retry must be at most ${MOST_RETRIES} numbers of seconds, each from 0.001 to a year, such as [1, 5, 30]`,
      retry,
    )
  return [...(retry as number[])]
}

function fail(why: string, ...value: unknown[]): never {
  const not = value.length === 0 ? '' : `, not ${briefJson(value[0])}`
  throw new OwnFault(`its webhook cannot be sent: ${why}${not}`)
}
