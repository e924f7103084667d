import { isUtf8 } from 'node:buffer'
import { charsetOf, declaredCharset, decodeText } from './charset.ts'
import { Drops } from './php-dropped.ts'
import { type PhpFile, Uploads } from './php-files.ts'
import { MAX_INPUT_VARS, type PhpRead } from './php-params.ts'
import { type PartHeaders, PartReader, readDisposition } from './php-part.ts'
import { PhpVariables } from './php-variables.ts'

export interface PhpMultipart extends PhpRead {
  readonly files: readonly PhpFile[]
}

export interface MultipartLimits {
  /** PHP's `max_input_vars`. */
  readonly fields?: number
  /** PHP's `max_file_uploads`. */
  readonly files?: number
  /** PHP's `max_multipart_body_parts`; default: fields and files together. */
  readonly parts?: number
  /** PHP's `upload_max_filesize`, in bytes. */
  readonly fileBytes?: number
}

/** The `Content-Type` does not say how the body is divided, so that PHP reads nothing of it. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError'
}

/**
 * Reads a `multipart/form-data` body as PHP 8.2 fills `$_POST` and `$_FILES`: main/rfc1867.c. Takes time in proportion
 * to its length. Texts are UTF-8 unless the part, or else the body, declares windows-1251: PHP leaves that to the program.
 *
 * @param contentType the request's, with its boundary
 * @throws {MultipartError} where there is no boundary, or its quotes are not closed
 * @example parsePhpMultipart(body, 'multipart/form-data; boundary=XX').params // { name: 'Ivan' }
 */
export function parsePhpMultipart(bytes: Buffer, contentType: string, limits: MultipartLimits = {}): PhpMultipart {
  const boundary = boundaryOf(contentType)
  const body = new MultipartBody(new PartReader(bytes, boundary), contentType, limits)
  body.read()
  if (!body.hasParts && bytes.length > 0)
    body.drops.add('part', '', `No line of the body is “--${boundary}”, which its Content-Type names as the boundary`)
  return { params: body.variables.params(), files: body.files.all(), dropped: body.drops.all() }
}

function boundaryOf(contentType: string): string {
  const exact = contentType.indexOf('boundary')
  const equals = contentType.indexOf('=', exact === -1 ? contentType.toLowerCase().indexOf('boundary') : exact)
  if (!/boundary/i.test(contentType) || equals === -1) throw brokenBoundary(contentType, 'names no boundary')
  const value = contentType.slice(equals + 1)
  if (!value.startsWith('"')) return /^[^,;]*/.exec(value)![0]
  const close = value.indexOf('"', 1)
  if (close === -1) throw brokenBoundary(contentType, 'has a boundary whose quotes are not closed')
  return value.slice(1, close)
}

const brokenBoundary = (contentType: string, why: string): MultipartError =>
  new MultipartError(
    `Cannot read the multipart body: its Content-Type \`${contentType}\` ${why}. Send \`multipart/form-data; boundary=…\`.`,
  )

/** The walk along the parts, and what it has gathered. */
class MultipartBody {
  readonly drops = new Drops()
  readonly variables = new PhpVariables(this.drops)
  readonly files: Uploads
  hasParts = false
  readonly #reader: PartReader
  readonly #contentType: string
  readonly #limits: { readonly fields: number; readonly parts: number }
  #fields = 0

  constructor(reader: PartReader, contentType: string, limits: MultipartLimits) {
    const { fields = MAX_INPUT_VARS, files = 20, parts = fields + files, fileBytes = 2 * 1024 * 1024 } = limits
    this.#reader = reader
    this.#contentType = contentType
    this.#limits = { fields, parts }
    this.files = new Uploads(reader, this.drops, files, fileBytes)
  }

  read(): void {
    let parts = 0
    while (!this.#reader.isAtEnd && this.#reader.skipToPart()) {
      this.hasParts = true
      const headers = this.#reader.headers()
      if (headers.disposition === undefined) {
        this.drops.add('part', '', 'A part without Content-Disposition is lost')
      } else if (++parts > this.#limits.parts) {
        const why = `Lost with all that follows: PHP reads ${this.#limits.parts} parts (max_multipart_body_parts)`
        this.drops.add('max_multipart_body_parts', headerText(headers.disposition), why)
        return
      } else if (!this.#readPart(headers, headers.disposition)) return
    }
  }

  /** False where PHP reads no further. */
  #readPart(headers: PartHeaders, disposition: string): boolean {
    const { name, filename } = readDisposition(disposition)
    const text = (header: string): string => {
      const bytes = Buffer.from(header, 'latin1')
      // Programs that send windows-1251 mostly write their headers in it too, but not all.
      return isUtf8(bytes) ? decodeText(bytes, 'utf-8') : this.#decoded(bytes, headers.type, headerText(header))
    }
    if (filename !== undefined) this.files.read(name && text(name), text(filename), text(headers.type ?? ''))
    else if (name !== undefined) this.#readField(text(name), headers.type)
    else {
      this.drops.add(
        'part',
        headerText(disposition),
        'Lost with all that follows: a part that has no name and no filename',
      )
      return false
    }
    return true
  }

  #readField(sent: string, type: string | undefined): void {
    const value = this.#decoded(this.#reader.value().bytes, type, sent)
    if (++this.#fields > this.#limits.fields)
      this.drops.add('max_input_vars', sent, `PHP reads ${this.#limits.fields} parameters (max_input_vars)`)
    else this.variables.register(sent, value)
    if (sent.toUpperCase() === 'MAX_FILE_SIZE') this.files.largest = Number(/^\s*([+-]?\d+)/.exec(value)?.[1] ?? 0)
  }

  /** @param name what is told where bytes are lost */
  #decoded(bytes: Buffer, type: string | undefined, name: string): string {
    const charset = charsetOf(declaredCharset(type) === undefined ? this.#contentType : type)
    if (charset !== 'windows-1251' && !isUtf8(bytes)) {
      const declared = declaredCharset(type) ?? declaredCharset(this.#contentType)
      const why = charset === undefined ? `charset ${declared} is not supported` : 'no other charset is declared'
      this.drops.add('charset', name, `Its bytes are not UTF-8, and ${why}`)
    }
    return decodeText(bytes, charset ?? 'utf-8')
  }
}

const headerText = (header: string): string => decodeText(Buffer.from(header, 'latin1'), 'utf-8')
