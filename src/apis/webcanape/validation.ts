import { type AttributeFault, invalid } from './errors.ts'

/** What a body says of a client, as it came. */
export type Given = Readonly<Record<string, unknown>>

/** Says what is wrong with a value, to follow the attribute's label; undefined where nothing is. */
type Validator = (value: unknown) => string | undefined

const TEXTS = ['name', 'email', 'phone', 'real_address', 'description']

const BLANK = 'cannot be blank.'
const NOT_INTEGER = 'must be an integer.'
const INVALID = 'is invalid.'

const notBlank: Validator = value => (isBlank(value) ? BLANK : undefined)

const integer: Validator = value =>
  /^[ \t\n\r\v\f]*[+-]?\d+[ \t\n\r\v\f]*$/.test(phpText(value)) ? undefined : NOT_INTEGER

const knownType: Validator = value => ([1, 2].includes(Number(value)) ? undefined : INVALID)

const text: Validator = value => (typeof value === 'string' ? undefined : 'must be a string.')

/**
 * Checks a client's attributes as Yii's validators do, rule by rule. Each passes over values that are empty, and over
 * attributes that an earlier one found wrong.
 *
 * @param required `type` is looked at only where it is among them
 * @param own the attributes of the client's type
 * @param isUser whether an id is a user's
 * @throws {WebcanapeError} 422 with the first fault of each attribute
 */
export function validate(
  given: Given,
  required: readonly string[],
  own: readonly string[],
  isUser: (id: number) => boolean,
): void {
  const faults = new Map<string, string>()
  const apply = (names: readonly string[], validator: Validator, passesOver = isEmpty): void => {
    for (const name of names) {
      const fault = faults.has(name) || passesOver(given[name]) ? undefined : validator(given[name])
      if (fault) faults.set(name, fault)
    }
  }
  const texts = [...TEXTS, ...own]
  apply(required, notBlank, () => false)
  for (const validator of [integer, knownType]) if (required.includes('type')) apply(['type'], validator)
  apply(['user'], integer)
  apply(['user'], value => (isUser(Number(value)) ? undefined : INVALID))
  apply(texts, text)
  // An empty array counts as empty for a validator, and cannot be stored for all that.
  if (faults.size === 0) apply(texts, text, value => value === undefined || value === null)
  if (faults.size > 0) throw invalid(caseOf([...faults][0]!), [...faults].map(faultOf))
}

/** The documented case of a fault: of several, the first decides. */
function caseOf([field, fault]: [string, string]): string {
  if (fault === BLANK) return `blank-${field}`
  if (fault === NOT_INTEGER) return `${field}-not-integer`
  return fault === INVALID ? `unknown-${field}` : 'not-a-string'
}

const faultOf = ([field, fault]: [string, string]): AttributeFault => ({ field, message: `${labelOf(field)} ${fault}` })

/** `real_address` is shown as «Real Address». */
const labelOf = (name: string): string =>
  name.replace(/(^|_)([a-z])/g, (_, gap: string, letter: string) => (gap ? ' ' : '') + letter.toUpperCase())

/** Null, empty text, and an empty array, which an empty object is to PHP. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value as object).length === 0)

const isBlank = (value: unknown): boolean =>
  isEmpty(typeof value === 'string' ? value.replace(/[ \t\n\r\0\v]+/g, '') : value)

/** A scalar as PHP makes a text of it. */
export const phpText = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? '1' : '') : typeof value === 'object' ? 'Array' : String(value)
