import { builtInApis } from '../apis/index.ts'
import { type Config, loadConfig } from '../config.ts'
import { checkStart } from '../core/scenarios/check.ts'
import { asSentence, sayFlaw } from '../core/scenarios/flaw.ts'
import { type Running, run } from '../server.ts'
import { banner } from './banner.ts'
import { texts } from './language.ts'
import { progress } from './progress.ts'
import { announceInFolder, clearReady, writeReady } from './ready-file.ts'
import { inLanguage } from './report.ts'
import { meant, UsageError } from './usage.ts'

/** The command line's options, named as the config file names them. */
export interface Flags extends Omit<Config, 'allowedHosts' | 'readings' | 'profiles'> {
  allowedHost?: string[]
  reading?: Record<string, string>
  profile?: Record<string, string>
  config?: string
}

/**
 * Starts a server as the command line and the config file say, and announces it.
 *
 * @param whenRunning told of it before anybody else is
 */
export async function serve(flags: Flags, whenRunning: (running: Running) => void): Promise<void> {
  const config = configOf(flags, (await loadConfig(flags.config)) ?? {})
  const { quiet, readyFile } = config
  if (readyFile) clearReady(readyFile)
  const running = await run({
    ...serverOptions(config),
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

/** What of a config concerns the server itself. */
export function serverOptions(config: Config) {
  const { quiet, log, readyFile, watch, ...options } = config
  return options
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
  if (readyFile) writeReady(readyFile, running)
  announceInFolder(running)
}

/** Command line over config file; readings and profiles one by one. */
export function configOf(flags: Flags, config: Config): Config {
  const { allowedHost, reading, profile, config: _, ...same } = flags
  refuseBadStart({ ...same, readings: reading, profiles: profile }, config)
  return {
    ...config,
    ...same,
    ...(allowedHost && { allowedHosts: [...(config.allowedHosts ?? []), ...allowedHost] }),
    ...(reading && { readings: { ...config.readings, ...reading } }),
    ...(profile && { profiles: { ...config.profiles, ...profile } }),
  }
}

/** @throws {UsageError} where the command line names an API, reading, zone or time that there is not */
function refuseBadStart(flags: Config, config: Config): void {
  const { api, now, timezone, readings, profiles, records: counts } = flags
  if (![api, now, timezone, readings, profiles].some(Boolean) && typeof counts !== 'object') return
  const known = [...builtInApis, ...(config.apis ?? [])]
  const names = known.map(({ name }) => name)
  const unknown = api?.find(name => !names.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(texts.unknownApi(unknown, meant(unknown, names), names.join(', ')))
  }
  const [flaw] = checkStart({ now, timezone, readings, profiles, records: counts }, known)
  if (flaw) throw new UsageError(texts.badStart(asSentence(sayFlaw(flaw))))
}
