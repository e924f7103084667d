import { withoutEscapes, withoutPercents } from './spelled-text.ts'

/** A secret in a text: where it stands, as it is spelled there, and what it says. */
export interface FoundSecret {
  readonly from: number
  readonly to: number
  /** What goes in its place. */
  readonly mask: string
  /** Every text that is secret in it. */
  readonly says: readonly string[]
}

type IsSecret = (name: string) => boolean

/** Secrets that are taken out of a text one by one; after them, all the rest of it goes. */
const MOST = 500

/** Whether there are too many to go on: then the rest of the text is one. */
function isFull(found: FoundSecret[], text: string): boolean {
  if (found.length < MOST) return false
  const { to } = found.at(-1)!
  if (to < text.length) found.push({ from: to, to: text.length, mask: MASK, says: [] })
  return true
}

export const MASK = '***'
const QUOTED = `"${MASK}"`

/** How deep a value is looked into that is JSON or an address in its turn. */
const DEEPEST = 3

/** Leaves of one secret that are looked at; who sends more gets the whole masked all the same. */
const MOST_LEAVES = 100
/** Letters of one, as it is spelled, that are read: more than are looked for elsewhere. */
const LONGEST_LEAF = 8 * 1024

/** The values under secret names in a text that has the looks of JSON, well-formed or not. */
export function secretsInJson(text: string, isSecret: IsSecret, depth = DEEPEST): FoundSecret[] {
  const found: FoundSecret[] = []
  const fields = new ListedFields(text, isSecret)
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    const end = endOfString(text, at)
    const colon = pastSpace(text, end)
    const isName = text[colon] === ':'
    const from = isName ? pastSpace(text, colon + 1) : end
    const name = isName ? unescaped(text.slice(at + 1, end - 1)) : ''
    if (isName) found.push(...fields.before(name, at, from))
    if (!isName || !(isSecret(name) || fields.isSecretValue(name, at))) {
      const says = isName || depth === 0 ? [] : secretsWithin(text.slice(at + 1, end - 1), isSecret, depth)
      if (says.length > 0) found.push({ from: at, to: end, mask: QUOTED, says })
      if (isFull(found, text)) break
      at = end
      continue
    }
    const to = endOfValue(text, from)
    found.push(...secretAt(text, from, to))
    if (isFull(found, text)) break
    at = Math.max(to, colon)
  }
  return found
}

/** Where a form comes as a list of fields, `{"name": "password", "value": …}`: what says how one is called. */
const SAYS_NAME = /^(?:name|key|field|id)$/i
/** And what says its value. */
const SAYS_VALUE = /^(?:value|val|content|text)$/i
/** Letters between the two at most. */
const NEAR = 500

/** The fields of such a list, as their names come one after another. */
class ListedFields {
  readonly #text: string
  readonly #isSecret: IsSecret
  /** The value that was said last. */
  #value: { readonly from: number; readonly to: number } | undefined
  /** Where the name of a secret field ended, whose value did not come yet. */
  #named: number | undefined

  constructor(text: string, isSecret: IsSecret) {
    this.#text = text
    this.#isSecret = isSecret
  }

