import type { Limit } from '../api/limit.ts'
import { parseDuration } from '../lib/duration.ts'
import type { SharedRoom } from '../lib/shared-room.ts'
import { WeighedMap } from '../lib/weighed-map.ts'

/** Callers whose requests are counted; of more, the one that was quiet longest is forgotten. */
const MOST_KEYS = 10_000

/** How many requests came of late, by limit and caller. It is not undone where they are refused. */
export class Limits {
  /** When requests came that still count, oldest first: milliseconds of the sandbox's clock. */
  readonly #came: WeighedMap<readonly number[]>

  /** @param room shared with what else is kept */
  constructor(room?: SharedRoom) {
    this.#came = new WeighedMap(room)
  }

  /** Counts a request; after how many milliseconds the next may come, where it is one too many; else null. */
  count({ requests, per }: Limit, key: string, now: number): number | null {
    const window = parseDuration(per)!
    const came = (this.#came.get(key) ?? []).filter(at => at > now - window && at <= now)
    came.push(now)
    // Those that are refused count too: who goes on asking is let in only after a rest.
    if (came.length > requests + 1) came.splice(0, came.length - requests - 1)
    this.#came.set(key, came, 8 * came.length)
    if (this.#came.size > MOST_KEYS) this.#came.delete(this.#came.keys().next().value!)
    return came.length > requests ? came[1]! + window - now : null
  }

  clear(): void {
    this.#came.clear()
  }
}
