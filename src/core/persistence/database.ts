// core/persistence: sandboxes in a file, through lowdb.

import { basename, dirname, join, resolve } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import { type Database, emptyDatabase } from '../sandbox/registry.ts'
import type { InitialWorlds } from '../scenarios/initial-worlds.ts'
import { type Disk, disk as realDisk } from './disk.ts'
import { InUse, lockFile } from './lock.ts'
import { SandboxFile } from './sandbox-file.ts'
import { Saver } from './saver.ts'

export interface DatabaseOptions {
  readonly file: string
  readonly initialWorlds: InitialWorlds
  /** Told once of each trouble, in a sentence. */
  report(problem: string): void
  readonly disk?: Disk
}

/** The sandboxes of a server, kept in a file. */
export class FileDatabase {
  readonly low: Low<Database>
  readonly #adapter: SandboxFile
  readonly #saver: Saver
  readonly #unlock: () => Promise<void>

  private constructor(adapter: SandboxFile, unlock: () => Promise<void>, report: (problem: string) => void) {
    this.#adapter = adapter
    this.#unlock = unlock
    this.low = new Low<Database>(adapter satisfies Adapter<Database>, emptyDatabase())
    this.#saver = new Saver({
      write: () => this.low.write(),
      report,
      worded: error =>
        `Cannot write the database ${adapter.file}: ${inWords(error)}. Sandboxes go on in memory, and it is tried again.`,
    })
  }

  /**
   * Opens a file of sandboxes. One that cannot be gone on with is put aside and reported, never written over.
   *
   * @throws {InUse} where another server uses it
   * @throws {Error} where its folder does not exist, or it cannot be read
   */
  static async open({ disk = realDisk, ...options }: DatabaseOptions): Promise<FileDatabase> {
    const { report } = options
    const path = resolve(options.file)
    const fail = (error: unknown): never => {
      throw new Error(`Cannot use the database ${path}: ${inWords(error)}. Mend that, or give another file.`)
    }
    const file = await disk.resolve(path).catch(fail)
    const names = await disk.names(dirname(file)).catch(fail)
    const unlock = await lockFile(file, disk).catch(error => {
      // Where nothing can be written, nobody else can write either; the first write will say so.
      if (UNWRITABLE.includes(error.code)) return async () => {}
      return error instanceof InUse ? Promise.reject(error) : fail(error)
    })
    const adapter = new SandboxFile({ ...options, file, disk })
    const database = new FileDatabase(adapter, unlock, report)
    try {
      await removeLeftOvers(file, names, disk)
      await database.low.read()
    } catch (error) {
      await unlock()
      fail(error)
    }
    return database
  }

  /** What is wrong with keeping sandboxes in the file. */
  get problems(): readonly string[] {
    return [this.#adapter.problem, this.#saver.problem].filter(problem => problem !== null)
  }

  /** Says that something changed: it is in the file within half a second. */
  touch(): void {
    this.#saver.touch()
  }

  /** Writes what is not written yet, and lets the file go. */
  async close(): Promise<void> {
    await this.#saver.close()
    await this.#unlock()
  }
}

/** Half-written files of servers that were killed. */
async function removeLeftOvers(file: string, names: readonly string[], disk: Disk): Promise<void> {
  const prefix = `${basename(file)}.`
  const left = names.filter(name => name.startsWith(prefix) && /^\d+\.tmp$/.test(name.slice(prefix.length)))
  for (const name of left) await disk.remove(join(dirname(file), name)).catch(() => {})
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is no folder',
  EISDIR: 'it is a folder',
  EIO: 'the disk does not answer',
}

const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']

function inWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  const words = code === undefined ? undefined : WORDS[code]
  return words ? `${words} (${code})` : message
}
