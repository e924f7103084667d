// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'
import { inSlices, type Work } from '../lib/slices.ts'
import type { Journal } from './journal.ts'
import { type Expectation, type OpenVerdict, Tally, verifying } from './verify.ts'

/**
 * The verdict as soon as it is certain, or when the time is over. Nothing is asked again meanwhile: each entry that the
 * journal is given is counted.
 *
 * @param withinMs milliseconds of real time
 * @param gone comes where nobody waits any more
 */
export async function awaitVerdict(
  journal: Journal,
  expectation: Expectation,
  withinMs: number,
  gone: Promise<unknown>,
): Promise<OpenVerdict> {
  if (withinMs === 0) return inSlices(verifying(journal, expectation))
  const tally = new Tally(journal, expectation)
  let isCounted = false
  // What must never come has to be waited for to the end; what lost entries leave open then will not be closed.
  const isSettled = (): boolean =>
    isCounted && (tally.isTooMany || (expectation.never ? tally.ok === null : tally.ok === true))
  const judging = new Promise<Work<OpenVerdict>>(resolve => {
    const end = (broken?: string): void => {
      clearTimeout(timer)
      stop()
      resolve(tally.judging([...journal.entries()], broken))
    }
    const timer = setTimeout(end, withinMs)
    const stop = journal.watch({
      added(entry) {
        tally.count(entry)
        if (isSettled()) end()
      },
      emptied: () => tally.clear(),
      ended: () => end('the sandbox was reset or dropped meanwhile; '),
    })
    void gone.then(() => end())
    void inSlices(tally.countingEarlier()).then(() => {
      isCounted = true
      if (isSettled()) end()
    })
  })
  return inSlices(await judging)
}
