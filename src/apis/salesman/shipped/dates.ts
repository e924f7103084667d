import { instantOf, startOfDay } from '../../../api.ts'
import { Death } from './death.ts'
import { isBlank, quoted, trim } from './php.ts'

const TIME = '(?:[T ]+(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:[.,]\\d+)?)?)?'
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = `(${MONTHS.join('|')})[a-z]*`

/** How a date may be written, and where its year, month and day stand. */
const DATES: readonly [form: RegExp, year: number, month: number, day: number][] = [
  [new RegExp(`^(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})${TIME}$`), 1, 2, 3],
  [new RegExp(`^(\\d{4})(\\d\\d)(\\d\\d)${TIME}$`), 1, 2, 3],
  [/^(\d{4})(\d\d)(\d\d)T?(\d\d):?(\d\d):?(\d\d)$/i, 1, 2, 3],
  [new RegExp(`^(\\d{1,2})[-.](\\d{1,2})[-.](\\d{4})${TIME}$`), 3, 2, 1],
  [new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d\\d)${TIME}$`), 3, 2, 1],
  [new RegExp(`^(\\d{1,2})/(\\d{1,2})/(\\d{4})${TIME}$`), 3, 1, 2],
  [new RegExp(`^(\\d{1,2})[ .-]?${MONTH}[ .,-]*(\\d{4})${TIME}$`, 'i'), 3, 2, 1],
  [new RegExp(`^${MONTH} *(\\d{1,2})[ ,]+(\\d{4})${TIME}$`, 'i'), 3, 1, 2],
]
/** A time of today: `10.05.15` is one where `30.05.15` is a date. */
const TIME_ALONE = /^([01]?\d|2[0-4])[:.]([0-5]?\d)(?:[:.]([0-5]?\d))?$/
const ZONED = /^(.*\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)$/i

/**
 * `strtotime`, of the dates that people send; undefined where it is none. A day beyond its month runs into the next, and
 * month or day 0 into the one before.
 */
export function timeOf(value: unknown, now: number, home: string): number | undefined {
  if (isBlank(value)) return undefined
  if (typeof value === 'object') throw new Death('date_create is an array', 'Send date_create as YYYY-MM-DD HH:mm:ss.')
  const { text, zone, ahead } = zoned(trim(quoted(value)), home)
  if (/^@-?\d{1,11}$/.test(text)) return Number(text.slice(1)) * 1000
  if (text.toLowerCase() === 'now') return now
  const time = TIME_ALONE.exec(text)
  if (time) {
    const [hour, minute, second] = time.slice(1).map(part => Number(part ?? 0))
    return startOfDay(now, zone) + ((hour! * 60 + minute!) * 60 + second!) * 1000 - ahead
  }
  const numbers = partsOf(text)
  if (!numbers) return undefined
  const [year, month, day, hour = 0, minute = 0, second = 0] = numbers
  if (month! > 12 || day! > 31 || hour > 24 || minute > 59 || second > 59) return undefined
  return instantOf({ year: year!, month: month!, day: day!, hour, minute, second }, zone) - ahead
}

/** A time may name its zone: `Z`, `UTC` or how far it is ahead of it. */
function zoned(text: string, home: string): { text: string; zone: string; ahead: number } {
  const [, time, named] = ZONED.exec(text) ?? []
  if (named === undefined) return { text, zone: home, ahead: 0 }
  const minutes = /^[+-]/.test(named) ? Number(named.slice(1, 3)) * 60 + Number(named.slice(-2)) : 0
  return { text: time!, zone: 'UTC', ahead: (named[0] === '-' ? -minutes : minutes) * 60_000 }
}

/** Year, month, day, hour, minute and second. A year of two digits is the nearest such one before 2070. */
function partsOf(text: string): number[] | undefined {
  for (const [form, year, month, day] of DATES) {
    const found = form.exec(text)
    if (!found) continue
    const named = MONTHS.indexOf(found[month]!.toLowerCase()) + 1
    const century = found[year]!.length === 4 ? 0 : Number(found[year]) < 70 ? 2000 : 1900
    const date = [century + Number(found[year]), named || Number(found[month]), Number(found[day])]
    return [...date, ...found.slice(4).map(part => Number(part ?? 0))]
  }
  return undefined
}
