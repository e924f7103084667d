import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { TestServer } from '../support/server.ts'

/** What a client of another language got, as its program prints it. */
export interface Got {
  readonly status: number
  readonly body: unknown
}

/** Whether a command is here and does what `args` ask of it. */
export const isHere = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args.length > 0 ? args : ['--version']).status === 0

/** Says in a test's name that what it needs is not here. */
export const unless = (isThere: boolean, what: string): string => (isThere ? '' : ` (not asked: no ${what} here)`)

/**
 * Runs a scene of a program of this folder: `php client.php URL SCENE`. It prints status and body as JSON.
 *
 * @throws {Error} where it fails, or says anything on its error stream
 */
export async function play(server: TestServer, command: string, program: string, scene: string): Promise<Got> {
  return JSON.parse(await printed(command, [join(import.meta.dirname, program), server.running.url, scene])) as Got
}

/** What a command prints. */
export function printed(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // A proxy of this machine has nothing to do with a server on it.
    const env = { ...process.env, http_proxy: '', HTTP_PROXY: '', no_proxy: '', NO_PROXY: '' }
    execFile(command, args, { env, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error || stderr !== '') reject(new Error(`${command} ${args.join(' ')}: ${stderr || error}`))
      else resolve(stdout)
    })
  })
}

/** Which rules the last request broke. */
export const brokenRules = ({ box }: TestServer): string[] =>
  box.journal
    .entries()
    .at(-1)!
    .violations.map(({ rule }) => rule)
