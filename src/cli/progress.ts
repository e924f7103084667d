import { texts } from './language.ts'

/** Milliseconds until something is said, and between one saying and the next. */
const EVERY = 1000

/**
 * Says how far the generating of records is, once it takes longer than anybody waits without asking.
 *
 * @param say is given a line each second
 * @param now milliseconds
 */
export function progress(say: (line: string) => void, now: () => number = () => performance.now()) {
  let said = now()
  return (api: string, made: number, of: number): void => {
    if (now() - said < EVERY) return
    said = now()
    say(`${texts.progress(api, made.toLocaleString('en'), of.toLocaleString('en'))}\n`)
  }
}
