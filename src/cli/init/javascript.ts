import { ACCOUNT, type NewFile, type Plan, type Project } from './runner.ts'

const HEADERS = `const headers = {
  'content-type': 'application/json',
  apikey: '${ACCOUNT.apikey}',
  login: '${ACCOUNT.login}',
}`

/** What stands for the user's own code. */
const add = (types: boolean): string => `// Put a call of your own code here: all that it needs is the base URL.
const add = (baseUrl${types ? ': string' : ''}, title${types ? ': string' : ''}) =>
  fetch(\`\${baseUrl}/client/add\`, { method: 'POST', headers, body: JSON.stringify({ title }) })`

const TITLE = 'a company that is there already is not added again'
const CALL = `const answer = await add(sandbox.baseUrl('salesman'), 'ООО Ромашка')`

export function vitestPlan(project: Project): Plan {
  const { isTypeScript, tests } = project
  const config = project.first(
    ['vitest.config', 'vite.config'].flatMap(name => ENDINGS.map(ending => `${name}.${ending}`)),
  )
  const own = isTypeScript ? 'vitest.config.ts' : 'vitest.config.mjs'
  const line = "globalSetup: 'poligon/vitest/global-setup'"
  const test: NewFile = {
    file: `${tests}/poligon.test.${isTypeScript ? 'ts' : 'mjs'}`,
    text: `import { test } from 'poligon/vitest'
import { expect } from 'vitest'

${HEADERS}

${add(isTypeScript)}

test('${TITLE}', async ({ sandbox }) => {
  ${CALL}
  expect(await answer.json()).toMatchObject({ error: { code: 406 }, data: 7001 })
  expect(await sandbox.changes()).toEqual([])
})
`,
  }
  const whole = `import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { ${line} } })
`
  return { ...withConfig(project, config, own, whole, `test: { ${line} }`, test), run: 'npx vitest run' }
}

export function playwrightPlan(project: Project): Plan {
  const { isTypeScript } = project
  const config = project.first(ENDINGS.map(ending => `playwright.config.${ending}`))
  const said = config && /\btestDir:\s*['"`](?:\.\/)?([^'"`]+)/.exec(project.read(config))?.[1]
  const folder = said ?? project.first(['e2e', 'tests']) ?? 'e2e'
  const own = isTypeScript ? 'playwright.config.ts' : 'playwright.config.mjs'
  const test: NewFile = {
    file: `${folder.replace(/\/$/, '')}/poligon.spec.${isTypeScript ? 'ts' : 'mjs'}`,
    text: `import { expect, test } from 'poligon/playwright'

${HEADERS}

test('${TITLE}', async ({ request, sandbox }) => {
  // Put a page of your own here, which asks sandbox.baseUrl('salesman').
  const answer = await request.post(\`\${sandbox.baseUrl('salesman')}/client/add\`, { headers, data: { title: 'ООО Ромашка' } })
  expect(await answer.json()).toMatchObject({ error: { code: 406 }, data: 7001 })
  expect(await sandbox.changes()).toEqual([])
})
`,
  }
  const whole = `import { defineConfig } from '@playwright/test'
import { webServer } from 'poligon/playwright'

export default defineConfig({ testDir: '${folder}', webServer: webServer() })
`
  const lines = "import { webServer } from 'poligon/playwright'\nwebServer: webServer(),"
  return { ...withConfig(project, config, own, whole, lines, test), run: 'npx playwright test' }
}

export function jestPlan(project: Project): Plan {
  const { isModule, tests } = project
  const inManifest = /"jest"\s*:\s*\{/.test(project.read('package.json')) ? 'package.json' : undefined
  const config = project.first([...ENDINGS, 'json'].map(ending => `jest.config.${ending}`)) ?? inManifest
  const test: NewFile = {
    file: `${tests}/poligon.test.${isModule ? 'cjs' : 'js'}`,
    text: `const { useSandbox } = require('poligon/jest')

const sandbox = useSandbox()

${HEADERS}

${add(false)}

test('${TITLE}', async () => {
  ${CALL}
  expect(await answer.json()).toMatchObject({ error: { code: 406 }, data: 7001 })
  expect(await sandbox.changes()).toEqual([])
})
`,
  }
  // Jest 29 finds no test that ends with .cjs by itself.
  const match = isModule ? "\n  testMatch: ['**/?(*.)+(spec|test).?([cm])[jt]s?(x)']," : ''
  const setup = { globalSetup: 'poligon/jest/global-setup', globalTeardown: 'poligon/jest/global-teardown' }
  const lines = Object.entries(setup).map(([name, file]) => `${name}: '${file}',`)
  const whole = `module.exports = {\n  ${lines.join('\n  ')}${match}\n}\n`
  const data = Object.entries(setup).map(([name, file]) => `"${name}": "${file}",`)
  const byHand = (config?.endsWith('.json') ? data : lines).join('\n')
  return { ...withConfig(project, config, 'jest.config.cjs', whole, byHand, test), run: 'npx jest' }
}

export function nodePlan({ tests }: Project): Plan {
  const test: NewFile = {
    // Its ending makes it an ES module, whatever package.json says.
    file: `${tests === '__tests__' ? 'test' : tests}/poligon.test.mjs`,
    text: `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useSandbox } from 'poligon/node-test'

const sandbox = useSandbox()

${HEADERS}

${add(false)}

test('${TITLE}', async () => {
  ${CALL}
  const { error, data } = await answer.json()
  assert.deepEqual([error.code, data], [406, 7001])
  assert.deepEqual(await sandbox.changes(), [])
})
`,
  }
  return { files: [test], byHand: [], run: `node --test ${test.file}` }
}

const ENDINGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']

/** The config is written where there is none; what belongs into one of the user's is told. */
function withConfig(
  project: Project,
  config: string | undefined,
  own: string,
  whole: string,
  lines: string,
  test: NewFile,
): Omit<Plan, 'run'> {
  if (config === undefined) return { files: [{ file: own, text: whole }, test], byHand: [] }
  const isDone = project.read(config).includes('poligon/')
  return { files: [test], byHand: isDone ? [] : [{ file: config, text: lines }] }
}
