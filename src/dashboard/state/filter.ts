import type { EntrySummary } from '../../client/types.ts'

/** What a row of the journal is picked by. */
export interface Candidate extends EntrySummary {
  /** Path, operation, body and answer in lower case; undefined until they were read. */
  readonly text?: string
}

export interface JournalFilter {
  /** Whether it looks into bodies and answers. */
  readonly hasWords: boolean
  passes(entry: Candidate): boolean
}

type Test = (entry: Candidate, value: string) => boolean

export const isUnmatched = ({ operation, direction, timer }: EntrySummary): boolean =>
  operation === null && direction === 'in' && !timer

const isAny = (value: string): boolean => value === '' || value === 'true'

/** `4xx`: what is not a digit stands for any. */
const isLike = (status: string, value: string): boolean =>
  value.split('').every((letter, i) => (/\d/.test(letter) ? letter === status[i] : i < status.length))

const TESTS: Readonly<Record<string, Test>> = {
  api: ({ api }, value) => api === value,
  operation: ({ api, operation }, value) =>
    operation !== null && (operation.toLowerCase() === value || `${api} ${operation}`.toLowerCase() === value),
  method: ({ method }, value) => method?.toLowerCase() === value,
  status: ({ status }, value) => status !== null && isLike(String(status), value),
  violation: ({ violations }, value) =>
    isAny(value) ? violations.length > 0 : violations.some(({ rule }) => rule.toLowerCase() === value),
  unmatched: entry => isUnmatched(entry),
  out: ({ direction }) => direction === 'out',
  fault: ({ fault }, value) => (isAny(value) ? fault !== null : fault?.toLowerCase() === value),
}

/** The names that a filter knows, as it writes them. */
export const FILTER_NAMES = Object.keys(TESTS)

/** `status:4xx violation: ромашка`: every part must fit; a value with spaces stands in quotes. */
export function parseFilter(text: string): JournalFilter {
  const parts = [...text.toLowerCase().matchAll(/([a-z]+):(?=\s|$)|(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/g)]
  const words: string[] = []
  const tests: ((entry: Candidate) => boolean)[] = []
  for (const [whole, bare, name, quoted, plain] of parts) {
    const test = TESTS[bare ?? name ?? '']
    const value = quoted ?? plain ?? ''
    if (test) tests.push(entry => test(entry, value))
    else words.push(name === undefined && quoted !== undefined ? quoted : whole.replaceAll('"', ''))
  }
  return {
    hasWords: words.length > 0,
    passes: entry => tests.every(test => test(entry)) && (words.length === 0 || hasAll(entry, words)),
  }
}

function hasAll(entry: Candidate, words: readonly string[]): boolean {
  const text = entry.text ?? outlineOf(entry)
  return words.every(word => text.includes(word))
}

/** What of an entry is known before its body is. */
export const outlineOf = ({ url, operation, api }: EntrySummary): string =>
  `${url ?? ''} ${readable(url ?? '')} ${api ?? ''} ${operation ?? ''}`.toLowerCase()

/** A URL as people read it. */
export function readable(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '))
  } catch {
    return url
  }
}
