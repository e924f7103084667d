import type { Reply } from '../api/operation.ts'
import { isObject } from '../lib/is-object.ts'
import { joined } from '../lib/joined.ts'
import { lettersOf } from '../lib/letters-of.ts'
import type { Work } from '../lib/slices.ts'
import type { HandlerCall } from './handler-call.ts'
import { encodedBody } from './own-fault.ts'

/** A reply that is written already, in steps. */
export class WrittenReply implements Reply {
  readonly status: number
  readonly headers: Reply['headers']
  readonly case: Reply['case']
  readonly bytes: Buffer

  constructor({ status, headers, case: documented }: Reply, bytes: Buffer) {
    this.status = status
    this.headers = headers
    this.case = documented
    this.bytes = bytes
  }
}

/** Letters of a reply that is written in steps. */
const LONG = 2 * 1024 * 1024
/** Letters that are written in one step, as far as one value does not have more. */
const STEP = 64 * 1024

/**
 * Whether a reply is so long that it is written in steps: records are large only where something large was sent. What is
 * written to the store belongs to the same transaction as its answer, so it must have written nothing.
 */
export const isLong = ({ body, text }: Reply, { sandbox }: HandlerCall): boolean =>
  sandbox.sawLarge &&
  sandbox.writes.length === 0 &&
  text === undefined &&
  !(body instanceof Uint8Array) &&
  lettersOf(body, LONG) > LONG

/** Writes it as JSON, a few parts at a time: each as its API encodes it by itself. */
export function* writeLong(reply: Reply, call: HandlerCall): Work<WrittenReply> {
  const pieces: Buffer[] = []
  for (const text of piecesOf(reply.body, part => encodedBody(part, call))) {
    pieces.push(Buffer.from(text))
    yield
  }
  return new WrittenReply(reply, yield* joined(pieces))
}

function* piecesOf(value: unknown, encode: (part: unknown) => string): Generator<string> {
  const isList = Array.isArray(value)
  if (!(isList || isObject(value)) || lettersOf(value, STEP) <= STEP) {
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
