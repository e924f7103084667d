import { parseIso } from '../lib/zone.ts'
import type { Settings } from '../scenarios/scenario.ts'
import { type ClockState, clockAt } from './clock.ts'

/** What is in force in a sandbox beside its data; its settings keep what it started with. */
export interface ActiveSettings {
  seed: number
  timezone: string
  profiles: Readonly<Record<string, string>>
  readings: Readonly<Record<string, string>>
  strict: boolean
  /** Whether its records may refer to nothing. */
  unchecked: boolean
}

/**
 * What is in force in a sandbox that begins, and its clock.
 *
 * @param real milliseconds since the epoch, really
 */
export function initialSettings(settings: Settings, real: number): ActiveSettings & { clock: ClockState } {
  const { seed, timezone, frozen, profiles, readings, strict, unchecked } = settings
  const now = settings.now === undefined ? undefined : (parseIso(settings.now, timezone) ?? undefined)
  return { clock: clockAt(real, now, frozen), seed, timezone, profiles, readings, strict, unchecked }
}
