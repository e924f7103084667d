import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { RawBody } from '../api/input.ts'
import { HttpFault } from '../api/refusal.ts'
import { type Params, parseParams } from '../lib/params.ts'

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
  return receiveBytes(req, limit).then(bytes => readBytes(req.headers, bytes))
}

/** The bytes of a request's body, decompressed. Throws as `receiveBody` does. */
export function receiveBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  return bytesOf(req, limit).then(sent => decompressed(sent, req.headers['content-encoding'], limit))
}

function readBytes(headers: IncomingHttpHeaders, bytes: Buffer): RawBody | Promise<RawBody> {
  const contentType = headers['content-type'] ?? ''
  if (/^multipart\/form-data\b/i.test(contentType))
    return multipart(bytes, contentType).then(fields => decodeBody(bytes, contentType, fields))
  return decodeBody(bytes, contentType)
}

/** @throws {HttpFault} `unsupported-type` (charset) */
export function decodeBody(bytes: Buffer, contentType: string, fields?: RawBody['fields']): RawBody {
  const charset = contentType.includes(';') ? (/;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8') : 'utf-8'
  return { text: decodeText(bytes, charset), stray: /1251$/.test(charset) || fields ? null : strayIn(bytes), fields }
}

function strayIn(bytes: Buffer): RawBody['stray'] {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'byte order mark'
  return isUtf8(bytes) ? null : 'not UTF-8'
}

const tooLarge = (limit: number): HttpFault => new HttpFault('too-large', `The body is larger than ${limit} bytes`)

function bytesOf(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers['content-length']) > limit) {
      reject(tooLarge(limit))
      return
    }
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) {
        req.removeAllListeners('data')
        req.pause()
        reject(tooLarge(limit))
      } else chunks.push(chunk)
    })
    req.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)))
    req.on('error', () => {}) // 'close' follows
    req.on('close', () => {
      if (!req.complete) reject(new Hangup())
    })
  })
}

const DECOMPRESS = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }

function decompressed(bytes: Buffer, coding: string | undefined, limit: number): Buffer {
  if (coding === undefined) return bytes
  const name = coding.trim().toLowerCase()
  if (name === 'identity' || name === '') return bytes
  if (!Object.hasOwn(DECOMPRESS, name))
    throw new HttpFault('unsupported-type', `Content-Encoding ${coding} is not supported`)
  try {
    return DECOMPRESS[name as keyof typeof DECOMPRESS](bytes, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new HttpFault('malformed', `The body is not ${name}: ${(error as Error).message}`)
  }
}

const UTF8 = new TextDecoder('utf-8')

/** Old PHP and 1C send windows-1251; a byte order mark is taken off by the decoder. */
function decodeText(bytes: Buffer, charset: string): string {
  if (charset === 'utf-8') return UTF8.decode(bytes)
  if (!/^(utf-?8|us-ascii|windows-1251|cp1251)$/i.test(charset)) {
    throw new HttpFault('unsupported-type', `charset ${charset} is not supported`)
  }
  return /1251$/.test(charset) ? new TextDecoder('windows-1251').decode(bytes) : UTF8.decode(bytes)
}

async function multipart(bytes: Buffer, contentType: string): Promise<Params | HttpFault> {
  const texts = new URLSearchParams()
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData()
    for (const [name, value] of form) if (typeof value === 'string') texts.append(name, value)
  } catch (error) {
    return new HttpFault('malformed', `The body is not multipart/form-data: ${(error as Error).message}`)
  }
  // Names are readBytes as those of a form: `a[b]`, `a[]`.
  return parseParams(texts.toString())
}
