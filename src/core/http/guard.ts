import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Problem } from './problem.ts'

export interface GuardOptions {
  /** Whether the server listens on loopback only. */
  loopback: boolean
  /** Host names, beside loopback's own, under which the server may be asked. */
  allowedHosts: readonly string[]
  /** The bearer token that `/__admin` needs; null where it needs none. */
  adminToken: string | null
}

/** Decides who may ask at all: what a web page or another host could do to a server on a developer's machine. */
export class Guard {
  readonly #options: GuardOptions
  readonly #hosts: Set<string>

  constructor(options: GuardOptions) {
    this.#options = options
    this.#hosts = new Set(options.allowedHosts.map(host => host.toLowerCase()))
  }

  /** @throws {Problem} 421 foreign host, 403 foreign origin, 401 no token */
  check(req: IncomingMessage, isAdmin: boolean): void {
    this.#checkHost(req.headers.host, isAdmin)
    if (!isAdmin) return
    checkOrigin(req)
    this.#checkToken(req.headers.authorization)
  }

  #checkHost(host: string | undefined, isAdmin: boolean): void {
    const name = hostName(host)
    if (name === null || isLoopbackName(name) || this.#hosts.has(name)) return
    if (!this.#options.loopback && !isAdmin && this.#hosts.size === 0) return
    throw new Problem(
      421,
      'Misdirected request',
      `This server does not answer for the host ${JSON.stringify(name)}.`,
      `Ask it by its own address, or start it with --allowed-host ${name}.`,
    )
  }

  #checkToken(authorization: string | undefined): void {
    const { adminToken } = this.#options
    if (adminToken === null) return
    const given = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? ''
    if (isSame(given, adminToken)) return
    throw new Problem(
      401,
      'No admin token',
      'This server listens beyond loopback: /__admin needs its token.',
      'Send the header «Authorization: Bearer TOKEN»; the server printed the token when it started.',
      {},
      { 'www-authenticate': 'Bearer realm="mock-server admin"' },
    )
  }
}

/** The name or address in a Host header, without port and brackets; null where there is none. */
function hostName(host: string | undefined): string | null {
  if (host === undefined || host === '') return null
  return (/^\[([^\]]*)\](?::\d*)?$/.exec(host)?.[1] ?? host.replace(/:\d*$/, '')).toLowerCase().replace(/\.$/, '')
}

export const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)

function checkOrigin({ headers }: IncomingMessage): void {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  const foreign = (origin !== undefined && !isSameOrigin(origin, host)) || site === 'cross-site'
  if (!foreign) return
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
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map(text => createHash('sha256').update(text).digest())
  return timingSafeEqual(a!, b!)
}