  /**
   * The value that came before the name of its field, where that is secret.
   *
   * @param at where the name of a value begins
   * @param from where the value does
   */
  before(name: string, at: number, from: number): FoundSecret[] {
    if (SAYS_VALUE.test(name) && this.#text[from] === '"') this.#value = { from, to: endOfString(this.#text, from) }
    if (!SAYS_NAME.test(name)) return []
    this.#named = undefined
    const end = this.#text[from] === '"' ? endOfString(this.#text, from) : from
    if (end === from || end - from > NEAR) return []
    if (!this.#isSecret(unescaped(this.#text.slice(from + 1, end - 1)))) return []
    const value = this.#value
    if (value && this.#isBeside(value.to, at)) return secretAt(this.#text, value.from, value.to)
    this.#named = end
    return []
  }

  /** Whether what follows is the value of a field that was called by a secret name before. */
  isSecretValue(name: string, at: number): boolean {
    return SAYS_VALUE.test(name) && this.#named !== undefined && this.#isBeside(this.#named, at)
  }

  /** Whether nothing but other fields of one object lies between two places. */
  #isBeside(from: number, to: number): boolean {
    return to - from <= NEAR && !/[{}]/.test(this.#text.slice(from, to))
  }
}

/** A value that is secret, where it says anything. */
function secretAt(text: string, from: number, to: number): FoundSecret[] {
  const says = leavesOf(text, from, to)
  return says.length > 0 ? [{ from, to, mask: QUOTED, says }] : []
}

/** Past the quote that closes a string; the end of the text where none does. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\' && end - 1 - slashes > at) slashes++
    if (slashes % 2 === 0) return end + 1
  }
  return text.length
}

function pastSpace(text: string, at: number): number {
  let past = at
  while (' \t\r\n'.includes(text[past] ?? 'x')) past++
  return past
}

function endOfValue(text: string, from: number): number {
  const first = text[from]
  if (first === '"') return endOfString(text, from)
  if (first !== '{' && first !== '[') return endOfScalar(text, from)
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const letter = text[at]
    if (letter === '"') at = endOfString(text, at) - 1
    else if (letter === '{' || letter === '[') depth++
    else if ((letter === '}' || letter === ']') && --depth === 0) return at + 1
  }
  return text.length
}

function endOfScalar(text: string, from: number): number {
  let to = from
  while (to < text.length && !',}]\n\r'.includes(text[to]!)) to++
  return to
}

/** The texts and numbers of a value. */
function leavesOf(text: string, from: number, to: number): string[] {
  const leaves: string[] = []
  for (let at = from; at < to && leaves.length < MOST_LEAVES; ) {
    const letter = text[at]!
    if (letter === '"') {
      const end = Math.min(to, endOfString(text, at))
      const closes = end - 1 > at && text[end - 1] === '"'
      const isName = text[pastSpace(text, end)] === ':'
      if (!isName) leaves.push(unescaped(text.slice(at + 1, Math.min(closes ? end - 1 : end, at + LONGEST_LEAF))))
      at = end
    } else if ('{}[],: \t\r\n'.includes(letter)) at++
    else {
      const end = Math.min(to, Math.max(at + 1, endOfScalar(text, at)))
      leaves.push(text.slice(at, end).trim())
      at = end
    }
  }
  return leaves.filter(leaf => leaf !== '' && !NOTHING.includes(leaf))
}

/** What no secret is. */
const NOTHING = ['null', 'true', 'false']

const unescaped = (text: string): string => withoutEscapes(text, false)?.text ?? text

/** The values under secret names in a query string or a form. */
export function secretsInForm(text: string, isSecret: IsSecret, start = 0, depth = DEEPEST): FoundSecret[] {
  const found: FoundSecret[] = []
  for (let at = start; at < text.length; ) {
    const next = text.indexOf('&', at)
    const end = next < 0 ? text.length : next
    const pair = text.slice(at, end)
    const equals = pair.indexOf('=')
    const from = at + equals + 1
    if (equals >= 0 && from < end) {
      const says = secretsOf(decoded(pair.slice(0, equals))[0]!, decoded(text.slice(from, end)), isSecret, depth)
      if (says.length > 0) found.push({ from, to: end, mask: MASK, says })
      if (isFull(found, text)) break
    }
    at = end + 1
  }
  return found
}

function secretsOf(name: string, values: readonly string[], isSecret: IsSecret, depth: number): readonly string[] {
  if (name.split(/[[\]]/).some(isSecret)) return values
  return depth === 0 ? [] : inValue(values[0]!, isSecret, depth - 1)
}

/** The secrets in a text as JSON spells it. */
function secretsWithin(spelled: string, isSecret: IsSecret, depth: number): string[] {
  const hasPairs = spelled.includes('=') && (spelled.includes('?') || spelled.includes(';'))
  const mayHave = hasPairs || spelled.includes('\\')
  return mayHave ? inValue(unescaped(spelled), isSecret, depth - 1) : []
}

/** A value may be JSON in its turn, an address with a query, or pairs that are parted by `;`. */
function inValue(value: string, isSecret: IsSecret, depth: number): string[] {
  const inJson = value.includes('"') ? secretsInJson(value, isSecret, depth) : []
  const query = value.indexOf('?') + 1
  const inAddress = query > 0 ? secretsInForm(value, isSecret, query, depth) : []
  return [...[...inJson, ...inAddress].flatMap(({ says }) => says), ...saidInPairs(value, isSecret)]
}

/** `a=1;password=…`: with the secret goes all that follows, since it may have a `;` itself. */
function saidInPairs(value: string, isSecret: IsSecret): string[] {
  for (let at = value.indexOf(';') + 1; at > 0; at = value.indexOf(';', at) + 1) {
    const [, name, secret] = PAIR.exec(value.slice(at, at + LONGEST_LEAF)) ?? []
    if (name !== undefined && isSecret(name)) return [value.slice(at + name.length + 1).trim(), secret!]
  }
  return []
}

const PAIR = /^([^=;]{1,100})=([^;]+)/

/** A part of a form, read as UTF-8 and as windows-1251, which old clients send. */
function decoded(part: string): string[] {
  const text = withoutPercents(part, 'utf-8', false)?.text ?? part
  if (!text.includes('\ufffd')) return [text]
  return [text, withoutPercents(part, 'windows-1251', false)?.text ?? part]
}

/** The fields with secret names of a `multipart/form-data` text. */
export function secretsInMultipart(text: string, contentType: string, isSecret: IsSecret): FoundSecret[] {
  const found: FoundSecret[] = []
  const declared = /boundary="?([^";\s]+)/i.exec(contentType)?.[1]
  const boundary = declared === undefined ? (/^--[^\r\n]+/.exec(text)?.[0] ?? '--') : `--${declared}`
  for (const { from: begin, to: end } of partsOf(text, boundary)) {
    const part = text.slice(begin, end)
    const gap = /\r?\n\r?\n/.exec(part)
    if (!gap) continue
    const [, quoted, bare = ''] = FIELD_NAME.exec(part.slice(0, Math.min(gap.index, LONGEST_HEAD))) ?? []
    const from = begin + gap.index + gap[0].length
    const to = text.startsWith('\r\n', end - 2) ? end - 2 : text[end - 1] === '\n' ? end - 1 : end
    const name = decoded(quoted ?? bare)[0]!
    if (to > from && name.split(/[[\]]/).some(isSecret))
      found.push({ from, to, mask: MASK, says: [text.slice(from, to)] })
    if (isFull(found, text)) break
  }
  return found
}

function* partsOf(text: string, boundary: string): Generator<{ from: number; to: number }> {
  for (let from = 0; from < text.length; ) {
    const next = text.indexOf(boundary, from + 1)
    const to = next < 0 ? text.length : next
    yield { from, to }
    from = to
  }
}

const FIELD_NAME = /\bname\*?=(?:"([^"]*)"?|([^;\s]*))/i
const LONGEST_HEAD = 4096

