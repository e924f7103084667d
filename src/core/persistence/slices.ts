/** Milliseconds that long work goes on before others have their turn. */
const SLICE = 8

/** Does long work in slices, between which requests are answered. */
export class Slices {
  #began = performance.now()

  /** Gives others their turn, where it is time. */
  async pause(): Promise<void> {
    if (performance.now() - this.#began < SLICE) return
    await new Promise(resolve => setImmediate(resolve))
    this.#began = performance.now()
  }
}
