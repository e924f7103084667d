const MARKS = /\p{M}/gu

/**
 * A text as `utf8_general_ci` compares it: letter case and accents do not count (е = ё, é = e; but й ≠ и), nor do
 * spaces at the end.
 */
export function collated(text: string): string {
  return folded(text).replace(/(?<! ) +$/, '')
}

const letters = new Map<string, string>()

/** A text as `LIKE` compares it: spaces at the end count. */
export function folded(text: string): string {
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

const ANY = Symbol('%')
const ONE = Symbol('_')
type Sign = string | typeof ANY | typeof ONE

/**
 * `LIKE`: `%` is any text, `_` any letter, a backslash takes the meaning of what follows away.
 *
 * @param pattern the whole of it, with its outer per cent signs
 */
export function likeness(pattern: string): (text: string | null) => boolean {
  const isLike = foldedLikeness(pattern)
  return text => text !== null && isLike(folded(text))
}

/** The same, of texts that are folded already. */
export function foldedLikeness(pattern: string): (text: string) => boolean {
  const signs = signsOf([...folded(pattern)])
  const inner = signs.slice(1, -1)
  // Most patterns are a part between two per cent signs.
  if (signs.length > 1 && signs[0] === ANY && signs.at(-1) === ANY && inner.every(sign => typeof sign === 'string')) {
    const part = inner.join('')
    return text => text.includes(part)
  }
  return text => isLike([...text], signs)
}

function signsOf(letters: string[]): Sign[] {
  const signs: Sign[] = []
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!
    if (letter === '%') signs.push(ANY)
    else if (letter === '_') signs.push(ONE)
    else signs.push(letter === '\\' ? (letters[++i] ?? letter) : letter)
  }
  return signs
}

/** Takes up again behind the last `%`, so that no pattern is slow. */
function isLike(letters: string[], signs: Sign[]): boolean {
  let sign = 0
  let resumeSign = -1
  let resumeAt = 0
  let at = 0
  while (at < letters.length) {
    if (signs[sign] === ANY) {
      resumeSign = ++sign
      resumeAt = at
    } else if (sign < signs.length && (signs[sign] === ONE || signs[sign] === letters[at])) {
      sign++
      at++
    } else if (resumeSign >= 0) {
      sign = resumeSign
      at = ++resumeAt
    } else return false
  }
  while (signs[sign] === ANY) sign++
  return sign === signs.length
}
