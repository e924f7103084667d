import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { command } from './command.ts'

const outside = mkdtempSync(join(tmpdir(), 'poligon-init-'))
const home = join(packageRoot, '.poligon')
mkdirSync(home, { recursive: true })
/** Below the package, so that the runners are found. */
const inside = mkdtempSync(join(home, 'init-'))
afterAll(() => {
  for (const folder of [outside, inside]) rmSync(folder, { recursive: true, force: true })
})

type Files = Readonly<Record<string, string>>
let made = 0
function folderOf(files: Files, below = outside): string {
  const folder = join(below, String(++made))
  mkdirSync(folder)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}
const packageWith = (...names: string[]): string =>
  JSON.stringify({ devDependencies: Object.fromEntries(names.map(name => [name, '*'])) })

/** Runs `init --yes`, and gives what it said last: the command that runs the test. */
async function init(folder: string, ...args: string[]): Promise<{ said: string; run: string }> {
  const { code, stdout, stderr } = await command(['init', '--yes', ...args], folder)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return { said: stdout, run: stdout.trimEnd().split('\n').at(-1)!.trim() }
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

describe('the runner of a project is found where the project names it', () => {
  const common = ['.gitignore', 'mock-server.config.json', 'scenarios/first.yaml']
  test.each<[string, Files, string, string[]]>([
    [
      'vitest',
      { 'package.json': packageWith('vitest') },
      'npx vitest run',
      ['vitest.config.mjs', 'test/poligon.test.mjs'],
    ],
    [
      'vitest',
      { 'package.json': packageWith('vitest', 'typescript'), 'tests/x.txt': '' },
      'npx vitest run',
      ['vitest.config.ts', 'tests/poligon.test.ts'],
    ],
    ['jest', { 'package.json': packageWith('jest') }, 'npx jest', ['jest.config.cjs', 'test/poligon.test.js']],
    [
      'jest',
      { 'package.json': '{"type":"module","devDependencies":{"jest":"*"}}' },
      'npx jest',
      ['jest.config.cjs', 'test/poligon.test.cjs'],
    ],
    [
      'playwright',
      { 'package.json': packageWith('@playwright/test') },
      'npx playwright test',
      ['playwright.config.mjs', 'e2e/poligon.spec.mjs'],
    ],
    [
      'pytest',
      { 'pyproject.toml': '[dependency-groups]\ndev = ["pytest"]' },
      `${process.platform === 'win32' ? 'python' : 'python3'} -m pytest tests/test_poligon.py`,
      ['tests/conftest.py', 'tests/test_poligon.py'],
    ],
    [
      'phpunit',
      { 'composer.json': '{"require-dev":{"phpunit/phpunit":"^11"}}' },
      'phpunit tests/PoligonTest.php',
      ['tests/Poligon.php', 'tests/PoligonTest.php'],
    ],
    ['node:test', {}, 'node --test test/poligon.test.mjs', ['test/poligon.test.mjs']],
  ])('%s: %j', async (name, files, run, written) => {
    const folder = folderOf(files)
    const outcome = await init(folder)
    expect(outcome.run).toBe(run)
    expect(outcome.said.split('\n', 1)[0]).toContain(name)
    expect(filesIn(folder)).toEqual([...common, ...Object.keys(files), ...written].sort())
  })
})

test('nothing that is there is written over; what is to be added is told', async () => {
  const config = 'export default {}\n'
  const folder = folderOf({
    'package.json': packageWith('vitest', '@playwright/test'),
    'vite.config.ts': config,
    'mock-server.config.yaml': 'seed: 7\n',
    '.gitignore': 'node_modules',
    'scenarios/first.yaml': 'extends: blank\n',
  })
  const { said } = await init(folder)
  expect(said).toContain('Also found: playwright. Run npx poligon init --runner NAME for it.')
  expect(said).toContain('  kept scenarios/first.yaml: was there already\n')
  expect(said).toContain(
    "vite.config.ts exists already and was not changed. Add to it:\n    test: { globalSetup: 'poligon/",
  )
  expect(said).toContain(
    'mock-server.config.yaml exists already and was not changed. For the first scenario add to it:\n    scenario: scenarios/first.yaml\n',
  )
  expect(said).toContain('\nNext:\n  npm install --save-dev poligon\n')
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  expect([read('vite.config.ts'), read('scenarios/first.yaml'), read('.gitignore')]).toEqual([
    config,
    'extends: blank\n',
    'node_modules\n.poligon/\n',
  ])
  const before = filesIn(folder).map(read)
  expect((await init(folder)).said).not.toMatch(/wrote|added/)
  expect(filesIn(folder).map(read)).toEqual(before)
})

test('a manifest that begins with a byte order mark is read, and Windows line ends stay', async () => {
  const folder = folderOf({ 'package.json': `\ufeff${packageWith('vitest')}`, '.gitignore': 'dist\r\nnode_modules' })
  expect((await init(folder)).run).toBe('npx vitest run')
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('dist\r\nnode_modules\r\n.poligon/\r\n')
})

test.each([
  ['scenarios', 'scenarios/first.yaml: a part of the path is not a folder (EEXIST)'],
  ['.gitignore/x', '.gitignore: it is a folder (EISDIR)'],
])('where %s is in the way it is said in one line', async (file, why) => {
  const folder = folderOf({ [file]: '' })
  const { code, stderr } = await command(['init', '--yes'], folder)
  expect({ code, stderr }).toEqual({ code: 1, stderr: `Cannot write ${why}. Fix that, and run this again.\n` })
})

test('a test beside fixtures of the user’s asks for its own', async () => {
  const folder = folderOf({ 'pytest.ini': '', 'tests/conftest.py': '# mine\n', 'tests/__init__.py': '' })
  await init(folder)
  expect(readFileSync(join(folder, 'tests/conftest.py'), 'utf8')).toBe('# mine\n')
  expect(readFileSync(join(folder, 'tests/test_poligon.py'), 'utf8')).toMatch(
    /^from \.poligon_fixtures import poligon, sandbox/,
  )
  await init(folder)
  expect(existsSync(join(folder, 'tests/poligon_fixtures.py'))).toBe(true)
})

describe('the first test passes', () => {
  const installed = (program: string, ...args: string[]): boolean => {
    try {
      return execFileSync(program, [...args, '--version'], { stdio: 'pipe' }).length > 0
    } catch {
      return false
    }
  }
  const script = (path: string): string[] => [process.execPath, join(packageRoot, 'node_modules', path)]
  const runners: [string, string[], boolean][] = [
    ['vitest', [...script('vitest/vitest.mjs'), 'run'], true],
    ['jest', script('jest/bin/jest.js'), true],
    ['playwright', [...script('@playwright/test/cli.js'), 'test'], true],
    ['node', [process.execPath, '--test', 'test/poligon.test.mjs'], true],
    ['pytest', ['python3', '-m', 'pytest', 'tests/test_poligon.py'], installed('python3', '-m', 'pytest')],
    ['phpunit', ['phpunit', 'tests/PoligonTest.php'], installed('phpunit')],
  ]
  const named = runners.map(
    ([name, line, isThere]) => [isThere ? name : `${name} (not installed here)`, name, line, isThere] as const,
  )

  test.each(named.filter(([, , , isThere]) => isThere))(
    '%s',
    async (_, name, [program, ...args]) => {
      const folder = folderOf({ 'package.json': '{}' }, inside)
      for (const part of ['package.json', 'dist', 'schemas', 'scenarios'])
        cpSync(join(packageRoot, part), join(folder, 'node_modules/poligon', part), { recursive: true })
      await init(folder, '--runner', name)
      const env = Object.fromEntries(
        Object.entries(process.env).filter(([key]) => !/^(VITEST|NODE_|POLIGON_)/.test(key)),
      )
      const code = await new Promise(resolve => {
        const options = { cwd: folder, env: { ...env, CI: '1' } }
        execFile(program!, args, options, (error, stdout, stderr) => resolve(error ? stdout + stderr : 0))
      })
      expect(code).toBe(0)
      rmSync(folder, { recursive: true })
    },
    60_000,
  )

  test.skip.each(named.filter(([, , , isThere]) => !isThere))('%s', () => {})
})
