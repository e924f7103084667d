import { type PhpValue, phpEntries } from './php-array.ts'
import type { Drops } from './php-dropped.ts'
import type { PartReader } from './php-part.ts'
import { PhpVariables } from './php-variables.ts'

export interface PhpFile {
  /** The field's name with its brackets: `photos[]`. */
  readonly name: string
  /** Without the folders that a client may send before it. */
  readonly filename: string
  /** Its part's media type without parameters; '' where it has none. */
  readonly type: string
  /** Of the body, not copied; empty where there is an error. */
  readonly bytes: Buffer
  /** PHP's `UPLOAD_ERR_…`: 0 none, 1 and 2 too large for the server and for the form, 3 not whole, 4 no file. */
  readonly error: 0 | 1 | 2 | 3 | 4
}

/** The files of a multipart body, as they get into `$_FILES`. */
export class Uploads {
  /** The field `MAX_FILE_SIZE` of the form, in bytes; 0 where there is none. */
  largest = 0
  readonly #reader: PartReader
  readonly #drops: Drops
  readonly #most: number
  readonly #fileBytes: number
  readonly #files: PhpFile[] = []
  /** Which of the files each name stands for. */
  readonly #places: PhpVariables
  #count = 0
  #anonymous = 0
  #skips = false

  constructor(reader: PartReader, drops: Drops, most: number, fileBytes: number) {
    this.#reader = reader
    this.#drops = drops
    this.#most = most
    this.#fileBytes = fileBytes
    this.#places = new PhpVariables(drops)
  }

  /** @param path the `filename` as it was sent, folders and all */
  read(named: string | undefined, path: string, type: string): void {
    const isOneTooMany = this.#count >= this.#most
    const sent = named ?? String(this.#anonymous++)
    // PHP never forgets that it has skipped a file: it takes none after it.
    this.#skips ||= isOneTooMany || !isFileName(sent)
    if (this.#skips) {
      if (isOneTooMany) this.#drops.add('max_file_uploads', sent, `PHP takes ${this.#most} files (max_file_uploads)`)
      else this.#drops.add('name', sent, 'A file whose name has unpaired brackets is lost, and all files after it')
      return
    }
    const name = normalized(sent)
    const { bytes, error } = this.#content(path)
    if (error !== 0 && error !== 4) this.#drops.add('file-size', sent, ERRORS[error])
    const open = name.indexOf('[')
    const place = open === -1 ? `${name}[name]` : `${name.slice(0, open)}[name]${name.slice(open)}`
    this.#places.register(place, String(this.#files.length))
    this.#files.push({
      name,
      filename: path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1),
      type: error === 0 ? type.split(';', 1)[0]! : '',
      bytes: error === 0 ? bytes : NO_BYTES,
      error,
    })
  }

  #content(path: string): { bytes: Buffer; error: PhpFile['error'] } {
    // The browser's file field that was left empty; its value is not even looked at.
    if (path === '') return { bytes: NO_BYTES, error: 4 }
    this.#count++
    const { bytes, isWhole } = this.#reader.value()
    const isOver = (limit: number): boolean => bytes.length > 0 && bytes.length > limit
    if (this.largest !== 0 && this.largest < this.#fileBytes && isOver(this.largest)) return { bytes, error: 2 }
    if (isOver(this.#fileBytes)) return { bytes, error: 1 }
    return { bytes, error: isWhole ? 0 : 3 }
  }

  /** Those that no later one of their name has replaced. */
  all(): PhpFile[] {
    return textsIn(this.#places.params()).map(place => this.#files[Number(place)]!)
  }
}

const textsIn = (value: PhpValue): string[] => {
  if (typeof value === 'string') return [value]
  return (Array.isArray(value) ? value : phpEntries(value).map(([, item]) => item)).flatMap(textsIn)
}

const NO_BYTES = Buffer.alloc(0)

const ERRORS = {
  1: 'The file is larger than PHP takes (upload_max_filesize)',
  2: 'The file is larger than the field MAX_FILE_SIZE allows',
  3: 'The file has no boundary at its end: it did not come whole',
}

/** A file's name must close each bracket, and nothing may stand after one but the next. */
function isFileName(name: string): boolean {
  let open = 0
  for (let at = 0; at < name.length; at++) {
    if (name[at] === '[') open++
    else if (name[at] === ']' && (--open < 0 || (at + 1 < name.length && name[at + 1] !== '['))) return false
  }
  return open === 0
}

/** A name as `normalize_protected_variable` leaves it: no white space at the start of a key, nothing after the last one. */
function normalized(sent: string): string {
  const name = sent.replace(/^ +/, '')
  const open = name.indexOf('[')
  if (open === -1) return name.replace(/[ .]/g, '_')
  let clean = name.slice(0, open).replace(/[ .]/g, '_')
  for (let at = open; name[at] === '['; ) {
    let from = at + 1
    while (from < name.length && ' \r\n\t'.includes(name[from]!)) from++
    const close = name.indexOf(']', from)
    at = close === -1 ? name.length : close + 1
    clean += `[${name.slice(from, at)}`
  }
  return clean
}
