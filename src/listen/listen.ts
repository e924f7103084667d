// listen: the addresses that a server answers on: plain, HTTPS with its certificates, HTTP/2.

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RecordMalformed } from '../core/http/client-error.ts'
import { handleClientError, handleExpectation } from '../core/http/connection.ts'
import type { Drain } from '../core/http/drain.ts'
import { isTlsHello } from './misdirected.ts'
import type { Identity } from './tls.ts'

export interface ListenOptions {
  /** The address to listen on. Default: loopback, 127.0.0.1 and ::1. */
  readonly host: string | undefined
  /** 0: any free one. */
  readonly port: number
  /** Milliseconds for which an idle connection is kept. */
  readonly keepAlive: number
  /** Writes down what is not HTTP. */
  readonly record: RecordMalformed
  /** Bytes of a request's body. */
  readonly bodyLimit: number
  /** With it the server speaks HTTPS, and HTTP/2 to who asks for it. */
  readonly identity: Identity | undefined
  /** Ends sessions of HTTP/2 when it begins. */
  readonly drain: Drain
  /** Told, in a sentence, of a client that speaks the wrong protocol. */
  readonly onProblem: (problem: string) => void
}

const LOOPBACK = ['127.0.0.1', '::1'] as const

/** Servers of one port, which answer alike. */
class Listening {
  readonly port: number
  readonly #servers: readonly Server[]

  constructor(servers: readonly Server[]) {
    this.#servers = servers
    this.port = (servers[0]!.address() as AddressInfo).port
  }

  /** Lets another listener answer from the next request on. */
  replace(listener: RequestListener): void {
    for (const server of this.#servers) server.removeAllListeners('request').on('request', listener)
  }

  /** Ends every connection, and gives the port back. */
  async close(): Promise<void> {
    await Promise.all(this.#servers.map(closed))
  }
}

/** @throws {Error} in words, where the port is taken or the host is not of this machine */
export async function listen(listener: RequestListener, options: ListenOptions): Promise<Listening> {
  const { host, port } = options
  if (host !== undefined) return new Listening([await listening(listener, host, port, options)])
  const first = await listening(listener, LOOPBACK[0], port, options)
  try {
    const second = await listening(listener, LOOPBACK[1], (first.address() as AddressInfo).port, options)
    return new Listening([first, second])
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return new Listening([first])
    await closed(first)
    if (code === 'EADDRINUSE' && port === 0) return listen(listener, options)
    throw error
  }
}

async function listening(
  listener: RequestListener,
  host: string,
  port: number,
  { identity, keepAlive, bodyLimit, drain, record, onProblem }: ListenOptions,
): Promise<Server> {
  const server = identity
    ? (await import('./tls.ts')).createTlsServer(listener, identity, drain, onProblem)
    : createServer(listener)
  server.keepAliveTimeout = keepAlive
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => {
    if (isTlsHello(error.rawPacket)) onProblem(spokeTls(server))
    handleClientError(server, error, socket, record)
  })
  server.on('checkContinue', (req, res) => handleExpectation(server, req, res, bodyLimit))
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(cannotListen(error, host, port))
    server.once('error', fail)
    server.listen(port, host, () => resolve(server.off('error', fail)))
  })
}

const spokeTls = (server: Server): string => {
  const { port } = server.address() as AddressInfo
  return `A client spoke https:// to port ${port}, where plain http:// is spoken. Give it an address with http://, or start the server with --https.`
}

/** How a host is reached from this machine: one that stands for all addresses by loopback. */
export function urlHost(host = '127.0.0.1'): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function cannotListen({ code, message }: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const why: Record<string, string> = {
    EADDRINUSE: `Cannot listen on ${where}: the port is taken. Stop what uses it, or choose another with --port.`,
    EACCES: `Cannot listen on ${where}: permission is denied. Choose a port above 1023 with --port.`,
    EADDRNOTAVAIL: `Cannot listen on ${where}: this machine has no such address. Choose another with --host.`,
    ENOTFOUND: `Cannot listen on ${where}: the host is not known. Choose another with --host.`,
  }
  return Object.assign(new Error(why[code ?? ''] ?? `Cannot listen on ${where}: ${message}.`), { code })
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
