import type { ServerResponse } from 'node:http'
// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'

/** Pieces go out no more often than this, in milliseconds. */
const TICK_MS = 50

/**
 * Writes a body at so many bytes a second, and ends when it is out, or the client is gone. Between two pieces everybody
 * else is served; a client that reads more slowly than that is waited for, so no more than a piece is held back for it.
 *
 * @param done called when the last byte is written
 */
export function writeSlowly(res: ServerResponse, bytes: Buffer, bytesPerSecond: number, done: () => void): void {
  const started = performance.now()
  let sent = 0
  let timer: NodeJS.Timeout
  const go = (): void => {
    if (sent === bytes.length) {
      res.off('close', stop)
      done()
      return
    }
    const untilNext = ((sent + 1) / bytesPerSecond) * 1000 - (performance.now() - started)
    timer = setTimeout(piece, Math.max(TICK_MS, untilNext))
  }
  const piece = (): void => {
    const due = Math.min(bytes.length, Math.floor(((performance.now() - started) / 1000) * bytesPerSecond))
    const isTaken = due <= sent || res.write(bytes.subarray(sent, due))
    sent = Math.max(sent, due)
    if (isTaken) go()
    else res.once('drain', go)
  }
  const stop = (): void => clearTimeout(timer)
  res.once('close', stop)
  go()
}
