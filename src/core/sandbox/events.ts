export type EventName = 'request' | 'change' | 'fault' | 'clock'

/** Something that happened in a sandbox. */
export interface Event {
  /** Whole numbers, rising. */
  readonly id: number
  readonly name: EventName
  readonly sandbox: string
  /** Written out only when somebody reads it. */
  readonly data: () => object
}

const KEPT = 1000

/** What happens in all sandboxes, for those who watch. Until somebody first does, nothing is kept. */
export class Events {
  readonly #listeners = new Set<(event: Event) => void>()
  readonly #readers = new Set<() => void>()
  #kept: Event[] = []
  #last = 0
  #watched = false

  /** The id of the latest event. */
  get last(): number {
    return this.#last
  }

  emit(name: EventName, sandbox: string, data: () => object): void {
    if (!this.#watched) return
    const event = { id: ++this.#last, name, sandbox, data }
    this.#kept.push(event)
    if (this.#kept.length >= 2 * KEPT) this.#kept = this.#kept.slice(-KEPT)
    for (const listener of this.#listeners) listener(event)
  }

  /** Those after an id, as far as they are kept; every one where the id is none of ours. */
  since(id: number): readonly Event[] {
    return this.#kept.slice(-KEPT).filter(event => event.id > id || id > this.#last)
  }

  /** How many read them from outside. */
  get readers(): number {
    return this.#readers.size
  }

  /**
   * @param ended called when no more will come, where who watches is a reader from outside
   * @returns stops it
   */
  watch(listener: (event: Event) => void, ended?: () => void): () => void {
    this.#watched = true
    this.#listeners.add(listener)
    if (ended) this.#readers.add(ended)
    return () => {
      this.#listeners.delete(listener)
      if (ended) this.#readers.delete(ended)
    }
  }

  /** Sends the readers away. */
  end(): void {
    for (const ended of [...this.#readers]) ended()
  }
}
