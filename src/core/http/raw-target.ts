import { isUtf8 } from 'node:buffer'
import { METHODS, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** A request line that is longer than this is not waited for. */
const LONGEST_LINE = 64 * 1024

/**
 * A connection whose request had raw letters in its target, as PHP, Delphi and 1C send them and nginx takes them. Node's
 * parser refuses such a request; this hands the same bytes to a new one, the target percent-encoded.
 */
export class RewrittenConnection extends Duplex {
  /** The targets that were rewritten, as they came. */
  readonly rawTargets = new Map<string, string>()
  readonly #socket: Socket
  #line: Buffer | undefined

  /**
   * @param socket from which Node's parser has read
   * @param begun the bytes from the beginning of the request
   */
  constructor(socket: Socket, begun: Buffer) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    this.#line = Buffer.alloc(0)
    for (const event of ['data', 'end', 'timeout', 'drain']) socket.removeAllListeners(event)
    socket.on('data', chunk => this.#take(chunk))
    socket.on('end', () => this.push(null))
    socket.on('error', error => this.destroy(error))
    socket.on('close', () => this.destroy())
    this.#take(begun)
    socket.resume()
  }

  get localAddress(): string | undefined {
    return this.#socket.localAddress
  }
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }
  get encrypted(): boolean {
    return 'encrypted' in this.#socket
  }
  setTimeout(milliseconds: number, callback?: () => void): this {
    this.#socket.setTimeout(milliseconds, callback)
    return this
  }
  setNoDelay(on?: boolean): this {
    this.#socket.setNoDelay(on)
    return this
  }
  setKeepAlive(on?: boolean): this {
    this.#socket.setKeepAlive(on)
    return this
  }
  resetAndDestroy(): void {
    this.#socket.resetAndDestroy()
  }
  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  override _read(): void {
    this.#socket.resume()
  }
  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done)
  }
  override _final(done: () => void): void {
    this.#socket.end(done)
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  /** Lets go of the socket, for another to take it. */
  release(): Socket {
    for (const event of ['data', 'end', 'error', 'close']) this.#socket.removeAllListeners(event)
    return this.#socket
  }

  /** Passes bytes on, the first line, once it is whole, with its target percent-encoded. */
  #take(chunk: Buffer): void {
    if (!this.#line) {
      if (!this.push(chunk)) this.#socket.pause()
      return
    }
    this.#line = Buffer.concat([this.#line, chunk])
    const end = this.#line.indexOf(0x0a)
    if (end < 0 && this.#line.length < LONGEST_LINE) return
    const whole = this.#line
    this.#line = undefined
    this.push(this.#encoded(whole, end < 0 ? whole.length : end))
  }

  #encoded(bytes: Buffer, end: number): Buffer {
    const from = bytes.indexOf(0x20) + 1
    const space = bytes.lastIndexOf(0x20, end)
    const to = space < from ? end : space
    const target = bytes.subarray(from, to)
    const text = isUtf8(target) ? target.toString() : new TextDecoder('windows-1251').decode(target)
    const encoded = text.replace(/[^\x00-\x7f]+/g, encodeURIComponent)
    this.rawTargets.set(encoded, text)
    return Buffer.concat([bytes.subarray(0, from), Buffer.from(encoded), bytes.subarray(to)])
  }
}

/** Where in what Node's parser was reading the request begins that it refused; null where that cannot be told. */
function beginningOf(packet: Buffer, parsed: number): number | null {
  const space = packet.lastIndexOf(0x20, parsed)
  if (space < 0) return null
  const before = packet.toString('latin1', Math.max(0, space - 20), space)
  const method = METHODS.filter(name => before.endsWith(name)).sort((a, b) => b.length - a.length)[0]
  return method === undefined ? null : space - method.length
}

/**
 * Serves a request whose target holds raw letters.
 *
 * @param unread what came after Node's parser had given up
 * @returns false where it is another fault, or the request's beginning is gone
 */
export function serveRawTarget(
  server: Server,
  socket: Socket | RewrittenConnection,
  { code, rawPacket, bytesParsed }: { code?: string; rawPacket?: Buffer; bytesParsed?: number },
  unread: readonly Buffer[],
): boolean {
  if (code !== 'HPE_INVALID_URL' || !rawPacket || bytesParsed === undefined) return false
  if ((rawPacket[bytesParsed] ?? 0) < 0x80 && (rawPacket[bytesParsed - 1] ?? 0) < 0x80) return false
  const from = beginningOf(rawPacket, bytesParsed)
  if (from === null) return false
  const plain = socket instanceof RewrittenConnection ? socket.release() : socket
  server.emit('connection', new RewrittenConnection(plain, Buffer.concat([rawPacket.subarray(from), ...unread])))
  return true
}
