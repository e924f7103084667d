import { closeSync, fsync, openSync, renameSync, writeFileSync } from 'node:fs'
import { link, open, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

/** What persistence asks of a file system; a test gives one that fails. */
export interface Disk {
  /** The text of a file; null where there is none. */
  read(file: string): Promise<string | null>
  /** Makes a file that must not be there yet. */
  create(file: string, text: string): Promise<void>
  /** Writes a file, through to the disk. */
  write(file: string, text: string): Promise<void>
  /** Puts a file in the place of another, and its folder through to the disk. */
  move(from: string, to: string): Promise<void>
  /** Removes a file, if it is there. */
  remove(file: string): Promise<void>
  /** The names in a folder. */
  names(folder: string): Promise<string[]>
  /** The path that links lead to; of a file that does not exist yet, by its folder's. */
  resolve(file: string): Promise<string>
}

const sync = promisify(fsync)

export const disk: Disk = {
  async read(file) {
    return readFile(file, 'utf8').catch(unlessMissing(null))
  },
  // By a link, so that nobody ever reads a file that has no text yet.
  async create(file, text) {
    const whole = `${file}.${process.pid}.new`
    try {
      await writeFile(whole, text)
      await link(whole, file)
    } catch (error) {
      if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code!)) throw error
      await writeFile(file, text, { flag: 'wx' })
    } finally {
      await rm(whole, { force: true })
    }
  },
  // Whatever is awaited waits for every request of a storm, too: so only that is which waits for the disk.
  async write(file, text) {
    const descriptor = openSync(file, 'w', 0o600)
    try {
      writeFileSync(descriptor, text)
      await sync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  },
  async move(from, to) {
    renameSync(from, to)
    await syncFolder(dirname(to))
  },
  remove: file => rm(file, { force: true }),
  names: folder => readdir(folder),
  resolve: file => realpath(file).catch(unlessMissing(file)),
}

/** What file systems say that know no links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** Not every system can open a folder; where it cannot, the name is as durable as it makes it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  try {
    await handle?.sync()
  } catch {
  } finally {
    await handle?.close()
  }
}

const unlessMissing =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead
    throw error
  }
