import { formatStamp } from '../../../api.ts'
import { refuseStrayBytes } from './php.ts'
import { PhpFatal } from './php-fatal.ts'

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', 0: '\0', Z: '\x1a' }

/**
 * A text as the database reads it where the vendor puts it between quotes without escaping: backslashes mean something,
 * and a single quote ends it.
 */
export function literal(text: string, what: string): string {
  refuseStrayBytes(text, what)
  if (!/['\\]/.test(text)) return text
  let read = ''
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (sign === "'" && text[++i] !== "'") throw unquoted(what)
    if (sign !== '\\') read += sign
    else {
      const next = text[++i]
      if (next === undefined) throw unquoted(what)
      read += next === '%' || next === '_' ? `\\${next}` : (ESCAPES[next] ?? next)
    }
  }
  return read
}

const unquoted = (what: string): PhpFatal =>
  new PhpFatal(`a quote or backslash in ${what} breaks its query`, `Send ${what} without quotes and backslashes.`)

const WIDTHS: Record<string, number> = {
  uid: 30,
  type: 100,
  title: 250,
  phone: 250,
  fax: 250,
  site_url: 250,
  mail_url: 250,
}
const TEXTS = new Set(['des', 'address', 'scheme'])

/** A text as its column keeps it: cut to its width, and letters beyond the basic plane lost. */
export function kept(text: string, column: string): string {
  const plain = text.replace(/[\u{10000}-\u{10ffff}]/gu, '????')
  return TEXTS.has(column) ? plain : plain.slice(0, WIDTHS[column] ?? 255)
}

export const ZERO_DATE = '0000-00-00 00:00:00'
const EARLIEST = 1000
const LATEST = (2 ** 31 - 1) * 1000

/** A time as a column of type `timestamp` keeps it: of what is out of its range, the zero date. */
export const storedStamp = (instant: number, zone: string): string =>
  instant < EARLIEST || instant > LATEST ? ZERO_DATE : formatStamp(instant, zone)

const STAMP =
  /^\s*(\d{4}|\d{2})[^\d\s](\d{1,2})[^\d\s](\d{1,2})(?:[T\s]+(\d{1,2})(?:[^\d](\d{1,2}))?(?:[^\d](\d{1,2}))?)?/
const PLAIN = /^\s*(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/

/** A date as the database compares it, the 31st of any month too; a text that is none is the zero date. */
export function comparable(text: string): string {
  const [, year, ...rest] = STAMP.exec(text) ?? PLAIN.exec(text) ?? []
  if (year === undefined) return ''
  const [month, day, hour, minute, second] = rest.map(part => (part ?? '').padStart(2, '0'))
  if (Number(month) > 12 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return ''
  const century = year.length === 4 ? '' : Number(year) < 70 ? '20' : '19'
  return `${century}${year}-${month}-${day} ${hour}:${minute}:${second}`
}
