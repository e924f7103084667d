import { withoutEscapes } from './spelled-text.ts'

// Places in a text that has the looks of JSON, well-formed or not.

/** Leaves of one secret that are looked at; who sends more gets the whole masked all the same. */
const MOST_LEAVES = 100
/** Letters of one, as it is spelled, that are read: more than are looked for elsewhere. */
const LONGEST_LEAF = 8 * 1024

/** Past the quote that closes a string; the end of the text where none does. */
export function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\' && end - 1 - slashes > at) slashes++
    if (slashes % 2 === 0) return end + 1
  }
  return text.length
}

/** Past white space. */
export function pastSpace(text: string, at: number): number {
  let past = at
  while (' \t\r\n'.includes(text[past] ?? 'x')) past++
  return past
}

/** Past a value, well-formed or not. */
export function endOfValue(text: string, from: number): number {
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
export function leavesOf(text: string, from: number, to: number): string[] {
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

/** A text as JSON spells it, read. */
export const unescaped = (text: string): string => withoutEscapes(text, false)?.text ?? text
