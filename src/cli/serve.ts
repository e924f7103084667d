import { builtInApis } from '../apis/index.ts'
import { type Config, loadConfig } from '../config.ts'
import { checkStart } from '../core/scenarios/check.ts'
import { sayScenarioFlaw } from '../core/scenarios/scenario-flaw.ts'
import { type Running, run } from '../server.ts'
import { banner } from './banner.ts'
import { progress } from './progress.ts'
import { clearReady, writeReady } from './ready-file.ts'
import { UsageError } from './usage.ts'

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
  const config = optionsOf(flags, (await loadConfig(flags.config)) ?? {})
  const { quiet, log, readyFile, coverage, ...options } = config
  if (readyFile) clearReady(readyFile)
  const running = await run({ ...options, ...(!quiet && { onProgress: progress(line => process.stderr.write(line)) }) })
  whenRunning(running)
  try {
    await announce(running, { quiet, log, readyFile })
  } catch (error) {
    await running.close()
    throw error
  }
}

async function announce(running: Running, { quiet, log, readyFile }: Config): Promise<void> {
  if (log === 'json') (await import('./json-log.ts')).logRequests(running)
  if (!quiet) {
    // The log is alone on its stream, for what reads it line by line.
    const stream = log === 'json' ? process.stderr : process.stdout
    stream.write(banner(running))
  }
  if (readyFile) writeReady(readyFile, running)
}

/** Command line over config file; readings and profiles one by one. */
function optionsOf(flags: Flags, config: Config): Config {
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
    throw new UsageError(
      `Cannot serve API ${JSON.stringify(unknown)}: there is none of that name. Choose from ${names.join(', ')}.`,
    )
  }
  const [flaw] = checkStart({ now, timezone, readings, profiles, records: counts }, known)
  if (flaw)
    throw new UsageError(`Cannot start: ${sayScenarioFlaw(flaw)}. See mock-server readings and mock-server --help.`)
}
