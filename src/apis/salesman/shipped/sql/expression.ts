import { numberOf } from '../php.ts'

export type SqlCell = number | string | null

/** What an expression is of: the columns of a row, by name. */
export type SqlRow = (column: string) => SqlCell

export type Evaluate = (row: SqlRow) => SqlCell

/** What an expression may name. */
export interface Vocabulary {
  /** The column of a name, as the database spells it; undefined where there is none. */
  column(name: string): string | undefined
  readonly table: string
  /** Undefined where the database has no such function, or takes not so many arguments. */
  call(name: string, args: readonly Argument[]): Evaluate | undefined
  /** Under 0, 0, over 0: how two texts compare. */
  compare(a: string, b: string): number
  isLike(text: string, pattern: string): boolean
}

export interface Argument {
  readonly evaluate: Evaluate
  /** The same for each row. */
  readonly isConstant: boolean
}

export interface Sorting {
  /** Which column, counted from 1, where the expression is a whole number alone. */
  readonly position: number | undefined
  readonly evaluate: Evaluate
  readonly descending: boolean
}

/** The number that a text is in arithmetic. */
export const asNumber = (cell: SqlCell): number | null =>
  cell === null || typeof cell === 'number' ? cell : numberOf(cell)
