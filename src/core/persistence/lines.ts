import { crc32 } from 'node:zlib'

/** What a file of sandboxes says first, so that no other file is taken for one. */
export const FORMAT = 'poligon sandboxes'
export const VERSION = 2

/** The first line of a file of sandboxes. */
export interface Header {
  readonly format: typeof FORMAT
  readonly version: number
  /** The version of the package that wrote it. */
  readonly by: string
  /** A hash of the records that a sandbox begins with that was not asked to differ. */
  readonly base: string
}

/** The version of the format, where a text begins as a file of sandboxes does; null where it does not. */
export function formatOf(head: string): number | null {
  const match = /^\s*\{\s*"format"\s*:\s*"poligon sandboxes"\s*,\s*"version"\s*:\s*(\d+)/.exec(head)
  return match ? Number(match[1]) : null
}

/** A line with its checksum. */
export function encodeLine(json: string): Buffer {
  const bytes = Buffer.from(`${json} 00000000\n`)
  bytes.write(checksum(bytes.subarray(0, -10)), bytes.length - 9, 'latin1')
  return bytes
}

const checksum = (bytes: Uint8Array): string => crc32(bytes).toString(16).padStart(8, '0')

export interface Line {
  readonly value: unknown
  /** Whether it is what a server wrote. */
  readonly isIntact: boolean
}

/** Reads a line, without its end; null where it is damaged. One that a person edited is read, too. */
export function decodeLine(bytes: Buffer): Line | null {
  const end = bytes[bytes.length - 1] === 13 ? bytes.length - 1 : bytes.length
  const at = bytes.lastIndexOf(32)
  const sum = bytes.toString('latin1', at + 1, end)
  const hasSum = at > 0 && /^[0-9a-f]{8}$/.test(sum)
  const text = hasSum ? bytes.subarray(0, at) : bytes.subarray(0, end)
  try {
    return { value: JSON.parse(text.toString()), isIntact: hasSum && checksum(text) === sum }
  } catch {
    return null
  }
}

/** Splits what comes in parts at line ends; the last one may have none. */
export async function* readLines(parts: AsyncIterable<Buffer>): AsyncGenerator<{ bytes: Buffer; isEnded: boolean }> {
  let rest: Buffer[] = []
  for await (const part of parts) {
    let from = 0
    for (let end = part.indexOf(10); end >= 0; end = part.indexOf(10, from)) {
      rest.push(part.subarray(from, end))
      yield { bytes: rest.length === 1 ? rest[0]! : Buffer.concat(rest), isEnded: true }
      rest = []
      from = end + 1
    }
    if (from < part.length) rest.push(part.subarray(from))
  }
  if (rest.length > 0) yield { bytes: Buffer.concat(rest), isEnded: false }
}
