import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { apiPage } from '../../src/cli/docs/api-page.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { adminPage } from './admin-page.ts'

test.each(builtInApis.map(api => [api.name, api] as const))(
  'docs/apis/%s.md says what the code says: run «npm run docs»',
  async (name, api) => {
    await expect(apiPage(api)).toMatchFileSnapshot(join(packageRoot, 'docs/apis', `${name}.md`))
  },
)

test('docs/admin.md says what the code says: run «npm run docs»', async () => {
  await expect(adminPage()).toMatchFileSnapshot(join(packageRoot, 'docs/admin.md'))
})

test('every API has a page, and every page an API', () => {
  const pages = readdirSync(join(packageRoot, 'docs/apis')).map(file => file.replace('.md', ''))
  expect(pages.sort()).toEqual(builtInApis.map(({ name }) => name).sort())
})

const pagesIn = (folder: string): string[] =>
  readdirSync(join(packageRoot, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => `${folder}/${name}`)

/** Pages about the code. */
const ABOUT_CODE = ['CONTRIBUTING.md', 'docs/architecture.md', ...pagesIn('docs/decisions')]

test.each(ABOUT_CODE)('every file and folder that %s names is there', page => {
  const text = readFileSync(join(packageRoot, page), 'utf8')
    .replaceAll('VENDOR', 'salesman')
    .replaceAll('OPERATION', 'client.add')
  const named = [
    ...text.matchAll(
      /`((?:src|core|admin|apis|cli|client|dashboard|listen|testing|schemas|scenarios|fixtures|test|docs|bench)\/[\w./-]+)`/g,
    ),
  ].map(([, path]) => (/^(core|admin|apis|cli|client|dashboard|listen|testing)\//.test(path!) ? `src/${path}` : path!))
  expect(named.filter(path => !readable(join(packageRoot, path)))).toEqual([])
})

const map = readFileSync(join(packageRoot, 'docs/architecture.md'), 'utf8')

test('the map of the code names what there is', () => {
  expect([...map.matchAll(/`[a-z]+\/[\w./-]+`/g)].length).toBeGreaterThan(20)
  const there = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' }).map(file => basename(file))
  const named = [...map.matchAll(/`([\w-]+\.ts)`/g)].map(([, file]) => file!)
  expect(named.filter(file => !there.includes(file))).toEqual([])
})

test('the map of the code leads to each of its folders', () => {
  const folders = ['src/core', 'src'].flatMap(folder =>
    readdirSync(join(packageRoot, folder), { withFileTypes: true }).filter(entry => entry.isDirectory()),
  )
  expect(folders.map(({ name }) => name).filter(name => !new RegExp(`\\b${name}(?: ·|/)`).test(map))).toEqual([])
})

test('every folder of the code says in the first line of its main file what it is', () => {
  const folders = ['src/core', 'src'].flatMap(folder =>
    readdirSync(join(packageRoot, folder), { withFileTypes: true })
      .filter(entry => entry.isDirectory() && !['core', 'dashboard'].includes(entry.name))
      .map(entry => join(folder, entry.name)),
  )
  const says = (folder: string): boolean =>
    readdirSync(join(packageRoot, folder))
      .filter(name => name.endsWith('.ts'))
      .some(name => {
        const head = readFileSync(join(packageRoot, folder, name), 'utf8').replace(/^#!.*\n/, '')
        return head.startsWith(`// ${folder.replace(/^src\//, '')}: `)
      })
  expect(folders.filter(folder => !says(folder))).toEqual([])
})

function readable(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR'
  }
}
