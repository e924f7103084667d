// core/lib: leaves, without a word of ours: time zones, parameters, header lists, chance, near names.

const MINUTE = 60_000
const QUARTER = 15 * MINUTE

/** A date and time as a clock on the wall shows it; `month` from 1. */
export interface WallClock {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}

/**
 * Moscow's clocks stood still since: at UTC+4 from March 2011, at UTC+3 from October 2014. Spares the default zone
 * `Intl`, which is slow to load.
 */
const MOSCOW = 'Europe/Moscow'
const MOSCOW_FOUR = Date.UTC(2011, 2, 26, 23)
const MOSCOW_THREE = Date.UTC(2014, 9, 25, 22)

/** Whether `name` is a time zone that this Node knows, such as `Europe/Moscow`. */
export function isZone(name: string): boolean {
  try {
    return name === MOSCOW || formatOf(name) !== undefined
  } catch {
    return false
  }
}

const asUtc = (at: WallClock): number => {
  const date = new Date(0)
  date.setUTCFullYear(at.year, at.month - 1, at.day)
  return date.setUTCHours(at.hour, at.minute, at.second)
}

/** Milliseconds that `zone` is ahead of UTC at an instant. Zones change at whole quarters of an hour. */
export function offsetAt(instant: number, zone: string): number {
  if (zone === 'UTC') return 0
  if (zone === MOSCOW && instant >= MOSCOW_FOUR) return (instant < MOSCOW_THREE ? 240 : 180) * MINUTE
  const quarter = Math.floor(instant / QUARTER)
  let known = offsets.get(zone)
  if (!known) offsets.set(zone, (known = new Map()))
  let offset = known.get(quarter)
  if (offset === undefined) {
    const part: Record<string, string> = {}
    for (const { type, value } of formatOf(zone).formatToParts(quarter * QUARTER)) part[type] = value
    const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
    const [month, day, hour, minute, second] = [part.month, part.day, part.hour, part.minute, part.second].map(Number)
    offset =
      asUtc({ year, month: month!, day: day!, hour: hour!, minute: minute!, second: second! }) - quarter * QUARTER
    if (known.size >= 50_000) known.clear()
    known.set(quarter, offset)
  }
  return offset
}

/** What a clock on the wall in `zone` shows at an instant (milliseconds since the epoch). */
export function wallClock(instant: number, zone: string): WallClock {
  const local = new Date(instant + offsetAt(instant, zone))
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  }
}

/** The instant at which a clock on the wall in `zone` shows `at`; the earlier one where it shows it twice. */
export function instantOf(at: WallClock, zone: string): number {
  const local = asUtc(at)
  const before = local - offsetAt(local - 24 * 60 * MINUTE, zone)
  if (offsetAt(before, zone) === local - before) return before
  return local - offsetAt(local - offsetAt(local, zone), zone)
}

/** The instant at which the day of `instant` began in `zone`. */
export function startOfDay(instant: number, zone: string): number {
  return instantOf({ ...wallClock(instant, zone), hour: 0, minute: 0, second: 0 }, zone)
}

/** Whether year, month and day name a day of the calendar. */
export function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** A number with zeros before it, to so many digits. */
export const pad = (number: number, width = 2): string => String(number).padStart(width, '0')

/** 00 to 99. */
const TWO = Array.from({ length: 100 }, (_, number) => pad(number))

/** A minute of the wall clocks as it was last written: what is written at one time is often of one minute. */
let written = { minute: Number.NaN, day: '', time: '' }

/** A date and time, with a sign between them. */
function stampOf(instant: number, zone: string, between: string): string {
  const local = instant + offsetAt(instant, zone)
  const minute = Math.floor(local / MINUTE)
  if (minute !== written.minute) {
    const at = wallClock(instant, zone)
    const day = `${pad(at.year, 4)}-${TWO[at.month]}-${TWO[at.day]}`
    written = { minute, day, time: `${TWO[at.hour]}:${TWO[at.minute]}:` }
  }
  return written.day + between + written.time + TWO[Math.floor(local / 1000) - minute * 60]
}

/** `YYYY-MM-DD HH:mm:ss` in `zone`. */
export const formatStamp = (instant: number, zone: string): string => stampOf(instant, zone, ' ')

/** ISO 8601 with the zone's offset: `2024-03-01T09:00:00+03:00`, milliseconds where there are any. */
export function formatIso(instant: number, zone: string): string {
  const offset = Math.round(offsetAt(instant, zone) / MINUTE)
  const millis = ((instant % 1000) + 1000) % 1000
  const sign = offset < 0 ? '-' : '+'
  const shift = `${sign}${TWO[Math.floor(Math.abs(offset) / 60)]}:${TWO[Math.abs(offset) % 60]}`
  return `${stampOf(instant, zone, 'T')}${millis ? `.${pad(millis, 3)}` : ''}${shift}`
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/** An instant with its offset, on a day that every month has: what the platform reads as we do, and faster. */
const PLAIN =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?(?:Z|[+-]\d\d:\d\d)$/

/**
 * Reads an ISO 8601 date or instant; one without an offset is of `zone`.
 *
 * @returns milliseconds since the epoch, or null where `text` is none or names no real day or time
 */
export function parseIso(text: string, zone: string): number | null {
  if (PLAIN.test(text)) {
    const instant = Date.parse(text)
    if (!Number.isNaN(instant)) return instant
  }
  let known = instants.get(zone)
  if (!known) instants.set(zone, (known = new Map()))
  const instant = known.get(text) ?? readIso(text, zone)
  if (instant === null) return null
  if (known.size >= INSTANTS_KEPT) known.clear()
  known.set(text, instant)
  return instant
}

/** Times that were read last, by zone: records and lists have the same ones read again and again. */
const instants = new Map<string, Map<string, number>>()
const INSTANTS_KEPT = 20_000

function readIso(text: string, zone: string): number | null {
  const match = ISO.exec(text)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(part => Number(part ?? 0))
  if (!isDay(year!, month!, day!) || hour! > 23 || minute! > 59 || second! > 59) return null
  const millis = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000)
  const at: WallClock = { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! }
  const offset = match[8]
  if (!offset) return instantOf(at, zone) + millis
  if (/^z$/i.test(offset)) return asUtc(at) + millis
  const ahead = (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))) * MINUTE
  return asUtc(at) - (offset[0] === '-' ? -ahead : ahead) + millis
}
