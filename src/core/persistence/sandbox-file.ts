import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import type { Adapter } from 'lowdb'
import type { Database } from '../sandbox/state.ts'
import { copyAside, setAside, setAsideSandbox, unreadable } from './aside.ts'
import type { Disk } from './disk.ts'
import { DamagedFile } from './errors.ts'
import { type Loaded, type LoadOptions, load } from './load.ts'
import { Interrupted, LogFile } from './log-file.ts'
import { type Point, pointOf } from './point.ts'

export interface SandboxFileOptions extends LoadOptions {
  readonly file: string
  readonly disk: Disk
  /** Whether this server may still write to the file. */
  isOurs(): Promise<boolean>
  /** Told, in a sentence, of what was found in the file. */
  report(message: string): void
}

/** Bytes that are appended at least before the file is written anew: under load, and where nothing else is to be done. */
const BUSY = 1024 * 1024
const IDLE = 64 * 1024
/** Bytes that are soon written. */
const LITTLE = 512 * 1024
/** Milliseconds without a write after which nothing else is to be done. */
const QUIET = 5000

/** lowdb's adapter to a file that is appended to: of each sandbox, what it changed since it was last written. */
export class SandboxFile implements Adapter<Database> {
  readonly #options: SandboxFileOptions
  /** Sandboxes that changed since they were last written. */
  readonly #touched = new Set<string>()
  /** Null where the file is to be written anew. */
  #log: LogFile | null = null
  /** The size of the file when it was last written anew. */
  #compactSize = 0
  #compacting: Promise<void> | undefined
  #idle: NodeJS.Timeout | undefined
  #isClosing = false
  #turn: Promise<unknown> = Promise.resolve()
  /** What of the file could not be gone on with. */
  readonly problems: string[] = []

  constructor(options: SandboxFileOptions) {
    this.#options = options
  }

  get file(): string {
    return this.#options.file
  }

  /** Says that a sandbox changed. */
  touch(id: string): void {
    this.#touched.add(id)
  }

  async read(): Promise<Database | null> {
    const { file, disk } = this.#options
    const found = await disk.find(file)
    if (!found || found.size === 0) return null
    try {
      return await this.#take(await load(disk.read(file), this.#options))
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error
      this.#tell(unreadable(file, error.message, await setAside(file, 'corrupt', disk)))
      return null
    }
  }

