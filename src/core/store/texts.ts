import type { IndexEntry } from './indexes.ts'
import type { Row } from './row.ts'
import type { Digest } from './tree.ts'

/** The text under which a record is sought by a part of it. */
export type Text<T = unknown> = (record: Readonly<T>) => string

/**
 * A text without letter case. Texts that a case-insensitive regular expression takes for one are one here too; so are a
 * few that it tells apart, ß and ss.
 */
export const caseless = (text: string): string =>
  // A sigma is written otherwise at the end of a word.
  text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')

export type TextEntry = Row | IndexEntry

/** The texts of a run of entries, one after another. */
interface Texts {
  readonly entries: readonly TextEntry[]
  readonly text: string
  /** Where each entry's own ends in `text`. */
  readonly ends: readonly number[]
  /** What was found last, by part: who pages through what is like a text asks for the same again and again. */
  readonly found: Map<string, readonly TextEntry[]>
}

const FOUND_KEPT = 8

const digests = new WeakMap<Text, Digest<TextEntry, Texts>>()

/** How the nodes of a tree keep the texts of what they hold. */
export function textsBy(text: Text): Digest<TextEntry, Texts> {
  let digest = digests.get(text)
  if (!digest)
    digests.set(text, (digest = { of: entries => textsOf(entries, text), join: joinLines, known: new WeakMap() }))
  return digest
}

export const rowOf = (entry: TextEntry): Row => ('row' in entry ? entry.row : entry)

/** The entries whose text has `part` in it, in their order. */
export function entriesWith(part: string, texts: Texts): readonly TextEntry[] {
  let entries = texts.found.get(part)
  if (!entries) {
    entries = search(part, texts)
    if (texts.found.size >= FOUND_KEPT) texts.found.delete(texts.found.keys().next().value!)
    texts.found.set(part, entries)
  }
  return entries
}

function search(part: string, { entries, text, ends }: Texts): readonly TextEntry[] {
  const found: TextEntry[] = []
  let i = 0
  for (let at = text.indexOf(part); at >= 0 && i < ends.length; at = text.indexOf(part, at)) {
    while (ends[i]! < at) i++
    // A hit that reaches over an end is none; one that fits may still come after it.
    if (at + part.length <= ends[i]!) {
      found.push(entries[i]!)
      at = ends[i++]! + 1
    } else at++
  }
  return found
}

function textsOf(entries: readonly TextEntry[], textOf: Text): Texts {
  const ends: number[] = []
  let text = ''
  for (const entry of entries) {
    text += textOf(rowOf(entry).record as object)
    ends.push(text.length)
    text += '\n'
  }
  return { entries, text, ends, found: new Map() }
}

function joinLines(parts: readonly Texts[]): Texts {
  const entries: TextEntry[] = []
  const ends: number[] = []
  let length = 0
  for (const part of parts) {
    for (const entry of part.entries) entries.push(entry)
    for (const end of part.ends) ends.push(length + end)
    length += part.text.length
  }
  return { entries, text: parts.map(part => part.text).join(''), ends, found: new Map() }
}
