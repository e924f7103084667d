import type { Unit } from './units.ts'
import type { Zone } from './zones.ts'

export type DateField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

const TURNED = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

/** PHP's parser takes the text for no date. */
export class NoDate extends Error {
  override readonly name = 'NoDate'
}

/** What a text has said of a time so far. */
export class Moment {
  readonly fields: Partial<Record<DateField, number>> = {}
  microsecond = 0
  zone: Zone | undefined
  /** What is to be added. */
  readonly more = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, microsecond: 0 }
  /** 0 is Sunday, a negative one is looked for backwards; undefined: none was named. */
  weekday: number | undefined
  /** 0: never today; 1: today too; 2: of this week, which begins on Monday. */
  weekdayWay = 0
  special:
    | { kind: 'working days'; amount: number }
    | { kind: 'first weekday of' }
    | { kind: 'last weekday of' }
    | undefined
  dayOf: 'first' | 'last' | undefined
  /** 2: a time, and a year that looked like one. */
  times = 0
  #hasDate = false
  #zones = 0

  get hasDate(): boolean {
    return this.#hasDate
  }

  beginDate(): void {
    if (this.#hasDate) throw new NoDate('two dates')
    this.#hasDate = true
  }

  dropDate(): void {
    this.#hasDate = false
    this.set({ year: 0, month: 0, day: 0 })
  }

  beginTime(): void {
    if (this.times > 0) throw new NoDate('two times')
    this.dropTime()
    this.times = 1
  }

  dropTime(): void {
    this.times = 0
    this.set({ hour: 0, minute: 0, second: 0 })
    this.microsecond = 0
  }

  /** Whether the zone counts: a second one does not. */
  beginZone(): boolean {
    if (this.#zones > 1) throw new NoDate('three zones')
    this.#zones++
    return this.#zones === 1
  }

  set(fields: Partial<Record<DateField, number | undefined>>): void {
    for (const name of Object.keys(fields) as DateField[]) {
      const value = fields[name]
      if (value === undefined) delete this.fields[name]
      else this.fields[name] = value
    }
  }

  /** `+2 days`, `next monday`: a weekday in words begins at midnight. */
  add(unit: Unit | undefined, amount: number, way: number, keepsTime: boolean): void {
    if (!unit) return
    if (unit.kind !== 'weekday' && unit.kind !== 'working day') {
      this.more[unit.kind] += amount * unit.times
      return
    }
    if (!keepsTime) this.dropTime()
    if (unit.kind === 'working day') this.special = { kind: 'working days', amount }
    else {
      this.more.day += (amount > 0 ? amount - 1 : amount) * 7
      this.weekday = unit.day
      this.weekdayWay = way
    }
  }

  /** `ago`: the other way round, but for what is less than a second. */
  turn(): void {
    for (const name of TURNED) this.more[name] = 0 - this.more[name]
    if (this.weekday !== undefined) this.weekday = this.weekday === 0 ? -7 : -this.weekday
    if (this.special?.kind === 'working days') this.special.amount = 0 - this.special.amount
  }
}
