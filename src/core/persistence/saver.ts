import type { Low } from 'lowdb'
import type { Database } from '../sandbox/state.ts'

/** At most one write in this time, in milliseconds. */
const GAP = 100
/** After a write that failed, the next is tried so much later. */
const RETRY = 1000

export interface SaverOptions {
  /** What is written. */
  readonly low: Pick<Low<Database>, 'write'>
  /** Told once when writes begin to fail, and once when they succeed again. */
  report(message: string): void
  /** What went wrong, in a sentence. */
  worded(error: unknown): string
}

/** Writes what was touched, soon: changes that come together are written together. */
export class Saver {
  readonly #options: SaverOptions
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined
  #notBefore = 0
  #isDirty = false
  #isClosed = false
  #problem: string | null = null
  #failures = 0
  /** When the oldest change came that is not written, by `performance.now()`; and the oldest of those being written. */
  #since: number | null = null
  #writingSince: number | null = null

  constructor(options: SaverOptions) {
    this.#options = options
  }

  /** Why the latest write failed; null where it did not. */
  get problem(): string | null {
    return this.#problem
  }

  /** How many writes failed. */
  get failures(): number {
    return this.#failures
  }

  /** Milliseconds since the oldest change that is not written. */
  get delay(): number {
    const since = this.#writingSince ?? this.#since
    return since === null ? 0 : performance.now() - since
  }

  touch(): void {
    this.#isDirty = true
    this.#since ??= performance.now()
    this.#schedule()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#writing
    if (this.#isDirty) await this.#write()
  }

  #schedule(): void {
    if (this.#timer || this.#writing || this.#isClosed) return
    this.#timer = setTimeout(() => void this.#begin(), Math.max(0, this.#notBefore - performance.now()))
  }

  async #begin(): Promise<void> {
    this.#timer = undefined
    this.#writing = this.#write()
    await this.#writing
    this.#writing = undefined
    if (this.#isDirty) this.#schedule()
  }

  async #write(): Promise<void> {
    this.#isDirty = false
    this.#writingSince = this.#since
    this.#since = null
    this.#notBefore = performance.now() + GAP
    try {
      await this.#options.low.write()
      if (this.#problem !== null) this.#options.report('The database is written again: nothing is missing from it.')
      this.#problem = null
    } catch (error) {
      this.#isDirty = true
      this.#since = this.#writingSince
      this.#failures++
      this.#notBefore = performance.now() + RETRY
      const problem = this.#options.worded(error)
      if (this.#problem === null) this.#options.report(problem)
      this.#problem = problem
    }
    this.#writingSince = null
  }
}
