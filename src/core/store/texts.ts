import type { IndexEntry } from './indexes.ts'
import { LetterPairs, type Lines, startOf } from './letter-pairs.ts'
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
interface Texts extends Lines {
  readonly entries: readonly TextEntry[]
  /** Made when they are searched once more: after a change they may be searched once only. Null: not to be had. */
  pairs: LetterPairs | null | undefined
  isSearched: boolean
}

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
export function entriesWith(part: string, runs: readonly Texts[]): readonly TextEntry[] {
  // All into one: to put lists together takes longer than to fill them.
  const found: TextEntry[] = []
  let left = PREPARED_AT_ONCE
  for (const texts of runs) {
    if (texts.isSearched && texts.pairs === undefined && left-- > 0) texts.pairs = pairsOf(texts)
    texts.isSearched = true
    if (texts.pairs && part.length > 1) lookUp(part, texts, texts.pairs, found)
    else search(part, texts, found)
  }
  return found
}

/** Runs that one search prepares for those after it, at most: others wait meanwhile. */
const PREPARED_AT_ONCE = 16
/** Letters of a run that is prepared. */
const MOST_PREPARED = 256 * 1024

const pairsOf = (texts: Texts): LetterPairs | null => (texts.text.length > MOST_PREPARED ? null : LetterPairs.of(texts))

function lookUp(part: string, texts: Texts, pairs: LetterPairs, found: TextEntry[]): void {
  for (const line of pairs.with(part)) {
    if (part.length === 2 || hasPart(part, texts, line)) found.push(texts.entries[line]!)
  }
}

/** Letters of a part for which `indexOf` is slow to call, line by line. */
const FEW = 32

function hasPart(part: string, lines: Lines, line: number): boolean {
  const { text, ends } = lines
  const start = startOf(lines, line)
  if (part.length > FEW) return text.slice(start, ends[line]).includes(part)
  const last = ends[line]! - part.length
  for (let from = start; from <= last; from++) {
    let fits = 0
    while (fits < part.length && text.charCodeAt(from + fits) === part.charCodeAt(fits)) fits++
    if (fits === part.length) return true
  }
  return false
}

function search(part: string, { entries, text, ends }: Texts, found: TextEntry[]): void {
  let i = 0
  for (let at = text.indexOf(part); at >= 0 && i < ends.length; at = text.indexOf(part, at)) {
    while (ends[i]! < at) i++
    // A hit that reaches over an end is none; one that fits may still come after it.
    if (at + part.length <= ends[i]!) {
      found.push(entries[i]!)
      at = ends[i++]! + 1
    } else at++
  }
}

function textsOf(entries: readonly TextEntry[], textOf: Text): Texts {
  const ends: number[] = []
  let text = ''
  for (const entry of entries) {
    text += textOf(rowOf(entry).record as object)
    ends.push(text.length)
    text += '\n'
  }
  return { entries, text, ends, pairs: undefined, isSearched: false }
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
  return { entries, text: parts.map(part => part.text).join(''), ends, pairs: undefined, isSearched: false }
}
