import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { connect } from '../../src/index.ts'
import { started } from '../cli/command.ts'
import { isHere } from '../clients/program.ts'
import { type Command, commandsOf, handWritten, snippetsOf } from './snippets.ts'
import { type Outcome, ported, Workshop } from './workshop.ts'

/**
 * What installs, or is run by test/packed in a project that has the package, or needs a daemon that a test machine has not:
 * only its grammar is checked.
 */
const ELSEWHERE =
  /^(npm (ci|i|install|init)\b|npx (-p|playwright install)\b|python3 -m pytest|phpunit |apt-get |docker |git )/
const OTHER_TOOLS = /^(\.github\/|\.gitlab-ci|compose\.|kubernetes\.|mock-server\.config\.)/
/** What runs where its tool is. */
const TOOL = /^(php|python3|java) /
const LANGUAGES = [
  ...['mermaid', 'sh', 'ts', 'js', 'json', 'yaml', 'python', 'php', 'dockerfile', 'text', 'nginx', 'haproxy'],
  ...['java', 'csharp', 'bsl', 'pascal'],
]

/** The Russian pages, and those that begin with the same tour. */
const ORIGINALS: Record<string, string> = {
  'README.ru.md': 'README.md',
  'docs/ru/getting-started.md': 'docs/getting-started.md',
}

const pages = handWritten()
const examples = join(packageRoot, 'examples')
const sources = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.(py|php)$/.test(file))
  .map(file => readFileSync(join(examples, file), 'utf8'))
const workshop = new Workshop()
let server: Awaited<ReturnType<typeof started>>

beforeAll(async () => {
  server = await started(['--port', '0'], join(workshop.root, 'ready.json'))
  for (const page of pages) workshop.lay(page, port())
}, 30_000)

afterAll(async () => {
  await server.end('SIGTERM')
  rmSync(workshop.root, { recursive: true, force: true })
})

const port = (): number => Number(new URL(server.ready.url).port)

test('the TypeScript of README and docs has right types', async () => {
  expect(await workshop.compile()).toMatchObject({ code: 0, stdout: '' })
}, 120_000)

/** The first commands of a page that ask the server something. */
const tourOf = (page: string): Command[] =>
  snippetsOf(page)
    .filter(({ language }) => language === 'sh')
    .map(commandsOf)
    .find(commands => commands.some(({ says }) => says.length > 0))!

test.each(Object.entries(ORIGINALS))('%s has the tour of %s to the letter, which is run once', (page, original) => {
  expect(tourOf(page)).toEqual(tourOf(original))
})

describe.each(pages)('%s', page => {
  const snippets = snippetsOf(page)

  beforeAll(tidy)

  test('has blocks of known languages only', () => {
    expect(snippets.filter(({ language }) => !LANGUAGES.includes(language))).toEqual([])
  })

  test('has lines of TypeScript that give what it says', async () => {
    const notes = await workshop.story(page)
    expect(notes.map(({ got }) => got)).toMatchObject(notes.map(({ wanted }) => wanted))
  }, 60_000)

  test('has commands that do what it says', async () => {
    const tour = page in ORIGINALS ? tourOf(page) : []
    const commands = snippets
      .filter(({ language }) => language === 'sh')
      .flatMap(commandsOf)
      .filter(({ text }) => !tour.some(command => command.text === text))
    const here = commands.filter(({ text }) => !ELSEWHERE.test(text) && hasTool(text))
    const elsewhere = commands.filter(command => !here.includes(command)).map(({ text }) => text)
    expect(await workshop.run('bash', ['-n', '-c', elsewhere.join('\n')], workshop.root)).toMatchObject({ code: 0 })
    const outcomes = await workshop.shell(page, here, port())
    for (const [i, command] of here.entries()) expectSaid(command, outcomes[i]!, port())
  }, 120_000)

  test('shows of other languages files of its own, or what the examples have, which are run as a whole', () => {
    const foreign = snippets.filter(({ language, file }) => file === null && /^(python|php)$/.test(language))
    expect(foreign.filter(({ text }) => !sources.some(source => source.includes(text)))).toEqual([])
  })

  test('has data that can be read, and scenarios that fit', async () => {
    const folder = workshop.folder(page)
    const scenarios: string[] = []
    for (const { language, file, text } of snippets) {
      if (language === 'json') JSON.parse(text)
      if (language !== 'yaml') continue
      expect(parseAllDocuments(text).flatMap(document => ('errors' in document ? document.errors : []))).toEqual([])
      if (file && !OTHER_TOOLS.test(file)) scenarios.push(file)
    }
    for (const file of scenarios)
      expect(await workshop.run('mock-server', ['scenarios', 'check', file], folder)).toMatchObject({
        code: 0,
        stdout: `${file}: fits\n`,
      })
  })
})

const hasTool = (text: string): boolean => {
  const tool = TOOL.exec(text)?.[1]
  return tool === undefined || isHere(tool)
}

/** Each page finds the server as it starts. */
async function tidy(): Promise<void> {
  const all = await connect(server.ready.url)
  const { sandboxes } = (await request(all.url).get('/__admin/sandboxes')).body
  for (const { id } of sandboxes) if (id !== 'default') await (await all.sandbox(id)).drop()
  await all.reset()
}

/** A comment `# 200 {…}` is status and (shortened) body; any other is a part of what is printed. */
function expectSaid({ text, says }: Command, { code, stdout, stderr }: Outcome, at: number): void {
  expect({ text, code, stderr: code === 0 ? '' : stderr }).toEqual({ text, code: 0, stderr: '' })
  for (const said of says.map(line => ported(line, at))) {
    const [, status, body] = /^(\d{3})(?: (.+))?$/.exec(said) ?? []
    if (status === undefined) expect(stdout, text).toContain(said.replace(/^… | …$/g, ''))
    else {
      expect(stderr.slice(-3), text).toBe(status)
      if (body !== undefined) expect(JSON.parse(stdout), text).toMatchObject(JSON.parse(body))
    }
  }
}
