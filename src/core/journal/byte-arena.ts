const SMALLEST = 4 * 1024
const LARGEST = 64 * 1024

/**
 * Memory for texts that are dropped in the order in which they came, outside the heap of JavaScript: what lies there
 * costs the garbage collector nothing. A block goes when the last of its texts does.
 */
export class ByteArena {
  #block: Buffer = Buffer.alloc(0)
  #used = 0

  /** The bytes of a text, in UTF-8. */
  of(text: string): Buffer {
    // A letter takes three bytes at most (two letters four): to count them first would be to read the text twice.
    const most = 3 * text.length
    if (most > LARGEST) return Buffer.from(text)
    if (this.#block.length - this.#used < most) {
      this.#block = Buffer.allocUnsafeSlow(
        Math.max(most, Math.min(LARGEST, Math.max(SMALLEST, 2 * this.#block.length))),
      )
      this.#used = 0
    }
    const from = this.#used
    this.#used += this.#block.write(text, from)
    return this.#block.subarray(from, this.#used)
  }
}
