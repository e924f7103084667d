import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { EmptyProject, installed, pack } from './project.ts'

// How TypeScript finds the package in a CommonJS project. The last TypeScript that knows node10 is 5.9.

const tools = mkdtempSync(join(tmpdir(), 'poligon-tools-'))
const project = new EmptyProject()
afterAll(() => {
  project.remove()
  rmSync(tools, { recursive: true, force: true })
})

beforeAll(async () => {
  const versions = { typescript: '5.9' }
  await project.run('npm init -y')
  const install = installed('npm install --save-dev poligon typescript @types/node vitest', pack(tools), versions)
  expect(await project.run(install)).toMatchObject({ code: 0 })
  project.write('all.ts', IMPORTS)
  project.write('jest.ts', "import { useSandbox } from 'poligon/jest'\nexport const sandbox = useSandbox()\n")
}, 240_000)

const IMPORTS = `import { startMockServer } from 'poligon'
import { useSandbox } from 'poligon/node-test'
import { test } from 'poligon/vitest'
export const all = [startMockServer({ scenario: 'blank' }), useSandbox, test]
`

const compile = async (settings: string, file: string): Promise<{ code: number; codes: string[] }> => {
  const { code, output } = await project.run(
    `npx tsc --noEmit --strict --target es2022 --types node --skipLibCheck ${settings} ${file}`,
  )
  return { code, codes: [...new Set(output.match(/TS\d+/g))] }
}

test.each([
  ['--module esnext --moduleResolution bundler', 'all.ts'],
  ['--module preserve', 'all.ts'],
  ['--module nodenext', 'all.ts'],
  ['--module node20', 'all.ts'],
  ['--module node16', 'jest.ts'],
])(
  '%s finds the types of %s',
  async (settings, file) => {
    expect(await compile(settings, file)).toEqual({ code: 0, codes: [] })
  },
  60_000,
)

test.each([
  ['--module commonjs --moduleResolution node10', 'TS2307', '`moduleResolution: "node10"`'],
  ['--module node16', 'TS1479', '`"module": "node16"`'],
])(
  '%s is %s, and the page on troubles names the setting by it',
  async (settings, code, setting) => {
    expect((await compile(settings, 'all.ts')).codes).toEqual([code])
    const page = readFileSync(join(packageRoot, 'docs/troubleshooting.md'), 'utf8')
    const entry = page.split('\n\n').find(part => part.startsWith(`**\`${code}`))
    expect(entry).toContain(setting)
  },
  60_000,
)
