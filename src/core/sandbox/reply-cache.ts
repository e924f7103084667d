import type { SharedRoom } from '../lib/shared-room.ts'
import { WeighedMap } from '../lib/weighed-map.ts'

interface Kept {
  readonly at: number
  readonly until: number
  readonly value: unknown
}

const LIMIT = 10_000

/** Answers that operations give again for a while, on the sandbox's clock (milliseconds). */
export class ReplyCache {
  readonly #kept: WeighedMap<Kept>

  /** @param room shared with what else is kept */
  constructor(room?: SharedRoom) {
    this.#kept = new WeighedMap(room)
  }

  get(key: string, now: number): { value: unknown; ageSeconds: number } | null {
    const kept = this.#kept.get(key)
    return kept && now < kept.until ? { value: kept.value, ageSeconds: Math.floor((now - kept.at) / 1000) } : null
  }

  /** @param bytes roughly what the value holds in memory */
  set(key: string, now: number, seconds: number, value: unknown, bytes: number): void {
    if (this.#kept.size >= LIMIT) this.#makeRoom(now)
    this.#kept.set(key, { at: now, until: now + seconds * 1000, value }, bytes)
  }

  clear(): void {
    this.#kept.clear()
  }

  #makeRoom(now: number): void {
    for (const key of this.#kept.keys()) if (this.#kept.get(key)!.until <= now) this.#kept.delete(key)
    for (const key of this.#kept.keys()) {
      if (this.#kept.size < LIMIT) return
      this.#kept.delete(key)
    }
  }
}
