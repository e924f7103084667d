import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CoverageOptions } from './client/coverage-report.ts'
import type { ServerOptions } from './client/types.ts'
import { asSentence } from './core/lib/as-sentence.ts'
import { isObject } from './core/lib/is-object.ts'
import { type ScenarioFlaw, sayScenarioFlaw } from './core/scenarios/scenario-flaw.ts'
import { faultOf } from './options.ts'
import { readConfig } from './read-config.ts'

/** What a config file may say: the options of the server, and how the command behaves. */
export interface Config extends ServerOptions {
  /** Whether nothing is printed on start. */
  quiet?: boolean
  /** A line for each request: `pretty` for people (the default on a terminal), `json` for programs, or `off`. */
  log?: 'pretty' | 'json' | 'off'
  /** The file that is written once the server listens. */
  readyFile?: string
  /** Whether scenario files, the config and APIs of your own are reloaded when they change. */
  watch?: boolean
  /** What a run of tests asks of its coverage: a minimum in percent, a file for its report. */
  coverage?: CoverageOptions
}

/** Why a value is not what a run may ask of its coverage. */
export function coverageFault(value: unknown): string | null {
  if (!isObject(value)) return 'must be an object'
  const { cases, file, ...unknown } = value as CoverageOptions
  const [name] = Object.keys(unknown)
  if (name !== undefined) return `must not have ${JSON.stringify(name)}; choose from cases, file`
  if (cases !== undefined && !(typeof cases === 'number' && cases >= 0 && cases <= 100))
    return `must have “cases” from 0 to 100, in percent, not ${JSON.stringify(cases)}`
  if (file !== undefined && (typeof file !== 'string' || file === ''))
    return `must have a path for “file”, not ${JSON.stringify(file)}`
  return null
}

const isFlag = (value: unknown): string | null => (typeof value === 'boolean' ? null : 'must be true or false')

const COMMAND: Readonly<Record<keyof Omit<Config, keyof ServerOptions>, (value: unknown) => string | null>> = {
  quiet: isFlag,
  watch: isFlag,
  log: value => (/^(pretty|json|off)$/.test(String(value)) ? null : 'must be pretty, json or off'),
  coverage: coverageFault,
  readyFile: value => (typeof value === 'string' && value !== '' ? null : 'must be a path'),
}

/**
 * Types a config file.
 *
 * @example
 * // mock-server.config.ts
 * export default defineConfig({ scenario: 'blank', readings: { 'salesman.status': 'ok' } })
 */
export function defineConfig(config: Config): Config {
  return config
}

/** The names under which a config is found, the first that exists. */
export const CONFIG_NAMES = ['ts', 'js', 'json', 'yaml'].map(extension => `mock-server.config.${extension}`)

/**
 * Reads a config file: the one given, or the first `mock-server.config.{ts,js,json,yaml}` of the folder.
 *
 * @param isFresh whether modules are read anew, those too that it imports by a path
 * @returns null where none is given and the folder has none
 * @throws {Error} where it cannot be read, or says what it may not
 */
export async function loadConfig(
  given: string | undefined,
  folder = process.cwd(),
  isFresh = false,
): Promise<Config | null> {
  const name = given ?? CONFIG_NAMES.find(candidate => existsSync(join(folder, candidate)))
  if (name === undefined) return null
  const file = resolve(folder, name)
  if (!existsSync(file)) throw new Error(`Cannot read the config ${name}: the file does not exist. Check the path.`)
  const { value: config, place } = await readConfig(file, name, isFresh)
  if (config === null || typeof config !== 'object' || Array.isArray(config)) {
    throw new Error(`Cannot use the config ${name}: it is not an object. Export the options as default.`)
  }
  for (const [option, value] of Object.entries(config)) {
    const fault = Object.hasOwn(COMMAND, option)
      ? COMMAND[option as keyof typeof COMMAND](value)
      : faultOf(option, value, Object.keys(COMMAND))
    if (fault) {
      throw new Error(
        `Cannot use the config ${name}${place([option])}: ${option} ${asSentence(fault)} Fix it, or leave it out.`,
      )
    }
  }
  const flaw = await startFlawOf(config as Config)
  if (flaw) {
    throw new Error(
      `Cannot use the config ${name}${place(flaw.path)}: ${asSentence(sayScenarioFlaw(flaw))} Fix it, or leave it out.`,
    )
  }
  return config as Config
}

/** What is wrong with the start that a config asks for. Most ask for none, and wait for no check. */
async function startFlawOf(config: Config): Promise<ScenarioFlaw | undefined> {
  const { seed, records, now, frozen, timezone, profiles, readings, strict } = config
  const start = { seed, records, now, frozen, timezone, profiles, readings, strict }
  if (Object.values(start).every(value => value === undefined)) return undefined
  const [{ knownApis }, { checkStart }] = await Promise.all([
    import('./known-apis.ts'),
    import('./core/scenarios/check.ts'),
  ])
  return checkStart(start, knownApis(config.apis))[0]
}
