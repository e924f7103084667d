import { loadConfig } from '../config.ts'
import type { Readings } from '../core/api/readings.ts'
import { knownApis } from '../known-apis.ts'
import { READINGS } from './readings.ts'

// Writes the readings of a config's own APIs, with their options, to standard output.

try {
  const apis = knownApis((await loadConfig(undefined))?.apis)
  const all = apis.flatMap(({ name, readings }) =>
    Object.entries(readings as Readings).map(
      ([topic, { options }]) => [`${name}.${topic}`, Object.keys(options)] as const,
    ),
  )
  const own = all.filter(([id]) => !Object.hasOwn(READINGS, id))
  process.stdout.write(JSON.stringify(Object.fromEntries(own)))
} catch (error) {
  process.stderr.write((error as Error).message)
  process.exitCode = 1
}
