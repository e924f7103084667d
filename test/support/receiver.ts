import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'

/** What a receiver does with a request, once its head has come. */
export type Behaviour = (socket: Socket, request: string) => void

/** Something that webhooks are sent to, and that may do whatever a receiver can. */
export interface Receiver {
  readonly url: string
  readonly port: number
  /** What came, oldest first, as it came. */
  readonly received: string[]
  /** Connections that are open. */
  readonly open: number
  /** What becomes of those that come from now on, the last one for ever; default: 200. */
  behave(...next: Behaviour[]): void
  /** Settles when so many have come. */
  came(count: number): Promise<void>
  close(): Promise<void>
}

export const answer =
  (status: number, body = '', headers = ''): Behaviour =>
  socket =>
    void socket.end(
      `HTTP/1.1 ${status} X\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n${headers}\r\n${body}`,
    )

/** Answers the bytes that are given, and leaves the connection open. */
export const raw =
  (text: string): Behaviour =>
  socket =>
    void socket.write(text)

export async function receive(): Promise<Receiver> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  let waiting: (() => void)[] = []
  let next: Behaviour[] = [answer(200, '{"ok":true}')]
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    let text = ''
    let isTaken = false
    socket.on('data', chunk => {
      text += chunk
      if (isTaken || !isWhole(text)) return
      isTaken = true
      received.push(text)
      const [behaviour] = next.length > 1 ? next.splice(0, 1) : next
      behaviour!(socket, text)
      for (const check of waiting) check()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...{ url: `http://127.0.0.1:${port}/hook`, port, received },
    get open() {
      return sockets.size
    },
    behave(...behaviours) {
      next = behaviours
      received.length = 0
    },
    came: count =>
      new Promise(resolve => {
        const check = (): void => {
          if (received.length < count) return
          waiting = waiting.filter(other => other !== check)
          resolve()
        }
        waiting.push(check)
        check()
      }),
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
  return end >= 0 && Buffer.byteLength(text.slice(end + 4)) >= length
}
