import type { IncomingMessage, ServerResponse } from 'node:http'
// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setImmediate } from 'node:timers'
import type { ArmedFaults } from '../faults/armed-faults.ts'
import type { Strike } from '../faults/strike.ts'
import { type HeaderList, putHeader } from '../lib/header-list.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { hasBody } from './body.ts'
import { giveUp } from './connection.ts'
import { corsHeaders } from './cors.ts'
import type { Drain } from './drain.ts'
import type { Answer } from './pipeline.ts'
import { writeSlowly } from './throttle.ts'

/** An answer on its way out. */
export interface Delivery {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly answer: Answer
  /** Whether the answer is for pages of any origin. */
  readonly cors: boolean
  /** When it begins, no fault holds an answer up any longer. */
  readonly drain: Drain
  /** Told of what cannot be written. */
  readonly failed: (error: unknown) => void
}

let outbox: Delivery[] = []

/**
 * Puts an answer on the wire, disturbed as its fault asks. One without a fault goes when the present round of the event
 * loop is over, together with the others of that round: a write costs most where it wakes its reader, and a reader that
 * is awake reads on.
 */
export function deliver(delivery: Delivery, { faults }: Sandbox): void {
  const { fault } = delivery.answer
  if (fault) {
    deliverDisturbed(delivery, fault, faults).catch(delivery.failed)
    return
  }
  if (outbox.length === 0) setImmediate(flush)
  outbox.push(delivery)
}

async function deliverDisturbed(delivery: Delivery, fault: Strike, faults: ArmedFaults): Promise<void> {
  const { res, drain } = delivery
  let forget: (() => void) | undefined
  const cutShort = new Promise<void>(resolve => {
    res.on('close', resolve)
    forget = drain.onBegin(resolve)
  })
  await faults.delay(fault, cutShort)
  forget?.()
  write(delivery)
}

function flush(): void {
  const deliveries = outbox
  outbox = []
  for (const delivery of deliveries) {
    try {
      write(delivery)
    } catch (error) {
      delivery.failed(error)
    }
  }
}

function write({ req, res, answer, cors }: Delivery): void {
  const { fault, entry } = answer
  const { status, headers, bytes } = answer.message
  if (res.destroyed) {
    entry.aborted = !fault?.abort
    return
  }
  const isBodiless = status === 204 || status === 304
  const own = cors ? withCors(req, headers) : headers
  const all = isBodiless ? [...own] : [...own, 'content-length', String(bytes.length)]
  passOver(req)
  if (fault?.abort) {
    disturb(res, fault, { status, headers: all, bytes })
    return
  }
  res.writeHead(status, all)
  if (isBodiless) res.end()
  else if (fault) sendBody(res, bytes, fault.bytesPerSecond, () => res.end())
  // As text it goes out with its head, in one piece; a longer one is not worth the copy.
  else if (bytes.length < 1024) endInOnePiece(res, bytes.toString('latin1'))
  else res.end(bytes)
  // What the socket took is as good as sent; of anything else the client may not see the end.
  if (!res.writableFinished)
    res.on('close', () => {
      if (!res.writableFinished) entry.aborted = true
    })
}

/** `end` alone would write an empty piece beside it, to know when it is over. */
function endInOnePiece(res: ServerResponse, text: string): void {
  const { socket } = res
  socket?.cork()
  res.write(text, 'latin1')
  socket?.uncork()
  res.end()
}

/** Writes a body at once, or so many bytes a second, and then does what ends it. */
function sendBody(res: ServerResponse, bytes: Buffer, bytesPerSecond: number | undefined, end: () => void): void {
  if (bytesPerSecond !== undefined && res.req.method !== 'HEAD') {
    res.flushHeaders()
    writeSlowly(res, bytes, bytesPerSecond, end)
    return
  }
  res.write(bytes)
  end()
}

/** An answer's headers, with those that let pages of other origins read it. */
function withCors(req: IncomingMessage, headers: HeaderList): HeaderList {
  const own = headers.indexOf('access-control-allow-origin')
  if (own < 0) return [...corsHeaders(req, headers), ...headers]
  // A vendor's own `*` stays where no browser asks.
  if (req.headers.origin === undefined) return headers
  return [...corsHeaders(req, headers), ...headers.slice(0, own), ...headers.slice(own + 2)]
}

function disturb(
  res: ServerResponse,
  { abort, bytesPerSecond }: Strike,
  { status, headers, bytes }: { status: number; headers: string[]; bytes: Buffer },
): void {
  const { socket } = res.req
  giveUp(res)
  switch (abort) {
    case 'reset':
      return void socket.resetAndDestroy()
    case 'empty':
      return void socket.destroy()
    case 'hang':
      return
    case 'truncate':
      putHeader(headers, 'content-length', String(Math.max(bytes.length, 1)), headers.length)
      res.writeHead(status, headers)
      res.flushHeaders()
      sendBody(res, bytes.subarray(0, Math.floor(bytes.length / 2)), bytesPerSecond, () => void socket.end())
      return
    case 'garbage':
      return void socket.end(GARBAGE)
  }
}

const REST_MS = 5000

/** Lets the rest of a body that was refused half-way go by, so that the client reads our answer; but not for ever. */
export function passOver(req: IncomingMessage): void {
  if (req.complete || !hasBody(req)) return
  req.resume()
  const late = setTimeout(() => void req.destroy(), REST_MS).unref()
  req.once('close', () => clearTimeout(late))
}

/** Neither HTTP, nor JSON, nor UTF-8. */
const GARBAGE = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x9c, 0x3c, 0x68, 0x31, 0x3e, 0x22, 0xc3, 0x28])
