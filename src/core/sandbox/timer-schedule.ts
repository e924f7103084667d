// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'
import type { Sandbox } from './sandbox.ts'
import { runDue } from './timers.ts'

/** So long is waited at most until the clocks are looked at again: a machine may sleep, and its time be set. */
const LONGEST_WAIT_MS = 60_000

/** Runs of one sandbox at once: the others, and requests, have their turn in between. */
const MOST_AT_ONCE = 100

/** Runs what is due by itself, of all sandboxes of a server, by one timer of Node's. */
export class TimerSchedule {
  readonly #realNow: () => number
  /** When the first of each sandbox is due, really: milliseconds since the epoch. */
  readonly #due = new Map<Sandbox, number>()
  #timer: NodeJS.Timeout | undefined
  #armedFor = Number.POSITIVE_INFINITY

  /** @param realNow milliseconds since the epoch, really */
  constructor(realNow: () => number) {
    this.#realNow = realNow
  }

  /** Told of a sandbox whose clock, or what waits for it, changed. */
  touch(sandbox: Sandbox | undefined): void {
    if (!sandbox) return
    const due = sandbox.nextDue
    if (due === undefined) {
      this.#due.delete(sandbox)
      return
    }
    this.#due.set(sandbox, due)
    if (due < this.#armedFor) this.#arm(due)
  }

  /** Told of a sandbox that is gone. */
  forget(sandbox: Sandbox): void {
    this.#due.delete(sandbox)
  }

  /** Nothing runs by itself any more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#due.clear()
    this.#armedFor = Number.NEGATIVE_INFINITY
  }

  #arm(due: number): void {
    clearTimeout(this.#timer)
    this.#armedFor = due
    const wait = Math.min(Math.max(1, due - this.#realNow()), LONGEST_WAIT_MS)
    this.#timer = setTimeout(() => this.#fire(), wait).unref()
  }

  #fire(): void {
    this.#armedFor = Number.POSITIVE_INFINITY
    const now = this.#realNow()
    for (const [sandbox, due] of this.#due) {
      if (due > now) continue
      runDue(sandbox, sandbox.now, MOST_AT_ONCE)
      this.touch(sandbox)
    }
    let next = Number.POSITIVE_INFINITY
    for (const due of this.#due.values()) next = Math.min(next, due)
    if (next < this.#armedFor) this.#arm(next)
  }
}
