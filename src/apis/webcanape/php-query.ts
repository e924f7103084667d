import { type PhpValue, parsePhpParams, phpEntries } from '../../api.ts'

/** Writes each parameter of a query string anew, in the order and under the names that PHP has read. */
export function rebuiltQuery(search: string): Map<string, string> {
  const { params } = parsePhpParams(asBytes(search))
  return new Map(phpEntries(params).map(([name, value]) => [name, buildQuery(encode(name), value)]))
}

/** So that each byte is a character: what is not UTF-8 goes back as it came. */
const asBytes = (search: string): string =>
  search.replace(/%([89a-f][0-9a-f])/gi, (_, hex: string) => AS_LETTERS[Number.parseInt(hex, 16)]!)

/** Each byte as the letter of that number, percent-encoded. */
const AS_LETTERS = Array.from({ length: 256 }, (_, byte) => encodeURIComponent(String.fromCharCode(byte)))

/** As `http_build_query` does. */
function buildQuery(name: string, value: PhpValue): string {
  if (typeof value === 'string') return `${name}=${encode(value)}`
  const entries = Array.isArray(value) ? value.map((item, at) => [String(at), item] as const) : phpEntries(value)
  return entries.map(([key, item]) => buildQuery(`${name}%5B${encode(key)}%5D`, item)).join('&')
}

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
