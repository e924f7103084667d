import { asNumber, type Evaluate, type SqlCell, type SqlRow, type Vocabulary } from './expression.ts'

type Compare = Vocabulary['compare']

const asText = (cell: SqlCell): string | null => (cell === null ? null : String(cell))

const isTrue = (cell: SqlCell): boolean | null => (cell === null ? null : asNumber(cell) !== 0)

const truth = (value: boolean | null): SqlCell => (value === null ? null : Number(value))

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number | null>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? null : a / b),
  '%': (a, b) => (b === 0 ? null : a % b),
  MOD: (a, b) => (b === 0 ? null : a % b),
  DIV: (a, b) => (b === 0 ? null : Math.trunc(a / b)),
}

/** Two numbers, by a sign of arithmetic. */
export function calculated(sign: string, one: Evaluate, other: Evaluate): Evaluate {
  const calculate = ARITHMETIC[sign]!
  return row => {
    const [a, b] = [asNumber(one(row)), asNumber(other(row))]
    return a === null || b === null ? null : calculate(a, b)
  }
}

export const opposite =
  (of: Evaluate): Evaluate =>
  row => {
    const number = asNumber(of(row))
    return number === null ? null : -number
  }

/** By name: what two truths make; null is an unknown one. */
const LOGIC: Readonly<Record<string, (a: boolean | null, b: boolean | null) => boolean | null>> = {
  AND: (a, b) => (a === false || b === false ? false : a === null || b === null ? null : true),
  OR: (a, b) => (a || b ? true : a === null || b === null ? null : false),
  XOR: (a, b) => (a === null || b === null ? null : a !== b),
}

export function joinedBy(word: 'AND' | 'OR' | 'XOR', one: Evaluate, other: Evaluate): Evaluate {
  const join = LOGIC[word]!
  return row => truth(join(isTrue(one(row)), isTrue(other(row))))
}

/** What is true where it is not; or, of a negation that is negated, where it is. */
export const negated =
  (of: Evaluate, isNegated = true): Evaluate =>
  row => {
    const value = isTrue(of(row))
    return truth(value === null ? null : value !== isNegated)
  }

/** Texts are compared as texts, everything else as numbers; null where either is unknown. */
function orderOf(a: SqlCell, b: SqlCell, compare: Compare): number | null {
  if (a === null || b === null) return null
  if (typeof a === 'string' && typeof b === 'string') return compare(a, b)
  return asNumber(a)! - asNumber(b)!
}

export const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': order => order === 0,
  '<>': order => order !== 0,
  '!=': order => order !== 0,
  '<': order => order < 0,
  '<=': order => order <= 0,
  '>': order => order > 0,
  '>=': order => order >= 0,
}

export function compared(sign: string, one: Evaluate, other: Evaluate, compare: Compare): Evaluate {
  const holds = COMPARISONS[sign]!
  return row => {
    const order = orderOf(one(row), other(row), compare)
    return truth(order === null ? null : holds(order))
  }
}

/** `<=>`: two unknown values are the same. */
export const same =
  (one: Evaluate, other: Evaluate, compare: Compare): Evaluate =>
  row => {
    const [a, b] = [one(row), other(row)]
    return Number(a === null || b === null ? a === b : orderOf(a, b, compare) === 0)
  }

export const unknownOperand =
  (of: Evaluate): Evaluate =>
  row =>
    Number(of(row) === null)

export const like =
  (one: Evaluate, pattern: Evaluate, isLike: Vocabulary['isLike']): Evaluate =>
  row => {
    const [a, b] = [asText(one(row)), asText(pattern(row))]
    return truth(a === null || b === null ? null : isLike(a, b))
  }

export const between =
  (one: Evaluate, least: Evaluate, most: Evaluate, compare: Compare): Evaluate =>
  row => {
    const value = one(row)
    const [above, below] = [orderOf(value, least(row), compare), orderOf(value, most(row), compare)]
    return truth(above === null || below === null ? null : above >= 0 && below <= 0)
  }

export const among =
  (one: Evaluate, options: readonly Evaluate[], compare: Compare): Evaluate =>
  row => {
    const value = one(row)
    const orders = options.map(option => orderOf(value, option(row), compare))
    return truth(orders.includes(0) ? true : orders.includes(null) ? null : false)
  }

export interface Branch {
  readonly when: Evaluate
  readonly result: Evaluate
}

/** `CASE of WHEN …`, or of what is true where there is no `of`. */
export function firstChosen(
  of: Evaluate | undefined,
  branches: readonly Branch[],
  otherwise: Evaluate,
  compare: Compare,
): Evaluate {
  const holds = ({ when }: Branch, row: SqlRow): boolean =>
    of ? orderOf(of(row), when(row), compare) === 0 : isTrue(when(row)) === true
  return row => (branches.find(branch => holds(branch, row))?.result ?? otherwise)(row)
}
