/** Reads the parts of a token one after the other: what is no such part is passed over. */
export class Cursor {
  readonly #text: string
  #at = 0

  constructor(token: string) {
    this.#text = token
  }

  /** The sign that is next; '' at the end. */
  get next(): string {
    const sign = this.#text[this.#at] ?? ''
    return sign === '\0' ? '' : sign
  }

  get rest(): string {
    return this.#text.slice(this.#at)
  }

  /** The next number of at most so many digits, and how many it has; undefined where there is none. */
  number(most: number): { value: number; digits: number } | undefined {
    this.#skip(sign => !isDigit(sign))
    const digits = this.#take(isDigit, most)
    return digits === '' ? undefined : { value: Number(digits), digits: digits.length }
  }

  /** Two digits at most. */
  two(): number | undefined {
    return this.number(2)?.value
  }

  /** The next number with the signs before it: each minus turns it. */
  signed(most: number): number | undefined {
    this.#skip(sign => !isDigit(sign) && sign !== '+' && sign !== '-')
    const signs = this.#take(sign => sign === '+' || sign === '-')
    const value = this.number(most)?.value
    const isNegative = (signs.split('-').length - 1) % 2 === 1
    return value !== undefined && isNegative ? -value : value
  }

  /** A fraction of a second, after its dot or colon: microseconds. */
  fraction(): number {
    this.#skip(sign => sign !== '.' && sign !== ':' && !isDigit(sign))
    const digits = this.#take(sign => sign === '.' || sign === ':' || isDigit(sign)).replace(/^[.:]/, '')
    return Math.trunc(Number(`0.${digits.split(/[.:]/, 1)[0] || 0}`) * 1_000_000)
  }

  /** What is to be added to an hour before `am` or `pm`. */
  meridian(hour: number): number {
    this.#skip(sign => !'AaPp'.includes(sign))
    const isMorning = this.next === 'a' || this.next === 'A'
    this.#at++
    const isDotted = this.next === '.'
    this.#at += isDotted ? 2 : 1
    if (isDotted && this.next === '.') this.#at++
    if (isMorning) return hour === 12 ? -12 : 0
    return hour === 12 ? 0 : 12
  }

  /** The word of letters that follows, in lower case. */
  word(): string {
    return this.#take(sign => /[A-Za-z]/.test(sign)).toLowerCase()
  }

  /** Everything up to one of these signs. */
  until(signs: string): string {
    return this.#take(sign => !signs.includes(sign))
  }

  /** The same signs in a row. */
  run(signs: string): string {
    return this.#take(sign => signs.includes(sign))
  }

  /** `1st`, `2nd`, `3rd`, `4th` */
  skipSuffix(): void {
    if (/^(st|nd|rd|th)/i.test(this.#text.slice(this.#at, this.#at + 2))) this.#at += 2
  }

  /** Passes over `text`, where it is next. */
  skipText(text: string): void {
    if (this.#text.startsWith(text, this.#at)) this.#at += text.length
  }

  startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  #skip(isPassed: (sign: string) => boolean): void {
    while (this.next !== '' && isPassed(this.next)) this.#at++
  }

  #take(isTaken: (sign: string) => boolean, most = Number.POSITIVE_INFINITY): string {
    const from = this.#at
    while (this.next !== '' && this.#at - from < most && isTaken(this.next)) this.#at++
    return this.#text.slice(from, this.#at)
  }
}

const isDigit = (sign: string): boolean => sign >= '0' && sign <= '9'
