import { randomUUID } from 'node:crypto'

/** Marks a decimal inside JSON; no client can know it, so no text of theirs is taken for one. */
const MARK = `decimal-${randomUUID()}:`
const MARKED = new RegExp(`"${MARK}(-?[\\d.]+)"`, 'g')

/** A number that is written with a fixed number of decimals, as `100.00`; needs `encodeDecimals`. */
export const decimal = (value: number, digits = 2): string => MARK + (value === 0 ? 0 : value).toFixed(digits)

/** JSON in which every `decimal` is a plain number. */
export function encodeDecimals(body: unknown): string {
  const json = JSON.stringify(body)
  return json.includes(MARK) ? json.replace(MARKED, '$1') : json
}
