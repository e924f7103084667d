import { SharedRoom } from '../lib/shared-room.ts'

interface Kept {
  readonly at: number
  readonly until: number
  readonly value: unknown
  readonly weight: number
}

const LIMIT = 10_000
/** What one takes beside its key and what is kept, in bytes. */
const OWN_WEIGHT = 200

/** Answers that operations give again for a while, on the sandbox's clock (milliseconds). */
export class ReplyCache {
  readonly #kept = new Map<string, Kept>()
  readonly #room: SharedRoom
  #bytes = 0

  /** @param room shared with what else is kept */
  constructor(room: SharedRoom = new SharedRoom()) {
    this.#room = room
  }

  get size(): number {
    return this.#kept.size
  }

  /** Roughly what they hold in memory. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: string, now: number): { value: unknown; ageSeconds: number } | null {
    const kept = this.#kept.get(key)
    return kept && now < kept.until ? { value: kept.value, ageSeconds: Math.floor((now - kept.at) / 1000) } : null
  }

  /** @param bytes roughly what the value holds in memory */
  set(key: string, now: number, seconds: number, value: unknown, bytes: number): void {
    if (this.#kept.size >= LIMIT) this.#makeRoom(now)
    this.#drop(key)
    const weight = 2 * key.length + bytes + OWN_WEIGHT
    this.#kept.set(key, { at: now, until: now + seconds * 1000, value, weight })
    this.#weigh(weight)
    this.#room.tidy()
  }

  clear(): void {
    this.#kept.clear()
    this.#weigh(-this.#bytes)
  }

  halve(): void {
    let count = Math.ceil(this.#kept.size / 2)
    for (const key of this.#kept.keys()) if (count-- > 0) this.#drop(key)
  }

  #makeRoom(now: number): void {
    for (const [key, kept] of this.#kept) if (kept.until <= now) this.#drop(key)
    for (const key of this.#kept.keys()) {
      if (this.#kept.size < LIMIT) return
      this.#drop(key)
    }
  }

  #drop(key: string): void {
    const kept = this.#kept.get(key)
    if (!kept) return
    this.#kept.delete(key)
    this.#weigh(-kept.weight)
  }

  #weigh(bytes: number): void {
    this.#bytes += bytes
    this.#room.took(this, bytes)
  }
}
