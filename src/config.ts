import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CoverageOptions } from './client/coverage-report.ts'
import { faultOf } from './options.ts'
import type { ServerOptions } from './server.ts'

/** What a config file may say: the options of the server, and how the command behaves. */
export interface Config extends ServerOptions {
  /** Whether nothing is printed on start. */
  quiet?: boolean
  /** `json`: a line for each request. */
  log?: 'json'
  /** The file that is written once the server listens. */
  readyFile?: string
  /** What a run of tests asks of its coverage: a minimum in per cent, a file for its report. */
  coverage?: CoverageOptions
}

/** Why a value is not what a run may ask of its coverage. */
export function coverageFault(value: unknown): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'must be an object'
  const { cases, file, ...unknown } = value as CoverageOptions
  const [name] = Object.keys(unknown)
  if (name !== undefined) return `must not have ${JSON.stringify(name)}; known are cases, file`
  if (cases !== undefined && !(typeof cases === 'number' && cases >= 0 && cases <= 100))
    return `must have “cases” from 0 to 100, in per cent, not ${JSON.stringify(cases)}`
  if (file !== undefined && (typeof file !== 'string' || file === ''))
    return `must have a path for “file”, not ${JSON.stringify(file)}`
  return null
}

const COMMAND: Readonly<Record<string, (value: unknown) => string | null>> = {
  quiet: value => (typeof value === 'boolean' ? null : 'must be true or false'),
  log: value => (value === 'json' ? null : 'must be json'),
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

const NAMES = ['ts', 'js', 'json', 'yaml'].map(extension => `mock-server.config.${extension}`)

/**
 * Reads a config file: the one given, or the first `mock-server.config.{ts,js,json,yaml}` of the folder.
 *
 * @returns null where none is given and the folder has none
 * @throws {Error} where it cannot be read, or says what it may not
 */
export async function loadConfig(given: string | undefined, folder = process.cwd()): Promise<Config | null> {
  const name = given ?? NAMES.find(candidate => existsSync(join(folder, candidate)))
  if (name === undefined) return null
  const file = resolve(folder, name)
  if (!existsSync(file)) throw new Error(`Cannot read the config ${name}: there is no such file. Check the path.`)
  const config = await read(file, name)
  if (config === null || typeof config !== 'object' || Array.isArray(config)) {
    throw new Error(`Cannot use the config ${name}: it is no object. Export the options as its default.`)
  }
  for (const [option, value] of Object.entries(config)) {
    const fault = Object.hasOwn(COMMAND, option) ? COMMAND[option]!(value) : faultOf(option, value)
    if (fault) throw new Error(`Cannot use the config ${name}: ${option} ${fault}. Mend it, or leave it out.`)
  }
  return config as Config
}

async function read(file: string, name: string): Promise<unknown> {
  const extension = extname(file)
  try {
    if (/^\.(ya?ml|json)$/.test(extension)) {
      const { parse } = await import('yaml')
      return parse(await readFile(file, 'utf8'))
    }
    if (/^\.[cm]?js$/.test(extension)) return defaultOf(await import(pathToFileURL(file).href))
    if (/^\.[cm]?ts$/.test(extension)) return defaultOf(await importTypeScript(file))
  } catch (error) {
    if (error instanceof NoJiti) throw new Error(`Cannot read the config ${name}: ${error.message}`)
    const why = (error as Error).message.split('\n', 1)[0]!.replace(/[.:]$/, '')
    throw new Error(`Cannot read the config ${name}: ${why}. Mend the file.`)
  }
  throw new Error(`Cannot read the config ${name}: it ends with none of .ts, .js, .json, .yaml. Rename it.`)
}

const defaultOf = (module: unknown): unknown => {
  const inner = (module as { default?: unknown }).default ?? module
  return (inner as { default?: unknown } | null)?.default ?? inner
}

class NoJiti extends Error {}

/** Node 20 runs no TypeScript by itself. */
async function importTypeScript(file: string): Promise<unknown> {
  const loader = 'jiti'
  const { createJiti } = await import(loader).catch(() => {
    throw new NoJiti('a .ts file needs the package jiti. Run «npm install --save-dev jiti», or write it as .js.')
  })
  return createJiti(import.meta.url).import(file)
}
