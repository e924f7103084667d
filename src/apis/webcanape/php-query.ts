import { type PhpParams, type PhpValue, parsePhpBytes, phpEntries } from '../../api.ts'

let last: { search: string; query: PhpParams } = { search: '', query: {} }

/** The parameters of a query string, of bytes, a character each. One request asks for them several times. */
export function parseBytes(search: string): PhpParams {
  if (last.search !== search) last = { search, query: parsePhpBytes(search) }
  return last.query
}

/** Writes a query string as `http_build_query` does. */
export const buildQuery = (entries: readonly [name: string, value: PhpValue][], within = ''): string =>
  entries
    .map(([key, value]) => {
      const name = within === '' ? encode(key) : `${within}%5B${encode(key)}%5D`
      if (typeof value === 'string') return `${name}=${encode(value)}`
      return buildQuery(Array.isArray(value) ? value.map((item, at) => [String(at), item]) : phpEntries(value), name)
    })
    .join('&')

/** `urlencode`: letters, digits and `-_.` stay, a blank is a plus. */
function encode(text: string): string {
  if (/^[\w.-]*$/.test(text)) return text
  let encoded = ''
  for (let at = 0; at < text.length; at++) encoded += ENCODED[text.charCodeAt(at)]
  return encoded
}

/** What becomes of each byte. */
const ENCODED: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte)
  if (/[\w.-]/.test(letter)) return letter
  return letter === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})
