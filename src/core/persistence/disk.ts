import { constants, type Stats } from 'node:fs'
import {
  copyFile,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** What stands at a path. */
export interface Found {
  readonly kind: 'file' | 'folder' | 'pipe' | 'socket' | 'device'
  /** The same for two paths that lead to one file. */
  readonly id: string
  /** How many names it has. */
  readonly names: number
  readonly size: number
  /** When it was last written, milliseconds since the epoch by the clock of whoever wrote it. */
  readonly written: number
}

/** A file that is written at places of our choice. */
export interface OpenFile {
  readonly id: string
  write(bytes: Uint8Array, at: number): Promise<void>
  /** Leaves only so many bytes of it. */
  cut(size: number): Promise<void>
  /** Waits until what was written is on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** What persistence asks of a file system; a test gives one that fails. */
export interface Disk {
  /** The path that links lead to, whether or not anything stands there. */
  resolve(path: string): Promise<string>
  /** What stands there; null where nothing does. */
  find(path: string): Promise<Found | null>
  makeFolder(path: string): Promise<void>
  /** Opens a file for writing; `anew`: an empty one is made, in the place of any other. */
  open(path: string, anew: boolean): Promise<OpenFile>
  /** The bytes of a file, in parts. */
  read(path: string): AsyncIterable<Buffer>
  /** The text of a small file; null where there is none. */
  readText(path: string): Promise<string | null>
  /** Makes a small file that must not be there yet. */
  create(path: string, text: string): Promise<void>
  /** Marks a file as written now. */
  touch(path: string): Promise<void>
  copy(from: string, to: string): Promise<void>
  /** Puts a file in the place of another, and its folder through to the disk. */
  move(from: string, to: string): Promise<void>
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>
  /** The names in a folder. */
  names(folder: string): Promise<string[]>
}

const MAX_LINKS = 40

export const disk: Disk = {
  async resolve(path) {
    let at = path
    for (let followed = 0; followed < MAX_LINKS; followed++) {
      at = join(await realFolder(dirname(at)), basename(at))
      const found = await lstat(at).catch(unlessMissing(null))
      if (!found?.isSymbolicLink()) return at
      at = resolve(dirname(at), await readlink(at))
    }
    throw Object.assign(new Error('its links form a loop'), { code: 'ELOOP' })
  },
  async find(path) {
    const found = await stat(path).catch(unlessMissing(null))
    return (
      found && { kind: kindOf(found), id: idOf(found), names: found.nlink, size: found.size, written: found.mtimeMs }
    )
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true })
  },
  async open(path, anew) {
    const handle = await open(path, anew ? 'w' : 'r+', 0o600)
    return {
      id: idOf(await handle.stat()),
      async write(bytes, at) {
        for (let done = 0; done < bytes.length; )
          done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten
      },
      cut: size => handle.truncate(size),
      sync: () => handle.datasync(),
      close: () => handle.close(),
    }
  },
  async *read(path) {
    const handle = await open(path, 'r')
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PART), 0, PART)
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await handle.close()
    }
  },
  readText: path => readFile(path, 'utf8').catch(unlessMissing(null)),
  // By a link, so that nobody ever reads a file that has no text yet.
  async create(path, text) {
    const whole = `${path}.${process.pid}.new`
    try {
      await writeFile(whole, text)
      await link(whole, path)
    } catch (error) {
      if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code!)) throw error
      await writeFile(path, text, { flag: 'wx' })
    } finally {
      await rm(whole, { force: true })
    }
  },
  async touch(path) {
    const now = new Date()
    await utimes(path, now, now)
  },
  copy: (from, to) => copyFile(from, to, constants.COPYFILE_EXCL),
  async move(from, to) {
    await rename(from, to)
    await syncFolder(dirname(to))
  },
  remove: path => rm(path, { force: true }),
  names: folder => readdir(folder),
}

const PART = 256 * 1024

/** What file systems say that know no links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** A folder by its real path; of one that does not exist yet, as far as it does. */
async function realFolder(path: string): Promise<string> {
  const real = await realpath(path).catch(unlessMissing(null))
  return real ?? join(await realFolder(dirname(path)), basename(path))
}

function kindOf(found: Stats): Found['kind'] {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'folder'
  if (found.isFIFO()) return 'pipe'
  return found.isSocket() ? 'socket' : 'device'
}

const idOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`

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
