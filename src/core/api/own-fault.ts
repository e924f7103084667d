import { shorten } from '../lib/shorten.ts'

/** What is wrong with what an API's own code gave: the developer of the API is told, in words. */
export class OwnFault extends Error {
  override readonly name = 'OwnFault'
}

/** Whether a value is a promise, of any library. */
export const isPromise = (given: unknown): boolean =>
  typeof (given as { then?: unknown } | null | undefined)?.then === 'function'

/**
 * What a function of an API's gave at once.
 *
 * @param what the function: `its handler`
 * @throws {OwnFault} where it gave a promise, which nobody would wait for
 */
export function refusePromise(given: unknown, what: string): void {
  if (!isPromise(given)) return
  // What it comes to is nobody's business any more; a rejection must not end the process.
  Promise.resolve(given).catch(() => {})
  throw new OwnFault(`${what} returned a promise, but it must do its work at once: it must not be async`)
}

/** What an error says, on one line. */
export function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return shorten(text.split('\n', 1)[0]!, LONGEST).replace(/\.$/, '')
}

const LONGEST = 300
