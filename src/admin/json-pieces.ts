import type { ServerResponse } from 'node:http'
import { inSlices, isWork, type Work } from '../core/lib/slices.ts'

/** A list whose items are made when they are written: they are never all there at once. */
export class LazyList<T> {
  readonly items: readonly T[]
  readonly make: (item: T) => unknown | Work<unknown>

  /** @param make what stands for an item, at once or in steps */
  constructor(items: readonly T[], make: (item: T) => unknown | Work<unknown>) {
    this.items = items
    this.make = make
  }
}

/** Letters that are written at once. */
const CHUNK = 64 * 1024
/** Objects within objects that are taken apart; lists are taken apart wherever they stand in those. */
const DEEPEST = 4
/** A client that takes nothing for so long is let go, in milliseconds. */
const STALLED = 10_000

/**
 * Answers with JSON. What is long is made and written in pieces, between which others are served, and no faster than the
 * client takes it.
 */
export async function sendInPieces(res: ServerResponse, status: number, body: unknown, type: string): Promise<void> {
  const pieces = piecesOf(body, DEEPEST)
  let chunk = await inSlices(chunkOf(pieces))
  const head = { 'content-type': type, 'cache-control': 'no-store' }
  if (chunk.isLast) {
    const bytes = Buffer.from(chunk.text)
    res.writeHead(status, { ...head, 'content-length': bytes.length })
    res.end(bytes)
    return
  }
  res.writeHead(status, head)
  while (!res.destroyed) {
    if (!res.write(chunk.text)) await drained(res)
    if (chunk.isLast) return void res.end()
    chunk = await inSlices(chunkOf(pieces))
  }
}

interface Chunk {
  readonly text: string
  readonly isLast: boolean
}

function* chunkOf(pieces: Iterator<string, void>): Work<Chunk> {
  let text = ''
  while (text.length < CHUNK) {
    const { done, value } = pieces.next()
    if (done) return { text, isLast: true }
    text += value
    yield
  }
  return { text, isLast: false }
}

/** The text that `JSON.stringify` gives, in pieces. */
function* piecesOf(value: unknown, depth: number): Generator<string, void> {
  if (value instanceof LazyList) return yield* listPieces(value.items, value.make)
  if (Array.isArray(value)) return yield* listPieces(value, item => item)
  const isPlain = value !== null && typeof value === 'object' && !('toJSON' in value)
  if (!isPlain || depth === 0) return yield JSON.stringify(value)
  let before = '{'
  for (const [name, part] of Object.entries(value)) {
    if (part === undefined || typeof part === 'function') continue
    yield `${before}${JSON.stringify(name)}:`
    yield* piecesOf(part, depth - 1)
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}

function* listPieces<T>(items: readonly T[], make: (item: T) => unknown): Generator<string, void> {
  let before = '['
  for (const item of items) {
    const made = make(item)
    yield `${before}${JSON.stringify(isWork(made) ? yield* inPieces(made) : made) ?? 'null'}`
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

/** Each step of a work is a piece, without a letter. */
function* inPieces(work: Work<unknown>): Generator<string, unknown> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    yield ''
  }
}

function drained(res: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(() => res.destroy(), STALLED)
    const done = (): void => {
      clearTimeout(timer)
      res.off('drain', done).off('close', done)
      resolve()
    }
    res.on('drain', done).on('close', done)
  })
}
