import { trim } from '../php.ts'
import { type Argument, asNumber, type Evaluate, type SqlCell } from './expression.ts'

/** A function of the values of its arguments; null where any of them is. */
type Strict = (...values: (number | string)[]) => SqlCell

const number = (value: number | string | undefined): number => asNumber(value ?? null) ?? 0
const text = (value: number | string | undefined): string => String(value ?? '')
const letters = (value: number | string): string[] => [...text(value)]
const bytes = (value: number | string): number => Buffer.byteLength(text(value))

function part(value: number | string, from: number, count: number): string {
  const all = letters(value)
  const start = from > 0 ? from - 1 : from < 0 ? all.length + from : all.length
  return start < 0 || count < 1 ? '' : all.slice(start, start + count).join('')
}

const round = (value: number, digits: number): number => {
  const times = 10 ** Math.trunc(digits)
  return (Math.sign(value) * Math.round(Math.abs(value) * times)) / times
}

/** A part of a date, `YYYY-MM-DD HH:mm:ss`. */
const datePart = (from: number, to: number): Strict => {
  return value => (/^\d{4}-\d\d-\d\d/.test(text(value)) ? Number(text(value).slice(from, to)) : null)
}

const LENGTH = (value: number | string): SqlCell => bytes(value)
const CHAR_LENGTH = (value: number | string): SqlCell => letters(value).length
const UPPER = (value: number | string): SqlCell => text(value).toUpperCase()
const LOWER = (value: number | string): SqlCell => text(value).toLowerCase()
const CEILING = (value: number | string): SqlCell => Math.ceil(number(value))
const SUBSTRING = (value: number | string, from: number | string, count: number | string = Number.POSITIVE_INFINITY) =>
  part(value, number(from), number(count))

/** By name: how many arguments it takes, and what it makes of them. */
const STRICT: Readonly<Record<string, readonly [least: number, most: number, make: Strict]>> = {
  LENGTH: [1, 1, LENGTH],
  OCTET_LENGTH: [1, 1, LENGTH],
  CHAR_LENGTH: [1, 1, CHAR_LENGTH],
  CHARACTER_LENGTH: [1, 1, CHAR_LENGTH],
  UPPER: [1, 1, UPPER],
  UCASE: [1, 1, UPPER],
  LOWER: [1, 1, LOWER],
  LCASE: [1, 1, LOWER],
  TRIM: [1, 1, value => trim(text(value), ' ')],
  REVERSE: [1, 1, value => letters(value).reverse().join('')],
  LEFT: [2, 2, (value, count) => part(value, 1, number(count))],
  RIGHT: [2, 2, (value, count) => (number(count) > 0 ? letters(value).slice(-number(count)).join('') : '')],
  SUBSTRING: [2, 3, SUBSTRING],
  SUBSTR: [2, 3, SUBSTRING],
  MID: [3, 3, SUBSTRING],
  CONCAT: [1, 99, (...values) => values.map(text).join('')],
  REPLACE: [
    3,
    3,
    (value, from, to) => (text(from) === '' ? text(value) : text(value).replaceAll(text(from), text(to))),
  ],
  ABS: [1, 1, value => Math.abs(number(value))],
  SIGN: [1, 1, value => Math.sign(number(value))],
  FLOOR: [1, 1, value => Math.floor(number(value))],
  CEIL: [1, 1, CEILING],
  CEILING: [1, 1, CEILING],
  ROUND: [1, 2, (value, digits) => round(number(value), number(digits))],
  SQRT: [1, 1, value => (number(value) < 0 ? null : Math.sqrt(number(value)))],
  POW: [2, 2, (value, power) => number(value) ** number(power)],
  POWER: [2, 2, (value, power) => number(value) ** number(power)],
  MOD: [2, 2, (value, by) => (number(by) === 0 ? null : number(value) % number(by))],
  ASCII: [1, 1, value => Buffer.from(text(value))[0] ?? 0],
  ORD: [1, 1, value => Buffer.from(letters(value)[0] ?? '').reduce((all, byte) => all * 256 + byte, 0)],
  DATE: [1, 1, value => (/^\d{4}-\d\d-\d\d/.test(text(value)) ? text(value).slice(0, 10) : null)],
  YEAR: [1, 1, datePart(0, 4)],
  MONTH: [1, 1, datePart(5, 7)],
  DAY: [1, 1, datePart(8, 10)],
  DAYOFMONTH: [1, 1, datePart(8, 10)],
  HOUR: [1, 1, datePart(11, 13)],
  MINUTE: [1, 1, datePart(14, 16)],
  SECOND: [1, 1, datePart(17, 19)],
}

