import { type IncomingMessage, request } from 'node:http'
import { constants, createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Drain } from '../core/http/drain.ts'
import { InnerConnection } from './inner-connection.ts'

/**
 * An HTTP/2 server that sends each stream on as an HTTP/1.1 connection of its own, inside the process: so the pipeline,
 * faults that break a connection and `clientError` know one protocol only.
 *
 * @param serve takes a connection and answers what comes on it
 * @param drain ends its sessions, when it begins
 */
export function createHttp2(serve: (connection: Socket) => void, drain: Drain): Http2Server {
  const server = createServer()
  server.on('session', session => {
    // One that comes late may still ask how the server is.
    if (drain.isBegun) session.once('stream', () => session.close())
    // Streams that it has taken are answered; of others GOAWAY says that they may be sent again (RFC 9113, section 6.8).
    else
      session.once(
        'close',
        drain.onBegin(() => session.close()),
      )
  })
  server.on('sessionError', () => {})
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {})
    try {
      carry(stream, headers, serve)
    } catch {
      // Characters that no header of HTTP/1.1 can carry.
      stream.close(constants.NGHTTP2_PROTOCOL_ERROR)
    }
  })
  return server
}

function carry(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, serve: (connection: Socket) => void): void {
  const connection = new InnerConnection(stream.session!.socket)
  const sent = request({
    method: headers[':method']!,
    path: headers[':path']!,
    headers: headersFor(headers, stream),
    createConnection: () => connection.near as Socket,
    setHost: false,
  })
  // What the client did not send is not to stand in the journal.
  sent.removeHeader('connection')
  serve(connection.far)
  sent.on('response', answer => respond(stream, answer))
  // What breaks the connection under HTTP/1.1 breaks this stream, and no other of the connection.
  sent.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR))
  stream.on('close', () => connection.near.destroy())
  if (stream.endAfterHeaders) sent.end()
  else stream.pipe(sent)
}

function respond(stream: ServerHttp2Stream, answer: IncomingMessage): void {
  if (stream.destroyed) return
  const headers: Record<string, string | string[]> = { ':status': String(answer.statusCode) }
  for (const [name, value] of Object.entries(answer.headers)) if (!isOfConnection(name)) headers[name] = value!
  stream.respond(headers)
  answer.on('data', part => {
    if (stream.write(part)) return
    answer.pause()
    stream.once('drain', () => answer.resume())
  })
  answer.on('end', () => stream.end())
  // Cut off before its end.
  answer.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR))
}

/** Headers of one HTTP/1.1 connection, which HTTP/2 forbids (RFC 9113, 8.2.2). */
const isOfConnection = (name: string): boolean =>
  /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade)$/.test(name)

/** What came, as HTTP/1.1 says it: `:authority` is its Host. */
function headersFor(headers: IncomingHttpHeaders, { endAfterHeaders }: ServerHttp2Stream) {
  const said: Record<string, string | string[]> = {}
  const host = headers[':authority'] ?? headers.host
  if (host !== undefined) said.host = host
  for (const [name, value] of Object.entries(headers))
    if (!name.startsWith(':') && !isOfConnection(name) && name !== 'host') said[name] = value!
  if (!endAfterHeaders && headers['content-length'] === undefined) said['transfer-encoding'] = 'chunked'
  return said
}
