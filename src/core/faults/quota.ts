import { parseDuration } from '../lib/duration.ts'
import type { Quota } from './fault.ts'

/** A window in milliseconds; NaN where it is none. */
export const windowOf = ({ window }: Quota): number =>
  typeof window === 'number' ? window : (parseDuration(window) ?? Number.NaN)

/** Which requests are within a quota: in no time as long as its window do more than its limit pass. */
export class QuotaCount {
  readonly #quota: Quota
  readonly #window: number
  /** When those passed that still count, oldest first: milliseconds of the sandbox's clock. */
  readonly #passed: number[]

  constructor(quota: Quota, passed: readonly number[] = []) {
    this.#quota = quota
    this.#window = windowOf(quota)
    this.#passed = [...passed]
  }

  /** The same count, to come back to. */
  copy(): QuotaCount {
    return new QuotaCount(this.#quota, this.#passed)
  }

  /** A file keeps none of it: after a start it counts anew. */
  toJSON(): undefined {
    return undefined
  }

  /** Lets a request pass, and counts it, or tells after how many milliseconds the next may pass. */
  admit(now: number): { readonly waitMs: number } | null {
    const passed = this.#passed
    // A clock that went back begins anew.
    if (passed.at(-1)! > now) passed.length = 0
    let gone = 0
    while (gone < passed.length && passed[gone]! <= now - this.#window) gone++
    passed.splice(0, gone)
    if (passed.length < this.#quota.limit) {
      passed.push(now)
      return null
    }
    return { waitMs: (passed[0] ?? now) + this.#window - now }
  }
}
