/** Different letters (UTF-16 units) that are told apart at most. */
const MOST_LETTERS = 127
/** Pairs of a part that are compared to find the rarest. */
const MOST_COMPARED = 32
/** Lines that a place can count. */
const MOST_LINES = 0xffff

/** The number of each letter, while an index is made; none is 0. */
const scratch = new Uint8Array(0x1_0000)

/** Lines of text, one after another, with one letter between them. */
export interface Lines {
  readonly text: string
  /** Where each line ends in `text`. */
  readonly ends: readonly number[]
}

export const startOf = ({ ends }: Lines, line: number): number => (line === 0 ? 0 : ends[line - 1]! + 1)

/** In which lines each pair of letters stands. Made of the lines once, it spares who looks for a part most of them. */
export class LetterPairs {
  readonly #numbers: ReadonlyMap<number, number>
  readonly #width: number
  /** Where the lines of a pair begin in `#lines`: of the letters numbered a and b, at a × width + b. */
  readonly #starts: Uint32Array
  readonly #lines: Uint16Array

  private constructor(numbers: ReadonlyMap<number, number>, starts: Uint32Array, lines: Uint16Array) {
    this.#numbers = numbers
    this.#width = numbers.size + 1
    this.#starts = starts
    this.#lines = lines
  }

  /** @returns null of lines that are too many, or have too many different letters */
  static of(lines: Lines): LetterPairs | null {
    const numbers = numberLetters(lines.text)
    if (!numbers || lines.ends.length > MOST_LINES) return null
    const width = numbers.size + 1
    const counts = new Uint32Array(width * width + 1)
    eachPair(lines, numbers, pair => void counts[pair + 1]!++)
    for (let pair = 1; pair < counts.length; pair++) counts[pair]! += counts[pair - 1]!
    const found = new Uint16Array(counts.at(-1)!)
    const next = counts.slice()
    eachPair(lines, numbers, (pair, line) => void (found[next[pair]!++] = line))
    return new LetterPairs(numbers, counts, found)
  }

  /**
   * The lines, in order, that have the rarest pair of a part in them, as far as its beginning tells.
   *
   * @param part two letters or more
   */
  with(part: string): Uint16Array {
    let rarest: Uint16Array | undefined
    for (let at = 1; at < part.length && at <= MOST_COMPARED; at++) {
      const lines = this.#of(part.charCodeAt(at - 1), part.charCodeAt(at))
      if (!rarest || lines.length < rarest.length) rarest = lines
    }
    return rarest!
  }

  #of(first: number, second: number): Uint16Array {
    const [a, b] = [this.#numbers.get(first), this.#numbers.get(second)]
    if (a === undefined || b === undefined) return this.#lines.subarray(0, 0)
    const pair = a * this.#width + b
    return this.#lines.subarray(this.#starts[pair], this.#starts[pair + 1])
  }
}

function numberLetters(text: string): Map<number, number> | undefined {
  const numbers = new Map<number, number>()
  for (let at = 0; at < text.length && numbers.size <= MOST_LETTERS; at++) {
    const letter = text.charCodeAt(at)
    if (scratch[letter] !== 0) continue
    numbers.set(letter, numbers.size + 1)
    scratch[letter] = numbers.size
  }
  for (const letter of numbers.keys()) scratch[letter] = 0
  return numbers.size > MOST_LETTERS ? undefined : numbers
}

/** Tells of each pair of letters in each line, once. */
function eachPair(
  lines: Lines,
  numbers: ReadonlyMap<number, number>,
  tell: (pair: number, line: number) => void,
): void {
  const { text, ends } = lines
  const width = numbers.size + 1
  /** The line, counted from 1, in which a pair was met last. */
  const metIn = new Uint16Array(width * width)
  for (const [letter, number] of numbers) scratch[letter] = number
  for (let line = 0; line < ends.length; line++) {
    let before = 0
    for (let at = startOf(lines, line); at < ends[line]!; at++) {
      const number = scratch[text.charCodeAt(at)]!
      const pair = before * width + number
      if (before !== 0 && metIn[pair] !== line + 1) {
        metIn[pair] = line + 1
        tell(pair, line)
      }
      before = number
    }
  }
  for (const letter of numbers.keys()) scratch[letter] = 0
}
