import { instantOf } from '../../../core/api/index.ts'
import { Death } from './death.ts'
import { isBlank, quoted, trim } from './php.ts'

const TIME = '(?:[T ]+(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:[.,]\\d+)?)?)?'
const YEAR_FIRST = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${TIME}$`)
const DAY_FIRST = new RegExp(`^(\\d{1,2})[-.](\\d{1,2})[-.](\\d{4})${TIME}$`)
const AMERICAN = new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${TIME}$`)
const BARE = new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)${TIME}$`)
const ZONED = /^(.*\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)$/i

/** `strtotime`, of the dates that people send; undefined where it is none. A day beyond its month runs into the next. */
export function timeOf(value: unknown, now: number, home: string): number | undefined {
  if (isBlank(value)) return undefined
  if (typeof value === 'object') throw new Death('date_create is an array', 'Send date_create as YYYY-MM-DD HH:mm:ss.')
  const { text, zone, ahead } = zoned(trim(quoted(value)), home)
  if (/^@-?\d{1,11}$/.test(text)) return Number(text.slice(1)) * 1000
  if (text.toLowerCase() === 'now') return now
  const numbers = partsOf(text)
  if (!numbers) return undefined
  const [year, month, day, hour = 0, minute = 0, second = 0] = numbers
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour > 24 || minute > 59 || second > 59) return undefined
  return instantOf({ year: year!, month: month!, day: day!, hour, minute, second }, zone) - ahead
}

/** A time may name its zone: `Z`, `UTC` or how far it is ahead of it. */
function zoned(text: string, home: string): { text: string; zone: string; ahead: number } {
  const [, time, named] = ZONED.exec(text) ?? []
  if (named === undefined) return { text, zone: home, ahead: 0 }
  const minutes = /^[+-]/.test(named) ? Number(named.slice(1, 3)) * 60 + Number(named.slice(-2)) : 0
  return { text: time!, zone: 'UTC', ahead: (named[0] === '-' ? -minutes : minutes) * 60_000 }
}

function partsOf(text: string): number[] | undefined {
  const numbers = (match: RegExpExecArray, ...date: number[]) =>
    [...date.map(i => match[i]!), ...match.slice(4)].map(part => Number(part ?? 0))
  const yearFirst = YEAR_FIRST.exec(text) ?? BARE.exec(text)
  if (yearFirst) return numbers(yearFirst, 1, 2, 3)
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst) return numbers(dayFirst, 3, 2, 1)
  const american = AMERICAN.exec(text)
  return american ? numbers(american, 3, 1, 2) : undefined
}
