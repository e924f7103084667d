import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import { Problem } from '../api/problem.ts'
import type { RequestTarget } from '../lib/request-target.ts'

export interface GuardOptions {
  /** What the server listens on; undefined: loopback. */
  host: string | undefined
  /** Host names that the server answers to, beside its own. */
  allowedHosts: readonly string[]
  /** Where its operator says that it is reached; a host that it may be asked under, too. */
  publicUrl: string | undefined
  /** The bearer token that `/__admin` needs; null where it needs none. */
  adminToken: string | null
}

/** Whether a request is for our own face. */
export const isForAdmin = ({ prefix, path }: RequestTarget): boolean =>
  prefix === '' && (path === '/__admin' || path.startsWith('/__admin/'))

/** Decides who may ask at all: what a web page or another host could do to a server on a developer's machine. */
export class Guard {
  readonly #options: GuardOptions
  readonly #allowed: ReadonlySet<string>
  readonly #public: URL | undefined
  /** The Host header found good last, where nothing else of a request decides it. */
  #good: string | undefined

  constructor(options: GuardOptions) {
    this.#options = options
    this.#public = options.publicUrl === undefined ? undefined : new URL(options.publicUrl)
    this.#allowed = new Set(options.allowedHosts.map(host => hostName(host)!))
  }

  /**
   * @param isOpen whether it holds no data: it needs no token
   * @throws {Problem} 400 two Host headers, 421 foreign host, 403 foreign origin, 401 no token
   */
  check(req: IncomingMessage, { authority }: RequestTarget, isAdmin: boolean, isOpen = false): void {
    refuseTwoHosts(req.rawHeaders)
    this.#checkHost(authority ?? req.headers.host, req, isAdmin)
    if (!isAdmin) return
    checkOrigin(req, this.#public?.origin)
    if (!isOpen) this.#checkToken(req.headers.authorization)
  }

  #checkHost(host: string | undefined, { socket }: IncomingMessage, isAdmin: boolean): void {
    if (host === this.#good) return
    const name = hostName(host)
    if (name === null || this.#allowed.has(name) || this.#isOwn(name, socket.localAddress, isAdmin)) {
      if (!isWildcard(this.#options.host)) this.#good = host
      return
    }
    throw new Problem(
      421,
      'Misdirected request',
      `This server does not answer for the host ${JSON.stringify(name)}.`,
      `Use its own address, or start it with --allowed-host ${name}.`,
    )
  }

  /** Whether a host is what the server listens on. One that listens on all addresses can only know that it was reached. */
  #isOwn(name: string, reached: string | undefined, isAdmin: boolean): boolean {
    const { host } = this.#options
    if (this.#public && name === hostName(this.#public.host)) return true
    if (isLoopback(host)) return isLoopbackName(name)
    if (name === hostName(host)) return true
    if (!isWildcard(host)) return false
    if (!isAdmin && this.#allowed.size === 0) return true
    return isLoopbackName(name) || name === reached?.replace(/^::ffff:/, '')
  }

  #checkToken(authorization: string | undefined): void {
    const { adminToken } = this.#options
    if (adminToken === null) return
    const given = /^Bearer +(\S.*)$/i.exec(authorization ?? '')?.[1] ?? ''
    if (isSameSecret(given, adminToken)) return
    throw new Problem(
      401,
      'No admin token',
      '/__admin needs the token of this server.',
      'Send the header “Authorization: Bearer TOKEN”; the server printed the token when it started.',
      {},
      { 'www-authenticate': 'Bearer realm="mock-server admin"' },
    )
  }
}

/** Of two hosts nobody can say which is meant. */
function refuseTwoHosts(rawHeaders: readonly string[]): void {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  if (hosts > 1) throw new Problem(400, 'Two hosts', 'The request has two Host headers.', 'Send one.')
}

/** The name or address in a Host header, without port and brackets; null where there is none. */
function hostName(host: string | undefined): string | null {
  if (host === undefined) return null
  const hasColons = host.indexOf(':') !== host.lastIndexOf(':')
  if (hasColons && isIPv6(host)) return host.toLowerCase()
  return (/^\[([^\]]*)\](?::\d*)?$/.exec(host)?.[1] ?? host.replace(/:\d*$/, '')).toLowerCase().replace(/\.$/, '')
}

/** Whether a server that listens on `host` can be reached from this machine only. */
export const isLoopback = (host: string | undefined): boolean => host === undefined || isLoopbackName(host)

/** Whether a server that listens on `host` listens on every address. */
const isWildcard = (host: string | undefined): boolean => host === '0.0.0.0' || host === '::'

export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)

function checkOrigin({ method, headers }: IncomingMessage, own: string | undefined): void {
  const { origin, host } = headers
  // Following a link from another site shows it nothing.
  const isVisit = method === 'GET' && headers['sec-fetch-dest'] === 'document'
  const isForeign =
    origin === undefined ? headers['sec-fetch-site'] === 'cross-site' : origin !== own && !isSameOrigin(origin, host)
  if (!isForeign || isVisit) return
  throw new Problem(
    403,
    'Foreign origin',
    `A page of ${JSON.stringify(origin ?? 'another site')} may not use /__admin.`,
    'Call it from a test or a script; browsers of other sites are kept out.',
  )
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}

/** Takes the same time wherever the texts begin to differ. */
function isSameSecret(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map(text => createHash('sha256').update(text).digest())
  return timingSafeEqual(a!, b!)
}
