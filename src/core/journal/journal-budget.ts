/** One of those that share the room. */
interface Tenant {
  readonly size: number
  readonly bytes: number
  /** Drops the older half, but never the last entry. */
  halve(): void
}

const ROOM = 256 * 1024 * 1024

/** What the journals of all sandboxes may take together: where it is short, the fullest gives its older half. */
export class JournalBudget {
  readonly #bytes: number
  readonly #journals = new Set<Tenant>()
  #taken = 0

  constructor(bytes: number = ROOM) {
    this.#bytes = bytes
  }

  /** Bytes that all take together. */
  get taken(): number {
    return this.#taken
  }

  /** Told by a journal of every change of its size, in bytes. */
  took(journal: Tenant, bytes: number): void {
    this.#taken += bytes
    if (journal.size === 0) this.#journals.delete(journal)
    else this.#journals.add(journal)
  }

  /** Makes journals smaller until all have room; each keeps its last entry. */
  tidy(): void {
    while (this.#taken > this.#bytes) {
      let fullest: Tenant | undefined
      for (const journal of this.#journals)
        if (journal.size > 1 && journal.bytes > (fullest?.bytes ?? 0)) fullest = journal
      if (!fullest) return
      fullest.halve()
    }
  }
}
