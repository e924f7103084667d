/** The encodings in which clients send text: old PHP and 1C send windows-1251. */
export type Charset = 'utf-8' | 'windows-1251'

/** A byte order mark is kept: whoever reads a whole body takes it off. */
const DECODERS = {
  'utf-8': new TextDecoder('utf-8', { ignoreBOM: true }),
  'windows-1251': new TextDecoder('windows-1251', { ignoreBOM: true }),
}

const LABELS = new Map<string, Charset>([
  ['utf8', 'utf-8'],
  ['ascii', 'utf-8'],
  ['usascii', 'utf-8'],
  ['windows1251', 'windows-1251'],
  ['cp1251', 'windows-1251'],
  ['xcp1251', 'windows-1251'],
  ['win1251', 'windows-1251'],
])

const DECLARED = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"']*))/i

/**
 * The charset that a `Content-Type` declares, as it is spelled there, without quotes; undefined where it declares none.
 *
 * @example declaredCharset("text/plain; charset='UTF8'") // 'UTF8'
 */
export function declaredCharset(contentType: string | undefined): string | undefined {
  const [, double, single, bare] = DECLARED.exec(contentType ?? '') ?? []
  return (double ?? single ?? bare)?.trim() || undefined
}

/**
 * The charset of a body by its `Content-Type`: UTF-8 where none is declared, undefined where it is not one of ours.
 *
 * @example
 * charsetOf("application/json; charset='utf8'") // 'utf-8'
 * charsetOf('text/plain; charset=koi8-r') // undefined
 */
export function charsetOf(contentType: string | undefined): Charset | undefined {
  const label = declaredCharset(contentType)
  return label === undefined ? 'utf-8' : LABELS.get(label.toLowerCase().replace(/[-_ ]/g, ''))
}

/**
 * Decodes bytes; what is not of the charset becomes U+FFFD.
 *
 * @example decodeText(Buffer.from([0xcf]), 'windows-1251') // 'П'
 */
export const decodeText = (bytes: Uint8Array, charset: Charset): string => DECODERS[charset].decode(bytes)

/**
 * Undoes a form's encoding as PHP's `urldecode` does: `+` is a space, and a broken percent encoding stays as it is.
 *
 * @example decodeForm('100%+%D0%BF', 'utf-8') // '100% п'
 */
export function decodeForm(text: string, charset: Charset): string {
  const spaced = text.includes('+') ? text.split('+').join(' ') : text
  if (!spaced.includes('%')) return spaced
  if (charset === 'utf-8') {
    try {
      return decodeURIComponent(spaced)
    } catch {
      // Broken: taken run by run.
    }
  }
  return spaced.replace(ASCII, run => decodeText(bytesOf(run), charset))
}

/** What its bytes alone tell, percent-encoded or not: all but letters that came raw. */
const ASCII = /[\0-\x7f]+/g
const PERCENT = 0x25

function bytesOf(run: string): Buffer {
  const bytes = Buffer.allocUnsafe(run.length)
  let size = 0
  for (let at = 0; at < run.length; size++) {
    const code = run.charCodeAt(at)
    const byte = code === PERCENT ? 16 * digitOf(run.charCodeAt(at + 1)) + digitOf(run.charCodeAt(at + 2)) : Number.NaN
    bytes[size] = Number.isNaN(byte) ? code : byte
    at += Number.isNaN(byte) ? 1 : 3
  }
  return bytes.subarray(0, size)
}

/** What a hexadecimal digit stands for; NaN where it is none. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : Number.NaN
}
