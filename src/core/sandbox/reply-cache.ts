interface Kept {
  readonly at: number
  readonly until: number
  readonly value: unknown
}

const LIMIT = 10_000

/** Answers that operations give again for a while, on the sandbox's clock (milliseconds). */
export class ReplyCache {
  readonly #kept = new Map<string, Kept>()

  get(key: string, now: number): { value: unknown; ageSeconds: number } | null {
    const kept = this.#kept.get(key)
    return kept && now < kept.until ? { value: kept.value, ageSeconds: Math.floor((now - kept.at) / 1000) } : null
  }

  set(key: string, now: number, seconds: number, value: unknown): void {
    if (this.#kept.size >= LIMIT) this.#makeRoom(now)
    this.#kept.delete(key)
    this.#kept.set(key, { at: now, until: now + seconds * 1000, value })
  }

  clear(): void {
    this.#kept.clear()
  }

  #makeRoom(now: number): void {
    for (const [key, kept] of this.#kept) if (kept.until <= now) this.#kept.delete(key)
    for (const key of this.#kept.keys()) {
      if (this.#kept.size < LIMIT) return
      this.#kept.delete(key)
    }
  }
}
