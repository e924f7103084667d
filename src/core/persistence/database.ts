// core/persistence: sandboxes in a file, through lowdb.

import { type Adapter, Low } from 'lowdb'
import type { Api } from '../api/api.ts'
import { whyUnwritable } from '../lib/file-error.ts'
import { type Database, emptyDatabase } from '../sandbox/state.ts'
import type { InitialWorlds } from '../scenarios/initial-worlds.ts'
import type { Validation } from '../validation/validation.ts'
import { setAside } from './aside.ts'
import { type Disk, disk as realDisk } from './disk.ts'
import { cannotUse, IncompatibleFile } from './errors.ts'
import { decodeLine, FORMAT, formatOf, type Header, VERSION } from './lines.ts'
import { InUse, type Lock, lockFile } from './lock.ts'
import { databasePath } from './path.ts'
import { fingerprint } from './point.ts'
import { removeLeftOvers, SandboxFile } from './sandbox-file.ts'
import { Saver } from './saver.ts'

export interface DatabaseOptions {
  readonly file: string
  /** Whether the file, if it is one of ours, is set aside. */
  readonly reset?: boolean | undefined
  readonly initialWorlds: InitialWorlds
  /** Every API that a sandbox may speak of. */
  readonly apis: readonly Api[]
  readonly validation: Validation
  /** The package's. */
  readonly version: string
  /** Told once of each trouble, in a sentence. */
  report(problem: string): void
  readonly disk?: Disk
}

/** The sandboxes of a server, kept in a file. */
export class FileDatabase {
  readonly low: Low<Database>
  readonly #adapter: SandboxFile
  readonly #saver: Saver
  readonly #lock: Lock

  private constructor(adapter: SandboxFile, lock: Lock, report: (problem: string) => void) {
    this.#adapter = adapter
    this.#lock = lock
    this.low = new Low<Database>(adapter satisfies Adapter<Database>, emptyDatabase())
    this.#saver = new Saver({
      low: this.low,
      report,
      worded: error =>
        `Cannot write the database ${adapter.file}: ${whyUnwritable(error)}. Sandboxes go on in memory, and it is tried again.`,
    })
  }

  /**
   * Opens a file of sandboxes. What of it cannot be read is set aside and reported, never written over.
   *
   * @throws {InUse} where another server uses it
   * @throws {IncompatibleFile} where it is not a file of sandboxes, or one that does not fit this server
   * @throws {Error} where it cannot be read
   */
  static async open({ disk = realDisk, ...options }: DatabaseOptions): Promise<FileDatabase> {
    const { initialWorlds, reset = false, report, version } = options
    const file = await databasePath(options.file, disk)
    let lock: Lock | undefined
    try {
      const base = fingerprint((await initialWorlds.of({})).world)
      const header: Header = { format: FORMAT, version: VERSION, by: version, base }
      const isNew = await refuseForeign(file, header, reset, disk)
      lock = await locked(file, disk, report)
      if (lock.wasTakenOver && !isNew) await replaceByCopy(file, disk)
      if (reset && !isNew) report(`The database ${file} was set aside as ${await setAside(file, 'old', disk)}.`)
      await removeLeftOvers(file, disk)
      const adapter = new SandboxFile({ ...options, file, disk, header, isOurs: lock.isHeld })
      const database = new FileDatabase(adapter, lock, report)
      await database.low.read()
      return database
    } catch (error) {
      await lock?.release()
      if (error instanceof InUse || error instanceof IncompatibleFile) throw error
      throw cannotUse(file, `${whyUnwritable(error)}. Fix that, or give another file.`)
    }
  }

  /** What is wrong with keeping sandboxes in the file. */
  get problems(): readonly string[] {
    return [...this.#adapter.problems, this.#saver.problem].filter(problem => problem !== null)
  }

  /** Why it cannot be written at present; null where it can. */
  get failure(): string | null {
    return this.#saver.problem
  }

  /** Milliseconds since the oldest change that is not in the file. */
  get delay(): number {
    return this.#saver.delay
  }

  /** How many writes failed. */
  get failures(): number {
    return this.#saver.failures
  }

  /** Says that a sandbox changed: it is in the file within half a second. */
  touch(id: string): void {
    this.#adapter.touch(id)
    this.#saver.touch()
  }

  /** Writes what is not written yet, and lets the file go. */
  async close(): Promise<void> {
    await this.#saver.close()
    await this.#adapter.close()
    await this.#lock.release()
  }
}

const WAYS_OUT = 'Give another file (--db OTHER), or set this one aside and start without it (--db-reset).'

/**
 * @param reset whether a file that does not fit is set aside anyway
 * @returns whether there is nothing in it
 * @throws {IncompatibleFile}
 */
async function refuseForeign(file: string, own: Header, reset: boolean, disk: Disk): Promise<boolean> {
  const found = await disk.find(file)
  if (!found || found.size === 0) return true
  const first = await firstLine(file, disk)
  const format = formatOf(first.toString())
  if (format === null) throw cannotUse(file, 'it is not a file of sandboxes. Give another file.')
  if (reset) return false
  if (format !== VERSION)
    throw cannotUse(file, `it has format ${format}, and this version (${own.by}) reads format ${VERSION}. ${WAYS_OUT}`)
  const header = decodeLine(first)?.value as Header | undefined
  if (header && header.base !== own.base)
    throw cannotUse(
      file,
      `its sandboxes were begun with other records than this server gives: with another --scenario, --seed, --records or --api, or by another version (${header.by}; this is ${own.by}). ${WAYS_OUT}`,
    )
  return false
}

/** The first line, as far as it may be one of ours. */
async function firstLine(file: string, disk: Disk): Promise<Buffer> {
  for await (const part of disk.read(file)) {
    const end = part.indexOf(10)
    return end < 0 ? part : part.subarray(0, end)
  }
  return Buffer.alloc(0)
}

/** Where nothing can be written, nobody else can write either; the first write will say so. */
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']

async function locked(file: string, disk: Disk, report: (message: string) => void): Promise<Lock> {
  try {
    return await lockFile(file, disk, report)
  } catch (error) {
    if (!UNWRITABLE.includes((error as NodeJS.ErrnoException).code!)) throw error
    return { wasTakenOver: false, isHeld: async () => true, release: async () => {} }
  }
}

/** A server that only stood still and wakes up must not write to the file that is now ours: it has another one open. */
async function replaceByCopy(file: string, disk: Disk): Promise<void> {
  const copy = `${file}.copy`
  await disk.remove(copy)
  await disk.copy(file, copy)
  await disk.move(copy, file)
}
