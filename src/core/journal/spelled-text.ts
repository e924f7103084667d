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

/** Puts a text together out of pieces of another. */
class Speller {
  readonly #origin: string
  #text = ''
  readonly #at = [0]
  readonly #from = [0]
  #copied = 0

  constructor(origin: string) {
    this.#origin = origin
  }

  /** Puts `letters` in place of what stands between two places. */
  replace(from: number, to: number, letters: string): void {
    if (from > this.#copied) {
      this.#text += this.#origin.slice(this.#copied, from)
      this.#mark(from)
    }
    this.#text += letters
    this.#mark(to)
    this.#copied = to
  }

  /** Null where nothing was put in place of anything. */
  done(): SpelledText | null {
    if (this.#copied === 0) return null
    return new SpelledText(this.#text + this.#origin.slice(this.#copied), this.#at, this.#from)
  }

  #mark(from: number): void {
    this.#at.push(this.#text.length)
    this.#from.push(from)
  }
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** A text with the escapes of JSON undone, wherever they stand; null where it has none. */
export function withoutEscapes(text: string): SpelledText | null {
  const speller = new Speller(text)
  for (let at = text.indexOf('\\'); at >= 0 && at + 1 < text.length; at = text.indexOf('\\', at)) {
    const code = text[at + 1] === 'u' ? 256 * hexAt(text, at + 2) + hexAt(text, at + 4) : Number.NaN
    const end = at + (Number.isNaN(code) ? 2 : 6)
    const letter = text[at + 1]!
    speller.replace(at, end, Number.isNaN(code) ? (ESCAPED[letter] ?? letter) : String.fromCharCode(code))
    at = end
  }
  return speller.done()
}

export type PercentCharset = 'utf-8' | 'windows-1251'

/** A text with its percent encoding undone; null where it has none. A plus is a space, as forms have it. */
export function withoutPercents(text: string, charset: PercentCharset): SpelledText | null {
  const speller = new Speller(text)
  for (let at = 0; at < text.length; ) {
    const letter = text.charCodeAt(at)
    if (letter === PLUS) speller.replace(at, ++at, ' ')
    else if (letter === PERCENT && !Number.isNaN(hexAt(text, at + 1))) at = replaceByte(speller, text, at, charset)
    else at++
  }
  return speller.done()
}

const PLUS = 0x2b
const PERCENT = 0x25

/** @returns where the letter ends */
function replaceByte(speller: Speller, text: string, at: number, charset: PercentCharset): number {
  const first = hexAt(text, at + 1)
  const length = first < 0x80 || charset === 'windows-1251' ? 1 : lengthOf(first)
  const bytes = [first]
  while (bytes.length < length && text.charCodeAt(at + 3 * bytes.length) === PERCENT) {
    const next = hexAt(text, at + 3 * bytes.length + 1)
    if ((next & 0xc0) !== 0x80) break
    bytes.push(next)
  }
  const end = at + 3 * bytes.length
  speller.replace(at, end, first < 0x80 ? String.fromCharCode(first) : lettersOf(bytes, charset))
  return end
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
let legacy: readonly string[] | undefined

function lettersOf(bytes: readonly number[], charset: PercentCharset): string {
  if (charset === 'utf-8') return UTF8.decode(new Uint8Array(bytes))
  const decoder = new TextDecoder('windows-1251')
  legacy ??= Array.from({ length: 256 }, (_, byte) => decoder.decode(new Uint8Array([byte])))
  return legacy[bytes[0]!]!
}

const lengthOf = (first: number): number => (first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1)

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
