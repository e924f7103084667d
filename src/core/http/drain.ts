import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
// Not the global one: a test in the server's process may put a clock of its own in its place.
import { clearTimeout, setTimeout } from 'node:timers'
import { isStream, isUnderWay, latestOn, lineOf } from './connection.ts'

/** A client that keeps its line may just be sending the next request: it has so many milliseconds to get it through. */
const GRACE_MS = 200
/** An event stream has so many milliseconds to tell its reader that it ends. */
const FAREWELL_MS = 500

/**
 * The way of a server to its end. Requests under way are answered, and so are those that were on their way on lines that
 * were open; each answer is the last of its line, and says so. What comes on a new line is refused.
 */
export class Drain {
  /** Those of HTTP/1.1, and one for each stream of HTTP/2. */
  readonly #lines = new Set<Socket>()
  /** Those of HTTP/2, which carry streams. */
  readonly #carriers = new Set<Socket>()
  readonly #onBegin = new Set<() => void>()
  /** The lines that were open when it began. */
  #open: ReadonlySet<Socket> | undefined

  get isBegun(): boolean {
    return this.#open !== undefined
  }

  /** Told of every line, with its first request. */
  follow(line: Socket): void {
    keepWhileOpen(this.#lines, line)
    const carrier = lineOf(line)
    if (carrier !== line && !this.#carriers.has(carrier)) keepWhileOpen(this.#carriers, carrier)
  }

  /**
   * Makes a request's answer the last of its line.
   *
   * @returns false where an answer before it was the last already: then it must not be carried out (RFC 9112, section 9.6)
   */
  admit({ socket }: IncomingMessage, res: ServerResponse): boolean {
    if (latestOn(socket)?.shouldKeepAlive === false) return false
    res.shouldKeepAlive = false
    return true
  }

  /** Whether a request came on a line that was opened after it began. */
  isLate({ socket }: IncomingMessage): boolean {
    return this.#open !== undefined && !this.#open.has(lineOf(socket))
  }

  /**
   * Calls something once, when it begins: at once where it has begun.
   *
   * @returns takes it back
   */
  onBegin(call: () => void): () => void {
    if (this.isBegun) call()
    else this.#onBegin.add(call)
    return () => this.#onBegin.delete(call)
  }

  /**
   * Begins it. Resolves when everything is answered, or the time is over.
   *
   * @param limit milliseconds
   * @param endStreams ends the event streams, whose readers then have seen the last of what happened
   */
  async run(limit: number, endStreams: () => void): Promise<void> {
    const end = performance.now() + limit
    this.#open = new Set([...this.#lines, ...this.#carriers])
    for (const answer of this.#answers()) if (!answer.headersSent) answer.shouldKeepAlive = false
    for (const call of this.#onBegin) call()
    this.#onBegin.clear()
    if (this.#idle().length > 0) await pause(Math.min(GRACE_MS, limit))
    this.#closeIdle()
    await this.#settled(end, answer => !isStream(answer))
    endStreams()
    await this.#settled(Math.min(end, performance.now() + FAREWELL_MS), isStream)
    this.#closeIdle()
    // What a stream of HTTP/2 was given may still wait for its turn on the line, which its session ends.
    await firstOf(Promise.all([...this.#carriers].map(closed)), end - performance.now())
  }

  #answers(): ServerResponse[] {
    return [...this.#lines].map(latestOn).filter(answer => answer !== undefined)
  }

  #idle(): Socket[] {
    return [...this.#lines].filter(line => {
      const latest = latestOn(line)
      return latest !== undefined && !isUnderWay(latest)
    })
  }

  #closeIdle(): void {
    for (const line of this.#idle()) line.destroySoon()
  }

  /** Waits until no answer of a kind is under way, or until a time by `performance.now()`. */
  async #settled(end: number, isMeant: (answer: ServerResponse) => boolean): Promise<void> {
    for (;;) {
      const pending = this.#answers().filter(answer => isUnderWay(answer) && isMeant(answer))
      const left = end - performance.now()
      if (pending.length === 0 || left <= 0) return
      await firstOf(Promise.all(pending.map(closed)), left)
    }
  }
}

const closed = (answerOrLine: ServerResponse | Socket): Promise<void> =>
  new Promise(resolve => (answerOrLine as Socket).once('close', () => resolve()))

function keepWhileOpen(lines: Set<Socket>, line: Socket): void {
  lines.add(line)
  line.once('close', () => lines.delete(line))
}

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

async function firstOf(event: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([event, new Promise(resolve => (timer = setTimeout(resolve, milliseconds)))])
  clearTimeout(timer)
}
