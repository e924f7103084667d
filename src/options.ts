import { isIPv6 } from 'node:net'
import type { Api } from './core/api/api.ts'
import { asSentence } from './core/lib/as-sentence.ts'
import { didYouMean } from './core/lib/nearest.ts'
import type { Start } from './core/scenarios/scenario.ts'

/** What a server may be started with. */
export interface ServerOptions extends Start {
  /** The port to listen on; 0: any free port. Default: 10400. */
  port?: number
  /** The address to listen on. Default: loopback, 127.0.0.1 and ::1. */
  host?: string
  /** Host names that the server answers to, beside its own. */
  allowedHosts?: string[]
  /** The address that clients use, for example behind a proxy: `https://mock.example.com`. The server names it in its answers. */
  publicUrl?: string
  /** Milliseconds to finish requests under way at SIGTERM. Default: 10 s. */
  drain?: number
  /** Serves HTTPS and HTTP/2, with a generated certificate in `.poligon/tls`. Default: plain HTTP. */
  https?: boolean
  /** The file of your own certificate, PEM; with `tlsKey`. */
  tlsCert?: string
  /** The file of the key of `tlsCert`, PEM. */
  tlsKey?: string
  /** Seconds for which an idle connection is kept. Default: 75. */
  keepAlive?: number
  /** Names of the APIs to serve. Default: all. */
  api?: string[]
  /** APIs of your own, beside the five. */
  apis?: Api[]
  /** A file that keeps every sandbox, or `postgres://…`, a database that several servers share. Default: in memory. */
  db?: string
  /** Milliseconds after which other servers of the database take over from one that is silent. Default: 5 s. */
  dbLease?: number
  /** Renames that file, with `old` in its name, and starts without it. */
  dbReset?: boolean
  /** Journal entries to keep for each sandbox. Default: 10,000. */
  journalLimit?: number
  /** The largest body of a request, in bytes. Default: 1 MiB. */
  bodyLimit?: number
  /** Whether answers of the APIs have permissive CORS headers. Default: true. */
  cors?: boolean
  /** The bearer token that `/__admin` needs. Default: none on loopback, else a generated one. */
  adminToken?: string
  /** The largest number of sandboxes. Default: 1000. */
  maxSandboxes?: number
  /** Milliseconds of real time after which an unused sandbox is dropped. Default: one hour. */
  sandboxTtl?: number
  /** Whether the first request for an unknown sandbox creates it. Default: true. */
  autoSandbox?: boolean
  /** Whether webhooks of APIs of your own are sent. Default: true. */
  webhooks?: boolean
  /** Hosts that webhooks may go to, besides this machine. */
  allowWebhooks?: string[]
  /** Checks every reply against its schema; for tests of the server itself. */
  checkReplies?: boolean
  /** Called with every defect of the server or of an API of your own. Default: it is printed to standard error. */
  onDefect?: (error: unknown) => void
  /** Called with a sentence when something around the server fails, such as a full disk. Default: it is printed to standard error. */
  onProblem?: (problem: string) => void
  /** Called while records are generated: how many clients of an API are made, of how many. */
  onProgress?: (api: string, made: number, of: number) => void
}

/** What a value must be, in words, and whether it is. */
interface Rule {
  readonly must: string
  holds(value: unknown): boolean
}

const whole = (from: number, to: number): Rule => ({
  must: `be a whole number from ${from} to ${to}`,
  holds: value => Number.isInteger(value) && (value as number) >= from && (value as number) <= to,
})
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const text: Rule = { must: 'be a non-empty string', holds: isText }
const texts: Rule = {
  must: 'be a list of non-empty strings',
  holds: value => Array.isArray(value) && value.every(isText),
}
/** A host name or an address, as a client names it: neither a URL nor with a port. */
export const isHost = (value: unknown): boolean =>
  typeof value === 'string' && (isIPv6(value.replace(/^\[(.*)\]$/, '$1')) || /^[^\s:/?#@[\]]+$/.test(value))
const hosts: Rule = {
  must: 'be a list of host names or addresses, without scheme, port and path',
  holds: value => Array.isArray(value) && value.every(isHost),
}
const flag: Rule = { must: 'be true or false', holds: value => typeof value === 'boolean' }
const procedure: Rule = { must: 'be a function', holds: value => typeof value === 'function' }
/** A URL to which paths can be appended. */
export function isBaseUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, username, password, search, hash } = new URL(value)
  return /^https?:$/.test(protocol) && username + password + search + hash === '' && !/[?#]/.test(value)
}
const baseUrl: Rule = { must: 'be a URL such as https://mock.example.com, without query', holds: isBaseUrl }
/** Checked with the scenario's own, by `checkStart`. */
const elsewhere: Rule = { must: '', holds: () => true }

const RULES: Readonly<Record<keyof ServerOptions, Rule>> = {
  port: whole(0, 65535),
  host: text,
  allowedHosts: hosts,
  publicUrl: baseUrl,
  drain: whole(0, 2 ** 31 - 1),
  https: flag,
  tlsCert: text,
  tlsKey: text,
  keepAlive: whole(1, 86_400),
  api: texts,
  apis: { must: 'be a list of what defineApi gives', holds: Array.isArray },
  db: text,
  dbReset: flag,
  dbLease: whole(500, 3_600_000),
  journalLimit: whole(0, 10_000_000),
  bodyLimit: whole(1, 1024 ** 3),
  cors: flag,
  adminToken: text,
  maxSandboxes: whole(1, 1_000_000),
  sandboxTtl: whole(1, 2 ** 48),
  autoSandbox: flag,
  webhooks: flag,
  allowWebhooks: hosts,
  checkReplies: flag,
  onDefect: procedure,
  onProblem: procedure,
  onProgress: procedure,
  scenario: text,
  seed: elsewhere,
  records: elsewhere,
  now: elsewhere,
  frozen: elsewhere,
  timezone: elsewhere,
  profiles: elsewhere,
  readings: elsewhere,
  strict: elsewhere,
}

/** Why an option of this name may not have this value; null where it may. */
export function faultOf(name: string, value: unknown, further: readonly string[] = []): string | null {
  if (!Object.hasOwn(RULES, name)) {
    const known = [...Object.keys(RULES), ...further]
    return `is not an option.${didYouMean(name, known)} Choose from ${known.join(', ')}`
  }
  const rule = RULES[name as keyof ServerOptions]
  return value === undefined || rule.holds(value) ? null : `must ${rule.must}, not ${JSON.stringify(value)}`
}

/** @throws {Error} where an option is unknown or has a value that it cannot have */
export function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const fault = faultOf(name, value)
    if (fault) throw new Error(`Cannot start: option ${name} ${asSentence(fault)} Fix it, or leave it out.`)
  }
}
