import { asSentence } from './core/lib/as-sentence.ts'
import { didYouMean } from './core/lib/nearest.ts'
import type { ServerOptions } from './server.ts'

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
  allowedHosts: texts,
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
  allowWebhooks: texts,
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
