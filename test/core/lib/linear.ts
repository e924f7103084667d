import { expect } from 'vitest'

const TIMES = 50

/**
 * Compares the time for one long input with that for fifty that are a fiftieth as long: the same for linear work,
 * fifty times as long for quadratic work.
 *
 * @param prepare makes the work for a length, its inputs ready
 */
export function expectLinear(prepare: (length: number) => () => void): void {
  const [short, long] = [prepare(250_000 / TIMES), prepare(250_000)]
  const together = bestOf(() => {
    for (let time = 0; time < TIMES; time++) short()
  })
  expect(bestOf(long) / together).toBeLessThan(15)
}

function bestOf(work: () => void): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 4; round++) {
    const start = performance.now()
    work()
    best = Math.min(best, performance.now() - start)
  }
  return best
}
