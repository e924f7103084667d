import { type Input, type Received, readBody } from '../../api.ts'
import { wrongType } from './errors.ts'
import { type Fields, isFields } from './shipped/php.ts'
import { phpParameters } from './shipped/transport.ts'
import type { Call } from './types.ts'

/** «Query strings and JSON may be mixed; the body wins.» All of them together are checked as the body. */
export function readInput(received: Received): Input {
  const { query } = received
  const body = readBody(received, ['json', 'form', 'multipart'])
  if (body === undefined) return { query, body: { ...query } }
  // To copy a body costs as much as to read it.
  const isAll = !isFields(body) || (Object.keys(query).length === 0 && body !== received.fields)
  return { query, body: isAll ? body : { ...query, ...body } }
}

/** The parameters of a call; null where the shipped server reads none. */
export function parametersOf(call: Call & { readonly body: unknown }): Fields | null {
  return call.reading('transport') === 'shipped' ? phpParameters(call) : (call.body as Fields)
}

/** An absent parameter: left out, or empty as a form sends it. */
export const isAbsent = (value: unknown): value is undefined | null | '' =>
  value === undefined || value === null || value === ''

/** @throws 405 */
export function readText(params: Fields, name: string): string | undefined {
  const value = params[name]
  if (isAbsent(value)) return undefined
  if (typeof value !== 'string') throw wrongType(name)
  return value
}

/** @throws 405 */
export function readWhole(params: Fields, name: string): number | undefined {
  const value = params[name]
  if (isAbsent(value)) return undefined
  if (Number.isSafeInteger(value)) return value as number
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value)
  throw wrongType(name)
}

const FLAGS: readonly unknown[] = [true, 'true', 1, '1']
const NO_FLAGS: readonly unknown[] = [false, 'false', 0, '0']

/** The vendor's own sample sends `"trash": "no"`. */
const WORDS: Readonly<Record<string, boolean>> = { yes: true, no: false }

/** «true, "true", 1, "1" are true». @throws 405 */
export function readFlag({ violate }: Pick<Call, 'violate'>, params: Fields, name: string): boolean | undefined {
  const value = params[name]
  if (isAbsent(value)) return undefined
  if (typeof value === 'string' && Object.hasOwn(WORDS, value)) {
    violate({ rule: 'boolean-word', at: name, value, docs: 'salesman.txt: boolean parameters are true or false' })
    return WORDS[value]
  }
  if (FLAGS.includes(value)) return true
  if (NO_FLAGS.includes(value)) return false
  throw wrongType(name)
}

/** @throws 405 */
export function readFields(params: Fields, name: string): Fields {
  const value = params[name]
  if (isAbsent(value)) return {}
  // PHP has one kind of arrays: an empty one is written [].
  if (Array.isArray(value) && value.length === 0) return {}
  if (!isFields(value)) throw wrongType(name)
  return value
}
