import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Drain } from '../core/http/drain.ts'
import { createHttp2 } from './http2.ts'

/** As whom the server speaks TLS. */
export interface Identity {
  /** PEM. */
  readonly cert: string
  readonly key: string
  /** The file of the authority that clients must trust; null where the user's own certificate is served. */
  readonly caFile: string | null
}

/** An HTTPS server; connections on which the client chose HTTP/2 are carried over to the same listener. */
export function createTlsServer(
  listener: RequestListener,
  { cert, key }: Identity,
  drain: Drain,
  onProblem: (problem: string) => void,
): Server {
  const server = createServer({ cert, key, ALPNProtocols: ['h2', 'http/1.1'] }, listener)
  const [serveHttp1] = server.listeners('secureConnection') as ((socket: Socket) => void)[]
  const http2 = createHttp2(socket => serveHttp1!.call(server, socket), drain)
  server.removeAllListeners('secureConnection').on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'h2') http2.emit('connection', socket)
    else serveHttp1!.call(server, socket)
  })
  server.on('tlsClientError', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'ERR_SSL_HTTP_REQUEST') onProblem(SPOKE_PLAIN)
  })
  endOpen(server)
  return server
}

const SPOKE_PLAIN =
  'A client spoke http:// to a port where https:// is spoken. Give it an address with https://, or start the server without --https.'

/** HTTP/2 connections are not among those that `closeAllConnections` knows. */
function endOpen(server: Server): void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  const endKnown = server.closeAllConnections.bind(server)
  server.closeAllConnections = () => {
    endKnown()
    for (const socket of open) socket.destroy()
  }
}
