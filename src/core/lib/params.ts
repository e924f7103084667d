import { createRequire } from 'node:module'
import querystring from 'node:querystring'
import type qs from 'qs'
import { type Charset, decodeForm } from './charset.ts'
import { ownPartsOf } from './own-text.ts'
import type { PhpParams } from './php-array.ts'

const require = createRequire(import.meta.url)

/** Parameters as they came: texts, and lists and objects of them (`filter[type]=client`). */
export type Params = PhpParams

/** Undoes a percent encoding as clients send it: `+` is a space, a broken one stays as it is. */
export const decodePercent = (text: string, charset: Charset = 'utf-8'): string => decodeForm(text, charset)

/**
 * Reads a query string or a form as PHP does: `a[b]=1`, `a[]=1`, a repeated plain name counts once, the last time.
 * Names of an object's machinery are left out.
 */
export function parseParams(text: string, charset?: Charset): Params {
  if (text === '') return Object.create(null) as Params
  if (!BRACKET.test(text)) return plainParams(text, charset)
  const own = ownPartsOf(text)
  // Loaded by the first that needs it: few do.
  const { parse } = require('qs') as typeof qs
  return parse(text, {
    plainObjects: true,
    depth: 5,
    arrayLimit: 1000,
    parameterLimit: 10_000,
    duplicates: 'last',
    ignoreQueryPrefix: false,
    strictNullHandling: false,
    decoder: part => own(decodePercent(part, charset)),
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
  const own = ownPartsOf(text)
  for (const name in parsed) {
    const value = parsed[name]
    if (name !== '' && name !== '__proto__') params[name] = own(Array.isArray(value) ? value.at(-1)! : value!)
  }
  return params
}
