import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../core/lib/duration.ts'
import { isSandboxName } from '../core/sandbox/name.ts'
import { isBaseUrl, isHost } from '../options.ts'
import { texts } from './language.ts'

const SIZES: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, kib: 1024, mb: 1024 ** 2, mib: 1024 ** 2 }
const MOST_RECORDS = 1_000_000
const { must } = texts

/** A whole number within a range. */
export const whole =
  (from: number, to: number) =>
  (text: string): number => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= from && number <= to) return number
    throw new InvalidArgumentError(must.whole(from, to))
  }

/** `90s`, `1h`: milliseconds. */
export const duration = (text: string): number => millisecondsOf(text, must.duration)

/** `90s`, `2d`: milliseconds. */
export const span = (text: string): number => millisecondsOf(text, must.span)

function millisecondsOf(text: string, rule: string): number {
  const milliseconds = parseDuration(text) ?? 0
  if (milliseconds >= 1) return milliseconds
  throw new InvalidArgumentError(rule)
}

/** `1048576`, `512kb`, `2MiB`: bytes. */
export function size(text: string): number {
  const [, amount, unit] = /^(\d+)\s*([a-z]*)$/.exec(text.toLowerCase()) ?? []
  const bytes = Number(amount) * (SIZES[unit ?? '-'] ?? Number.NaN)
  if (bytes >= 1) return bytes
  throw new InvalidArgumentError(must.size)
}

/** A text; a shell makes an empty one of a variable that is not set. */
export function nonEmpty(text: string): string {
  if (text !== '') return text
  throw new InvalidArgumentError(must.filled)
}

/** The name of a sandbox. */
export function sandboxName(text: string): string {
  if (isSandboxName(text)) return text
  throw new InvalidArgumentError(must.sandbox)
}

/** Host names or addresses, several times. */
export function hosts(text: string, before: readonly string[] = []): string[] {
  if (isHost(text)) return [...before, text]
  throw new InvalidArgumentError(must.host)
}

/** Where a server is reached. */
export function baseUrl(text: string): string {
  if (isBaseUrl(text)) return text
  throw new InvalidArgumentError(must.baseUrl)
}

/** One of a few words. */
export const choice =
  <C extends string>(...choices: readonly C[]) =>
  (text: string): C => {
    if ((choices as readonly string[]).includes(text)) return text as C
    throw new InvalidArgumentError(must.choice(choices.join(', ')))
  }

/** `a,b`, several times too. */
export function names(text: string, before: readonly string[] = []): string[] {
  const names = text
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)
  if (names.length > 0) return [...before, ...names]
  throw new InvalidArgumentError(must.list)
}

/** `name=value`, several times. */
export function pair(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at > 0) return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
  throw new InvalidArgumentError(must.pair)
}

/** `50`, or `salesman=200` several times. */
export function records(text: string, before?: number | Record<string, number>): number | Record<string, number> {
  const at = text.indexOf('=')
  const count = Number(text.slice(at + 1))
  if (at === 0 || !/^\d+$/.test(text.slice(at + 1)) || count > MOST_RECORDS) {
    throw new InvalidArgumentError(must.records(MOST_RECORDS))
  }
  return at < 0 ? count : { ...(typeof before === 'object' && before), [text.slice(0, at)]: count }
}
