import { endOfString, endOfValue, leavesOf, pastSpace, unescaped } from './json-text.ts'
import { ListedFields } from './listed-fields.ts'
import { withoutPercents } from './spelled-text.ts'

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
    const before = isName ? fields.secretBefore(name, at, from) : undefined
    if (before) found.push(...secretAt(text, before.from, before.to))
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

/** A value that is secret, where it says anything. */
function secretAt(text: string, from: number, to: number): FoundSecret[] {
  const says = leavesOf(text, from, to)
  return says.length > 0 ? [{ from, to, mask: QUOTED, says }] : []
}

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
  for (const { 0: begin, 1: name, index } of value.matchAll(LATER_PAIR)) {
    if (!isSecret(name!)) continue
    const rest = value.slice(index + begin.length)
    return [rest, rest.split(';', 1)[0]!]
  }
  return []
}

/** A name after a `;`, and its sign. */
const LATER_PAIR = /;\s{0,20}([^=;\s]{1,100})=/g

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
