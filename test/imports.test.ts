import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../src/core/lib/package-root.ts'

interface Import {
  readonly from: string
  /** The file, from the package's folder, or the package's name. */
  readonly to: string
  /** Whether only types come of it: nothing of it is left when the code runs. */
  readonly typeOnly: boolean
}

const STATIC = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm
const DYNAMIC = /\bimport\('([^']+)'\)/g

function importsOf(from: string): Import[] {
  const text = readFileSync(join(packageRoot, from), 'utf8')
  const target = (path: string): string =>
    path.startsWith('.') ? relative(packageRoot, join(packageRoot, dirname(from), path)) : path
  return [
    ...[...text.matchAll(STATIC)].map(([whole, type, path]) => ({
      from,
      to: target(path!),
      typeOnly: type !== undefined || isTypesOnly(whole),
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, path]) => ({ from, to: target(path!), typeOnly: false })),
  ]
}

/** `import { type A, type B } from …` */
const isTypesOnly = (statement: string): boolean => {
  const names = /\{([^}]*)\}/
    .exec(statement)?.[1]
    ?.split(',')
    .filter(name => name.trim() !== '')
  return (
    names !== undefined && !/^(?:import|export)\s+\w+,/.test(statement) && names.every(name => /^\s*type\s/.test(name))
  )
}

const files = ['src', 'fixtures'].flatMap(folder =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => join(folder, name)),
)
const imports = files.flatMap(importsOf)

const say = ({ from, to }: Import): string => `${from} imports ${to}`
const within = (file: string, ...folders: string[]): boolean =>
  folders.some(folder => file === folder || file.startsWith(`${folder}/`))
const isOurs = (file: string): boolean => within(file, 'src', 'fixtures')

test('the rule looks at the code', () => {
  expect(imports.map(say)).toContain('src/apis/vodyanoy/index.ts imports src/api.ts')
  expect(imports.map(say)).toContain('src/apis/vodyanoy/index.ts imports fixtures/vodyanoy.ts')
})

/** The folders of the core, from the ground up: each imports only those before it, types included. */
const CORE = [
  'lib',
  'validation',
  'store',
  'api',
  'faults',
  'journal',
  'coverage',
  'scenarios',
  'sandbox',
  'persistence',
  'fleet',
  'openapi',
  'http',
]

test('each folder of the core imports only folders below it', () => {
  const floorOf = (file: string): number => CORE.indexOf(/^src\/core\/([^/]+)\//.exec(file)?.[1] ?? '')
  const inside = imports.filter(({ from, to }) => within(from, 'src/core') && isOurs(to))
  expect(inside.filter(({ from, to }) => floorOf(to) < 0 || floorOf(to) > floorOf(from)).map(say)).toEqual([])
  expect(readdirSync(join(packageRoot, 'src/core')).sort()).toEqual(CORE.toSorted())
})

test('an API imports its own folder, what an API is made of and its fixtures, and no other API', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [, own] = /^src\/apis\/([^/]+)\//.exec(from) ?? []
    if (own === undefined || to.startsWith('node:')) return false
    return !within(to, `src/apis/${own}`, 'src/api.ts', `fixtures/${own}.ts`, `fixtures/${own}`)
  })
  expect(wrong.map(say)).toEqual([])
})

test('fixtures import of the code only what an API is made of, and types', () => {
  const wrong = imports.filter(
    ({ from, to, typeOnly }) => within(from, 'fixtures') && within(to, 'src') && !typeOnly && to !== 'src/api.ts',
  )
  expect(wrong.map(say)).toEqual([])
})

test('the dashboard speaks to /__admin only, and has of the rest nothing but the library’s types', () => {
  const wrong = imports.filter(
    ({ from, to, typeOnly }) =>
      within(from, 'src/dashboard') &&
      isOurs(to) &&
      !within(to, 'src/dashboard') &&
      !(typeOnly && to === 'src/client/types.ts'),
  )
  expect(wrong.map(say)).toEqual([])
})

test('the admin knows neither the command nor the client', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      within(from, 'src/admin') && within(to, 'src/cli', 'src/client', 'src/testing', 'src/apis', 'src/dashboard'),
  )
  expect(wrong.map(say)).toEqual([])
})

test('every package that is imported is a dependency', () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))
  const declared = { ...dependencies, ...peerDependencies }
  // The package's own name stands in the files that `init` writes.
  const packages = imports
    // What the dashboard imports is bundled into it; what `init` writes imports the package.
    .filter(
      ({ from, to, typeOnly }) =>
        !typeOnly &&
        !isOurs(to) &&
        !within(from, 'src/dashboard') &&
        !/^poligon(\/|$)/.test(to) &&
        !to.startsWith('node:'),
    )
    .map(({ to }) =>
      to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  expect([...new Set(packages)].filter(name => !(name in declared))).toEqual([])
})

test('no imports go in a circle, types included', () => {
  const next = new Map(
    files.map(file => [file, imports.filter(({ from, to }) => from === file && isOurs(to)).map(({ to }) => to)]),
  )
  expect(circlesIn(next)).toEqual([])
})

/** Every circle that a walk along the imports closes. */
function circlesIn(next: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = []
  const done = new Set<string>()
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    done.add(file)
    for (const to of next.get(file) ?? []) walk(to, [...way, file])
  }
  for (const file of next.keys()) walk(file, [])
  return circles
}
