import { type WallClock, wallClock } from '../../../../api.ts'
import type { Moment } from './moment.ts'
import type { Zone } from './zones.ts'

/**
 * The instant that a text means, in whole seconds; infinite where the calendar does not reach.
 *
 * @param now milliseconds since the epoch: from here comes what the text leaves open
 */
export function resolve(moment: Moment, now: number, home: string): number {
  if (moment.hasDate && moment.times === 0) moment.dropTime()
  const at = { ...wallClock(now, home), ...moment.fields }
  const { more, special } = moment
  if (special && special.kind !== 'working days') {
    at.day = 1
    at.month += more.month + (special.kind === 'last weekday of' ? 1 : 0)
    more.month = 0
  }
  toDayOf(at, moment)
  normalize(at)
  if (moment.weekday !== undefined) at.day += daysToWeekday(moment, moment.weekday, weekdayOf(at))
  normalize(at)
  for (const name of ADDED) at[name] += more[name]
  at.second += Math.floor((moment.microsecond + more.microsecond) / 1_000_000)
  toDayOf(at, moment)
  normalize(at)
  if (special?.kind === 'working days') at.day += workingDays(special.amount, weekdayOf(at))
  return secondsAt(at, moment.zone ?? home)
}

const ADDED = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

function toDayOf(at: WallClock, { dayOf }: Moment): void {
  if (dayOf === 'first') at.day = 1
  if (dayOf === 'last') {
    at.day = 0
    at.month++
  }
}

/** What is beyond its range runs into what is larger: the 30th of February, 24:00. */
function normalize(at: WallClock): void {
  const date = new Date(utc(at))
  Object.assign(at, {
    ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    ...{ hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds() },
  })
}

function utc({ year, month, day, hour, minute, second }: WallClock): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second)
}

const weekdayOf = (at: WallClock): number => new Date(utc(at)).getUTCDay()

function daysToWeekday({ weekdayWay, more }: Moment, asked: number, today: number): number {
  if (weekdayWay === 2) {
    const ofWeek = today === 0 && asked !== 0 ? asked - 7 : asked
    return (ofWeek === 0 && today !== 0 ? 7 : ofWeek) - today
  }
  if (asked < 0) return -(7 - (-asked - today))
  const days = asked - today
  const isPast = more.day < 0 ? days < 0 : days <= -weekdayWay
  return isPast ? days + 7 : days
}

/** How many days a number of working days are, from a day of the week on. */
function workingDays(amount: number, today: number): number {
  const weeks = Math.trunc(amount / 5) * 7
  const rest = amount % 5
  return weeks + rest + (amount > 0 ? weekendAhead(rest, today) : weekendBehind(rest, today))
}

function weekendAhead(rest: number, today: number): number {
  if (rest === 0) return today === 0 ? -2 : today === 6 ? -1 : 0
  if (today === 6) return 1
  return today + rest > 5 ? 2 : 0
}

function weekendBehind(rest: number, today: number): number {
  if (rest === 0) return today === 6 ? 2 : today === 0 ? 1 : 0
  if (today === 0) return -1
  return today + rest < 1 ? -2 : 0
}

function secondsAt(at: WallClock, zone: Zone): number {
  const local = utc(at) / 1000
  // Beyond it, no zone is known.
  if (!(Math.abs(local) < 8.6e12)) return Number.POSITIVE_INFINITY
  if (typeof zone === 'number') return local - zone
  // Of a time that comes twice PHP takes what the zone has at that hour of UTC; one that never comes is moved on.
  const before = aheadAt(local, zone)
  const after = aheadAt(local - before, zone)
  return local - (after > before && aheadAt(local - after, zone) !== after ? before : after)
}

const aheadAt = (seconds: number, zone: string): number => utc(wallClock(seconds * 1000, zone)) / 1000 - seconds
