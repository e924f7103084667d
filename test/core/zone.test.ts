import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatIso,
  formatStamp,
  instantOf,
  isZone,
  offsetAt,
  pad,
  parseIso,
  startOfDay,
  wallClock,
} from '../../src/core/lib/zone.ts'

const HOUR = 3_600_000
const instants = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2060, 0, 1) })
const zones = fc.constantFrom('Europe/Moscow', 'Asia/Yekaterinburg', 'America/New_York', 'Asia/Kolkata', 'UTC')

/** The offset as Node's own calendar has it, to the second. */
function offsetByIntl(instant: number, zone: string): number {
  const shown = new Date(instant).toLocaleString('sv-SE', { timeZone: zone })
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000
}

describe('a time zone', () => {
  test('is ahead of UTC as the calendar of Node has it, Moscow included', () => {
    fc.assert(
      fc.property(instants, zones, (at, zone) => {
        expect(offsetAt(at, zone)).toBe(offsetByIntl(at, zone))
      }),
      { numRuns: 500 },
    )
  })

  test('changes in Moscow on 27 March 2011 at 2:00, from +3 to +4', () => {
    const change = Date.parse('2011-03-26T23:00:00Z')
    expect([offsetAt(change - 1, 'Europe/Moscow'), offsetAt(change, 'Europe/Moscow')]).toEqual([3 * HOUR, 4 * HOUR])
  })

  test('changes in Moscow on 26 October 2014 at 2:00, from +4 to +3', () => {
    const change = Date.UTC(2014, 9, 25, 22)
    expect([offsetAt(change - 1, 'Europe/Moscow'), offsetAt(change, 'Europe/Moscow')]).toEqual([4 * HOUR, 3 * HOUR])
  })

  test('gives back the instant of what its clock shows, where it shows it once', () => {
    fc.assert(
      fc.property(instants, zones, (at, zone) => {
        const second = Math.floor(at / 1000) * 1000
        const again = instantOf(wallClock(second, zone), zone)
        expect(formatStamp(again, zone)).toBe(formatStamp(second, zone))
        expect(parseIso(formatIso(at, zone), 'UTC')).toBe(at)
      }),
      { numRuns: 500 },
    )
  })

  test('shows each time as it is, whichever was written before it', () => {
    const near = fc.integer({ min: -90_000, max: 90_000 }).map(shift => Date.parse('2024-03-01T06:00:00Z') + shift)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(near, instants), zones), { minLength: 2 }), times => {
        for (const [at, zone] of times) {
          const { year, month, day, hour, minute, second } = wallClock(at, zone)
          const date = [pad(year, 4), pad(month), pad(day)].join('-')
          const time = [hour, minute, second].map(part => pad(part)).join(':')
          expect(formatStamp(at, zone)).toBe(`${date} ${time}`)
          expect(formatIso(at, zone).slice(0, -6)).toContain(`${date}T${time}`)
        }
      }),
    )
  })

  test('begins its days at its own midnight', () => {
    expect(formatIso(startOfDay(Date.parse('2024-03-01T23:30:00Z'), 'Europe/Moscow'), 'Europe/Moscow')).toBe(
      '2024-03-02T00:00:00+03:00',
    )
    expect(formatIso(startOfDay(Date.parse('2024-03-01T23:30:00Z'), 'America/New_York'), 'America/New_York')).toBe(
      '2024-03-01T00:00:00-05:00',
    )
  })

  test('is known by name, or is none', () => {
    expect(['Europe/Moscow', 'Asia/Omsk', 'Europe/Nowhere', ''].map(isZone)).toEqual([true, true, false, false])
  })
})

describe('an ISO 8601 text', () => {
  test.each([
    ['2024-03-01', '2024-03-01T00:00:00+03:00'],
    ['2024-03-01 09:10', '2024-03-01T09:10:00+03:00'],
    ['2024-03-01T09:10:11.25', '2024-03-01T09:10:11.250+03:00'],
    ['2024-03-01T06:00:00Z', '2024-03-01T09:00:00+03:00'],
    ['2024-03-01T09:00:00-0530', '2024-03-01T17:30:00+03:00'],
  ])('%s is read', (text, shown) => {
    expect(formatIso(parseIso(text, 'Europe/Moscow')!, 'Europe/Moscow')).toBe(shown)
  })

  test.each(['2024-02-30', '2024-13-01', '2024-03-01T24:00', '2024-03-01T09:60:00', '01.03.2024', 'now', ''])(
    '%s is none',
    text => {
      expect(parseIso(text, 'Europe/Moscow')).toBeNull()
    },
  )
})
