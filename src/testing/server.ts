import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ServerOptions } from '../client/types.ts'
import { packageRoot } from '../core/lib/package-root.ts'

/** What a server in a process of its own is started with: options that can be written as JSON. */
export interface ProcessOptions {
  readonly options?: Omit<ServerOptions, 'apis' | 'onDefect' | 'onProblem' | 'onProgress'>
  /** A process beside its parent that it must not outlive. */
  readonly while?: number
}

export interface ServerProcess {
  readonly url: string
  readonly runId: string
  /** Empty where none is needed. */
  readonly adminToken: string
  /** Ends it; resolves when it is gone. */
  end(): Promise<void>
}

/** The file that such a process runs; its options are in `POLIGON_PROCESS`. */
export const entry: string = join(packageRoot, 'dist/src/testing/server-process.js')

/**
 * Starts a server in a process of its own: a test that blocks its thread, or puts a false clock in, leaves it alone.
 * The process ends with this one, and keeps it from nothing.
 *
 * @param cwd where `mock-server.config.*` is looked for
 * @throws {Error} where it cannot start, in its own words
 */
export function startProcess(asked: ProcessOptions = {}, cwd = process.cwd()): Promise<ServerProcess> {
  const env = { ...process.env, POLIGON_PROCESS: JSON.stringify(asked) }
  const child = spawn(process.execPath, [entry], { cwd, env, stdio: 'pipe', windowsHide: true })
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.stdin.on('error', () => {})
  let said = ''
  const listen = (part: unknown): string => (said += part)
  child.stderr.on('data', listen)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => {
      reject(new Error(said.trim() || `Cannot start the mock server: its process ended with ${code}.`))
    })
    createInterface(child.stdout).once('line', line => {
      child.stderr.off('data', listen).pipe(process.stderr)
      for (const handle of [child, child.stdin, child.stdout, child.stderr]) (handle as Socket).unref()
      resolve({
        ...(JSON.parse(line) as Omit<ServerProcess, 'end'>),
        end() {
          child.ref()
          child.stdin.end()
          return gone
        },
      })
    })
  })
}
