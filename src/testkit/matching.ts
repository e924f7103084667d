import { RE2JS } from 're2js'
import { isObject } from '../core/lib/is-object.ts'
import { instantOf } from '../core/lib/zone.ts'

/** The numbers that earlier answers gave, by the name under which a story knows them: `clid:1`. */
export type Names = Map<string, number>

/** What a matcher may look at beside the value. */
export interface Seen {
  names: Names
  /** The clock when the story began, and now: milliseconds. */
  from: number
  to: number
}

/** Puts the known numbers in the place of `{{clid:1}}`. */
export function fillIn(text: string, names: Names, write: (number: string) => string = number => number): string {
  return text.replace(/\{\{([a-z]+:\d+)\}\}/g, (_, name) => {
    const number = names.get(name)
    if (number === undefined) throw new Error(`The story uses ${name} before an answer gave it`)
    return write(String(number))
  })
}

/** Every place in which an answer is not what was recorded, in words. */
export function* differences(
  expected: unknown,
  got: unknown,
  seen: Seen,
  at: string,
  keyOrder = false,
): Generator<string> {
  const matcher = matcherOf(expected)
  if (matcher) {
    if (!matches(matcher, got, seen)) yield `${at} is ${show(got)}, which is not ${show(expected)}`
  } else if (isObject(expected) && isObject(got)) {
    for (const [key, value] of Object.entries(expected)) {
      if (key in got) yield* differences(value, got[key], seen, `${at}.${key}`, keyOrder)
      else yield `${at}.${key} is missing: ${show(value)}`
    }
    for (const key of Object.keys(got)) if (!(key in expected)) yield `${at}.${key} is not expected: ${show(got[key])}`
    if (keyOrder && Object.keys(expected).join() !== Object.keys(got).join())
      yield `${at} has its keys in another order: ${Object.keys(got)}`
  } else if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length !== got.length) yield `${at} has ${got.length} entries, not ${expected.length}`
    for (const [i, value] of expected.entries())
      if (i < got.length) yield* differences(value, got[i], seen, `${at}[${i}]`, keyOrder)
  } else if (expected !== got) yield `${at} is ${show(got)}, not ${show(expected)}`
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

interface Matcher {
  readonly kind: string
  readonly argument: unknown
}

function matcherOf(expected: unknown): Matcher | undefined {
  const [only, ...others] = isObject(expected) ? Object.entries(expected) : []
  return only?.[0].startsWith('$') && others.length === 0 ? { kind: only[0], argument: only[1] } : undefined
}

const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/

function matches({ kind, argument }: Matcher, got: unknown, seen: Seen): boolean {
  const text = argument as string
  switch (kind) {
    case '$any':
      return argument === 'int'
        ? Number.isInteger(got)
        : typeof got === 'string' && (argument === 'string' || STAMP.test(got))
    case '$same':
      return isNamed(text, got, seen.names)
    case '$is':
      return got === fillIn(text, seen.names)
    case '$text': {
      const pattern = fillIn(text, seen.names, number => number)
      return typeof got === 'string' && RE2JS.compile(pattern, RE2JS.DOTALL).matches(got)
    }
    case '$in':
      return (argument as unknown[]).some(option => show(option) === show(got))
    case '$now':
      return isPresent(text, got, seen)
    case '$anyOrder':
      return Array.isArray(got) && sameInAnyOrder(argument as unknown[], got, seen)
    default:
      throw new Error(`No story may ask for ${kind}`)
  }
}

/** The first time it gives the name its number; numbers of one kind differ. */
function isNamed(name: string, got: unknown, names: Names): boolean {
  const known = names.get(name)
  if (known !== undefined) return known === got
  if (!Number.isInteger(got) || (got as number) <= 0) return false
  const kind = name.slice(0, name.indexOf(':') + 1)
  for (const [other, number] of names) if (other.startsWith(kind) && number === got) return false
  names.set(name, got as number)
  return true
}

const SHORT = /^(\d\d)\.(\d\d)\.(\d\d), {2}(\d\d):(\d\d)$/

/** `iso`: ISO 8601; `datetime`: to the second; `short`: to the minute. The last two are Moscow time. */
function isPresent(form: string, got: unknown, { from, to }: Seen): boolean {
  if (typeof got !== 'string') return false
  if (form === 'iso') {
    const at = Date.parse(got)
    return at >= from - 1000 && at <= to + 1000
  }
  const parts = form === 'short' ? SHORT.exec(got) : STAMP.test(got) && got.split(/\D/)
  if (!parts) return false
  const numbers = Array.from(parts, Number)
  const [year, month, day, hour, minute, second] =
    form === 'short'
      ? [2000 + numbers[3]!, numbers[2]!, numbers[1]!, numbers[4]!, numbers[5]!, 0]
      : (numbers as [number, number, number, number, number, number])
  const at = instantOf({ year, month, day, hour, minute, second }, 'Europe/Moscow')
  const slack = form === 'short' ? 60_000 : 2_000
  return at >= from - slack && at <= to + slack
}

function sameInAnyOrder(expected: unknown[], got: unknown[], seen: Seen): boolean {
  const left = [...got]
  for (const item of expected) {
    const at = left.findIndex(candidate => [...differences(item, candidate, seen, '')].length === 0)
    if (at < 0) return false
    left.splice(at, 1)
  }
  return left.length === 0
}
