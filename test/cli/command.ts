import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'

/** The command as users have it is the built one. */
export const main = join(packageRoot, 'dist/src/cli/main.js')

/** What a developer may have set is not to show in what the command prints. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(POLIGON|LANG$|LC_|NO_COLOR|FORCE_COLOR)/.test(name)),
)

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command to its end. */
export function command(
  args: readonly string[],
  folder = packageRoot,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise(resolve => {
    const options = { cwd: folder, timeout: 15_000, env: { ...ENVIRONMENT, ...env } }
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? ((error.code as number | undefined) ?? null) : 0, stdout, stderr })
    })
  })
}

/** Runs what must fail with a code and one line on standard error. @returns the line */
export async function failingLine(line: string, expected: number, folder?: string): Promise<string> {
  const { code, stdout, stderr } = await command(line.split(' '), folder)
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: expected, stdout: '', lines: 1 })
  return stderr.trimEnd()
}

export interface Started {
  readonly ready: {
    readonly url: string
    readonly pid: number
    readonly adminToken: string | null
    readonly caFile?: string
  }
  /** What it printed so far. */
  stdout(): string
  stderr(): string
  /** Ends it by a signal. @returns its exit code, and how many milliseconds it took */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; took: number }>
}

/** Starts the server and waits for its ready file. */
export async function started(
  args: readonly string[],
  readyFile: string,
  folder = packageRoot,
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const options = { cwd: folder, env: { ...ENVIRONMENT, ...env } }
  const child = spawn(process.execPath, [main, ...args, '--ready-file', readyFile], options)
  const printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', part => (printed[stream] += part))
  const gone = new Promise<number | null>(resolve => child.once('exit', resolve))
  while (!existsSync(readyFile)) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${printed.stderr}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return {
    ready: JSON.parse(readFileSync(readyFile, 'utf8')),
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    async end(signal) {
      const asked = performance.now()
      child.kill(signal)
      return { code: await gone, took: performance.now() - asked }
    },
  }
}
