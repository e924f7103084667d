import { HttpFault, headerText, type Operation, type Received, type Refusal } from '../../../api.ts'
import { Nothing, unknownAction } from '../errors.ts'
import type { Call, Types } from '../types.ts'
import { type Fields, isFields, isTrue, quoted, STRAY_BYTE, trim } from './php.ts'
import { PhpFatal } from './php-fatal.ts'

/** A header whose name is written exactly so. */
export function headerNamed({ rawHeaders }: Received, name: string): string | undefined {
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) if (rawHeaders[i] === name) return headerText(rawHeaders[i + 1]!)
  return undefined
}

/** Only `Content-Type: application/json`, without charset, is JSON. */
export const isExactlyJson = (received: Received): boolean =>
  ['Content-Type', 'content-type'].some(name => headerNamed(received, name) === 'application/json')

const read = new WeakMap<Received, Fields | null>()

/**
 * The parameters as the vendor's server reads them, once for a request; null where it gets none.
 *
 * @throws {PhpFatal} where the body is a JSON text
 */
export function phpParameters({ received }: Pick<Call, 'received'>): Fields | null {
  let params = read.get(received)
  if (params === undefined) read.set(received, (params = readParameters(received)))
  return params
}

function readParameters(received: Received): Fields | null {
  if (!isExactlyJson(received)) return requested(received)
  // PHP reads no JSON behind a byte order mark, nor of bytes that are not UTF-8.
  if (received.stray) return null
  const body = decoded(received)
  if (typeof body === 'string')
    throw new PhpFatal('the body is a JSON text, and it looks for parameters in it', 'Send a JSON object.')
  if (Array.isArray(body)) return { ...body } as unknown as Fields
  return isFields(body) ? body : null
}

/** Half a letter, as JSON escapes it: PHP reads none that has no other half. */
const HALF_ESCAPED = /\\ud[89a-f]/i

function decoded(received: Received): unknown {
  const { text } = received
  try {
    const body = received.json()
    return HALF_ESCAPED.test(text) && HALF_ESCAPED.test(JSON.stringify(body)) ? null : body
  } catch (error) {
    if (error instanceof HttpFault) return null
    throw error
  }
}

/** Query string and form, its texts cleaned. */
function requested(received: Received): Fields {
  const all = { ...received.query, ...formOf(received) }
  const isMarked = received.stray === 'not UTF-8' || !REPLACEMENT.test(received.search + received.text)
  const entries = Object.entries(all).map(([name, value]) => {
    const bytes = isMarked ? withStrayBytes(value) : value
    return [name, typeof bytes === 'string' ? cleaned(bytes) : bytes]
  })
  return Object.fromEntries(entries)
}

/** The letter that stands for bytes that are not UTF-8, where somebody sent it. */
const REPLACEMENT = /\ufffd|%ef%bf%bd/i

function withStrayBytes(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\ufffd', STRAY_BYTE)
  if (Array.isArray(value)) return value.map(withStrayBytes)
  return isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withStrayBytes(inner)]))
    : value
}

/** PHP fills `$_POST` of a POST alone. */
const formOf = (received: Received): Fields => (received.method === 'POST' ? (received.fields ?? {}) : {})

/** What becomes of a text of a query string, a form or a search. */
export const cleaned = (text: string): string =>
  trim(text).replaceAll('"', '”').replaceAll('\\n\\r', '').replaceAll("'", '&acute;')

/** The resource is the first part of the path, the action the second, unless a parameter names it. */
export function dispatch(
  call: Pick<Call, 'path' | 'received'>,
  operations: readonly Operation<Types>[],
): Operation<Types> | Refusal {
  const [, resource = '', inPath = ''] = call.path.split('/')
  if (resource !== '' && resource !== 'client') return new Nothing()
  const named = phpParameters(call)?.action
  const action = isTrue(named) ? quoted(named) : inPath
  // A switch of PHP compares loosely: true is its first case.
  const operation = named === true ? operations[0] : operations.find(({ path }) => path === `/client/${action}`)
  return operation ?? unknownAction()
}
