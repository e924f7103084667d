import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { check } from 'recheck'
import { parseAst } from 'vite'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'

/** What counts is how many letters are read, not how long that takes on a busy machine. */
const LIMITS = { timeout: 20_000, attackTimeout: null }

/** A regular expression, and where it stands. */
interface Found {
  readonly source: string
  readonly flags: string
  readonly at: string
}

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => join(folder, name))

type Node = { readonly type?: string; readonly [part: string]: unknown }

/** Visits every node of a program, told whether it lies within a function. */
function visit(node: unknown, see: (node: Node, isInside: boolean) => void, isInside = false): void {
  if (node === null || typeof node !== 'object') return
  if (Array.isArray(node)) {
    for (const part of node) visit(part, see, isInside)
    return
  }
  const { type } = node as Node
  if (type !== undefined) see(node as Node, isInside)
  const isFunction = type !== undefined && /Function/.test(type)
  for (const part of Object.values(node)) visit(part, see, isInside || isFunction)
}

const literals: Found[] = []
/** Where a regular expression is made while requests are served, out of what nobody can know here. */
const made: string[] = []
/** Where one is put together when the file is loaded. */
const atLoading: string[] = []
for (const file of [...filesIn('src', '.ts'), ...filesIn('src', '.tsx'), ...filesIn('fixtures', '.ts')]) {
  const loader = file.endsWith('x') ? 'tsx' : 'ts'
  const { code } = transformSync(readFileSync(join(packageRoot, file), 'utf8'), { loader })
  visit(parseAst(code), (node, isInside) => {
    const regex = node.regex as { pattern: string; flags: string } | undefined
    if (node.type === 'Literal' && regex) literals.push({ source: regex.pattern, flags: regex.flags, at: file })
    const callee = node.callee as { name?: string } | undefined
    const isMade = (node.type === 'NewExpression' || node.type === 'CallExpression') && callee?.name === 'RegExp'
    if (isMade) (isInside ? made : atLoading).push(file)
  })
}

/** Those that are put together when a file is loaded. */
async function built(): Promise<Found[]> {
  const all: Found[] = []
  const Own = globalThis.RegExp
  const spy = new Proxy(Own, {
    construct(target, parts, newTarget) {
      const one = Reflect.construct(target, parts, newTarget) as RegExp
      all.push({ source: one.source, flags: one.flags, at: new Error().stack!.split('\n')[2]!.trim() })
      return one
    },
  })
  globalThis.RegExp = spy as RegExpConstructor
  try {
    for (const folder of ['src/core', 'src/apis', 'src/admin'])
      for (const file of filesIn(folder, '.ts')) await import(pathToFileURL(join(packageRoot, file)).href)
  } finally {
    globalThis.RegExp = Own
  }
  return all.filter(({ at }) => at.includes('/src/'))
}

/** Patterns of the schemas, which ajv tries on what clients send. */
const inSchemas: Found[] = filesIn('schemas', '.json').flatMap(file =>
  [...readFileSync(join(packageRoot, file), 'utf8').matchAll(/"pattern": ("[^"]*")/g)].map(([, text]) => ({
    source: JSON.parse(text!),
    flags: 'u',
    at: file,
  })),
)

const distinct = (all: readonly Found[]): [string, Found][] => [
  ...new Map(all.map(found => [`/${found.source}/${found.flags}`, found])),
]

describe('every regular expression takes time that grows with the text, and no faster', () => {
  test('they are found', () => {
    expect(literals.length).toBeGreaterThan(100)
    expect(inSchemas.length).toBeGreaterThan(10)
  })

  test('none is made out of what a request says', () => {
    expect(made).toEqual([])
  })

  test.each(distinct([...literals, ...inSchemas]))('%s', async (_, { source, flags, at }) => {
    const found = await check(source, flags, LIMITS)
    const why = found.status === 'vulnerable' ? `${found.complexity.summary}: ${found.attack.pattern}` : ''
    expect({ at, status: found.status, why }).toEqual({ at, status: 'safe', why: '' })
  })

  test('those that are put together when a file is loaded', { timeout: 60_000 }, async () => {
    expect(atLoading).toEqual([join('src/core/lib/decimal.ts')])
    const all = distinct(await built())
    // Beside it, literals that esbuild spells as `new RegExp`.
    expect(all.map(([, { at }]) => at)).toContainEqual(expect.stringContaining('/src/core/lib/decimal.ts'))
    for (const [name, { source, flags, at }] of all)
      expect({ name, at, status: (await check(source, flags, LIMITS)).status }).toEqual({ name, at, status: 'safe' })
  })
})
