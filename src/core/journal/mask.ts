import type { Violation } from '../api/violation.ts'
import { decodePercent } from '../lib/params.ts'

const MASK = '***'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Headers that carry credentials whether or not an API declares them. */
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie'])

/** Takes credentials out of what a request carried, in every form in which they may stand there. */
export function masker(secrets: readonly string[]) {
  const all = [...new Set(secrets.flatMap(secret => [secret, secret.replace(/~[^~]*$/, '')]))].filter(Boolean)
  const forms = new Set(
    all.flatMap(secret => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
  )
  const longestFirst = [...forms].sort((a, b) => b.length - a.length).map(patternOf)

  const text = (given: string): string =>
    longestFirst.reduce<string>((result, form) => result.replaceAll(form, MASK), given)

  /** A query string or a form, whose values may be encoded in more ways than one. */
  const pairs = (given: string): string =>
    given
      .split('&')
      .map(pair => {
        const at = pair.indexOf('=') + 1
        const value = decodePercent(pair.slice(at))
        return text(value) === value ? pair : pair.slice(0, at) + text(value)
      })
      .join('&')

  /** Whatever JSON holds; its names stay. */
  const value = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(value)
    if (given !== null && typeof given === 'object')
      return Object.fromEntries(Object.entries(given).map(([name, part]) => [name, value(part)]))
    if (typeof given === 'string') return text(given)
    return typeof given === 'number' && text(String(given)) !== String(given) ? MASK : given
  }

  const header = (name: string, value: string): string =>
    SECRET_HEADERS.has(name) ? value.replace(/^([A-Za-z]+ +)?.*$/s, `$1${MASK}`) : text(value)

  return {
    text,
    url(given: string): string {
      const at = given.indexOf('?') + 1
      return at === 0 ? text(given) : text(given.slice(0, at)) + pairs(given.slice(at))
    },
    body(given: string, contentType: string): string {
      if (contentType.startsWith('application/x-www-form-urlencoded')) return pairs(given)
      return given.includes('\\u') ? text(unescaped(given)) : text(given)
    },
    headers: (given: Headers) =>
      Object.fromEntries(
        Object.entries(given).map(([name, value]) => [
          name,
          typeof value === 'string' ? header(name, value) : value?.map(one => header(name, one)),
        ]),
      ),
    violations: (given: readonly Violation[]): readonly Violation[] =>
      all.length === 0 ? given : given.map(violation => ({ ...violation, value: value(violation.value) })),
  }
}

/** A short credential goes only where it stands as a word: “1” is not every 1 in a request. */
function patternOf(form: string): string | RegExp {
  if (form.length > 3) return form
  return new RegExp(`(?<![\\p{L}\\p{N}])${literally(form)}(?![\\p{L}\\p{N}])`, 'gu')
}

/** The values of a name in a text that has the looks of JSON or of a form. */
export function valuesIn(text: string, name: string): string[] {
  const word = literally(name)
  const pairs = new RegExp(`"${word}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)+)|(?:^|&)${word}=([^&]+)`, 'gu')
  return [...text.matchAll(pairs)].map(([, inJson, inForm]) => inJson ?? inForm!)
}

/** A text as a pattern of itself. With the flag `u`, nothing but what has a meaning may be escaped. */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** JSON may write any letter as `\u0041`. */
const unescaped = (json: string): string =>
  json.replace(/\\u00(?!0|1|22|5c)([2-7][0-9a-f])/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
