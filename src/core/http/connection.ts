import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerClientError, type ParserError, type RecordMalformed } from './client-error.ts'
import { RewrittenConnection, serveRawTarget } from './raw-target.ts'

/** What a connection's requests know of each other. */
const TURNS = Symbol('turns')
const LATEST = Symbol('latest')
const UNREAD = Symbol('unread')
type Connection = Duplex & {
  [TURNS]?: Turns
  [LATEST]?: ServerResponse | undefined
  /** What came after Node's parser had given up. */
  [UNREAD]?: Buffer[]
}

/** What is done in its turn: it calls what it is given once it is over, then or later, and never throws. */
type Task = (done: () => void) => void

/** Lets one task at a time go on, first come first served. */
class Turns {
  readonly #waiting: Task[] = []
  #isTaken = false

  take(task: Task): void {
    if (this.#isTaken) this.#waiting.push(task)
    else this.#run(task)
  }

  #run(first: Task | undefined): void {
    // In a loop: of those that wait, thousands may be over at once.
    for (let task = first; task; task = this.#waiting.shift()) {
      let isOver = false
      let isHere = true
      this.#isTaken = true
      task(() => {
        isOver = true
        if (!isHere) this.#run(this.#waiting.shift())
      })
      isHere = false
      if (!isOver) return
    }
    this.#isTaken = false
  }
}

/**
 * Carries out the requests of one connection in the order in which they came: one that waits for its body is not
 * overtaken by the next, which a client may send without waiting for an answer.
 */
export function inOrder(req: IncomingMessage, res: ServerResponse, task: Task): void {
  const connection = req.socket as unknown as Connection
  connection[LATEST] = res
  ;(connection[TURNS] ??= new Turns()).take(task)
}

/** The answer to the latest request of a connection. */
export const latestOn = (connection: Duplex): ServerResponse | undefined => (connection as Connection)[LATEST]

const CARRIER = Symbol('carrier')

/** Says which line carries a connection of one HTTP/2 stream. */
export function carriedBy(connection: Duplex, carrier: Socket): void {
  ;(connection as { [CARRIER]?: Socket })[CARRIER] = carrier
}

/** The line to the client: of an HTTP/2 stream, the one that it shares with others. */
export const lineOf = (connection: Socket): Socket => (connection as { [CARRIER]?: Socket })[CARRIER] ?? connection

const GIVEN_UP = Symbol('given up')

/** Says that an answer will never end: a fault wanted it so. */
export function giveUp(res: ServerResponse): void {
  ;(res as { [GIVEN_UP]?: true })[GIVEN_UP] = true
}

/** Whether a client still waits for the end of an answer, and may. */
export const isUnderWay = (res: ServerResponse): boolean =>
  !res.writableFinished && !res.destroyed && !(GIVEN_UP in res)

/** The target of a request as it came, where it came raw and was percent-encoded for it. */
export function rawTargetOf({ socket, url }: IncomingMessage): string | undefined {
  return socket instanceof RewrittenConnection ? socket.rawTargets.get(url!) : undefined
}

/** Chunks that are kept for whoever goes on with a connection; each is at most 64 KiB. */
const MOST_UNREAD = 16

/**
 * Answers what Node's parser refuses, after the answers to what came before it on the same connection.
 *
 * @param record writes it down
 */
export function handleClientError(server: Server, error: ParserError, socket: Duplex, record: RecordMalformed): void {
  const connection = socket as Connection
  if (connection[UNREAD]) return
  const unread: Buffer[] = []
  connection[UNREAD] = unread
  connection.removeAllListeners('data').on('data', chunk => {
    if (unread.length < MOST_UNREAD) unread.push(chunk)
    else connection.destroy()
  })
  const latest = connection[LATEST]
  // A request whose body is at fault is seen already.
  const isSeen = latest !== undefined && !latest.req.complete && !latest.headersSent
  const answer = (): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else if (serveRawTarget(server, socket as Socket, error, unread)) connection[LATEST] = undefined
    else answerClientError(error, socket, isSeen ? undefined : record)
  }
  if (!latest || latest.writableFinished || latest.destroyed || !socket.writable) answer()
  // The fault is in the body of the request that is under way: it is answered in that one's place.
  else if (!latest.req.complete && !latest.headersSent) {
    if (latest.socket) answer()
    else latest.once('socket', answer)
  } else if (isStream(latest)) {
    latest.end()
    socket.end()
  } else latest.once('close', answer)
}

/** A stream of events has no end to wait for. */
export const isStream = ({ headersSent, req }: ServerResponse): boolean =>
  headersSent && /^\/__admin\/events(?![^?])/.test(req.url ?? '')

/** Asks a client that waits for leave to send its body to send it, unless it is known already to be too long. */
export function handleExpectation(server: Server, req: IncomingMessage, res: ServerResponse, bodyLimit: number): void {
  const isTooLong = Number(req.headers['content-length']) > bodyLimit && !req.url!.startsWith('/__admin')
  if (!isTooLong) res.writeContinue()
  server.emit('request', req, res)
}
