import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setImmediate } from 'node:timers'

/** Between so many entries others are served. */
const AT_ONCE = 50

/**
 * Sends a JSON document with a long list in it, in pieces: between them others are served, and no more is written than the
 * reader takes.
 *
 * @param head the document up to the list's first item
 * @param items the list's items, each made when it is asked for
 * @param tail the rest of the document
 */
export async function sendInPieces(
  res: ServerResponse,
  head: string,
  items: Iterable<object>,
  tail: string,
): Promise<void> {
  res.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  let text = head
  let count = 0
  for (const item of items) {
    text += `${count > 0 ? ',' : ''}${JSON.stringify(item)}`
    if (++count % AT_ONCE > 0) continue
    await (res.write(text) ? new Promise(setImmediate) : Promise.race([once(res, 'drain'), once(res, 'close')]))
    text = ''
    if (res.destroyed) return
  }
  res.end(text + tail)
}
