// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setImmediate } from 'node:timers'
import type { Point } from '../persistence/point.ts'

interface Waiting {
  readonly version: number
  resolve(): void
  reject(error: Error): void
}

export interface OwnedSandboxOptions {
  readonly id: string
  /** Which of its owners this server is. */
  readonly epoch: string
  /** Writes it as it is now. Rejects where it is not known to be written. */
  write(): Promise<void>
  /** Told, instead of a rejection that nobody sees. */
  onFailed(error: Error): void
}

/** A sandbox that this server owns: what of it is written, and who waits for that. */
export class OwnedSandbox {
  readonly id: string
  epoch: string
  /** What of it is written, and in which world. */
  saved: Point | undefined
  world = '0'
  /** When the oldest change came that is not written, by `performance.now()`. */
  since: number | null = null
  readonly #options: OwnedSandboxOptions
  /** How many changes there were, and how many of them are written. */
  #version = 0
  #written = 0
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined
  #isScheduled = false
  #isLeaving = false
  #failure: Error | undefined

  constructor(options: OwnedSandboxOptions) {
    this.#options = options
    this.id = options.id
    this.epoch = options.epoch
  }

  /** Whether requests may come in. */
  get isOpen(): boolean {
    return !this.#isLeaving && !this.#failure
  }

  get isClean(): boolean {
    return this.#version === this.#written && !this.#writing && !this.#failure
  }

  /** Says that it changed. Changes that come together are written together. */
  touch(): void {
    this.#version++
    this.since ??= performance.now()
    this.#schedule()
  }

  /** Where something is not written yet, a promise that it is. */
  written(): Promise<void> | undefined {
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.#written === this.#version) return undefined
    return new Promise((resolve, reject) => this.#waiting.push({ version: this.#version, resolve, reject }))
  }

  /** Lets no further request in, and waits for what is being written; the last of it is the caller's to write. */
  async leave(): Promise<void> {
    this.#isLeaving = true
    await this.#writing?.catch(() => {})
  }

  /** All that was changed is written. */
  settle(): void {
    this.#written = this.#version
    this.since = null
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  /** It is not this server's any more; nobody who waits is answered. */
  fail(error: Error): void {
    if (this.#failure) return
    this.#failure = error
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }

  #schedule(): void {
    if (this.#isScheduled || this.#writing || this.#isLeaving || this.#failure) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      if (!this.#isLeaving && !this.#failure) this.#writing = this.#write()
    })
  }

  async #write(): Promise<void> {
    const version = this.#version
    const began = performance.now()
    try {
      await this.#options.write()
    } catch (error) {
      this.#options.onFailed(error as Error)
      return
    } finally {
      this.#writing = undefined
    }
    this.#written = version
    this.since = this.#version === version ? null : began
    const done = this.#waiting.filter(waiting => waiting.version <= version)
    this.#waiting = this.#waiting.filter(waiting => waiting.version > version)
    for (const { resolve } of done) resolve()
    if (this.#version > version) this.#schedule()
  }
}
