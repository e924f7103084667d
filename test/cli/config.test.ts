import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
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
  await expect(of('{ "cases": 101 }')).rejects.toThrow('coverage must have “cases” from 0 to 100, in per cent, not 101')
  await expect(of('{ "file": "" }')).rejects.toThrow('coverage must have a path for “file”, not ""')
  await expect(of('{ "case": 80 }')).rejects.toThrow('coverage must not have "case"; known are cases, file')
  await expect(of('80')).rejects.toThrow('coverage must be an object')
})

test('of several the first of ts, js, json, yaml counts', async () => {
  const folder = folderOf({ 'mock-server.config.yaml': 'seed: 1', 'mock-server.config.json': '{"seed": 2}' })
  expect(await loadConfig(undefined, folder)).toEqual({ seed: 2 })
})

test('a .ts config is loaded by jiti, and without it told in words', async () => {
  const folder = folderOf({ 'mock-server.config.ts': 'export default { seed: 7 as number }' })
  vi.doMock('jiti', () => ({ createJiti: () => ({ import: async () => ({ default: { seed: 7 } }) }) }))
  expect(await loadConfig(undefined, folder)).toEqual({ seed: 7 })
  vi.doMock('jiti', () => {
    throw new Error('not there')
  })
  await expect(loadConfig(undefined, folder)).rejects.toThrow(
    'Cannot read the config mock-server.config.ts: a .ts file needs the package jiti. Run «npm install --save-dev jiti»',
  )
  vi.doUnmock('jiti')
})

test.each([
  ['{"prot": 1}', 'prot is no option; known are'],
  ['{"port": "1"}', 'port must be a whole number from 0 to 65535, not "1"'],
  ['{"log": "xml"}', 'log must be json'],
  ['{"__proto__": 1}', '__proto__ is no option'],
  ['[]', 'it is no object'],
  ['{"a"', /^Cannot read the config c\.json: .*[^.:]\. Mend the file\.$/],
])('%s is refused in one line', async (text, why) => {
  const error = await loadConfig('c.json', folderOf({ 'c.json': text })).catch(reason => reason)
  expect(error.message).toMatch(why)
  expect(error.message.split('\n')).toHaveLength(1)
})

test('a file of another kind, or none, is refused', async () => {
  const folder = folderOf({ 'c.toml': '' })
  await expect(loadConfig('c.toml', folder)).rejects.toThrow('it ends with none of .ts, .js, .json, .yaml')
  await expect(loadConfig('none.js', folder)).rejects.toThrow('there is no such file')
})
