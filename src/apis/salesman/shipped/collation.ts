import { trimEnd } from './php.ts'

const MARKS = /\p{M}/gu

/**
 * A text as `utf8_general_ci` compares it: letter case and accents do not count (е = ё, é = e; but й ≠ и), nor do
 * spaces at the end.
 */
export function collated(text: string): string {
  return trimEnd(folded(text), ' ')
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

const letters = new Map<string, string>()

/** A text as `LIKE` compares it: spaces at the end count. */
export function folded(text: string): string {
  if (isAscii(text)) return text.toUpperCase()
  let key = ''
  for (const letter of text) key += letters.get(letter) ?? fold(letter)
  return key
}

function fold(letter: string): string {
  const plain = letter === 'й' || letter === 'Й' ? letter : letter.normalize('NFD').replace(MARKS, '') || letter
  const upper = letter === 'ß' ? 'S' : plain.toUpperCase()
  const weight = upper.length === plain.length ? upper : plain
  if (letters.size < 10_000) letters.set(letter, weight)
  return weight
}

/** Whether two texts are equal to the database. */
export const sameText = (a: string, b: string): boolean => collated(a) === collated(b)
