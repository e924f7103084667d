import { type Charset, decodeForm } from './charset.ts'
import { ownPartsOf } from './own-text.ts'
import type { PhpParams } from './php-array.ts'
import { type Dropped, Drops } from './php-dropped.ts'
import { PhpVariables } from './php-variables.ts'

/** What PHP makes of a query string or a form. */
export interface PhpRead {
  /** A map without a prototype, even where PHP's own would be a list (`0=a&1=b`). */
  readonly params: PhpParams
  /** What was sent and is lost. */
  readonly dropped: readonly Dropped[]
}

/** How a query string or a form is read. */
export interface PhpParamsOptions {
  /** Whose bytes the percent encoding stands for; default: UTF-8. */
  readonly charset?: Charset
  /** A form's body counts its parameters in another way than a query string does; default: `query`. */
  readonly source?: 'query' | 'form'
}

/** PHP's `max_input_vars`. */
export const MAX_INPUT_VARS = 1000

const NOTHING: readonly Dropped[] = []

/**
 * Reads a query string or the body of a form as PHP 8.2 fills `$_GET` and `$_POST`: main/php_variables.c.
 * Never throws, and takes time in proportion to the text's length.
 *
 * @param text as it came, still percent-encoded; a query string without its question mark
 * @example parsePhpParams('client[][title]=A&client[][title]=B').params // { client: [{ title: 'A' }, { title: 'B' }] }
 */
export function parsePhpParams(text: string, { charset = 'utf-8', source = 'query' }: PhpParamsOptions = {}): PhpRead {
  const params = Object.create(null) as PhpParams
  const own = ownPartsOf(text)
  for (let at = 0, count = 0; at < text.length; count++) {
    const equals = endOfPlainName(text, at)
    if (equals === -1 || count === MAX_INPUT_VARS) return parseRest(text, at, count, params, charset, source)
    const end = text.charCodeAt(equals) === EQUALS ? endOfPair(text, equals) : equals
    const name = text.slice(at, equals)
    // Rare enough to be left to whoever tells what is lost.
    if (name in params || name === '__proto__') return parseRest(text, at, count, params, charset, source)
    const encoded = text.slice(equals + 1, end)
    const value = decodeForm(encoded, charset)
    if (value !== encoded && value.includes(BROKEN)) return parseRest(text, at, count, params, charset, source)
    params[name] = own(value)
    at = end + 1
  }
  return { params, dropped: NOTHING }
}

/** What stands for bytes that are not of the charset. */
const BROKEN = '\ufffd'

const [AND, EQUALS, ZERO, NINE] = [38, 61, 48, 57]

/** The characters that make a name more than plain: an encoding, a bracket, what becomes `_`, a zero byte. */
const IS_SPECIAL = new Uint8Array(128)
for (const letter of '%+[. \0') IS_SPECIAL[letter.charCodeAt(0)] = 1

/** Where the name that starts at `from` ends, be it at its `=`, at `&` or with the text; -1 where it is not plain. */
function endOfPlainName(text: string, from: number): number {
  const first = text.charCodeAt(from)
  // An object would put a number before the other names; an empty name is none.
  if ((first >= ZERO && first <= NINE) || first === EQUALS || first === AND) return -1
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === EQUALS || code === AND) return at
    if (code < 128 && IS_SPECIAL[code] === 1) return -1
  }
  return text.length
}

function endOfPair(text: string, from: number): number {
  const end = text.indexOf('&', from)
  return end === -1 ? text.length : end
}

const SENDS_BROKEN = /\ufffd|%EF%BF%BD/i

/** Goes on where a plain name ends: from `at`, with `count` parameters read. */
function parseRest(
  text: string,
  at: number,
  count: number,
  already: PhpParams,
  charset: Charset,
  source: 'query' | 'form',
): PhpRead {
  const drops = new Drops()
  const variables = new PhpVariables(drops, already)
  const own = ownPartsOf(text)
  // A form is asked after a parameter whether it was one too many, so it has one more; and `&&` counts there.
  const most = source === 'form' ? MAX_INPUT_VARS + 1 : MAX_INPUT_VARS
  for (let from = at, end = 0; from < text.length; from = end + 1) {
    end = endOfPair(text, from)
    if (end === from && source === 'query') continue
    const pair = text.slice(from, end)
    if (count >= most && pair === '') continue
    const equals = pair.indexOf('=')
    const name = own(decodeForm(equals === -1 ? pair : pair.slice(0, equals), charset))
    if (count++ >= most) {
      drops.add('max_input_vars', name, `Lost with all that follows: PHP reads ${most} parameters (max_input_vars)`)
      break
    }
    if (pair === '') continue
    const value = equals === -1 ? '' : own(decodeForm(pair.slice(equals + 1), charset))
    if ((name + value).includes(BROKEN) && !SENDS_BROKEN.test(pair))
      drops.add('charset', name, `Its percent encoding is not of ${charset}`)
    variables.register(name, value)
  }
  return { params: variables.params(), dropped: drops.all() }
}
