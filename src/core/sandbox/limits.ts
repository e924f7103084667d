import type { Limit } from '../api/limit.ts'
import { parseDuration } from '../lib/duration.ts'
import { SharedRoom } from '../lib/shared-room.ts'

/** Callers whose requests are counted; of more, the one that was quiet longest is forgotten. */
const MOST_KEYS = 10_000

/** How many requests came of late, by limit and caller. It is not undone where they are refused. */
export class Limits {
  /** When requests came that still count, oldest first: milliseconds of the sandbox's clock. */
  readonly #came = new Map<string, number[]>()
  readonly #room: SharedRoom
  #bytes = 0

  /** @param room shared with what else is kept */
  constructor(room: SharedRoom = new SharedRoom()) {
    this.#room = room
  }

  get size(): number {
    return this.#came.size
  }

  /** Roughly what it holds in memory. */
  get bytes(): number {
    return this.#bytes
  }

  /** Counts a request; after how many milliseconds the next may come, where it is one too many; else null. */
  count({ requests, per }: Limit, key: string, now: number): number | null {
    const window = parseDuration(per)!
    const came = (this.#came.get(key) ?? []).filter(at => at > now - window && at <= now)
    came.push(now)
    // Those that are refused count too: who goes on asking is let in only after a rest.
    if (came.length > requests + 1) came.splice(0, came.length - requests - 1)
    this.#forget(key)
    this.#came.set(key, came)
    this.#weigh(weightOf(key, came))
    if (this.#came.size > MOST_KEYS) this.#forget(this.#came.keys().next().value!)
    this.#room.tidy()
    return came.length > requests ? came[1]! + window - now : null
  }

  clear(): void {
    this.#came.clear()
    this.#weigh(-this.#bytes)
  }

  halve(): void {
    let count = Math.ceil(this.#came.size / 2)
    for (const key of this.#came.keys()) if (count-- > 0) this.#forget(key)
  }

  #forget(key: string): void {
    const came = this.#came.get(key)
    if (!came) return
    this.#came.delete(key)
    this.#weigh(-weightOf(key, came))
  }

  #weigh(bytes: number): void {
    this.#bytes += bytes
    this.#room.took(this, bytes)
  }
}

const weightOf = (key: string, came: readonly number[]): number => 2 * key.length + 8 * came.length + 100
