import type { Work } from './slices.ts'

/** Puts pieces of bytes together, in steps: a step is one piece. */
export function* joined(pieces: readonly Buffer[]): Work<Buffer> {
  const whole = Buffer.allocUnsafe(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    at += piece.copy(whole, at)
    yield
  }
  return whole
}
