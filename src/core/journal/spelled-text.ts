/** A text with some of its spelling undone, which knows where each of its letters came from. */
export class SpelledText {
  readonly text: string
  /** Places of `text`, rising, and the places of the origin that they stand for; between two of them both go on alike. */
  readonly #at: readonly number[]
  readonly #from: readonly number[]

  constructor(text: string, at: readonly number[] = [0], from: readonly number[] = [0]) {
    this.text = text
    this.#at = at
    this.#from = from
  }

  /** The place of the origin where the letter at a place begins, and the one before it ends. */
  origin(place: number): number {
    let low = 0
    let high = this.#at.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#at[middle]! <= place) low = middle + 1
      else high = middle
    }
    return this.#from[low - 1]! + place - this.#at[low - 1]!
  }
}

/** Puts a text together out of pieces of another; none of them is longer than what it stands for. */
class Speller {
  readonly #origin: string
  readonly #isPlaced: boolean
  readonly #letters: Uint16Array
  #length = 0
  readonly #at = [0]
  readonly #from = [0]
  #copied = 0

  /** @param isPlaced whether it is to be known where each letter came from */
  constructor(origin: string, isPlaced: boolean) {
    this.#origin = origin
    this.#isPlaced = isPlaced
    this.#letters = new Uint16Array(origin.length)
  }

  /** Puts a letter in place of what stands between two places. */
  replace(from: number, to: number, letter: number): void {
    this.#copy(from)
    if (letter > 0xffff) this.#letters[this.#length++] = 0xd7c0 + (letter >> 10)
    this.#letters[this.#length++] = letter > 0xffff ? 0xdc00 + (letter & 0x3ff) : letter
    this.#copied = to
    if (this.#isPlaced) this.#mark()
  }

  /** Null where nothing was put in place of anything. */
  done(): SpelledText | null {
    if (this.#copied === 0) return null
    this.#copy(this.#origin.length)
    const { buffer } = this.#letters
    return new SpelledText(Buffer.from(buffer, 0, 2 * this.#length).toString('utf16le'), this.#at, this.#from)
  }

  #copy(until: number): void {
    for (let at = this.#copied; at < until; at++) this.#letters[this.#length++] = this.#origin.charCodeAt(at)
    this.#copied = until
  }

  #mark(): void {
    const last = this.#at.length - 1
    // A letter in place of a letter moves nothing.
    if (this.#copied - this.#from[last]! === this.#length - this.#at[last]!) return
    this.#at.push(this.#length)
    this.#from.push(this.#copied)
  }
}

/** What a letter after a backslash says, where it is not itself. */
const ESCAPED = new Map([...'bfnrt'].map((letter, i) => [letter.charCodeAt(0), [8, 12, 10, 13, 9][i]!]))
const LOWER_U = 0x75

/** A text with the escapes of JSON undone, wherever they stand; null where it has none. */
export function withoutEscapes(text: string, isPlaced = true): SpelledText | null {
  const speller = new Speller(text, isPlaced)
  for (let at = text.indexOf('\\'); at >= 0 && at + 1 < text.length; at = text.indexOf('\\', at)) {
    const letter = text.charCodeAt(at + 1)
    const code = letter === LOWER_U ? 256 * hexAt(text, at + 2) + hexAt(text, at + 4) : Number.NaN
    const end = at + (Number.isNaN(code) ? 2 : 6)
    speller.replace(at, end, Number.isNaN(code) ? (ESCAPED.get(letter) ?? letter) : code)
    at = end
  }
  return speller.done()
}

export type PercentCharset = 'utf-8' | 'windows-1251'

/** A text with its percent encoding undone; null where it has none. A plus is a space, as forms have it. */
export function withoutPercents(text: string, charset: PercentCharset, isPlaced = true): SpelledText | null {
  const speller = new Speller(text, isPlaced)
  for (let at = 0; at < text.length; ) {
    const letter = text.charCodeAt(at)
    if (letter === PLUS) speller.replace(at, ++at, SPACE)
    else if (letter === PERCENT && !Number.isNaN(hexAt(text, at + 1))) at = replaceLetter(speller, text, at, charset)
    else at++
  }
  return speller.done()
}

const PLUS = 0x2b
const PERCENT = 0x25
const SPACE = 0x20
/** What stands for bytes that are not a letter. */
const BROKEN = 0xfffd

/** @returns where the letter ends */
function replaceLetter(speller: Speller, text: string, at: number, charset: PercentCharset): number {
  const first = hexAt(text, at + 1)
  if (first < 0x80 || charset === 'windows-1251') {
    speller.replace(at, at + 3, first < 0x80 ? first : letters1251()[first - 0x80]!)
    return at + 3
  }
  const length = first >= 0xf8 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
  let letter = first & (0xff >> (length + 1))
  let read = 1
  for (; read < length && text.charCodeAt(at + 3 * read) === PERCENT; read++) {
    const next = hexAt(text, at + 3 * read + 1)
    if ((next & 0xc0) !== 0x80) break
    letter = 64 * letter + (next & 0x3f)
  }
  const isWhole = length > 1 && read === length && letter <= 0x10ffff
  speller.replace(at, at + 3 * read, isWhole ? letter : BROKEN)
  return at + 3 * read
}

let known1251: readonly number[] | undefined

/** The letters of windows-1251 from 0x80 on. */
function letters1251(): readonly number[] {
  if (!known1251) {
    const bytes = Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i)
    known1251 = [...new TextDecoder('windows-1251').decode(bytes)].map(letter => letter.codePointAt(0)!)
  }
  return known1251
}

/** The byte that two hexadecimal digits spell; NaN where they are none. */
function hexAt(text: string, at: number): number {
  return 16 * digitAt(text, at) + digitAt(text, at + 1)
}

function digitAt(text: string, at: number): number {
  const letter = text.charCodeAt(at)
  if (letter >= 0x30 && letter <= 0x39) return letter - 0x30
  const lower = letter | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN
}
