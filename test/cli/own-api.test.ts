import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { command, started } from './command.ts'

// A project with an API of its own, that has the package as users have it.

const home = join(packageRoot, '.poligon')
mkdirSync(home, { recursive: true })
const folder = mkdtempSync(join(home, 'own-api-'))

const API = `import { collection, defineApi, operations, schema } from 'poligon'
const operation = operations()
const note = schema({ type: 'object', properties: { id: { type: 'integer' }, text: { type: 'string' } } })
export const notes = defineApi({
  name: 'notes',
  basePath: '/notes',
  operations: [
    operation('GET /notes/:id', {
      id: 'get', summary: 'One note', docs: 'Notes: one', replies: { 200: note },
      handle: ({ params, store, reply }) => reply(200, store.notes.need(params.id)),
    }),
  ],
  collections: { notes: collection({ key: 'id', keyType: 'integer', newKey: 1, schema: note }) },
  readings: { empty: { about: 'May it be empty?', options: { yes: 'it may', no: 'never' }, default: 'no' } },
  scenarios: { documented: { notes: [{ id: 7, text: 'a' }] } },
  refuse: error => ({ status: error.status, body: { message: error.message } }),
})
`
const SHAPES = `import { defineApi, operations, schema } from 'poligon'
export const shapes = defineApi({
  name: 'shapes',
  basePath: '/shapes',
  schemas: new URL('./schemas/', import.meta.url),
  operations: [
    operations()('POST /shapes', {
      id: 'add', summary: 'Adds', docs: 'Shapes', body: schema('shape.json'), replies: { 204: null },
      handle: () => ({ status: 204 }),
    }),
  ],
  refuse: error => ({ status: error.status, body: { message: error.message } }),
})
`
const EXAMPLES = `const examples = [
  {
    operation: 'get', docs: 'Notes: one',
    request: { method: 'GET', path: '/notes/7' },
    reply: { status: 200, body: { id: 7, text: 'a' } },
  },
]
for (const { title, check } of conformance(notes, { examples })) test(title, check)
forEachReading('notes.empty', ({ reading, option }) => {
  test('is repeated under ' + reading + '=' + option, () => {})
})
`
const tests = (runner: string): string => `${runner}
import { conformance } from 'poligon/testkit'
import { notes } from './notes.js'
${EXAMPLES}`

beforeAll(() => {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write('package.json', '{ "type": "module" }')
  write('notes.js', API)
  write('mock-server.config.js', "import { notes } from './notes.js'\nexport default { apis: [notes] }\n")
  write('node.check.js', tests("import { test } from 'node:test'\nimport { forEachReading } from 'poligon/node-test'"))
  write('vitest.check.js', tests("import { test } from 'vitest'\nimport { forEachReading } from 'poligon/vitest'"))
  write('jest.check.js', tests("import { test } from '@jest/globals'\nimport { forEachReading } from 'poligon/jest'"))
  write('vitest.config.js', "export default { test: { include: ['vitest.check.js'] } }\n")
  write('jest.config.js', "export default { testMatch: ['**/jest.check.js'], transform: {} }\n")
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(packageRoot, join(folder, 'node_modules/poligon'), 'junction')
})
afterAll(() => rmSync(folder, { recursive: true }))

function ran(args: readonly string[]): Promise<{ code: number; output: string }> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|POLIGON_)/.test(name))
  const env = { ...Object.fromEntries(inherited), CI: '1', NO_COLOR: '1' }
  return new Promise(resolve => {
    execFile(process.execPath, args, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    )
  })
}

test('docs prints a page about it', async () => {
  const { stdout, code } = await command(['docs', 'notes'], folder)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^# notes\n\nGenerated from the code by `npx poligon docs notes`\./)
  expect(stdout).toContain('| `get` | `GET /notes/notes/:id` | One note | Notes: one |')
  expect(stdout).toContain('- **`no`**: never')
  expect(await command(['docs', 'note'], folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('notes') })
})

test('under --watch it is read anew with the files of its schemas', async () => {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  mkdirSync(join(folder, 'shapes/schemas'), { recursive: true })
  write('shapes/schemas/shape.json', '{ "type": "object", "properties": { "a": { "type": "string" } } }')
  write('shapes/shapes.js', SHAPES)
  write('shapes/mock-server.config.js', "import { shapes } from './shapes.js'\nexport default { apis: [shapes] }\n")
  const place = join(folder, 'shapes')
  const server = await started(['--port', '0', '--quiet', '--watch'], join(place, 'ready.json'), place)
  const status = async (): Promise<number> => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${server.ready.url}/shapes/shapes`, { method: 'POST', headers, body: '{"a":1}' })).status
  }
  expect(await status()).toBe(400)
  write('shapes/schemas/shape.json', '{ "type": "object" }')
  await expect.poll(status).toBe(204)
  await server.end('SIGTERM')
})

const modules = join(packageRoot, 'node_modules')
test.each([
  ['node:test', ['--test', 'node.check.js']],
  ['Vitest', [join(modules, 'vitest/vitest.mjs'), 'run', '--reporter', 'verbose']],
  ['Jest', ['--experimental-vm-modules', join(modules, 'jest/bin/jest.js'), '--verbose']],
])('%s: the kit proves it, and its readings are known by their bare names', async (_, args) => {
  const { code, output } = await ran(args)
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringContaining('notes: one seed gives the same bytes twice'),
  })
  for (const option of ['yes', 'no']) expect(output).toContain(`is repeated under notes.empty=${option}`)
})
