/** A PHP array: its keys keep the order in which they came, numbers too. A text is of bytes, a character each. */
export type PhpArray = ReadonlyMap<string, string | PhpArray>
type Growing = Map<string, string | PhpArray>

let last: { search: string; query: PhpArray } = { search: '', query: new Map() }

/** Reads a query string as PHP fills `$_GET`. One request asks for it several times. */
export function parseQuery(search: string): PhpArray {
  if (last.search !== search) last = { search, query: parsed(search) }
  return last.query
}

function parsed(search: string): PhpArray {
  const query: Growing = new Map()
  for (const part of search.split('&')) {
    const at = part.indexOf('=')
    const path = pathOf(decode(at < 0 ? part : part.slice(0, at)))
    if (path) put(query, path, at < 0 ? '' : decode(part.slice(at + 1)))
  }
  return query
}

/** `a[b][]` names `a`, `b` and a next number, which is ''; blanks and dots of the first name are underscores. */
function pathOf(name: string): string[] | undefined {
  const [, plain, brackets] = /^ *([^[]*)((?:\[[^\]]*\])*)/.exec(name)!
  if (plain === '') return undefined
  return [plain!.replace(/[ .]/g, '_'), ...[...brackets!.matchAll(/(?<=\[)[^\]]*/g)].map(([key]) => key)]
}

function put(array: Growing, [key, ...rest]: string[], value: string): void {
  const own = key === '' ? nextNumber(array) : key!
  if (rest.length === 0) {
    array.set(own, value)
    return
  }
  let inner = array.get(own)
  if (!(inner instanceof Map)) array.set(own, (inner = new Map()))
  put(inner as Growing, rest, value)
}

const nextNumber = (array: PhpArray): string => {
  const numbers = [...array.keys()].filter(key => /^(0|[1-9]\d*)$/.test(key)).map(Number)
  return String(Math.max(-1, ...numbers) + 1)
}

/** Writes a query string as `http_build_query` does. */
export function buildQuery(query: PhpArray, within = ''): string {
  return [...query]
    .map(([key, value]) => {
      const name = within === '' ? encode(key) : `${within}%5B${encode(key)}%5D`
      return typeof value === 'string' ? `${name}=${encode(value)}` : buildQuery(value, name)
    })
    .join('&')
}

const decode = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

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
