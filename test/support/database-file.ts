import { readFileSync, writeFileSync } from 'node:fs'

/** One line of a database file: its JSON without the checksum. */
export type SavedLine = Record<string, unknown> & { sandbox?: string }

export const linesIn = (file: string): SavedLine[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line.slice(0, -9)))

type Change = [key: string | number, seq?: number, record?: Record<string, unknown>]

/** The changes that a file's lines tell of a table, in their order. */
export const changesIn = (file: string, table: string, sandbox = 'default'): Change[] =>
  linesIn(file)
    .filter(line => line.sandbox === sandbox)
    .flatMap(({ tables }) => (tables as Record<string, Change[]> | undefined)?.[table] ?? [])

/** Edits the text of a file as a person does: checksums stay as they were. */
export function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  if (after === before) throw new Error('nothing was edited')
  writeFileSync(file, after)
}
