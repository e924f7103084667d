import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Running } from '../server.ts'

/** Takes away what an earlier run wrote: who waits for the file must not find that one. */
export function clearReady(file: string): void {
  telling(file, () => rmSync(file, { force: true }))
}

/** Tells who waits for it that the server listens, and where: the file is there whole or not at all. */
export function writeReady(file: string, { url, adminToken }: Pick<Running, 'url' | 'adminToken'>): void {
  const unfinished = `${file}.${process.pid}`
  telling(file, () => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(unfinished, `${JSON.stringify({ url, pid: process.pid, adminToken })}\n`, { mode: 0o600 })
    renameSync(unfinished, file)
  })
}

function telling(file: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new Error(`Cannot write the ready file ${file}: ${(error as Error).message}. Choose another path.`)
  }
}
