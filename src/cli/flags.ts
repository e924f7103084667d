import type { Config } from '../config.ts'
import { asSentence } from '../core/lib/as-sentence.ts'
import { checkStart } from '../core/scenarios/check.ts'
import { sayScenarioFlaw } from '../core/scenarios/scenario-flaw.ts'
import { knownApis } from '../known-apis.ts'
import { texts } from './language.ts'
import { meant, UsageError } from './usage.ts'

/** The command line's options, named as the config file names them. */
export interface Flags extends Omit<Config, 'allowedHosts' | 'readings' | 'profiles'> {
  allowedHost?: string[]
  reading?: Record<string, string>
  profile?: Record<string, string>
  config?: string
}

/** What of a config concerns the server itself. */
export function serverOptions(config: Config) {
  const { quiet, log, readyFile, watch, ...options } = config
  return options
}

/** Command line over config file; readings and profiles one by one. */
export function configOf(flags: Flags, config: Config): Config {
  const { allowedHost, reading, profile, config: _, ...same } = flags
  refuseBadStart({ ...same, readings: reading, profiles: profile }, config)
  return {
    ...config,
    ...same,
    ...(allowedHost && { allowedHosts: [...(config.allowedHosts ?? []), ...allowedHost] }),
    ...(same.allowWebhooks && { allowWebhooks: [...(config.allowWebhooks ?? []), ...same.allowWebhooks] }),
    ...(reading && { readings: { ...config.readings, ...reading } }),
    ...(profile && { profiles: { ...config.profiles, ...profile } }),
  }
}

/** @throws {UsageError} where the command line names an API, reading, zone or time that there is not */
function refuseBadStart(flags: Config, config: Config): void {
  const { api, now, timezone, readings, profiles, records: counts } = flags
  if (![api, now, timezone, readings, profiles].some(Boolean) && typeof counts !== 'object') return
  const known = knownApis(config.apis)
  const names = known.map(({ name }) => name)
  const unknown = api?.find(name => !names.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(texts.unknownApi(unknown, meant(unknown, names), names.join(', ')))
  }
  const [flaw] = checkStart({ now, timezone, readings, profiles, records: counts }, known)
  if (!flaw) return
  const isReading = flaw.path[0] === 'readings' || flaw.path[0] === 'profiles'
  throw new UsageError(texts.badStart(asSentence(sayScenarioFlaw(flaw)), isReading ? 'readings' : '--help'))
}
