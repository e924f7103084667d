import { expect, test } from 'vitest'
import { type Command, commandsOf, handWritten, snippetsOf } from './snippets.ts'

// cmd knows no single quotes, PowerShell no backslash before a double one.

const commands = (page: string): Command[] =>
  snippetsOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(commandsOf)
const lines = (pages: readonly string[]): string[] =>
  pages.flatMap(page => commands(page).map(({ text }) => `${page}: ${text}`))

test('in sh, cmd and PowerShell a command is quoted alike, unless it sends JSON', () => {
  const isJson = (text: string): boolean => text.includes('"')
  const odd = lines(handWritten()).filter(line => [...line.matchAll(/'([^']*)'/g)].some(([, text]) => !isJson(text!)))
  expect(odd).toEqual([])
})

test('those of the first pages, and beside a running server, send none on the command line', () => {
  const pages = ['README.md', 'README.ru.md', 'docs/laptop.md', 'docs/troubleshooting.md']
  expect(lines(pages).filter(line => /['\\$`]/.test(line))).toEqual([])
})

test('what is typed is found by a shell: npx leads to the command, which is on no path', () => {
  expect(lines(['README.md', 'README.ru.md', ...handWritten()]).filter(line => / mock-server /.test(line))).toEqual([])
})
