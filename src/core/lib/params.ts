import querystring from 'node:querystring'
import qs from 'qs'

/** Parameters as they came: texts, and lists and objects of them (`filter[type]=client`). */
export type Params = { [name: string]: string | Params | (string | Params)[] | undefined }

export type Charset = 'utf-8' | 'windows-1251'

/** Takes a percent encoding as PHP clients send it: a broken one stays as it is. */
export function decodePercent(text: string, charset: Charset = 'utf-8'): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    if (charset === 'utf-8') return decodeURIComponent(spaced)
  } catch {
    // Broken: taken byte by byte.
  }
  const decoder = new TextDecoder(charset, { ignoreBOM: true })
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, run => decoder.decode(Buffer.from(run.replaceAll('%', ''), 'hex')))
}

/**
 * Reads a query string or a form as PHP does: `a[b]=1`, `a[]=1`, a repeated plain name counts once, the last time.
 * Names of an object's machinery are left out.
 */
export function parseParams(text: string, charset?: Charset): Params {
  if (text === '') return Object.create(null) as Params
  if (!BRACKET.test(text)) return plainParams(text, charset)
  return qs.parse(text, {
    plainObjects: true,
    depth: 5,
    arrayLimit: 1000,
    parameterLimit: 10_000,
    duplicates: 'last',
    ignoreQueryPrefix: false,
    strictNullHandling: false,
    decoder: part => decodePercent(part, charset),
  }) as Params
}

const BRACKET = /\[|%5b/i

/** Names without brackets need no more than Node has, which is several times faster. */
function plainParams(text: string, charset?: Charset): Params {
  const parsed = querystring.parse(text, '&', '=', {
    maxKeys: 10_000,
    decodeURIComponent: part => decodePercent(part, charset),
  })
  const params = Object.create(null) as Params
  for (const name in parsed) {
    const value = parsed[name]
    if (name !== '' && name !== '__proto__') params[name] = Array.isArray(value) ? value.at(-1) : value
  }
  return params
}
