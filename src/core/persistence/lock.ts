import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Disk } from './disk.ts'

/** A file that another server keeps its sandboxes in. */
export class InUse extends Error {
  override readonly name = 'InUse'

  constructor(file: string, { pid, host }: Holder) {
    super(
      `Cannot use the database ${file}: the server with process id ${pid} on host ${host} keeps its sandboxes in it. ` +
        `Stop that server, or give this one another file.`,
    )
  }
}

/** Who holds a lock, as its file says. */
interface Holder {
  /** Another one for each lock that is taken. */
  readonly id: string
  readonly pid: number
  readonly host: string
  /** The running kernel and the processes that it shows to the holder; null where the system does not tell. */
  readonly processes: string | null
}

export interface Lock {
  /** Whether another server had it, and did not give it back. */
  readonly wasTakenOver: boolean
  /** Whether it is ours: a server that stood still for long may have lost it. */
  isHeld(): Promise<boolean>
  /** Gives it back. */
  release(): Promise<void>
}

/** Milliseconds between two signs of life. */
const BEAT = 1000
/** A lock without a sign of life for so long is that of a server that is gone. */
const LAPSE = 5000
const LOOK = 100

/**
 * Makes sure that no other server uses a file, also from another container or host that shares its folder: a lock file
 * beside it is marked as written again every second. Whoever finds one watches it by its own clock.
 *
 * @param report told, in a sentence, what is waited for
 * @throws {InUse}
 */
export async function lockFile(file: string, disk: Disk, report: (message: string) => void): Promise<Lock> {
  const path = `${file}.lock`
  const own: Holder = { id: randomUUID(), pid: process.pid, host: hostname(), processes: processes() }
  const text = `${JSON.stringify(own)}\n`
  let wasTakenOver = false
  for (;;) {
    try {
      await disk.create(path, text)
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const found = await disk.readText(path)
    if (found === null) continue
    await watch(file, path, found, disk, report)
    await takeOff(path, found, own.id, disk)
    wasTakenOver = true
  }
  const isOwn = async (): Promise<boolean> => (await disk.readText(path)) === text
  const beat = async (): Promise<void> => {
    if (await isOwn()) await disk.touch(path)
  }
  const beats = setInterval(() => void beat().catch(() => {}), BEAT).unref()
  return {
    wasTakenOver,
    async isHeld() {
      const found = await disk.readText(path)
      // One that somebody removed, perhaps with its folder, is made again.
      if (found === null) await disk.create(path, text)
      return found === null || found === text
    },
    async release() {
      clearInterval(beats)
      if (await isOwn()) await disk.remove(path)
    },
  }
}

/** Waits until it is sure that a lock's holder is gone. @throws {InUse} where it lives */
async function watch(
  file: string,
  path: string,
  text: string,
  disk: Disk,
  report: (message: string) => void,
): Promise<void> {
  const holder = holderOf(text)
  if (holder.processes !== null && holder.processes === processes() && !isAlive(holder.pid)) return
  const first = await disk.find(path)
  const began = performance.now()
  let isTold = false
  while (performance.now() - began < LAPSE) {
    await new Promise(resolve => setTimeout(resolve, LOOK))
    // What is read anew shows a beat on a network's file system too.
    const now = await disk.readText(path)
    const found = now === null ? null : await disk.find(path)
    if (found === null) return
    if (now !== text || found.written !== first?.written) throw new InUse(file, holderOf(now!))
    if (!isTold && performance.now() - began > 1.5 * BEAT) {
      isTold = true
      report(
        `The database ${file} is locked by process id ${holder.pid} on host ${holder.host}, which shows no sign of life: ` +
          `waiting ${LAPSE / 1000} seconds before it is taken over.`,
      )
    }
  }
}

function holderOf(text: string): Holder {
  const unknown: Holder = { id: '', pid: 0, host: 'unknown', processes: null }
  try {
    return { ...unknown, ...(JSON.parse(text) as Partial<Holder>) }
  } catch {
    return unknown
  }
}

/** Takes a dead lock off, unless another server was faster: then what is moved away is not what was read. */
async function takeOff(lock: string, text: string, id: string, disk: Disk): Promise<void> {
  const aside = `${lock}.${id}`
  try {
    await disk.move(lock, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if ((await disk.readText(aside)) === text) await disk.remove(aside)
  else await disk.move(aside, lock)
}

/** Process ids mean the same to those who give the same text: one start of one kernel, one container. */
function processes(): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
