import { HttpFault, headerText, type Operation, parseJson, type Received } from '../../../api.ts'
import { Nothing, unknownAction } from '../errors.ts'
import type { Call, Types } from '../types.ts'
import { Death } from './death.ts'
import { type Fields, isFields, quoted, trim } from './php.ts'

/** A header whose name is written exactly so. */
export function headerNamed({ rawHeaders }: Received, name: string): string | undefined {
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) if (rawHeaders[i] === name) return headerText(rawHeaders[i + 1]!)
  return undefined
}

/** Only `Content-Type: application/json`, without charset, is JSON. */
export const isExactlyJson = (received: Received): boolean =>
  ['Content-Type', 'content-type'].some(name => headerNamed(received, name) === 'application/json')

/**
 * The parameters as the vendor's server reads them; null where it gets none.
 *
 * @throws {Death} where the body is a JSON text
 */
export function phpParameters({ received }: Pick<Call, 'received'>): Fields | null {
  if (!isExactlyJson(received)) return requested(received)
  const body = decoded(received.text)
  if (typeof body === 'string')
    throw new Death('the body is a JSON text, and it looks for parameters in it', 'Send a JSON object.')
  if (Array.isArray(body)) return { ...body } as unknown as Fields
  return isFields(body) ? body : null
}

function decoded(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof HttpFault) return null
    throw error
  }
}

/** Query string and form, its texts cleaned. */
function requested(received: Received): Fields {
  const all = { ...received.query, ...formOf(received) }
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, typeof value === 'string' ? cleaned(value) : value]),
  )
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
): Operation<Types> {
  const [resource = '', inPath = ''] = call.path.replace(/^[ /]+/, '').split('/')
  if (resource !== '' && resource !== 'client') throw new Nothing()
  const params = phpParameters(call)
  const named = params?.action
  const action = named === undefined || named === null || named === '' || named === '0' ? inPath : quoted(named)
  const operation = operations.find(({ path }) => path === `/client/${action}`)
  if (!operation) throw unknownAction()
  return operation
}
