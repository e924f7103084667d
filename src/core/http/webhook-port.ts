import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { LookupFunction } from 'node:net'
// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'
import type { WebhookAnswer } from '../journal/logged-webhook.ts'
import { headerBytes, headerText } from '../lib/header-list.ts'
import type { WebhookPort } from '../sandbox/webhooks.ts'
import type { OutgoingRequest } from '../store/timers.ts'
import { isLoopbackName } from './guard.ts'
import { Lanes } from './lanes.ts'

export interface WebhookPortOptions {
  /** Whether anything is sent. */
  readonly isOpen: boolean
  /** Hosts that webhooks may go to, besides this machine. */
  readonly hosts: readonly string[]
  /** Milliseconds that an attempt may take. */
  readonly timeoutMs?: number
}

/** Bytes of an answer that are read. */
const MOST_READ = 64 * 1024

/** Of one sandbox to one receiver, and of all, at once. */
const AT_ONCE = 20
const AT_ONCE_IN_ALL = 500

/** How webhooks leave: to this machine and to hosts that are named, bounded in number, bytes and time. */
export function createWebhookPort({ isOpen, hosts, timeoutMs = 10_000 }: WebhookPortOptions): WebhookPort {
  const allowed = new Set(hosts.map(host => bare(host.toLowerCase())))
  const lanes = new Lanes(AT_ONCE, AT_ONCE_IN_ALL)
  return {
    timeoutMs,
    refusal(url) {
      const target = URL.canParse(url) ? new URL(url) : null
      if (!target || !/^https?:$/.test(target.protocol))
        return 'Its url is not an http or https address. Give one such as http://127.0.0.1:9000/hook.'
      if (target.username !== '' || target.password !== '')
        return 'Its url contains a user name or password. Send them in the header authorization.'
      if (!isOpen) return 'The server runs with --no-webhooks. Start it without, to send them.'
      const host = bare(target.hostname)
      if (isLoopbackName(host) || allowed.has(host)) return null
      return `Webhooks go to this machine only, and ${host} is another. Start the server with --allow-webhooks ${host}, or give an address such as http://127.0.0.1:9000/hook.`
    },
    async post(request, lane, signal) {
      const leave = await lanes.enter(lane, signal)
      try {
        return await exchange(request, timeoutMs, signal)
      } finally {
        leave()
      }
    },
  }
}

/** An IPv6 address without its brackets. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

/** Names of this machine are not asked of a name server, which could say anything. */
const lookUpLoopback: LookupFunction = (_, { all }, found) => {
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]
  if (all) found(null, addresses)
  else found(null, '127.0.0.1', 4)
}

async function exchange(
  { url, method, headers, body }: OutgoingRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const { protocol, hostname, host } = new URL(url)
  const { request } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  signal.throwIfAborted()
  const isLocal = isLoopbackName(bare(hostname))
  const sent = Object.entries(headers).map(([name, value]) => [name, headerBytes(value)])
  const hasBody = body !== '' || !['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(method)
  const options: RequestOptions & { rejectUnauthorized?: boolean } = {
    method,
    headers: {
      'user-agent': 'poligon',
      ...Object.fromEntries(sent),
      ...(hasBody && { 'content-length': Buffer.byteLength(body) }),
    },
    agent: false,
    // A receiver under test has a certificate that nobody signed.
    ...(isLocal && { lookup: lookUpLoopback, rejectUnauthorized: false }),
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => end(() => reject(error))
    const req = requestOf()
    const abort = (): void => fail(new Error('it was cancelled'))
    const timer = setTimeout(() => fail(new Error(`no complete answer came within ${timeoutMs / 1000} s`)), timeoutMs)
    const end = (tell: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      tell()
      req.destroy()
    }
    signal.addEventListener('abort', abort, { once: true })
    req.on('error', error => fail(new Error(inWords(error, host))))
    // It switched to another protocol, which nobody asked for.
    req.on('close', () => fail(new Error(CLOSED)))
    // Of a text Node would write the head as UTF-8 too.
    req.end(Buffer.from(body))

    function requestOf(): ClientRequest {
      try {
        return request(url, options, res => collect(res).then(answer => end(() => resolve(answer)), fail))
      } catch {
        throw new Error('it could not be sent: HTTP does not allow a method or header of it')
      }
    }
  })
}

/** An answer; of one that never ends, its beginning. @throws {Error} where it breaks off */
function collect(res: IncomingMessage): Promise<WebhookAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const done = (): void => {
      const body = Buffer.concat(chunks).subarray(0, MOST_READ).toString()
      resolve({ status: res.statusCode!, headers: headersOf(res), body })
    }
    res.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size >= MOST_READ) done()
    })
    res.on('end', done)
    res.on('error', () => reject(new Error(CLOSED)))
    res.on('close', () => reject(new Error(CLOSED)))
  })
}

const headersOf = ({ headersDistinct }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, headerText((values ?? []).join(', '))]),
  )

const CLOSED = 'the connection was closed before the answer was complete'

function inWords({ code = '', message }: NodeJS.ErrnoException, host: string): string {
  if (code === 'ECONNREFUSED') return `nothing listens at ${host}`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the host of ${host} is not found`
  if (code === 'ECONNRESET' || code === 'EPIPE' || message === 'aborted') return CLOSED
  if (code.startsWith('HPE_')) return 'the answer was not HTTP'
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') return `${host} does not speak https`
  if (/CERT|SIGNED|SIGNATURE/.test(code)) return `the certificate of ${host} is not trusted`
  return `it could not be sent to ${host}${code && ` (${code})`}`
}
