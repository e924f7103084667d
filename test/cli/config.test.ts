import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'

const root = mkdtempSync(join(tmpdir(), 'poligon-config-'))
afterAll(() => rmSync(root, { recursive: true }))

let made = 0
/** A folder with these files. */
function folderOf(files: Record<string, string>): string {
  const folder = join(root, String(++made))
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('a folder without a config gives none', async () => {
  expect(await loadConfig(undefined, folderOf({ 'other.json': '{}' }))).toBeNull()
})

test.each([
  ['json', '{"scenario": "blank", "seed": 7}'],
  ['yaml', 'scenario: blank\nseed: 7\n'],
  ['js', 'module.exports = { scenario: "blank", seed: 7 }'],
])('mock-server.config.%s is found by itself', async (extension, text) => {
  const folder = folderOf({ [`mock-server.config.${extension}`]: text })
  expect(await loadConfig(undefined, folder)).toEqual({ scenario: 'blank', seed: 7 })
})

test('a default export of an ES module is taken, under any name that is given', async () => {
  const folder = folderOf({ 'my.mjs': 'export default { port: 7, quiet: true, log: "json", readyFile: "r.json" }' })
  expect(await loadConfig('my.mjs', folder)).toEqual({ port: 7, quiet: true, log: 'json', readyFile: 'r.json' })
})

test('what a run asks of its coverage is read, and a mistake in it told', async () => {
  const of = (coverage: string) =>
    loadConfig(undefined, folderOf({ 'mock-server.config.json': `{ "coverage": ${coverage} }` }))
  expect(await of('{ "cases": 80, "file": "c.md" }')).toEqual({ coverage: { cases: 80, file: 'c.md' } })
  await expect(of('{ "cases": 101 }')).rejects.toThrow('coverage must have “cases” from 0 to 100, in percent, not 101')
  await expect(of('{ "file": "" }')).rejects.toThrow('coverage must have a path for “file”, not ""')
  await expect(of('{ "case": 80 }')).rejects.toThrow('coverage must not have "case"; choose from cases, file')
  await expect(of('80')).rejects.toThrow('coverage must be an object')
})

test('of several the first of ts, js, json, yaml counts', async () => {
  const folder = folderOf({ 'mock-server.config.yaml': 'seed: 1', 'mock-server.config.json': '{"seed": 2}' })
  expect(await loadConfig(undefined, folder)).toEqual({ seed: 2 })
})

test('a .ts config is read on every Node', async () => {
  const folder = folderOf({ 'mock-server.config.ts': 'export default { seed: 7 as number }' })
  expect(await loadConfig(undefined, folder)).toEqual({ seed: 7 })
})

test.each(['ts'])('a .%s config is read anew, with what it imports by a path', async extension => {
  const name = `c.${extension}`
  const text = `import { seed } from './seed.${extension}'\nexport default { seed }`
  const folder = folderOf({ [name]: text, [`seed.${extension}`]: 'export const seed = 1', 'package.json': MODULE })
  expect(await loadConfig(name, folder)).toEqual({ seed: 1 })
  writeFileSync(join(folder, `seed.${extension}`), 'export const seed = 2')
  expect(await loadConfig(name, folder, true)).toEqual({ seed: 2 })
})

describe('a faulty config is told with line and column', () => {
  test.each([
    ['c.yaml', 'seed: 1\nport: x\n', 'Cannot use the config c.yaml:2:1: port must be a whole number'],
    ['c.json', '{"seed": 1,\n "port": "x"}', 'Cannot use the config c.json:2:2: port must be a whole number'],
    ['c.yaml', 'a: [1\nb: 2\n', /^Cannot read the config c\.yaml:\d+:\d+: .*[^.:]\. Fix the file\.$/],
    ['c.ts', 'export default {\n  seed: = 1 }', /^Cannot read the config c\.ts:2:9: .*[^.:]\. Fix the file\.$/],
    ['c.mjs', 'export default {\n  seed: = 1 }', /^Cannot read the config c\.mjs:2:9: .*[^.:]\. Fix the file\.$/],
    ['c.ts', 'throw new Error("no luck")', 'Cannot read the config c.ts:1: no luck. Fix the file.'],
    [
      'c.ts',
      "export default {\n  readings: {\n    'salesman.status': 'okk' } }",
      'Cannot use the config c.ts:3:5: readings.salesman.status must be code or ok, not "okk". Did you mean “ok”?',
    ],
    [
      'c.yaml',
      'seed: 1\nrecords:\n  salesmen: 1\n',
      'Cannot use the config c.yaml:3:3: records.salesmen is not an API; choose from vodyanoy,',
    ],
  ])('%s %j', async (name, text, why) => {
    await expect(loadConfig(name, folderOf({ [name]: text }), true)).rejects.toThrow(why)
  })
})

const MODULE = '{ "type": "module" }'

test.each([
  ['{"prot": 1}', 'prot is not an option. Did you mean “port”? Choose from port,'],
  ['{"port": "1"}', 'port must be a whole number from 0 to 65535, not "1"'],
  ['{"log": "xml"}', 'log must be pretty, json or off'],
  ['{"__proto__": 1}', '__proto__ is not an option.'],
  ['[]', 'it is not an object'],
  ['{"a"', /^Cannot read the config c\.json:1:5: .*[^.:]\. Fix the file\.$/],
])('%s is refused in one line', async (text, why) => {
  const error = await loadConfig('c.json', folderOf({ 'c.json': text })).catch(reason => reason)
  expect(error.message).toMatch(why)
  expect(error.message.split('\n')).toHaveLength(1)
})

test('a file of another kind, or none, is refused', async () => {
  const folder = folderOf({ 'c.toml': '' })
  await expect(loadConfig('c.toml', folder)).rejects.toThrow('its name must end with one of .ts, .js, .json, .yaml')
  await expect(loadConfig('none.js', folder)).rejects.toThrow('the file does not exist')
})
