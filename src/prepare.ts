import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtInApis } from './apis/index.ts'
import { generatedFor } from './core/scenarios/base.ts'
import { ScenarioFiles } from './core/scenarios/files.ts'
import type { PreparedFile } from './core/scenarios/prepared.ts'
import { DEFAULT_RECORDS, DEFAULT_SEED, type Scenario } from './core/scenarios/scenario.ts'
import { packageRoot } from './package-root.ts'

// The last step of the build: writes what a start with usual options needs, beside the compiled code.

const scenarios = new ScenarioFiles(join(packageRoot, 'scenarios'))
const usual = { scenario: 'documented', seed: DEFAULT_SEED, count: DEFAULT_RECORDS }
const chain = await scenarios.chain(usual.scenario)
const named: Record<string, Scenario> = {}
for (const { name } of await scenarios.list()) named[name] = (await scenarios.chain(name)).at(-1)!
const generated: Record<string, PreparedFile['generated'][string]> = {}
for (const api of builtInApis) generated[api.name] = await generatedFor(api, chain, usual.seed, usual.count)

const file: PreparedFile = { scenarios: named, usual, generated }
writeFileSync(fileURLToPath(new URL('../prepared.json', import.meta.url)), JSON.stringify(file))
