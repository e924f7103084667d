import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/core/lib/package-root.ts'

/** A fenced block of a page: its language, and the file that it is (of `sh`: where it is run), where the fence names one. */
export interface Snippet {
  readonly language: string
  readonly file: string | null
  readonly text: string
  readonly line: number
}

/** A command of a page, and what the comment below it says that it prints. */
export interface Command {
  /** Where the fence says to be: `sh vitest/`. */
  readonly folder: string
  readonly text: string
  readonly says: readonly string[]
}

/** The pages that a person wrote; the generated ones have tests of their own. */
export function handWritten(): string[] {
  const generated = /^docs\/(apis\/|decisions\/|admin\.md|performance\.md)/
  const below = (folder: string): string[] =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.md'))
      .map(file => `${folder}/${file.replaceAll('\\', '/')}`)
  return ['README.md', 'README.ru.md', ...below('docs')].filter(page => !generated.test(page)).sort()
}

export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(packageRoot, page), 'utf8')
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(({ 1: language, 2: file, 3: body, index }) => ({
    language: language!,
    file: file ?? null,
    text: body!,
    line: text.slice(0, index).split('\n').length,
  }))
}

/** A comment below a command, `# …`, is what it prints; a comment above one is a title. */
export function commandsOf({ text, file }: Snippet): Command[] {
  const folder = file ?? '.'
  const commands: { folder: string; text: string; says: string[] }[] = []
  let open = false
  for (const line of text.replace(/\\\n\s*/g, ' ').split('\n')) {
    const last = commands.at(-1)
    if (line.trim() === '') open = false
    else if (!line.startsWith('#')) open = commands.push({ folder, text: line.replace(/\s+# .*$/, ''), says: [] }) > 0
    else if (open && last) last.says.push(line.slice(2))
  }
  return commands
}

/** A line `EXPRESSION // → VALUE` says what it gives: it becomes a call that notes both. */
export function noting(text: string): string {
  return text.replace(
    /^(\s*)((?:const|let) (\w+) = )?(.+?) \/\/ → (.+)$/gm,
    (_, indent, declares = '', name, expression, value) =>
      declares
        ? `${indent}${declares}${expression}; says(${name}, ${value})`
        : `${indent}says(${expression}, ${value})`,
  )
}
