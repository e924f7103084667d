/** Lets so many at once go on a lane, and on all lanes together; the others wait, first come first served. */
export class Lanes {
  readonly #each: number
  readonly #all: number
  readonly #taken = new Map<string, number>()
  #takenInAll = 0
  #waiting: { readonly lane: string; readonly go: () => void }[] = []

  constructor(each: number, all: number) {
    this.#each = each
    this.#all = all
  }

  /**
   * Settles when it may go on.
   *
   * @returns what is to be called at the end
   * @throws {DOMException} where it is aborted before
   */
  async enter(lane: string, signal: AbortSignal): Promise<() => void> {
    if (!this.#isFree(lane)) await this.#turn(lane, signal)
    else this.#take(lane)
    return () => this.#leave(lane)
  }

  #isFree(lane: string): boolean {
    return this.#takenInAll < this.#all && (this.#taken.get(lane) ?? 0) < this.#each
  }

  #take(lane: string): void {
    this.#takenInAll++
    this.#taken.set(lane, (this.#taken.get(lane) ?? 0) + 1)
  }

  #turn(lane: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      const waiting = { lane, go }
      const abort = (): void => {
        this.#waiting = this.#waiting.filter(other => other !== waiting)
        reject(signal.reason)
      }
      signal.addEventListener('abort', abort, { once: true })
      this.#waiting.push(waiting)
    })
  }

  #leave(lane: string): void {
    this.#takenInAll--
    const left = this.#taken.get(lane)! - 1
    if (left > 0) this.#taken.set(lane, left)
    else this.#taken.delete(lane)
    const next = this.#waiting.findIndex(waiting => this.#isFree(waiting.lane))
    if (next < 0) return
    const [waiting] = this.#waiting.splice(next, 1)
    // It is taken here: who comes before it goes on would find the place free.
    this.#take(waiting!.lane)
    waiting!.go()
  }
}