/** What looks like `name: value`, `name=value` or `<name>value` with a secret name, in a text that nothing could read. */
export function secretsInProse(text: string, isSecret: IsSecret): FoundSecret[] {
  const found: FoundSecret[] = []
  let past = 0
  for (const match of text.matchAll(WORD)) {
    if (match.index < past || !isSecret(match[0])) continue
    const sign = SIGN.exec(text.slice(match.index + match[0].length, match.index + match[0].length + 100))
    if (!sign) continue
    const from = match.index + match[0].length + sign[0].length
    const quote = text[from]
    const to = quote === '"' ? endOfString(text, from) : quote === "'" ? endOfQuote(text, from) : endOfProse(text, from)
    past = to
    const bare = text.slice(from, to).replace(/^["']/, '').replace(/["']$/, '')
    if (bare !== '') found.push({ from, to, mask: MASK, says: [unescaped(bare)] })
    if (isFull(found, text)) break
  }
  return found
}

const WORD = /[\p{L}\p{N}_-]+/gu
/** From the end of a name to its value. */
const SIGN = /^["'\]]{0,3}\s{0,20}(?:\/\*[^*]{0,40}\*\/\s{0,20})?(?:=>|[:=>])\s{0,20}(?:\/\*[^*]{0,40}\*\/\s{0,20})?/

function endOfQuote(text: string, from: number): number {
  const end = text.indexOf("'", from + 1)
  return end < 0 ? text.length : end + 1
}

function endOfProse(text: string, from: number): number {
  let to = from
  while (to < text.length && !' \t\r\n,;&}]<'.includes(text[to]!)) to++
  return to
}
