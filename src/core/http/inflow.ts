import { Problem } from '../api/problem.ts'

const ROOM = 256 * 1024 * 1024
/** What a piece takes beside its bytes: a body may come byte by byte. */
const PIECE = 128

/** What all bodies take that are on their way: who sends slowly on many connections fills no memory with them. */
export class Inflow {
  readonly #room: number
  #taken = 0

  /** @param room in bytes, of all of them together */
  constructor(room: number = ROOM) {
    this.#room = room
  }

  get taken(): number {
    return this.#taken
  }

  /** Takes a piece of a body in, or says why not: 503, there is no room. */
  take(piece: Buffer): Problem | null {
    const bytes = piece.length + PIECE
    if (this.#taken + bytes > this.#room)
      return new Problem(
        503,
        'Too much at once',
        `The bodies that are on their way take more than ${this.#room} bytes together.`,
        'Send fewer of them at a time, then send this one again.',
        {},
        { 'retry-after': '1' },
      )
    this.#taken += bytes
    return null
  }

  /** The body that these are pieces of is whole, or will not be. */
  give(pieces: readonly Buffer[]): void {
    for (const piece of pieces) this.#taken -= piece.length + PIECE
  }
}
