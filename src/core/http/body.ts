import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { RawBody } from '../api/input.ts'
import { HttpFault } from '../api/refusal.ts'
import { type Charset, charsetOf, declaredCharset, decodeText } from '../lib/charset.ts'
import { headerText } from '../lib/header-list.ts'
import { joined } from '../lib/joined.ts'
import { MultipartError, parsePhpMultipart } from '../lib/php-multipart.ts'
import { inSlices } from '../lib/slices.ts'
import { Inflow } from './inflow.ts'

/** The client went away before its body had come. */
export class Hangup extends Error {
  override readonly name = 'Hangup'
}

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/**
 * Reads and decodes a request's body.
 *
 * @param limit bytes, before and after decompression
 * @throws {HttpFault} `too-large`, `unsupported-type` (charset or coding), `malformed` (compression)
 * @throws {Hangup}
 */
export function receiveBody(req: IncomingMessage, limit: number): Promise<RawBody> {
  return new Promise((resolve, reject) => onBody(req, limit, resolve, reject))
}

/**
 * The bytes of a request's body, decompressed. Throws as `receiveBody` does.
 *
 * @param inflow where it finds room with others; default: one for all servers of this process
 */
export function receiveBytes(req: IncomingMessage, limit: number, inflow?: Inflow): Promise<Buffer> {
  return new Promise((resolve, reject) => onBytes(req, limit, resolve, reject, inflow))
}

/** Reads and decodes a request's body, and calls one of the two: at its last byte, where it is not compressed. */
export function onBody(
  req: IncomingMessage,
  limit: number,
  came: (body: RawBody) => void,
  failed: (error: unknown) => void,
): void {
  const read = (bytes: Buffer): void => {
    let body: RawBody
    try {
      body = readBytes(req.headers, bytes)
    } catch (error) {
      failed(error)
      return
    }
    came(body)
  }
  onBytes(req, limit, read, failed)
}

function readBytes(headers: IncomingHttpHeaders, bytes: Buffer): RawBody {
  const contentType = headers['content-type'] ?? ''
  return /^multipart\/form-data\b/i.test(contentType) ? multipart(bytes, contentType) : decodeBody(bytes, contentType)
}

/** @throws {HttpFault} `unsupported-type` (charset) */
export function decodeBody(bytes: Buffer, contentType: string): RawBody {
  const charset = hasMark(bytes) ? 'utf-8' : charsetIn(contentType, bytes)
  // A byte order mark is taken off.
  const text = charset === 'utf-8' ? UTF8.decode(bytes) : decodeText(bytes, charset)
  const stray = charset === 'utf-8' ? strayIn(bytes) : null
  const isLost = stray === 'not UTF-8' || charset !== 'utf-8'
  return { text, stray, multipart: undefined, ...(isLost && { bytes }) }
}

const UTF8 = new TextDecoder('utf-8')

/** @throws {HttpFault} where it is not one that we read */
function charsetIn(contentType: string, bytes: Buffer): Charset {
  const isWide = hasWideMark(bytes)
  if (!isWide && !contentType.includes(';')) return 'utf-8'
  const charset = isWide ? undefined : charsetOf(contentType)
  if (charset) return charset
  const value = isWide ? 'utf-16' : headerText(declaredCharset(contentType)!)
  throw new HttpFault('unsupported-type', `charset ${value} is not supported: send utf-8 or windows-1251`, {
    ...{ part: 'charset', value },
  })
}

/** The byte order mark of UTF-16, in either order. */
const hasWideMark = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)

const hasMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

function strayIn(bytes: Buffer): RawBody['stray'] {
  if (hasMark(bytes)) return 'byte order mark'
  return isUtf8(bytes) ? null : 'not UTF-8'
}

const tooLarge = (limit: number): HttpFault => new HttpFault('too-large', `The body is larger than ${limit} bytes`)

const ofProcess = new Inflow()

function onBytes(
  req: IncomingMessage,
  limit: number,
  came: (bytes: Buffer) => void,
  failed: (error: unknown) => void,
  inflow: Inflow = ofProcess,
): void {
  const coding = req.headers['content-encoding']
  // Not a number where it comes in chunks.
  const length = Number(req.headers['content-length'])
  if (length > limit) {
    failed(tooLarge(limit))
    return
  }
  let chunks: Buffer[] = []
  let size = 0
  let isOver = false
  const finish = (): void => {
    isOver = true
    inflow.give(chunks)
  }
  const fail = (error: unknown): void => {
    if (isOver) return
    finish()
    chunks = []
    failed(error)
  }
  const end = (): void => {
    finish()
    if (coding === undefined && size > LARGE) {
      inSlices(joined(chunks)).then(came).catch(failed)
      return
    }
    const sent = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)
    if (coding === undefined) came(sent)
    else decompressed(sent, coding, limit).then(came, failed)
  }
  req.on('data', (chunk: Buffer) => {
    if (isOver) return
    const refusal = size + chunk.length > limit ? tooLarge(limit) : inflow.take(chunk)
    if (refusal) {
      req.pause()
      fail(refusal)
      return
    }
    size += chunk.length
    chunks.push(chunk)
    // Its last byte is here: a turn before Node says so.
    if (size === length) end()
  })
  if (!(length > 0))
    req.on('end', () => {
      if (!isOver) end()
    })
  req.on('error', ignore) // 'close' follows
  req.on('close', () => {
    if (!req.complete) fail(new Hangup())
  })
}

const ignore = (): void => {}

/** A body of more bytes is put together in steps. */
const LARGE = 4 * 1024 * 1024

const unzip = promisify<Buffer, object, Buffer>(gunzip)
const DECOMPRESS = {
  ...{ gzip: unzip, 'x-gzip': unzip },
  deflate: promisify<Buffer, object, Buffer>(inflate),
  br: promisify<Buffer, object, Buffer>(brotliDecompress),
}

async function decompressed(bytes: Buffer, coding: string, limit: number): Promise<Buffer> {
  const name = coding.trim().toLowerCase()
  if (name === 'identity' || name === '') return bytes
  if (!Object.hasOwn(DECOMPRESS, name)) {
    const value = headerText(coding)
    throw new HttpFault(
      'unsupported-type',
      `Content-Encoding ${value} is not supported: send gzip, deflate, br or none`,
      {
        ...{ part: 'content-encoding', value },
      },
    )
  }
  return DECOMPRESS[name as keyof typeof DECOMPRESS](bytes, { maxOutputLength: limit }).catch(error => {
    if (error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new HttpFault('malformed', `The body is not ${name}, which its Content-Encoding says`, {
      ...{ part: 'content-encoding', value: name },
    })
  })
}

/** The text is for the journal: its parts may be of several charsets. */
function multipart(bytes: Buffer, contentType: string): RawBody {
  const text = UTF8.decode(bytes)
  try {
    return { text, stray: null, multipart: parsePhpMultipart(bytes, contentType) }
  } catch (error) {
    if (!(error instanceof MultipartError)) throw error
    return { text, stray: null, multipart: new HttpFault('malformed', error.message, { part: 'multipart' }) }
  }
}
