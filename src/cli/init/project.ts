import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Project, RunnerName } from './runner.ts'

/** Looks at the project of a folder. */
export function projectOf(folder: string): Project {
  const has = (file: string): boolean => existsSync(join(folder, file))
  // An editor of Windows may begin a file with a byte order mark.
  const read = (file: string): string =>
    has(file) ? readFileSync(join(folder, file), 'utf8').replace(/^\ufeff/, '') : ''
  const first = (files: readonly string[]): string | undefined => files.find(has)
  const manifest = parse(read('package.json'))
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  return {
    folder,
    runners: [
      ...javaScriptRunners(packages, manifest.scripts?.test ?? '').map(name => ({ name, where: 'package.json' })),
      ...pythonRunner(read, first),
      ...phpRunner(read, first),
    ],
    isTypeScript: packages.includes('typescript') || has('tsconfig.json'),
    isModule: manifest.type === 'module',
    tests: first(['test', 'tests', '__tests__']) ?? 'test',
    has,
    first,
    read,
  }
}

interface Manifest {
  readonly type?: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: object
  readonly devDependencies?: object
}

/** A broken manifest tells nothing; npm will say what is wrong with it. */
function parse(text: string): Manifest {
  try {
    return (JSON.parse(text) as Manifest | null) ?? {}
  } catch {
    return {}
  }
}

function javaScriptRunners(packages: readonly string[], script: string): RunnerName[] {
  return [
    ...(packages.includes('vitest') ? ['vitest' as const] : []),
    ...(packages.some(name => name === 'jest' || name === '@jest/globals') ? ['jest' as const] : []),
    ...(packages.includes('@playwright/test') ? ['playwright' as const] : []),
    ...(script.split('\n').some(runsNodeTest) ? ['node' as const] : []),
  ]
}

function runsNodeTest(line: string): boolean {
  const [, ...afterNode] = line.split(/\bnode\b/)
  return afterNode.some(part => / --test\b/.test(part))
}

type Reader = (file: string) => string
type Finder = (files: readonly string[]) => string | undefined

function pythonRunner(read: Reader, first: Finder): { name: RunnerName; where: string }[] {
  const named = ['pyproject.toml', 'requirements-dev.txt', 'requirements.txt', 'setup.cfg', 'tox.ini', 'Pipfile']
  const where = first(['pytest.ini']) ?? named.find(file => /\bpytest\b/.test(read(file)))
  return where === undefined ? [] : [{ name: 'pytest', where }]
}

function phpRunner(read: Reader, first: Finder): { name: RunnerName; where: string }[] {
  const composer = /"phpunit\/phpunit"/.test(read('composer.json')) ? 'composer.json' : undefined
  const where = composer ?? first(['phpunit.xml', 'phpunit.xml.dist', 'phpunit.dist.xml'])
  return where === undefined ? [] : [{ name: 'phpunit', where }]
}
