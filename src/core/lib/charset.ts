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
  return spaced.replace(RUN, run => decodeText(bytesOf(run), charset))
}

/** The bytes of a run of percent encodings. */
function bytesOf(run: string): Buffer {
  const bytes = Buffer.allocUnsafe(run.length / 3)
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * digitOf(run.charCodeAt(3 * i + 1)) + digitOf(run.charCodeAt(3 * i + 2))
  return bytes
}

/** What a hexadecimal digit stands for. */
const digitOf = (code: number): number => (code < 0x40 ? code - 0x30 : (code | 0x20) - 0x57)

const RUN = /(?:%[0-9a-f]{2})+/gi
