import type { Cursor } from './cursor.ts'
import { type DateField, type Moment, NoDate } from './moment.ts'
import { amountNamed, monthNamed, unitNamed } from './units.ts'
import { zoneAt } from './zones.ts'

type Order = 'ymd' | 'mdy' | 'dmy'

/** Two digits are a year from 1970 to 2069. */
export function yearOf(cursor: Cursor): number | undefined {
  const year = cursor.number(4)
  if (!year || year.digits >= 4 || year.value >= 100) return year?.value
  return year.value + (year.value < 70 ? 2000 : 1900)
}

export const monthOf = (cursor: Cursor): number => {
  cursor.run(' \t-./')
  return monthNamed(cursor.word())
}

/** A date in numbers. */
export function numbers(order: Order) {
  return (cursor: Cursor, moment: Moment): void => {
    moment.beginDate()
    for (const part of order) {
      if (part === 'y') moment.set({ year: yearOf(cursor) })
      else moment.set({ [part === 'm' ? 'month' : 'day']: cursor.two() })
    }
  }
}

/** A date with its month in words; without a day it is the first. */
export function words(order: 'dmy' | 'my' | 'ym' | 'mdy' | 'dm' | 'ymd' | 'm') {
  return (cursor: Cursor, moment: Moment): void => {
    moment.beginDate()
    for (const part of order) {
      if (part === 'm') moment.set({ month: monthOf(cursor) })
      else if (part === 'd') {
        moment.set({ day: cursor.two() })
        cursor.skipSuffix()
      } else moment.set({ year: yearOf(cursor) })
    }
    if (order === 'my' || order === 'ym') moment.set({ day: 1 })
  }
}

const isDivider = (cursor: Cursor): boolean => cursor.next === ':' || cursor.next === '.'

export function clock(cursor: Cursor, moment: Moment, fraction: ':.' | '.' = '.', seconds = ':.'): void {
  moment.set({ hour: cursor.two() })
  if (!isDivider(cursor)) return
  moment.set({ minute: cursor.two() })
  if (!isDivider(cursor) || !seconds.includes(cursor.next)) return
  moment.set({ second: cursor.two() })
  if (cursor.next !== '' && fraction.includes(cursor.next)) moment.microsecond = cursor.fraction()
}

export function halfDay(cursor: Cursor, moment: Moment): void {
  const hour = moment.fields.hour!
  moment.set({ hour: hour + cursor.meridian(hour) })
}

export function zone(cursor: Cursor, moment: Moment): void {
  moment.zone = zoneAt(cursor)
  if (moment.zone === undefined) throw new NoDate('an unknown zone')
}

export const optionalZone = (cursor: Cursor, moment: Moment): void => {
  if (cursor.next !== '') zone(cursor, moment)
}

/** All six parts in numbers. */
export function stamp(cursor: Cursor, moment: Moment): void {
  moment.beginTime()
  moment.beginDate()
  moment.set({ year: cursor.number(4)?.value })
  for (const name of ['month', 'day', 'hour', 'minute', 'second'] as const satisfies DateField[])
    moment.set({ [name]: cursor.two() })
  if (cursor.next !== '.') return
  moment.microsecond = cursor.fraction()
  optionalZone(cursor, moment)
}

export function instant(cursor: Cursor, moment: Moment): void {
  moment.dropDate()
  moment.dropTime()
  if (!moment.beginZone()) return
  const isNegative = cursor.startsWith('@-')
  const seconds = limited(cursor.signed(24)!)
  moment.set({ year: 1970, month: 1, day: 1 })
  moment.more.second += seconds
  if (cursor.next === '.') moment.more.microsecond = fractionOf(cursor) * (isNegative ? -1 : 1)
  moment.zone = 0
}

function fractionOf(cursor: Cursor): number {
  if (cursor.rest === '.') throw new NoDate('a dot without a fraction')
  return cursor.fraction()
}

/** A number that PHP's integers hold. */
export function limited(number: number): number {
  if (Math.abs(number) >= 2 ** 63) throw new NoDate('a number out of range')
  return number
}

/** The day on which a week of the year has its day, from the first of January on. */
export function week(cursor: Cursor, moment: Moment): void {
  moment.beginDate()
  const year = cursor.number(4)!.value
  const number = cursor.two()!
  const day = cursor.number(1)?.value ?? 1
  moment.set({ year, month: 1, day: 1 })
  const date = new Date(0)
  date.setUTCFullYear(year, 0, 1)
  const first = date.getUTCDay()
  moment.more.day = (number - 1) * 7 + day - (first > 4 ? first - 7 : first)
}

/** `first monday`, `next week`: how many, and of what. */
export function relative(cursor: Cursor, moment: Moment): void {
  while (cursor.next !== '') {
    cursor.run(' \t-/')
    const word = cursor.word()
    cursor.run(' \t')
    moment.add(unitNamed(cursor.until(UNIT_END)), amountNamed(word), word === 'this' ? 1 : 0, false)
  }
}

export const UNIT_END = ' ,\t;:/.-()'

export function signedDate(digits: number) {
  return (cursor: Cursor, moment: Moment): void => {
    moment.beginDate()
    moment.set({ year: limited(cursor.signed(digits)!), month: cursor.two(), day: cursor.two() })
  }
}

/** `oct 4 10:00` */
export function shortDate(cursor: Cursor, moment: Moment, seconds: ':.' | ':'): void {
  moment.beginDate()
  moment.set({ month: monthOf(cursor), day: cursor.two() })
  moment.beginTime()
  clock(cursor, moment, '.', seconds)
}
