import type { Cursor } from './cursor.ts'
import { type Moment, NoDate } from './moment.ts'
import {
  DAY,
  DAY_OF_YEAR,
  DAY_TEXT,
  DAYLZ,
  FRACTION,
  GAP,
  HOUR12,
  HOUR24,
  HOUR24LZ,
  LONG12,
  LONG24,
  MERIDIAN,
  MINUTE,
  MINUTELZ,
  MONTH,
  MONTH_FULL,
  MONTH_SHORT,
  MONTH_TEXT,
  MONTHLZ,
  NO_YEAR,
  NUMBER,
  OFFSET,
  ORDINAL,
  SECOND,
  SECONDLZ,
  SHORT12,
  SHORT24,
  SPACE,
  UNIT,
  WEEK,
  WEEKDAY,
  WHICH,
  YEAR,
  YEAR4,
  ZONE,
  ZONED24,
} from './notation.ts'
import {
  clock,
  halfDay,
  instant,
  limited,
  monthOf,
  numbers,
  optionalZone,
  relative,
  shortDate,
  signedDate,
  stamp,
  UNIT_END,
  week,
  words,
  yearOf,
  zone,
} from './parts.ts'
import { amountNamed, unitNamed } from './units.ts'

/** One way to write a part of a time: what it looks like, and what it says. */
export interface Format {
  readonly pattern: string
  readonly read: (cursor: Cursor, moment: Moment) => void
}

