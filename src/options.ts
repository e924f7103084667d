import { isIPv6 } from 'node:net'
import type { Api } from './core/api/api.ts'
import { asSentence } from './core/lib/as-sentence.ts'
import { didYouMean } from './core/lib/nearest.ts'
import type { Start } from './core/scenarios/scenario.ts'

export interface ServerOptions extends Start {
  /** Default 10400; 0: any free one. */
  port?: number
  /** Default: loopback, 127.0.0.1 and ::1. */
  host?: string
  /** Host names, beside its own, under which the server may be asked. */
  allowedHosts?: string[]
  /** Where it is reached from outside, as behind a proxy: `https://mock.example.com`. What the server says of itself. */
  publicUrl?: string
  /** Milliseconds in which requests under way are answered when the server is told to stop by `drain`; default 10 s. */
  drain?: number
  /** Speaks HTTPS and HTTP/2, with a certificate of its own in `.poligon/tls`; default: plain HTTP. */
  https?: boolean
  /** A certificate of yours, PEM, in the place of its own; with `tlsKey`. */
  tlsCert?: string
  /** The key of `tlsCert`, PEM. */
  tlsKey?: string
  /** Seconds for which an idle connection is kept; default 75. */
  keepAlive?: number
  /** Names of the APIs to serve; default: all. */
  api?: string[]
  /** APIs of your own, beside the five. */
  apis?: Api[]
  /** A file that keeps every sandbox, or `postgres://…`, a database that several servers share; default: in memory. */
  db?: string
  /** Milliseconds after which other servers of the database take over from one that is not heard of; default 5 s. */
  dbLease?: number
  /** Sets that file aside, under a name that says `old`, and begins anew. */
  dbReset?: boolean
  /** Journal entries kept for each sandbox; default 10,000. */
  journalLimit?: number
  /** Bytes of a request's body; default 1 MiB. */
  bodyLimit?: number
  /** Whether vendor paths send permissive CORS headers; default true. */
  cors?: boolean
  /** The bearer token of `/__admin`; beyond loopback one is made where none is given. */
  adminToken?: string
  /** Default 1000. */
  maxSandboxes?: number
  /** Milliseconds of real time after which an unused sandbox goes; default one hour. */
  sandboxTtl?: number
  /** Whether an unknown name makes its sandbox; default true. */
  autoSandbox?: boolean
  /** Whether webhooks of APIs of your own are sent; default true. */
  webhooks?: boolean
  /** Hosts, beside this machine, to which webhooks may go. */
  allowWebhooks?: string[]
  /** Checks every reply against its schema; for tests of the server itself. */
  checkReplies?: boolean
  /** Told of every defect of ours; default: standard error. */
  onDefect?: (error: unknown) => void
  /** Told, in a sentence, of what goes wrong around the server, a full disk for one; default: standard error. */
  onProblem?: (problem: string) => void
  /** Told, while records are generated, how many clients of an API are made of how many. */
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
    return `is not an option.${didYouMean(name, known)} Known are ${known.join(', ')}`
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
