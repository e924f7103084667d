import { isSpace } from './php-variables.ts'

/** The headers of a part that PHP looks at; bytes stand as characters of the same number. */
export interface PartHeaders {
  readonly disposition: string | undefined
  readonly type: string | undefined
}

/** Lines and values of a multipart body, one after the other, as main/rfc1867.c walks them. */
export class PartReader {
  readonly #bytes: Buffer
  readonly #boundary: Buffer
  /** PHP reads through a buffer of this size, and takes what fills it for a line. */
  readonly #longest: number
  #at = 0
  #lineEnd = -1

  /** @param boundary its bytes as characters of the same number */
  constructor(bytes: Buffer, boundary: string) {
    this.#bytes = bytes
    this.#boundary = Buffer.from(`\n--${boundary}`, 'latin1')
    this.#longest = Math.max(5120, boundary.length + 6)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** Goes behind the next line that is the boundary and no more; false where there is none. */
  skipToPart(): boolean {
    const boundary = this.#boundary.toString('latin1', 1)
    for (let line = this.#line(); line !== undefined; line = this.#line()) if (line === boundary) return true
    return false
  }

  headers(): PartHeaders {
    const found: { [name: string]: string } = Object.create(null)
    let name: string | undefined
    let text = ''
    const keep = (): void => {
      if (name === 'content-disposition' || name === 'content-type') found[name] ??= text
    }
    for (let line = this.#line(); line !== undefined && line !== ''; line = this.#line()) {
      const colon = isSpace(line.charCodeAt(0)) ? -1 : line.indexOf(':')
      if (colon !== -1) {
        keep()
        name = line.slice(0, colon).toLowerCase()
        text = withoutLeadingSpace(line.slice(colon + 1))
      } else if (name !== undefined) text += line // A folded header, with its white space.
    }
    keep()
    return { disposition: found['content-disposition'], type: found['content-type'] }
  }

  /** The bytes up to the boundary, or to the end of a body that has none any more. */
  value(): { bytes: Buffer; isWhole: boolean } {
    const from = this.#at
    const { end, isWhole } = this.#boundaryFrom(from)
    // The line break belongs to the boundary; PHP leaves it for whoever looks for the next one.
    this.#at = end > from && end < this.#bytes.length && this.#bytes[end - 1] === CR ? end - 1 : end
    return { bytes: this.#bytes.subarray(from, this.#at), isWhole }
  }

  #boundaryFrom(from: number): { end: number; isWhole: boolean } {
    const { length } = this.#bytes
    // By line breaks, as a boundary has only the first: so no text is compared twice.
    for (let at = this.#bytes.indexOf(LF, from); at !== -1; at = this.#bytes.indexOf(LF, at + 1)) {
      const size = Math.min(this.#boundary.length, length - at)
      if (size > 1 && this.#bytes[at + 1] !== DASH) continue
      if (this.#bytes.compare(this.#boundary, 0, size, at, at + size) === 0)
        return { end: at, isWhole: size === this.#boundary.length }
    }
    return { end: length, isWhole: false }
  }

  /** The next line without its line break and up to a zero byte; undefined where the rest is not a line. */
  #line(): string | undefined {
    const from = this.#at
    if (this.#lineEnd < from) {
      const found = this.#bytes.indexOf(LF, from)
      this.#lineEnd = found === -1 ? Number.POSITIVE_INFINITY : found
    }
    let end = this.#lineEnd
    if (end - from < this.#longest) {
      this.#at = end + 1
      if (end > from && this.#bytes[end - 1] === CR) end--
    } else {
      end = from + this.#longest
      if (end > this.#bytes.length) return undefined
      this.#at = end
    }
    const line = this.#bytes.toString('latin1', from, end)
    const zero = line.indexOf('\0')
    return zero === -1 ? line : line.slice(0, zero)
  }
}

const [LF, CR, DASH] = [10, 13, 45]

export interface Disposition {
  readonly name: string | undefined
  readonly filename: string | undefined
}

/** Reads `form-data; name=a; filename="b"` as `php_ap_getword` and `php_ap_getword_conf` do; bytes stand as characters. */
export function readDisposition(header: string): Disposition {
  let name: string | undefined
  let filename: string | undefined
  for (let at = 0; at < header.length; ) {
    const end = endOfWord(header, at, ';')
    const pair = header.slice(at, end)
    const equals = pair.includes('=') ? endOfWord(pair, 0, '=') : -1
    const key = pair.slice(0, Math.max(equals, 0)).toLowerCase()
    if (key === 'name') name = unquoted(pair, afterAll(pair, equals, '='))
    if (key === 'filename') filename = unquoted(pair, afterAll(pair, equals, '='))
    at = afterAll(header, end, ';')
    while (isSpace(header.charCodeAt(at))) at++
  }
  return { name, filename }
}

/** Where a word ends: at `stop`, but not within quotes of either kind; with the text where it does not. */
function endOfWord(text: string, from: number, stop: string): number {
  let at = from
  while (at < text.length && text[at] !== stop) {
    const quote = text[at++]
    if (quote !== '"' && quote !== "'") continue
    while (at < text.length && text[at] !== quote) at += text[at] === '\\' && text[at + 1] === quote ? 2 : 1
    if (at < text.length) at++
  }
  return at
}

function afterAll(text: string, from: number, letter: string): number {
  let at = from
  while (text[at] === letter) at++
  return at
}

function unquoted(text: string, from: number): string {
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  const quote = text[at] === '"' || text[at] === "'" ? text[at++] : undefined
  let word = ''
  for (; at < text.length && text[at] !== quote; at++) {
    if (quote === undefined && isSpace(text.charCodeAt(at))) break
    const next = text[at + 1]
    if (text[at] === '\\' && (next === '\\' || (quote !== undefined && next === quote))) at++
    word += text[at]
  }
  return word
}

function withoutLeadingSpace(text: string): string {
  let at = 0
  while (isSpace(text.charCodeAt(at))) at++
  return text.slice(at)
}
