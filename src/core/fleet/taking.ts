// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'
import type { Sandboxes } from '../sandbox/registry.ts'
import type { Holdings } from './holdings.ts'
import type { Membership } from './membership.ts'
import { otherRecords, silent, takenOver, unreadableSandbox } from './problems.ts'
import type { SandboxRows, Take } from './rows.ts'
import type { Statements } from './statements.ts'

/** Milliseconds after which an owner that does not answer is asked again. */
const AGAIN = 100

/** How this server comes to own sandboxes. */
export class Taking {
  readonly #membership: Membership
  readonly #rows: SandboxRows
  readonly #statements: Statements
  readonly #holdings: Holdings
  readonly #sandboxes: Sandboxes
  readonly #underWay = new Map<string, Promise<boolean>>()
  /** Those who wait until a sandbox is free. */
  readonly #free = new Map<string, () => void>()

  constructor(
    membership: Membership,
    rows: SandboxRows,
    statements: Statements,
    holdings: Holdings,
    sandboxes: Sandboxes,
  ) {
    this.#membership = membership
    this.#rows = rows
    this.#statements = statements
    this.#holdings = holdings
    this.#sandboxes = sandboxes
  }

  isUnderWay(id: string): boolean {
    return this.#underWay.has(id)
  }

  /** Told that a sandbox is free. */
  freed(id: string): void {
    this.#free.get(id)?.()
  }

  /**
   * Takes a sandbox, from another server where one has it. Whoever asks for one at the same time waits for the same.
   *
   * @param isToMake whether it is made where it is nowhere
   * @param end by `performance.now()`
   * @returns whether it is anywhere
   * @throws {Problem} 503 where it does not come in time, 409 where it does not fit
   */
  take(id: string, isToMake: boolean, end: number): Promise<boolean> {
    let taking = this.#underWay.get(id)
    if (!taking) {
      taking = this.#takeOver(id, isToMake, end).finally(() => {
        this.#underWay.delete(id)
        this.#free.delete(id)
      })
      this.#underWay.set(id, taking)
    }
    return taking
  }

  /** Tries to take it once. One that cannot be gone on with is free again. */
  async once(id: string, isToMake: boolean): Promise<Take> {
    const { session } = this.#membership
    if (!session) throw silent()
    const taken = await this.#rows.take(id, session.id, isToMake)
    // Meanwhile this server may have begun another life: what it took then is not its own.
    if (this.#membership.session !== session) throw silent()
    if (taken.is === 'damaged') await this.release(id, taken.epoch)
    return taken
  }

  /** Lets go of a sandbox that was given to this server, and that it does not have. */
  async release(id: string, epoch: string): Promise<void> {
    await this.#membership.ask(this.#statements.release, [[id], [epoch]])
  }

  async #takeOver(id: string, isToMake: boolean, end: number): Promise<boolean> {
    for (;;) {
      const isFull = isToMake && !this.#sandboxes.hasRoom()
      const free = new Promise<void>(resolve => this.#free.set(id, resolve))
      const taken = await this.once(id, isToMake && !isFull)
      switch (taken.is) {
        case 'blank':
          this.#holdings.takeBlank(id, taken.epoch)
          this.#sandboxes.make(id)
          return true
        case 'ours':
          this.#holdings.takeOn(id, taken)
          return true
        case 'damaged':
          throw unreadableSandbox(id, taken.why)
        case 'other':
          throw otherRecords(id, taken.version)
        case 'nowhere':
          if (!isFull) return false
          // One may have gone meanwhile.
          this.#sandboxes.refuseTooMany()
      }
      if (performance.now() >= end) throw takenOver(id)
      if (taken.is === 'elsewhere' && taken.owner !== null) await this.#waitFor(free, taken.owner, end)
    }
  }

  /** Waits until a sandbox is free, or may be asked for again; who owned it is buried where it is dead. */
  async #waitFor(free: Promise<void>, owner: string, end: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<void>(resolve => {
      timer = setTimeout(resolve, Math.max(0, Math.min(AGAIN, end - performance.now())))
    })
    const buried = this.#membership.ask(this.#statements.bury, [owner])
    await Promise.race([free, enough, buried.then(([gone]) => (gone ? undefined : enough))])
    clearTimeout(timer)
  }
}
