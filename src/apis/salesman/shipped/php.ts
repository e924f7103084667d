import { PhpFatal } from './php-fatal.ts'

export type Fields = { readonly [name: string]: unknown }

export const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isList = (value: unknown): value is object => value !== null && typeof value === 'object'

/** What a list or an object holds, in its order. */
export const valuesOf = (value: object): unknown[] => Object.values(value)

/** A value where a text is wanted. */
export function textOf(value: unknown, what: string): string {
  if (isList(value)) throw new PhpFatal(`${what} is an array where the server works with a text`, 'Send one text.')
  return refuseStrayBytes(quoted(value), what)
}

/** A value as it stands in a text: an array shows only that it is one. */
export function quoted(value: unknown): string {
  if (value === null || value === undefined || value === false) return ''
  if (isList(value)) return 'Array'
  if (value === true) return '1'
  return typeof value === 'number' ? numberText(value) : String(value)
}

const LARGEST_INTEGER = 2 ** 63

/** Bytes that are not UTF-8 stand in a text as halves of letters, which UTF-8 has not. */
export const STRAY_BYTE = '\udc80'

const HALVES = /\p{Surrogate}/u

/** @throws {PhpFatal} where the database is asked for bytes that are not UTF-8 */
export function refuseStrayBytes(text: string, what: string): string {
  if (HALVES.test(text)) throw new PhpFatal(`${what} is not UTF-8`, `Send ${what} in UTF-8.`)
  return text
}

/** A number as PHP writes it: 14 digits of a fraction, and of a whole one that is too large for it. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < LARGEST_INTEGER) return BigInt(value).toString()
  const [digits = '', power = ''] = value.toExponential(13).split('e')
  const exponent = Number(power)
  const short = String(Number(digits))
  if (exponent >= -4 && exponent < 14) return String(Number(value.toPrecision(14)))
  return `${short.includes('.') ? short : `${short}.0`}E${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

/** `(int)$value`: of a number beyond 64 bits its lowest 64; a text's stops at the largest. */
export function wholeOf(value: unknown): number {
  if (isList(value)) return valuesOf(value).length > 0 ? 1 : 0
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'number') return Math.trunc(within64Bits(numberOf(quoted(value))))
  if (Math.abs(value) < LARGEST_INTEGER) return Math.trunc(value)
  return Number.isFinite(value) ? Number(BigInt.asIntN(64, BigInt(value))) : 0
}

const within64Bits = (number: number): number => Math.max(-LARGEST_INTEGER, Math.min(number, LARGEST_INTEGER))

const NUMBER = /^[ \t\n\r\v\f]*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)/i

/** The number that a text begins with; 0 where it begins with none. */
export const numberOf = (text: string): number => Number(NUMBER.exec(text)?.[1] ?? 0)

/** `if ($value)` */
export function isTrue(value: unknown): boolean {
  if (isList(value)) return valuesOf(value).length > 0
  return Boolean(value) && value !== '0'
}

/** `$value == ''`: 0 is not. */
export const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || value === false || value === ''

/** `is_numeric($value)` */
export const isNumeric = (value: unknown): value is string | number =>
  typeof value === 'number' ||
  (typeof value === 'string' && /^[ \t\n\r\v\f]*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?[ \t\n\r\v\f]*$/i.test(value))

/** `$a == $b`, of texts, whole numbers and null: numbers are equal however they are written. */
export function isEqual(a: string | number | null, b: string | number | null): boolean {
  if (a === null || b === null) {
    const other = a ?? b
    return other === null || other === '' || other === 0
  }
  if (isNumeric(a) && isNumeric(b)) return Number(a) === Number(b)
  return String(a) === String(b)
}

const SPACES = ' \t\n\r\0\v'

/** `trim`, which leaves spaces beyond ASCII. */
export function trim(text: string, signs: string = SPACES): string {
  let from = 0
  while (from < text.length && signs.includes(text[from]!)) from++
  return trimEnd(text.slice(from), signs)
}

/** `rtrim` */
export function trimEnd(text: string, signs: string): string {
  let to = text.length
  while (to > 0 && signs.includes(text[to - 1]!)) to--
  return text.slice(0, to)
}

/** `explode`, without the empty parts, each trimmed. */
export function parts(text: string, divider: string): string[] {
  const found: string[] = []
  for (const part of text.split(divider)) if (part !== '') found.push(trim(part))
  return found
}

/**
 * The vendor's way to join a list: blank ones are passed over, with the divider before them; of an object nothing is
 * left.
 */
export function joined(value: object, divider: string): string {
  if (!Array.isArray(value)) return ''
  let text = ''
  for (const [i, item] of value.entries()) {
    if (isList(item)) text += joined(item, divider)
    else if (trim(quoted(item)) !== '') text += (i === 0 ? '' : divider) + trim(quoted(item))
  }
  return text
}

/** `strip_tags`: a `<` before a space begins none. */
export function stripTags(text: string): string {
  if (!/[<\0]/.test(text)) return text
  let result = ''
  let depth = 0
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (depth === 0) {
      if (sign === '<' && !/\s/.test(text[i + 1] ?? '')) depth = 1
      else if (sign !== '\0') result += sign
      const end = depth === 1 ? endOfComment(text, i) : -1
      if (end >= 0) {
        i = end
        depth = 0
      }
    } else if (quote !== '') {
      if (sign === quote) quote = ''
    } else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '<' && !/\s/.test(text[i + 1] ?? '')) depth++
    else if (sign === '>') depth--
  }
  return result
}

/** Where a comment or an instruction that begins here ends; -1 where none does. */
function endOfComment(text: string, at: number): number {
  const closing = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : undefined
  if (!closing) return -1
  const end = text.indexOf(closing, at)
  return end < 0 ? text.length : end + closing.length - 1
}
