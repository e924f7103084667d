import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { whyUnwritable } from '../core/lib/file-error.ts'
import type { Running } from '../server.ts'
import { texts } from './language.ts'

/** Where commands beside a running server look for it. */
export const FOLDER_READY = join('.poligon', 'ready.json')

/** What a ready file says. */
export interface Ready {
  readonly url: string
  readonly pid: number
  readonly adminToken: string | null
  /** The authority that clients must trust, where the server speaks HTTPS with a certificate of its own. */
  readonly caFile?: string
}

/** Takes away what an earlier run wrote: who waits for the file must not find that one. */
export function clearReady(file: string): void {
  telling(file, () => rmSync(file, { force: true }))
}

/** Tells who waits for it that the server listens, and where: the file is there whole or not at all. */
export function writeReady(file: string, running: Pick<Running, 'url' | 'adminToken' | 'caFile'>): void {
  telling(file, () => write(file, running))
}

/**
 * Writes the ready file of the working folder, where that is the folder of a project, and takes it away when the
 * process ends; where another server began there meanwhile, it is that one's and stays.
 */
export function announceInFolder(running: Pick<Running, 'url' | 'adminToken' | 'caFile'>): void {
  if (!existsSync('package.json')) return
  try {
    keepOutOfGit()
    write(FOLDER_READY, running)
  } catch {
    // A folder where nothing can be written; the server runs all the same, and --url names it.
    return
  }
  process.on('exit', () => {
    if (readReady()?.pid === process.pid) rmSync(FOLDER_READY, { force: true })
  })
}

/** The ready file of the working folder; null where there is none that can be read. */
export function readReady(): Ready | null {
  try {
    return JSON.parse(readFileSync(FOLDER_READY, 'utf8')) as Ready
  } catch {
    return null
  }
}

function write(file: string, { url, adminToken, caFile }: Pick<Running, 'url' | 'adminToken' | 'caFile'>): void {
  const unfinished = `${file}.${process.pid}`
  const ready: Ready = { url, pid: process.pid, adminToken, ...(caFile !== null && { caFile }) }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(unfinished, `${JSON.stringify(ready)}\n`, { mode: 0o600 })
  renameSync(unfinished, file)
}

/** Tokens and keys lie in the folder. */
function keepOutOfGit(): void {
  const ignore = join(dirname(FOLDER_READY), '.gitignore')
  if (existsSync(ignore)) return
  mkdirSync(dirname(ignore), { recursive: true })
  writeFileSync(ignore, '*\n')
}

function telling(file: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new Error(texts.readyFile(file, whyUnwritable(error)))
  }
}
