import type { Disk } from './disk.ts'

/** A file that another server keeps its sandboxes in. */
export class InUse extends Error {
  override readonly name = 'InUse'

  constructor(file: string, lock: string, pid: number) {
    super(
      `Cannot use the database ${file}: the server with process id ${pid} keeps its sandboxes in it. ` +
        `Stop that server, or give this one another file. If ${pid} is no mock server, remove ${lock}.`,
    )
  }
}

/** Locks that servers of this process hold: a process cannot tell its own lock from that of a dead one with its pid. */
const held = new Set<string>()

/**
 * Makes sure that no other server uses a file. The lock names the process that holds it; that of a process that is no
 * more is taken over.
 *
 * @returns gives the lock back
 * @throws {InUse}
 */
export async function lockFile(file: string, disk: Disk): Promise<() => Promise<void>> {
  const lock = `${file}.lock`
  if (held.has(lock)) throw new InUse(file, lock, process.pid)
  held.add(lock)
  try {
    await acquire(file, lock, disk)
  } catch (error) {
    held.delete(lock)
    throw error
  }
  return async () => {
    held.delete(lock)
    await disk.remove(lock)
  }
}

async function acquire(file: string, lock: string, disk: Disk): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      return await disk.create(lock, `${process.pid}\n`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await disk.read(lock)
    const pid = Number(holder)
    if (pid !== process.pid && isAlive(pid)) throw new InUse(file, lock, pid)
    await takeOff(lock, holder, disk)
  }
  throw new Error(
    `Cannot lock the database ${file}: ${lock} comes back each time that it is removed. Stop other servers.`,
  )
}

/** Takes a dead lock off, unless another server was faster: then what is moved away is not what was read. */
async function takeOff(lock: string, holder: string | null, disk: Disk): Promise<void> {
  const aside = `${lock}.${process.pid}`
  try {
    await disk.move(lock, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if ((await disk.read(aside)) === holder) await disk.remove(aside)
  else await disk.move(aside, lock)
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
