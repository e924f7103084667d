import type { Reply } from '../api/operation.ts'
import { isObject } from '../lib/is-object.ts'
import type { Work } from '../lib/slices.ts'
import type { HandlerCall } from './handler-call.ts'
import { encodedBody } from './own-fault.ts'

/** A reply that is written already, in steps. */
export interface WrittenReply extends Reply {
  readonly written: Buffer
}

export const isWritten = (reply: Reply): reply is WrittenReply => 'written' in reply

/** Letters of a reply that is written in steps. */
const LONG = 2 * 1024 * 1024
/** Letters that are written in one step, as far as one value does not have more. */
const STEP = 64 * 1024

/**
 * Whether a reply is so long that it is written in steps: records are large only where something large was sent. What is
 * written to the store belongs to the same transaction as its answer, so it must have written nothing.
 */
export const isLong = ({ body, text }: Reply, call: HandlerCall): boolean =>
  call.sandbox.holdsLarge &&
  call.sandbox.writes.length === 0 &&
  text === undefined &&
  lettersIn(body, LONG) > LONG &&
  isPlainJson(call)

/** Writes it as JSON, a few parts at a time. */
export function* writeLong(reply: Reply, call: HandlerCall): Work<WrittenReply> {
  const pieces: Buffer[] = []
  for (const text of piecesOf(reply.body, part => encodedBody(part, call))) {
    pieces.push(Buffer.from(text))
    yield
  }
  return { ...reply, written: yield* joined(pieces) }
}

function* piecesOf(value: unknown, encode: (part: unknown) => string): Generator<string> {
  const isList = Array.isArray(value)
  if (!(isList || isObject(value)) || lettersIn(value, STEP) <= STEP) {
    yield encode(value)
    return
  }
  const parts = Object.entries(value).filter(([, part]) => isList || part !== undefined)
  for (const [i, [name, part]] of parts.entries()) {
    yield (i > 0 ? ',' : isList ? '[' : '{') + (isList ? '' : `${encode(name)}:`)
    yield* piecesOf(part ?? null, encode)
  }
  yield isList ? ']' : '}'
}

/** Puts pieces together, a few megabytes at a time. */
function* joined(pieces: readonly Buffer[]): Work<Buffer> {
  const whole = Buffer.allocUnsafe(pieces.reduce((size, piece) => size + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    at += piece.copy(whole, at)
    yield
  }
  return whole
}

/** Whether its API writes JSON as everybody does: each part by itself, and nothing between them. */
function isPlainJson(call: HandlerCall): boolean {
  const [inner, outer] = [{ a: 'б' }, [{ a: 'б' }, 1]].map(part => encodedBody(part, call))
  return outer === `[${inner},1]` && inner === `{"a":${encodedBody('б', call)}}`
}

/** Letters of the texts of a value, counted no further than to a bound. */
function lettersIn(value: unknown, bound: number): number {
  if (typeof value === 'string') return value.length
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return 0
  let letters = 0
  for (const name in value) {
    letters += name.length + lettersIn((value as Record<string, unknown>)[name], bound - letters)
    if (letters > bound) return letters
  }
  return letters
}
