import { join } from 'node:path'
import type { Api } from './core/api/api.ts'
import { checkSchemas } from './core/api/check-schemas.ts'
import { defineApi } from './core/api/define-api.ts'
import { type WriteChecks, writeCheckOf } from './core/api/write-check.ts'
import { asSentence } from './core/lib/as-sentence.ts'
import { didYouMean } from './core/lib/nearest.ts'
import { isBuilt, packageRoot } from './core/lib/package-root.ts'
import { checkOwn } from './core/scenarios/check-own.ts'
import { ScenarioFiles } from './core/scenarios/files.ts'
import { InitialWorlds } from './core/scenarios/initial-worlds.ts'
import { Prepared } from './core/scenarios/prepared.ts'
import type { Start } from './core/scenarios/scenario.ts'
import { sayScenarioFlaw } from './core/scenarios/scenario-flaw.ts'
import { Validation } from './core/validation/validation.ts'
import { refuseTakenPaths, withBuiltIn } from './known-apis.ts'
import type { ServerOptions } from './options.ts'

/** What a server answers from: the part of it that can be replaced while it runs. */
export interface ServedContent {
  readonly apis: readonly Api[]
  /** Those that are not served, too. */
  readonly known: readonly Api[]
  /** The user's. */
  readonly own: readonly Api[]
  readonly scenarios: ScenarioFiles
  readonly initialWorlds: InitialWorlds
  readonly validation: Validation
  readonly writeCheck: WriteChecks
}

/** @throws {Error} in words, where the options ask for what cannot be */
export async function contentOf(options: ServerOptions): Promise<ServedContent> {
  const own = (options.apis ?? []).map(defineApi)
  const known = withBuiltIn(own)
  const apis = chooseApis(options.api, known)
  refuseTakenPaths(apis)
  const validators = isBuilt ? join(packageRoot, 'dist/validators') : undefined
  const validation = new Validation(join(packageRoot, 'schemas'), validators)
  for (const api of own) checkSchemas(api, validation)
  const prepared = isBuilt ? Prepared.read(join(packageRoot, 'dist/prepared.json')) : undefined
  const scenarios = new ScenarioFiles(join(packageRoot, 'scenarios'), prepared, own)
  await checkOwn(own, scenarios)
  const start = await startOf(options, scenarios, known)
  const writeCheck: WriteChecks = api => (own.includes(api) ? writeCheckOf(api, validation) : undefined)
  return {
    apis,
    known,
    own,
    writeCheck,
    scenarios,
    initialWorlds: new InitialWorlds({ apis, scenarios, start, prepared, progress: options.onProgress, writeCheck }),
    validation,
  }
}

function chooseApis(names: readonly string[] | undefined, known: readonly Api[]): readonly Api[] {
  for (const name of names ?? []) {
    if (!known.some(api => api.name === name)) {
      throw new Error(
        `Cannot serve API ${JSON.stringify(name)}: it is not the name of an API.${didYouMean(
          name,
          known.map(api => api.name),
        )} Choose from ${known.map(api => api.name).join(', ')}.`,
      )
    }
  }
  return names ? known.filter(api => names.includes(api.name)) : known
}

/** What the options ask every sandbox to start from, checked where they ask for anything. */
async function startOf(options: ServerOptions, scenarios: ScenarioFiles, known: readonly Api[]): Promise<Start> {
  const { scenario, seed, records, now, frozen, timezone, profiles, readings, strict } = options
  const start: Start = { seed, records, now, frozen, timezone, profiles, readings, strict }
  if (Object.values(start).some(value => value !== undefined)) {
    const { checkStart } = await import('./core/scenarios/check.ts')
    const [flaw] = checkStart(start, known)
    if (flaw) throw new Error(`Cannot start: ${asSentence(sayScenarioFlaw(flaw))} Fix it, or leave it out.`)
  }
  return { ...start, scenario: scenario && (await scenarios.open(scenario, known)) }
}
