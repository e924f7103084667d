import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { init } from '../../src/cli/init/run.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'

// What they do is tested by test/examples/run.sh, which installs the packed package into each.

const folder = join(packageRoot, 'examples')
const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8')
const names = readdirSync(folder, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name)
const projects = names.filter(name => existsSync(join(folder, name, 'package.json')))

test('README.md lists every example, and no other', () => {
  const listed = [...read('README.md').matchAll(/^\| \[([\w-]+)\]\(\1\)/gm)].map(([, name]) => name)
  expect(listed.sort()).toEqual(names.sort())
})

test.each(projects)('%s is private, says what it shows, and has one command', name => {
  const {
    private: isPrivate,
    description,
    scripts,
    dependencies,
    devDependencies,
  } = JSON.parse(read(name, 'package.json'))
  expect({ isPrivate, scripts: Object.keys(scripts), dependencies }).toEqual({
    isPrivate: true,
    scripts: ['test'],
    dependencies: undefined,
  })
  expect(description).toMatch(/\.$/)
  expect(devDependencies.poligon).toMatch(/^\^\d/)
})

test.each([
  ['methods/portal.ts', 200],
  ['hal/leads.ts', 190],
  ['orders/orders.ts', 60],
])('%s is a whole API in at most %d lines', (file, most) => {
  expect(read(file).trimEnd().split('\n').length).toBeLessThanOrEqual(most)
})

test('the versions of an example’s tools are those that the package is tested with', () => {
  const own = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  for (const name of projects) {
    const { poligon: _, ...tools } = JSON.parse(read(name, 'package.json')).devDependencies
    expect(own.devDependencies, name).toMatchObject(tools)
  }
})

test('phpunit begins with what init writes, to the letter', async () => {
  const made = mkdtempSync(join(tmpdir(), 'poligon-init-'))
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await init({ yes: true, runner: 'phpunit' }, made)
  log.mockRestore()
  for (const file of ['mock-server.config.json', 'scenarios/first.yaml', 'tests/Poligon.php'])
    expect(read('phpunit', file), file).toBe(readFileSync(join(made, file), 'utf8'))
  rmSync(made, { recursive: true })
})

test('no example starts a command by its shim, which has another name on Windows', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.(py|php|cs|sh|[cm]?[jt]s)$/.test(name),
  )
  const shim = /node_modules[/\\]\.bin[/\\]|(spawn|exec(File)?)(Sync)?\(['"](npx|npm|poligon|mock-server)/
  expect(files.filter(name => shim.test(read(name)))).toEqual([])
})
