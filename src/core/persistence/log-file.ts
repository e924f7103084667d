import type { Disk, OpenFile } from './disk.ts'
import { encodeLine } from './lines.ts'
import { type Point, prepareFingerprint } from './point.ts'
import { Slices } from './slices.ts'
import { steps } from './steps.ts'

/** Bytes that are handed to the disk at once. */
const CHUNK = 256 * 1024
/** Bytes after which a long writing waits for the disk, so that a short one has not to wait for all of them. */
const UNSYNCED = 4 * 1024 * 1024

/** What a file is known to hold. */
export interface LogContent {
  /** The sandboxes, as the file has them. */
  readonly points: Map<string, Point>
  /** How many lines of each sandbox it has, of those that are gone, too. */
  readonly numbers: Map<string, number>
  /** Bytes that are whole steps; what comes after is overwritten. */
  readonly size: number
}

/** A file of steps that is appended to. */
export class LogFile {
  readonly path: string
  readonly #disk: Disk
  readonly #points: Map<string, Point>
  readonly #numbers: Map<string, number>
  #size: number
  #file: OpenFile | undefined
  /** Whether more stands in the file than is known to be whole. */
  #isTorn: boolean

  constructor(path: string, disk: Disk, { points, numbers, size }: LogContent, isTorn: boolean) {
    this.path = path
    this.#disk = disk
    this.#points = points
    this.#numbers = numbers
    this.#size = size
    this.#isTorn = isTorn
  }

  get points(): ReadonlyMap<string, Point> {
    return this.#points
  }

  get size(): number {
    return this.#size
  }

  /** Makes a file that holds nothing but its first line. */
  static async make(path: string, disk: Disk, header: object): Promise<LogFile> {
    const bytes = encodeLine(JSON.stringify(header))
    const log = new LogFile(path, disk, { points: new Map(), numbers: new Map(), size: bytes.length }, false)
    log.#file = await disk.open(path, true)
    await log.#file.write(bytes, 0)
    return log
  }

  /** Whether what is appended reaches the file that stands at its path: null where none does. */
  async isInPlace(): Promise<boolean | null> {
    const file = await this.#opened()
    const found = await this.#disk.find(this.path)
    return found && found.id === file.id
  }

  /**
   * Appends what leads each sandbox to where it is to be (nowhere, where it was dropped), and waits for the disk.
   * Of each sandbox all of it, or nothing, is in the file afterwards.
   *
   * @param goesOn asked now and then whether a long writing is to go on
   */
  async append(targets: ReadonlyMap<string, Point | undefined>, goesOn: () => boolean = () => true): Promise<void> {
    const file = await this.#opened()
    if (this.#isTorn) await file.cut(this.#size)
    this.#isTorn = true
    const slices = new Slices()
    const numbers = new Map<string, number>()
    let chunk: Buffer[] = []
    let length = 0
    let at = this.#size
    let unsynced = 0
    const flush = async (): Promise<void> => {
      const bytes = chunk.length === 1 ? chunk[0]! : Buffer.concat(chunk)
      chunk = []
      length = 0
      await file.write(bytes, at)
      at += bytes.length
      unsynced += bytes.length
      if (unsynced < UNSYNCED) return
      await file.sync()
      unsynced = 0
    }
    for (const [id, point] of targets) {
      await slices.pause()
      if (point) await prepareFingerprint(point.world, slices)
      let n = this.#numbers.get(id) ?? 0
      for (const inside of withMore(insides(this.#points.get(id), point))) {
        const line = encodeLine(`{"sandbox":${JSON.stringify(id)},"n":${++n},${inside}}`)
        chunk.push(line)
        length += line.length
        if (length >= CHUNK) await flush()
        await slices.pause()
        if (!goesOn()) throw new Interrupted()
      }
      numbers.set(id, n)
    }
    if (length > 0) await flush()
    if (at > this.#size) await file.sync()
    this.#isTorn = false
    this.#size = at
    for (const [id, n] of numbers) this.#numbers.set(id, n)
    for (const [id, point] of targets) {
      if (point) this.#points.set(id, point)
      else this.#points.delete(id)
    }
  }

  /** Takes the place of another file, which must not be open, also on the disk. */
  async moveTo(path: string): Promise<LogFile> {
    await this.#disk.move(this.path, path)
    const moved = new LogFile(
      path,
      this.#disk,
      { points: this.#points, numbers: this.#numbers, size: this.#size },
      false,
    )
    moved.#file = this.#file
    return moved
  }

  /** Lets the file go; it is opened again where it is written to. */
  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  async #opened(): Promise<OpenFile> {
    this.#file ??= await this.#disk.open(this.path, false)
    return this.#file
  }
}

/** A long writing that is not to go on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

function insides(from: Point | undefined, to: Point | undefined): Iterable<string> {
  if (to) return steps(from, to)
  return from ? ['"dropped":true'] : []
}

/** All but the last say that more comes. */
function* withMore(insides: Iterable<string>): Generator<string> {
  let last: string | undefined
  for (const inside of insides) {
    if (last !== undefined) yield `"more":true,${last}`
    last = inside
  }
  if (last !== undefined) yield last
}
