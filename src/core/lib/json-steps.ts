import { isEndless } from './endless.ts'
import type { Work } from './slices.ts'

type Revive = (name: string, value: unknown) => unknown

/** A reviver makes parsing several times slower: most texts need none. */
const SPELLS_NAMES = /__proto__|\\u/

/** Bytes that are read in one step, as far as one value does not take more. */
const STEP = 32 * 1024

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPENS_LIST = 0x5b
const CLOSES_OBJECT = 0x7d

const opens = (byte: number): boolean => byte === 0x7b || byte === OPENS_LIST
const closes = (byte: number): boolean => byte === CLOSES_OBJECT || byte === 0x5d
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** What is taken of JSON. */
export interface JsonBounds {
  /** Values that may lie within each other. */
  readonly deepest: number
  /** Bytes of one text, and of one object in a list: each is one step for whoever reads on. Default: any number. */
  readonly largest?: number
}

/** A text, or an object in a list, is larger than it may be. */
export class PartTooLarge extends RangeError {
  override readonly name = 'PartTooLarge'

  constructor(what: string, at: number, largest: number) {
    super(`${what} that begins at byte ${at} takes more than ${largest} bytes`)
  }
}

/**
 * Reads JSON in UTF-8 as `JSON.parse` does, in steps, but for numbers that are not finite: they are refused. What stands
 * under `__proto__` is a property like any other.
 *
 * @param revive what becomes of each value, as `JSON.parse` takes it; it goes by the name alone
 * @throws {SyntaxError}
 * @throws {RangeError} where it is nested deeper
 * @throws {PartTooLarge}
 */
export function* parsingJson(bytes: Buffer, bounds: JsonBounds, revive?: Revive): Work<unknown> {
  const ends = yield* largeOnes(bytes, bounds)
  const from = skipSpace(bytes, 0)
  const end = ends.get(from)
  if (end === undefined) return parsed(bytes.toString(), revive)
  if (skipSpace(bytes, end) < bytes.length) throw new SyntaxError('something follows the value')
  return yield* parsingLarge(bytes, from, ends, revive)
}

/** Where the objects and lists end that take more than one step, by where they begin. */
function* largeOnes(
  bytes: Buffer,
  { deepest, largest = Number.POSITIVE_INFINITY }: JsonBounds,
): Work<Map<number, number>> {
  const ends = new Map<number, number>()
  const open: number[] = []
  for (let at = 0, next = STEP; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) {
      const begun = at
      at = endOfString(bytes, begun, begun + largest) - 1
      if (at + 1 - begun > largest) throw new PartTooLarge('a text', begun, largest)
    } else if (opens(byte)) {
      if (open.push(at) > deepest) throw new RangeError(`it is nested more than ${deepest} deep`)
    } else if (closes(byte)) {
      const from = open.pop()
      // A bracket is closed by the one two letters after it.
      if (from === undefined || byte !== bytes[from]! + 2) throw new SyntaxError('a bracket closes none')
      const size = at + 1 - from
      if (size > largest && byte === CLOSES_OBJECT && bytes[open.at(-1)!] === OPENS_LIST)
        throw new PartTooLarge('an object in a list', from, largest)
      if (size > STEP) ends.set(from, at + 1)
    }
    if (at >= next) {
      next = at + STEP
      yield
    }
  }
  return ends
}

/** @param until where it is looked for no further */
function endOfString(bytes: Buffer, from: number, until = bytes.length): number {
  for (let at = from + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++
    else if (bytes[at] === QUOTE) return at + 1
    else if (at > until) return at + 2
  }
  return bytes.length
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && isSpace(bytes[at]!)) at++
  return at
}

/** An object or a list that takes more than one step: its small members a few at a time, its large ones by themselves. */
function* parsingLarge(
  bytes: Buffer,
  from: number,
  ends: ReadonlyMap<number, number>,
  revive: Revive | undefined,
): Work<unknown> {
  yield
  const isList = bytes[from] === OPENS_LIST
  const last = ends.get(from)! - 1
  const list: unknown[] = []
  const object: Record<string, unknown> = {}
  const put = (name: string, value: unknown): void => {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  const read = (until: number, begun: number): void => {
    const text = bytes.toString('utf8', begun, until)
    const isAll = begun === from + 1 && until === last
    if (!isAll && text.trim() === '') throw new SyntaxError('a member is missing')
    const value = parsed(isList ? `[${text}]` : `{${text}}`, revive)
    if (isList) for (const item of value as unknown[]) list.push(item)
    else for (const [name, part] of Object.entries(value as object)) put(name, part)
  }
  /** Where the members begin that are not read yet, and the member that is looked at. */
  let begun = from + 1
  let member = begun
  for (let at = from + 1; at < last; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) at = endOfString(bytes, at) - 1
    else if (byte === COMMA) {
      if (at - begun > STEP) {
        read(at, begun)
        yield
        begun = skipSpace(bytes, at + 1)
        if (begun >= last) throw new SyntaxError('a member is missing after a comma')
      }
      member = at + 1
    } else if (opens(byte)) {
      const end = ends.get(at)
      if (end === undefined) {
        at = endOfSmall(bytes, at) - 1
        continue
      }
      const before = bytes.toString('utf8', begun, member)
      if (before.trim() !== '') read(bytes.lastIndexOf(COMMA, member - 1), begun)
      const name = isList ? '' : nameOf(bytes.toString('utf8', member, at))
      if (isList && bytes.toString('utf8', member, at).trim() !== '') throw new SyntaxError('a comma is missing')
      const value = yield* parsingLarge(bytes, at, ends, revive)
      if (isList) list.push(value)
      else if (!revive || revive(name, value) !== undefined) put(name, value)
      const comma = skipSpace(bytes, end)
      if (comma < last && bytes[comma] !== COMMA) throw new SyntaxError('a comma is missing')
      begun = comma < last ? skipSpace(bytes, comma + 1) : last
      if (comma < last && begun >= last) throw new SyntaxError('a member is missing after a comma')
      member = begun
      at = begun - 1
    }
  }
  if (begun < last) read(last, begun)
  return isList ? list : object
}

function parsed(text: string, revive: Revive | undefined): unknown {
  const value: unknown = JSON.parse(text, revive && SPELLS_NAMES.test(text) ? revive : undefined)
  if (isEndless(text, value)) throw new SyntaxError(`a number is beyond ${Number.MAX_VALUE}`)
  return value
}

function endOfSmall(bytes: Buffer, from: number): number {
  let depth = 0
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) at = endOfString(bytes, at) - 1
    else if (opens(byte)) depth++
    else if (closes(byte) && --depth === 0) return at + 1
  }
  return bytes.length
}

/** The name before a value: `"name": `. */
function nameOf(text: string): string {
  const name = text.trim()
  if (name.charCodeAt(name.length - 1) !== COLON) throw new SyntaxError('a name has no value')
  const read: unknown = JSON.parse(name.slice(0, -1))
  if (typeof read !== 'string') throw new SyntaxError('a name must be a string')
  return read
}
