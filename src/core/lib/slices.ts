// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setImmediate } from 'node:timers'

/** Long work that may be laid aside at each `yield`, so that others are served in between. */
export type Work<R> = Generator<void, R, void>

/** Milliseconds that all long works together may take of one round of the event loop. */
const SLICE = 6

const waiting: (() => void)[] = []
let isBegun = false
let until = 0

/** Whether something was given that is to be done in steps. */
export const isWork = (given: unknown): given is Work<unknown> =>
  given !== null && typeof given === 'object' && Symbol.iterator in given && 'next' in given

/** Does work at once, for whoever cannot wait. */
export function finish<R>(work: Work<R>): R {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/**
 * Does work in slices of a few milliseconds: between two of them whatever else has come is served. All works share one
 * slice a round, by turns, however many they are.
 *
 * @example
 * const rows = await inSlices(sorted(records, compare))
 */
export async function inSlices<R>(work: Work<R>): Promise<R> {
  for (;;) {
    await pause()
    do {
      const { done, value } = work.next()
      if (done) return value
    } while (performance.now() < until)
  }
}

/** Where the slice of this round is used up, a promise of the next one that is free. */
export function pause(): Promise<void> | undefined {
  begin()
  return performance.now() < until ? undefined : new Promise(resolve => waiting.push(resolve))
}

/** Begins the slice of this round of the event loop, if it has not begun. */
function begin(): void {
  if (isBegun) return
  isBegun = true
  until = performance.now() + SLICE
  setImmediate(nextRound)
}

function nextRound(): void {
  isBegun = false
  const next = waiting.shift()
  if (!next) return
  begin()
  next()
}

/** Sorted, as `toSorted` does, but in steps. */
export function* sorted<T>(items: readonly T[], compare: (a: T, b: T) => number): Work<T[]> {
  let runs: T[][] = []
  for (let from = 0; from < items.length; from += RUN) {
    runs.push(items.slice(from, from + RUN).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let i = 0; i < runs.length; i += 2) merged.push(yield* mergedOf(runs[i]!, runs[i + 1] ?? [], compare))
    runs = merged
  }
  return runs[0] ?? []
}

const RUN = 512

function* mergedOf<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): Work<T[]> {
  const all: T[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    const takesLeft = j >= right.length || (i < left.length && compare(left[i]!, right[j]!) <= 0)
    all.push(takesLeft ? left[i++]! : right[j++]!)
    if (all.length % RUN === 0) yield
  }
  return all
}
