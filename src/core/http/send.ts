import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from '../faults/fault.ts'
import { hasBody } from './body.ts'
import { permissive } from './cors.ts'
import type { Exchange } from './exchange.ts'
import type { Answer } from './record.ts'

/** Puts an answer on the wire, disturbed as its fault asks. */
export async function send(
  req: IncomingMessage,
  res: ServerResponse,
  answer: Answer,
  exchange: Exchange,
  cors: boolean,
): Promise<void> {
  const { status, headers, text, fault, entry } = answer
  res.on('close', () => {
    if (!res.writableFinished && !fault?.abort) entry.aborted = true
  })
  if (fault) await exchange.sandbox.faults.delay(fault, new Promise(resolve => res.on('close', resolve)))
  if (res.destroyed) return
  const bodiless = status === 204 || status === 304
  const all: Record<string, string> = { ...(cors && permissive(req)), ...headers }
  if (!bodiless) all['content-length'] = String(Buffer.byteLength(text))
  passOver(req)
  if (fault?.abort) return disturb(fault.abort, req, res, status, all, text)
  res.writeHead(status, all)
  // A text, unlike bytes, goes out in one piece with the headers.
  res.end(bodiless ? undefined : text)
}

function disturb(
  abort: NonNullable<Fault['abort']>,
  { socket }: IncomingMessage,
  res: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
): void {
  const bytes = Buffer.from(text)
  switch (abort) {
    case 'reset':
      return void socket.resetAndDestroy()
    case 'empty':
      return void socket.destroy()
    case 'hang':
      return
    case 'truncate':
      res.writeHead(status, { ...headers, 'content-length': String(Math.max(bytes.length, 1)) })
      res.flushHeaders()
      res.write(bytes.subarray(0, Math.floor(bytes.length / 2)))
      return void socket.end()
    case 'garbage':
      return void socket.end(GARBAGE)
  }
}

const REST_MS = 5000

/** Lets the rest of a body that was refused half-way go by, so that the client reads our answer; but not for ever. */
export function passOver(req: IncomingMessage): void {
  if (req.complete || !hasBody(req)) return
  req.resume()
  setTimeout(() => {
    if (!req.complete) req.destroy()
  }, REST_MS).unref()
}

/** Neither HTTP, nor JSON, nor UTF-8. */
const GARBAGE = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x9c, 0x3c, 0x68, 0x31, 0x3e, 0x22, 0xc3, 0x28])
