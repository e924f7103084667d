import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtInApis } from './apis/index.ts'
import { packageRoot } from './core/lib/package-root.ts'
import { ScenarioFiles } from './core/scenarios/files.ts'
import type { PreparedFile } from './core/scenarios/prepared.ts'
import { DEFAULT_RECORDS, DEFAULT_SEED, type Scenario } from './core/scenarios/scenario.ts'
import { compileFormsAhead } from './core/scenarios/scenario-form.ts'
import { generatedFor } from './core/scenarios/world.ts'
import { compileAhead } from './core/validation/ajv.ts'

// The last step of the build: writes what a start with usual options needs, beside the compiled code.

const scenarios = new ScenarioFiles(join(packageRoot, 'scenarios'))
const usual = { scenario: 'documented', seed: DEFAULT_SEED, count: DEFAULT_RECORDS }
const chain = await scenarios.chain(usual.scenario)
const named: Record<string, Scenario> = {}
for (const { name } of await scenarios.list()) named[name] = (await scenarios.chain(name)).at(-1)!
const generated: Record<string, PreparedFile['generated'][string]> = {}
for (const api of builtInApis) generated[api.name] = await generatedFor(api, chain, usual.seed, usual.count)

const file: PreparedFile = { scenarios: named, usual, generated }
writeFileSync(join(packageRoot, 'dist/prepared.json'), JSON.stringify(file))

const schemas = join(packageRoot, 'schemas')
mkdirSync(join(packageRoot, 'dist/validators'), { recursive: true })
for (const entry of readdirSync(schemas, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue
  writeFileSync(join(packageRoot, 'dist/validators', `${entry.name}.cjs`), compileAhead(schemas, entry.name))
}

writeFileSync(join(packageRoot, 'dist/validators/scenario.cjs'), compileFormsAhead())

// What Jest loads by `require` lies in a folder of its own, in a package of modules.
const commonJs = join(packageRoot, 'dist/cjs')
mkdirSync(join(commonJs, 'src/testing'), { recursive: true })
writeFileSync(join(commonJs, 'package.json'), '{ "type": "commonjs" }\n')
// Its types are those of the modules, so that names of the user's own hold for both.
const MODULE = `'../../../src/testing/jest.js' with { 'resolution-mode': 'import' }`
writeFileSync(
  join(commonJs, 'src/testing/jest.d.ts'),
  `import type * as jest from ${MODULE}
export type * from ${MODULE}
export declare const useSandbox: typeof jest.useSandbox
export declare const forEachReading: typeof jest.forEachReading
`,
)
