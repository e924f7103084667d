import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'

const listed = execFileSync('npm pack --dry-run --json --ignore-scripts', {
  cwd: packageRoot,
  shell: true,
  stdio: ['ignore', 'pipe', 'ignore'],
})
const [{ files }] = JSON.parse(listed.toString()) as [{ files: { path: string }[] }]
const packed = files.map(({ path }) => path)
const pages = packed.filter(path => path.endsWith('.md'))
const textOf = (page: string): string => readFileSync(join(packageRoot, page), 'utf8')

/** The anchors that GitHub and npm give to the headings of a page. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

const linksOf = (page: string): { page: string; path: string; anchor: string | undefined }[] =>
  [...textOf(page).matchAll(/(?:\]\(|\bsrc="|\bhref=")(?!\w+:)([^)"\s]+)/g)].map(([, link]) => {
    const [path, anchor] = link!.split('#') as [string, string?]
    return { page, path: path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path)), anchor }
  })

const links = pages.flatMap(linksOf)

test('the package has its pages, in both languages, and what they show', () => {
  expect(packed).toEqual(expect.arrayContaining(['README.md', 'README.ru.md', 'docs/getting-started.md']))
  expect(packed.filter(path => path.includes('node_modules'))).toEqual([])
  expect(links.length).toBeGreaterThan(100)
})

test('every relative link of a packed page leads to something packed, or to a picture of the source', () => {
  const dead = links.filter(({ path }) =>
    path.startsWith('docs/images/')
      ? !existsSync(join(packageRoot, path))
      : !packed.some(file => file === path || file.startsWith(`${path}/`)),
  )
  expect(dead).toEqual([])
})

test('every anchor of a link is a heading', () => {
  const wrong = links.filter(
    ({ path, anchor }) => anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).includes(anchor),
  )
  expect(wrong).toEqual([])
})