  async write(database: Database): Promise<void> {
    await this.#alone(async () => {
      await this.#refuseForeign()
      const isInPlace = await this.#log?.isInPlace().catch(unlessMissing)
      if (isInPlace === false) throw new Error('another file stands in its place')
      if (this.#log && isInPlace) await this.#append(this.#log, database)
      else await this.#writeAnew(database)
    })
    this.#compactWhere(Math.max(BUSY, this.#compactSize))
    this.#idle ??= setTimeout(() => this.#compactWhere(Math.max(IDLE, this.#compactSize / 8)), QUIET).unref()
    this.#idle.refresh()
  }

  /** Waits until nothing is written any more, and lets the file go. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearTimeout(this.#idle)
    await this.#compacting
    await this.#alone(async () => this.#log?.close())
  }

  async #take(loaded: Loaded): Promise<Database> {
    const { file, disk, report } = this.#options
    const { database, damaged, edited, cutOff, isSound, isTorn } = loaded
    for (const [id, why] of damaged) this.#tell(unreadable(file, why, await setAsideSandbox(file, id, disk), id))
    if (edited.length > 0)
      report(`Line ${edited.join(', ')} of ${file} was edited outside the server. It was checked, and is used.`)
    if (cutOff > 0) {
      const lines = cutOff === 1 ? 'The last line' : `The last ${cutOff} lines`
      const copy = await copyAside(file, disk)
      report(`${lines} of ${file} cannot be read. What came before is used; the file as it was is kept as ${copy}.`)
    }
    if (isSound) this.#log = new LogFile(file, disk, loaded, isTorn)
    this.#compactSize = loaded.compactSize
    return database
  }

  async #append(log: LogFile, { sandboxes }: Database): Promise<void> {
    const ids = [...this.#touched]
    this.#touched.clear()
    try {
      await log.append(new Map(ids.map(id => [id, sandboxes[id] && pointOf(sandboxes[id])])))
    } catch (error) {
      this.#keep(ids, error)
    }
  }

  /** Writes all sandboxes to a file beside it, which then takes its place. */
  async #writeAnew({ sandboxes }: Database): Promise<void> {
    const ids = [...this.#touched]
    this.#touched.clear()
    const points = new Map(Object.entries(sandboxes).map(([id, state]) => [id, pointOf(state)]))
    const next = await this.#makeNext().catch(error => this.#keep(ids, error))
    try {
      await next.append(points)
      await this.#takePlace(next)
    } catch (error) {
      await this.#discard(next)
      this.#keep(ids, error)
    }
  }

  /** What was not written is written the next time. */
  #keep(ids: readonly string[], error: unknown): never {
    for (const id of ids) this.#touched.add(id)
    throw error
  }

  /** Writes the file anew where more was appended than so many bytes. */
  #compactWhere(more: number): void {
    if (!this.#log || this.#log.size - this.#compactSize <= more || this.#compacting || this.#isClosing) return
    this.#compacting = this.#compact(this.#log)
      // The next is tried when as much was appended again: what keeps it from being written, keeps appending too.
      .catch(() => void (this.#compactSize = this.#log?.size ?? 0))
      .finally(() => void (this.#compacting = undefined))
  }

  /** Writes the file anew while it is still appended to, and puts it in place with what came meanwhile. */
  async #compact(log: LogFile): Promise<void> {
    const goesOn = (): boolean => !this.#isClosing && this.#log === log
    const next = await this.#makeNext()
    try {
      let isInPlace = false
      while (!isInPlace) {
        const { size } = log
        await next.append(missing(next, log), goesOn)
        isInPlace = await this.#alone(async () => {
          if (!goesOn()) throw new Interrupted()
          // While much was written, much was appended again: that is not to hold up who appends.
          if (log.size - size > LITTLE) return false
          await this.#refuseForeign()
          if (!(await log.isInPlace())) throw new Interrupted()
          await next.append(missing(next, log))
          await this.#takePlace(next)
          return true
        })
      }
    } catch (error) {
      await this.#discard(next)
      throw error
    }
  }

  #makeNext(): Promise<LogFile> {
    const { file, disk, header } = this.#options
    return LogFile.make(`${file}.${randomUUID()}.tmp`, disk, header)
  }

  async #takePlace(next: LogFile): Promise<void> {
    await this.#log?.close()
    this.#log = await next.moveTo(this.file)
    this.#compactSize = this.#log.size
  }

  async #discard(next: LogFile): Promise<void> {
    await next.close().catch(() => {})
    await this.#options.disk.remove(next.path).catch(() => {})
  }

  async #refuseForeign(): Promise<void> {
    if (!(await this.#options.isOurs())) throw new Error('another server took it over while this one stood still')
  }

  #tell(problem: string): void {
    this.problems.push(problem)
    this.#options.report(problem)
  }

  /** Does one thing with the file after another. */
  #alone<R>(work: () => Promise<R>): Promise<R> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }
}

/** What one file has of sandboxes that another has not. */
function missing(next: LogFile, log: LogFile): Map<string, Point | undefined> {
  const ids = new Set([...log.points.keys(), ...next.points.keys()])
  const differing = [...ids].filter(id => log.points.get(id) !== next.points.get(id))
  return new Map(differing.map(id => [id, log.points.get(id)]))
}

/** Half-written files of servers that were killed. */
export async function removeLeftOvers(file: string, disk: Disk): Promise<void> {
  const prefix = `${basename(file)}.`
  const left = (await disk.names(dirname(file))).filter(
    name => name.startsWith(prefix) && /^[0-9a-f-]{36}\.tmp$/.test(name.slice(prefix.length)),
  )
  for (const name of left) await disk.remove(join(dirname(file), name)).catch(() => {})
}

const unlessMissing = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null
  throw error
}
