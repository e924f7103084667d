import { SharedRoom } from './shared-room.ts'

/** What one takes beside its key and its value, in bytes. */
const OWN_WEIGHT = 200

/** Values by key, the one that was given last at the end, of which the older go where a room is short that others share. */
export class WeighedMap<V> {
  readonly #kept = new Map<string, { readonly value: V; readonly weight: number }>()
  readonly #room: SharedRoom
  #bytes = 0

  constructor(room: SharedRoom = new SharedRoom()) {
    this.#room = room
  }

  get size(): number {
    return this.#kept.size
  }

  /** Roughly what it holds in memory. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: string): V | undefined {
    return this.#kept.get(key)?.value
  }

  /** From the oldest. */
  keys(): IterableIterator<string> {
    return this.#kept.keys()
  }

  /** @param bytes roughly what the value holds in memory */
  set(key: string, value: V, bytes: number): void {
    this.delete(key)
    const weight = 2 * key.length + bytes + OWN_WEIGHT
    this.#kept.set(key, { value, weight })
    this.#weigh(weight)
    this.#room.tidy()
  }

  delete(key: string): void {
    const kept = this.#kept.get(key)
    if (!kept) return
    this.#kept.delete(key)
    this.#weigh(-kept.weight)
  }

  clear(): void {
    this.#kept.clear()
    this.#weigh(-this.#bytes)
  }

  halve(): void {
    let count = Math.ceil(this.size / 2)
    for (const key of this.keys()) if (count-- > 0) this.delete(key)
  }

  #weigh(bytes: number): void {
    this.#bytes += bytes
    this.#room.took(this, bytes)
  }
}
