import { type Config, loadConfig } from '../config.ts'
import { useOwnProcess } from '../own-process.ts'
import { type Running, run } from '../server.ts'
import { surviveStrayErrors } from '../stray-errors.ts'
import { banner } from './banner.ts'
import { configOf, type Flags, serverOptions } from './flags.ts'
import { progress } from './progress.ts'
import { announceInFolder, clearReady, writeReady } from './ready-file.ts'
import { inLanguage } from './report.ts'

/**
 * Starts a server as the command line and the config file say, and announces it.
 *
 * @param whenRunning told of it before anybody else is
 */
export async function serve(flags: Flags, whenRunning: (running: Running) => void): Promise<void> {
  useOwnProcess()
  const config = configOf(flags, (await loadConfig(flags.config)) ?? {})
  const { quiet, readyFile } = config
  const db = config.db ?? (process.env.POLIGON_DB || undefined)
  if (readyFile) clearReady(readyFile)
  if (config.apis || config.watch) surviveStrayErrors()
  const running = await run({
    ...serverOptions(config),
    ...(db !== undefined && { db }),
    onProblem: problem => void inLanguage(problem).then(console.error),
    ...(!quiet && { onProgress: progress(line => process.stderr.write(line)) }),
  })
  whenRunning(running)
  try {
    await announce(running, config)
    if (config.watch) await (await import('./watch/watch.ts')).watch(flags, config, running)
  } catch (error) {
    await running.close()
    throw error
  }
}

async function announce(running: Running, { quiet, log, readyFile, host }: Config): Promise<void> {
  const form = log ?? (process.stdout.isTTY && !quiet ? 'pretty' : 'off')
  if (form === 'json') (await import('./log/json.ts')).logJson(running)
  if (form === 'pretty') (await import('./log/pretty.ts')).logPretty(running)
  if (!quiet) {
    // The log for programs is alone on its stream, for what reads it line by line.
    const stream = form === 'json' ? process.stderr : process.stdout
    stream.write(banner(running, host))
  }
  announceInFolder(running)
  // The last: who waits for it finds the rest in its place.
  if (readyFile) writeReady(readyFile, running)
}
