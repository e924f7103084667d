import { loadConfig } from '../config.ts'
import { checkOptions } from '../options.ts'
import { useOwnProcess } from '../own-process.ts'
import { run } from '../server.ts'
import { surviveStrayErrors } from '../stray-errors.ts'
import type { ProcessOptions } from './server.ts'

// A server in a process of its own, for test runners. It says on standard output where it listens, and ends when its
// standard input does: with whoever started it, however that dies.

const { while: runner, options }: ProcessOptions = JSON.parse(process.env.POLIGON_PROCESS ?? '{}')

// Ctrl-C reaches the whole group of processes; the tests that are under way still need the server.
process.on('SIGINT', () => {})

useOwnProcess()
try {
  // Of the config file goes what concerns the command alone, `db` (a run of tests keeps nothing), and HTTPS: code under
  // test would have to trust an authority that it cannot know before it starts.
  const { quiet, log, readyFile, watch, coverage, db, dbReset, port, https, tlsCert, tlsKey, ...config } =
    (await loadConfig(undefined)) ?? {}
  checkOptions(options ?? {})
  if (config.apis) surviveStrayErrors()
  const running = await run({ ...config, port: 0, ...options })
  const { url, runId, adminToken } = running
  const end = (): void => {
    setTimeout(() => process.exit(), 900).unref()
    running.close().then(() => process.exit())
  }
  for (const event of ['end', 'close', 'error']) process.stdin.once(event, end)
  process.stdin.resume()
  process.once('SIGTERM', end)
  if (runner !== undefined) setInterval(() => isAlive(runner) || end(), 250).unref()
  process.stdout.write(`${JSON.stringify({ url, runId, adminToken: adminToken ?? '' })}\n`)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