const COMPARED = ['FIELD', 'NULLIF', 'GREATEST', 'LEAST', 'INSTR', 'LOCATE', 'FIND_IN_SET']

export interface Functions {
  /** Under 0, 0, over 0: how two texts compare. */
  compare(a: string, b: string): number
  /** A text without what does not count when texts are compared. */
  fold(text: string): string
  /** A number from 0 to 1. */
  random(): number
}

/** The functions that an expression may call; undefined where none is known of this name with so many arguments. */
export function functionCall(name: string, args: readonly Argument[], of: Functions): Evaluate | undefined {
  const strict = Object.hasOwn(STRICT, name) ? STRICT[name] : undefined
  if (strict) {
    const [least, most, make] = strict
    if (args.length < least || args.length > most) return undefined
    return row => {
      const values = args.map(({ evaluate }) => evaluate(row))
      return values.includes(null) ? null : make(...(values as (number | string)[]))
    }
  }
  const [first, second, third] = args.map(({ evaluate }) => evaluate)
  switch (name) {
    case 'RAND':
      return args.length <= 1 ? random(args[0], of) : undefined
    case 'IF':
      return args.length === 3 ? row => (asNumber(first!(row)) ? second!(row) : third!(row)) : undefined
    case 'ISNULL':
      return args.length === 1 ? row => Number(first!(row) === null) : undefined
    case 'IFNULL':
      return args.length === 2 ? row => first!(row) ?? second!(row) : undefined
    case 'COALESCE':
      return args.length > 0 ? row => firstValue(args.map(({ evaluate }) => evaluate(row))) : undefined
  }
  if (!COMPARED.includes(name) || args.length < 2) return undefined
  return row =>
    comparing(
      name,
      args.map(({ evaluate }) => evaluate(row)),
      of,
    )
}

const firstValue = (values: readonly SqlCell[]): SqlCell => values.find(value => value !== null) ?? null

function comparing(name: string, values: readonly SqlCell[], { compare, fold }: Functions): SqlCell {
  const order = (a: SqlCell, b: SqlCell): number =>
    typeof a === 'string' && typeof b === 'string' ? compare(a, b) : asNumber(a)! - asNumber(b)!
  const [first = null, second = null] = values
  if (name === 'FIELD')
    return first === null ? 0 : 1 + values.slice(1).findIndex(v => v !== null && order(first, v) === 0)
  if (name === 'NULLIF') return first !== null && second !== null && order(first, second) === 0 ? null : first
  if (values.includes(null)) return null
  const [a, b] = [fold(String(first)), fold(String(second))]
  switch (name) {
    case 'GREATEST':
      return values.reduce((most, value) => (order(value, most) > 0 ? value : most))
    case 'LEAST':
      return values.reduce((least, value) => (order(value, least) < 0 ? value : least))
    case 'INSTR':
      return 1 + a.indexOf(b)
    case 'LOCATE':
      return 1 + b.indexOf(a)
    default:
      return 1 + b.split(',').indexOf(a)
  }
}

/** `RAND()`, and `RAND(seed)` with the numbers that MariaDB makes of a seed. */
function random(seed: Argument | undefined, of: Functions): Evaluate {
  if (!seed) return () => of.random()
  let next: (() => number) | undefined
  return row => {
    if (!next || !seed.isConstant) next = seeded(asNumber(seed.evaluate(row)) ?? 0)
    return next()
  }
}

const MODULUS = 0x3fffffffn

function seeded(seed: number): () => number {
  const whole = BigInt.asUintN(32, BigInt(Number.isFinite(seed) ? Math.round(seed) : 0))
  let one = BigInt.asUintN(32, whole * 0x10001n + 55555555n) % MODULUS
  let other = BigInt.asUintN(32, whole * 0x10000001n) % MODULUS
  return () => {
    one = (one * 3n + other) % MODULUS
    other = (one + other + 33n) % MODULUS
    return Number(one) / Number(MODULUS)
  }
}