/** Every format that PHP's `strtotime` knows, in its order: of those that take as much, the first counts. */
export const FORMATS: readonly Format[] = [
  {
    pattern: 'yesterday',
    read: (_, moment) => {
      moment.dropTime()
      moment.more.day = -1
    },
  },
  { pattern: 'now', read: () => {} },
  {
    pattern: 'noon',
    read: (_, moment) => {
      moment.dropTime()
      moment.times = 1
      moment.set({ hour: 12 })
    },
  },
  { pattern: 'midnight|today', read: (_, moment) => moment.dropTime() },
  {
    pattern: 'tomorrow',
    read: (_, moment) => {
      moment.dropTime()
      moment.more.day = 1
    },
  },
  { pattern: '@-?[0-9]+(\\.[0-9]{0,6})?', read: instant },
  {
    pattern: '(first|last) day of',
    read: (cursor, moment) => {
      moment.dayOf = cursor.next.toLowerCase() === 'l' ? 'last' : 'first'
    },
  },
  {
    pattern: `(back|front) of ${HOUR24}((${SPACE})?${MERIDIAN})?`,
    read: (cursor, moment) => {
      moment.dropTime()
      moment.times = 1
      // The vendor's PHP looks at the small letter alone.
      const isBack = cursor.next === 'b'
      const hour = cursor.two()!
      moment.set(isBack ? { hour, minute: 15 } : { hour: hour - 1, minute: 45 })
      if (cursor.next !== '') halfDay(cursor, moment)
    },
  },
  {
    pattern: `(${ORDINAL}|${WHICH})${SPACE}${WEEKDAY}${SPACE}of`,
    read: (cursor, moment) => {
      const word = cursor.word()
      const amount = amountNamed(word)
      cursor.run(' \t')
      moment.special = { kind: amount > 0 ? 'first weekday of' : 'last weekday of' }
      const way = amount > 0 || word === 'this' ? 1 : 0
      moment.add(unitNamed(cursor.until(UNIT_END)), amount, way, false)
    },
  },
  {
    pattern: `${HOUR12}(${SPACE})?${MERIDIAN}|${SHORT12}|${LONG12}`,
    read: (cursor, moment) => {
      moment.beginTime()
      clock(cursor, moment)
      halfDay(cursor, moment)
    },
  },
  {
    pattern: `${HOUR12}:${MINUTELZ}:${SECONDLZ}[:.][0-9]+${MERIDIAN}`,
    read: (cursor, moment) => {
      moment.beginTime()
      clock(cursor, moment, ':.')
      halfDay(cursor, moment)
    },
  },
  {
    pattern: `t${HOUR24}|${SHORT24}|${LONG24}|${LONG24}${FRACTION}`,
    read: (cursor, moment) => {
      moment.beginTime()
      clock(cursor, moment)
    },
  },
  {
    pattern: `t?${HOUR24LZ}${MINUTELZ}`,
    read: (cursor, moment) => {
      if (moment.times > 1) throw new NoDate('two times')
      if (moment.times === 1) moment.set({ year: cursor.number(4)?.value })
      else moment.set({ hour: cursor.two(), minute: cursor.two(), second: 0 })
      moment.times++
    },
  },
  {
    pattern: `t?${HOUR24LZ}${MINUTELZ}${SECONDLZ}`,
    read: (cursor, moment) => {
      moment.beginTime()
      moment.set({ hour: cursor.two(), minute: cursor.two(), second: cursor.two() })
    },
  },
  {
    pattern: `${MONTH}/${DAY}(/${YEAR})?`,
    read: (cursor, moment) => {
      moment.beginDate()
      moment.set({ month: cursor.two(), day: cursor.two() })
      if (cursor.next === '/') moment.set({ year: yearOf(cursor) })
    },
  },
  {
    pattern: `[+-]?${YEAR4}-${MONTHLZ}-${DAYLZ}|${YEAR4}/${MONTHLZ}/${DAYLZ}/?|${YEAR4}/${MONTH}/${DAY}`,
    read: signedDate(4),
  },
  { pattern: `[0-9]{2}-${MONTHLZ}-${DAYLZ}`, read: numbers('ymd') },
  { pattern: `[+-][0-9]{5,19}-${MONTHLZ}-${DAYLZ}`, read: signedDate(19) },
  {
    pattern: `${YEAR4}-${MONTH}`,
    read: (cursor, moment) => {
      moment.beginDate()
      moment.set({ year: yearOf(cursor), month: cursor.two(), day: 1 })
    },
  },
  { pattern: `${YEAR}-${MONTH}-${DAY}`, read: numbers('ymd') },
  { pattern: `${DAY}${GAP}${MONTH_TEXT}${GAP}${YEAR}`, read: words('dmy') },
  { pattern: `${DAY}[.\t-]${MONTH}[.-]${YEAR4}`, read: numbers('dmy') },
  { pattern: `${DAY}[.\t]${MONTH}\\.[0-9]{2}`, read: numbers('dmy') },
  { pattern: `${MONTH_TEXT}${GAP}${YEAR4}`, read: words('my') },
  { pattern: `${YEAR4}${GAP}${MONTH_TEXT}`, read: words('ym') },
  { pattern: `${MONTH_TEXT}${GAP}${DAY}[,.stndrh\t ]+${YEAR}|${NO_YEAR}`, read: words('mdy') },
  { pattern: `${DAY}${GAP}${MONTH_TEXT}`, read: words('dm') },
  { pattern: `${YEAR4}${MONTHLZ}${DAYLZ}`, read: numbers('ymd') },
  {
    pattern: [
      `${YEAR4}${MONTHLZ}${DAYLZ}T${HOUR24}:${MINUTELZ}:${SECONDLZ}`,
      `${YEAR4}${MONTHLZ}${DAYLZ}t${HOUR24}${MINUTELZ}${SECONDLZ}`,
      `${YEAR4}-${MONTHLZ}-${DAYLZ}T${HOUR24LZ}:${MINUTELZ}:${SECONDLZ}${FRACTION}(${OFFSET})?`,
      `${YEAR4}-${MONTH}-${DAY}T${HOUR24}:${MINUTE}:${SECOND}`,
      `${YEAR4}:${MONTHLZ}:${DAYLZ} ${HOUR24LZ}:${MINUTELZ}:${SECONDLZ}`,
    ].join('|'),
    read: stamp,
  },
  {
    pattern: `${YEAR4}[.-]?${DAY_OF_YEAR}`,
    read: (cursor, moment) => {
      moment.beginDate()
      moment.set({ year: yearOf(cursor), month: 1, day: cursor.number(3)?.value })
    },
  },
  { pattern: `${YEAR4}-?W${WEEK}-?[0-7]`, read: week },
  { pattern: `${YEAR4}-?W${WEEK}`, read: week },
  { pattern: `${MONTH_SHORT}-${DAYLZ}-${YEAR}`, read: words('mdy') },
  { pattern: `${YEAR}-${MONTH_SHORT}-${DAYLZ}`, read: words('ymd') },
  {
    pattern: `${DAY}/${MONTH_SHORT}/${YEAR4}:${HOUR24LZ}:${MINUTELZ}:${SECONDLZ}${SPACE}${OFFSET}`,
    read: (cursor, moment) => {
      moment.beginTime()
      moment.beginDate()
      moment.set({ day: cursor.two(), month: monthOf(cursor), year: cursor.number(4)?.value })
      moment.set({ hour: cursor.two(), minute: cursor.two(), second: cursor.two() })
      zone(cursor, moment)
    },
  },
  { pattern: YEAR4, read: (cursor, moment) => moment.set({ year: cursor.number(4)?.value }) },
  { pattern: 'ago', read: (_, moment) => moment.turn() },
  {
    pattern: DAY_TEXT,
    read: (cursor, moment) => {
      moment.dropTime()
      const unit = unitNamed(cursor.word())
      moment.weekday = unit?.kind === 'weekday' ? unit.day : 1
      if (moment.weekdayWay !== 2) moment.weekdayWay = 1
    },
  },
  {
    pattern: `${WHICH}${SPACE}week`,
    read: (cursor, moment) => {
      relative(cursor, moment)
      moment.weekdayWay = 2
      moment.weekday ??= 1
    },
  },
  { pattern: `(${ORDINAL}|${WHICH})${SPACE}${UNIT}`, read: relative },
  { pattern: `${MONTH_FULL}|${MONTH_SHORT}`, read: words('m') },
  {
    pattern: ZONE,
    read: (cursor, moment) => {
      if (moment.beginZone()) zone(cursor, moment)
    },
  },
  {
    pattern: `${NO_YEAR}(${SHORT12}|${LONG12})`,
    read: (cursor, moment) => {
      shortDate(cursor, moment, ':.')
      halfDay(cursor, moment)
    },
  },
  {
    pattern: `${NO_YEAR}(${SHORT24}|${LONG24}|${ZONED24})`,
    read: (cursor, moment) => {
      shortDate(cursor, moment, ':')
      optionalZone(cursor, moment)
    },
  },
  {
    pattern: `${NUMBER}(${SPACE})?(${UNIT}|week)`,
    read: (cursor, moment) => {
      while (cursor.next !== '') {
        const amount = limited(cursor.signed(24) ?? 0)
        cursor.run(' \t')
        moment.add(unitNamed(cursor.until(UNIT_END)), amount, 1, true)
      }
    },
  },
  { pattern: '[ .,\t\0\n]', read: () => {} },
]
