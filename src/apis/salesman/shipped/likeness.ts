import { folded } from './collation.ts'

const ANY = Symbol('%')
const ONE = Symbol('_')
type Sign = string | typeof ANY | typeof ONE

/**
 * `LIKE`: `%` is any text, `_` any letter, a backslash takes the meaning of what follows away.
 *
 * @param pattern the whole of it, with its outer per cent signs
 */
export function likeness(pattern: string): (text: string | null) => boolean {
  // Made for the first text that is looked at: mostly there is none.
  let isLike: ((text: string) => boolean) | undefined
  return text => {
    if (text === null) return false
    isLike ??= foldedLikeness(pattern)
    return isLike(folded(text))
  }
}

/** The same, of texts that are folded already. */
export function foldedLikeness(pattern: string): (text: string) => boolean {
  const key = folded(pattern)
  // Most patterns are a part between two per cent signs.
  const plain = /^%([^%_\\]*)%$/.exec(key)?.[1]
  if (plain !== undefined) return text => text.includes(plain)
  const least = leastOf(key)
  let isLike: ((text: string) => boolean) | undefined
  // No shorter text is like it, however long the pattern is that a client sends.
  return text => text.length >= least && (isLike ??= compiled(key))(text)
}

/** How many letters a text has at least. */
function leastOf(key: string): number {
  let least = 0
  for (let i = 0; i < key.length; i++) {
    const letter = key.charCodeAt(i)
    if (letter === PERCENT || isSecondHalf(letter)) continue
    if (letter === BACKSLASH) i++
    least++
  }
  return least
}

const PERCENT = 0x25
const BACKSLASH = 0x5c

/** Whether it is the second half of a letter that JavaScript has in two. */
const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

function compiled(key: string): (text: string) => boolean {
  const signs = signsOf([...key])
  const inner = signs.slice(1, -1)
  if (signs.length > 1 && signs[0] === ANY && signs.at(-1) === ANY && inner.every(sign => typeof sign === 'string')) {
    const part = inner.join('')
    return text => text.includes(part)
  }
  const parts = partsOf(signs)
  return text => isLike([...text], parts)
}

function signsOf(letters: string[]): Sign[] {
  const signs: Sign[] = []
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!
    if (letter === '%') {
      // Several in a row are as good as one.
      if (signs.at(-1) !== ANY) signs.push(ANY)
    } else if (letter === '_') signs.push(ONE)
    else signs.push(letter === '\\' ? (letters[++i] ?? letter) : letter)
  }
  return signs
}

/** Looks for the parts between per cent signs, each behind the one before it: the first and the last lie at the ends. */
function isLike(letters: readonly string[], parts: readonly Part[]): boolean {
  const [first, ...others] = parts
  const last = others.pop()
  if (last === undefined) return letters.length === first!.length && fits(letters, first!, 0)
  const end = letters.length - last.length
  let at = first!.length
  if (at > end || !fits(letters, first!, 0) || !fits(letters, last, end)) return false
  for (const part of others) {
    at = endOf(letters, part, at, end)
    if (at < 0) return false
  }
  return true
}

type Part = readonly (string | typeof ONE)[]

function partsOf(signs: readonly Sign[]): Part[] {
  const parts: (string | typeof ONE)[][] = [[]]
  for (const sign of signs) {
    if (sign === ANY) parts.push([])
    else parts.at(-1)!.push(sign)
  }
  return parts
}

const fits = (letters: readonly string[], part: Part, at: number): boolean =>
  part.every((sign, i) => sign === ONE || sign === letters[at + i])

/** Beyond it, to try each place would be slow. */
const FEW = 1_000_000

/** Where a part ends that begins at `from` or later and ends at `to` at the latest; -1 where there is none. */
function endOf(letters: readonly string[], part: Part, from: number, to: number): number {
  if ((to - from) * part.length > FEW) return endOfLong(letters, part, from, to)
  for (let at = from; at + part.length <= to; at++) if (fits(letters, part, at)) return at + part.length
  return -1
}

/** The same, with a bit for each sign of the part: every place is tried at once. */
function endOfLong(letters: readonly string[], part: Part, from: number, to: number): number {
  let any = 0n
  const masks = new Map<string, bigint>()
  for (const [i, sign] of part.entries()) {
    if (sign === ONE) any |= 1n << BigInt(i)
    else masks.set(sign, (masks.get(sign) ?? 0n) | (1n << BigInt(i)))
  }
  const whole = 1n << BigInt(part.length - 1)
  let begun = 0n
  for (let at = from; at < to; at++) {
    begun = ((begun << 1n) | 1n) & (any | (masks.get(letters[at]!) ?? 0n))
    if ((begun & whole) !== 0n) return at + 1
  }
  return -1
}
