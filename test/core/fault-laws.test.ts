import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QuotaCount } from '../../src/core/faults/quota.ts'
import { drawDelay, LONGEST_DELAY_MS } from '../../src/core/faults/strike.ts'
import { sideRandom } from '../../src/core/lib/random.ts'

describe('a delay', () => {
  const drawn = (delay: Parameters<typeof drawDelay>[0], seed: number, count = 20_000): number[] => {
    const random = sideRandom(seed)
    return Array.from({ length: count }, () => drawDelay(delay, random.number)).sort((a, b) => a - b)
  }
  const share = (times: readonly number[], upTo: number): number =>
    times.filter(time => time <= upTo).length / times.length

  test('of a number draws nothing', () => {
    const never = (): number => {
      throw new Error('drawn')
    }
    expect(drawDelay(300, never)).toBe(300)
  })

  test('is the same for the same seed', () => {
    const law = { median: 100, sigma: 0.5 }
    expect(drawn(law, 5, 50)).toEqual(drawn(law, 5, 50))
    expect(drawn(law, 5, 50)).not.toEqual(drawn(law, 6, 50))
  })

  test('of a range is each time in it alike', () => {
    const times = drawn({ min: 100, max: 300 }, 1)
    expect([times[0]! >= 100, times.at(-1)! <= 300]).toEqual([true, true])
    for (const [upTo, expected] of [
      [150, 0.25],
      [200, 0.5],
      [250, 0.75],
    ] as const)
      expect(share(times, upTo)).toBeCloseTo(expected, 1)
  })

  test('of a range of one time is that time', () => {
    expect(new Set(drawn({ min: 40, max: 40 }, 1, 100))).toEqual(new Set([40]))
  })

  test('that is lognormal has its median, and two thirds within a sigma', () => {
    const times = drawn({ median: 200, sigma: 0.5 }, 3)
    expect(share(times, 200)).toBeCloseTo(0.5, 1)
    expect(share(times, 200 * Math.exp(0.5)) - share(times, 200 * Math.exp(-0.5))).toBeCloseTo(0.683, 1)
    expect(share(times, 200 * Math.exp(1)) - share(times, 200 * Math.exp(-1))).toBeCloseTo(0.954, 1)
  })

  test('is never longer than a timer can wait, nor less than nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: LONGEST_DELAY_MS }),
        fc.integer({ min: 0, max: 10 }),
        fc.nat(),
        (median, sigma, seed) => {
          for (const time of drawn({ median, sigma }, seed, 50)) {
            expect(time).toBeGreaterThanOrEqual(0)
            expect(time).toBeLessThanOrEqual(LONGEST_DELAY_MS)
          }
        },
      ),
      { seed: 11 },
    )
  })
})

describe('a quota', () => {
  test('lets pass what a model of it does, and tells when the next may', () => {
    const steps = fc.array(fc.nat(700), { maxLength: 60 })
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 1, max: 2000 }), steps, (limit, window, spans) => {
        const quota = new QuotaCount({ limit, window })
        const passed: number[] = []
        let now = 1_700_000_000_000
        for (const span of spans) {
          now += span
          const recent = passed.filter(time => time > now - window)
          const over = quota.admit(now)
          expect(over === null).toBe(recent.length < limit)
          if (over === null) passed.push(now)
          else {
            const { waitMs } = over
            expect(waitMs).toBeGreaterThan(0)
            if (limit === 0) continue
            expect([quota.copy().admit(now + waitMs - 1) === null, quota.copy().admit(now + waitMs) === null]).toEqual([
              false,
              true,
            ])
          }
        }
      }),
      { seed: 13, numRuns: 300 },
    )
  })

  test('begins anew where the clock goes back', () => {
    const quota = new QuotaCount({ limit: 1, window: '1m' })
    expect(quota.admit(1_000_000)).toBeNull()
    expect(quota.admit(1_000_001)).toEqual({ waitMs: 59_999 })
    expect(quota.admit(500_000)).toBeNull()
  })
})
