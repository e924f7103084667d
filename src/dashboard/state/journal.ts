import { signal } from '@preact/signals'
import type { EntrySummary, JournalEntry, JournalPage } from '../../client/types.ts'
import { draw } from './draw.ts'
import { type Candidate, type JournalFilter, outlineOf, parseFilter } from './filter.ts'
import { ask, under } from './server.ts'

export interface JournalState {
  /** What passes the filter, oldest first; the list itself changes, the state is new with each change. */
  readonly shown: readonly Candidate[]
  readonly total: number
  /** Entries that the server no longer has. */
  readonly dropped: number
  readonly isLoading: boolean
  readonly isPaused: boolean
  /** How many came while it was paused. */
  readonly waiting: number
  readonly error: Error | null
}

const EMPTY: JournalState = {
  shown: [],
  total: 0,
  dropped: 0,
  isLoading: true,
  isPaused: false,
  waiting: 0,
  error: null,
}

/** The journal of the sandbox that is open. */
export const journal = signal<JournalState>(EMPTY)

const PAGE = 1000
/** The server's own limit, unless its journal has more. */
let most = 10_000
let sandbox = ''
let entries: Candidate[] = []
let ids = new Set<string>()
let shown: Candidate[] = []
let filter: JournalFilter = parseFilter('')
let waiting: EntrySummary[] = []
/** Counts the readings: what an earlier one brings is of no use. */
let reading = 0
let isReadingAll = false

const tell = (change: Partial<JournalState> = {}): void =>
  draw(() => {
    journal.value = { ...journal.value, shown, total: entries.length, waiting: waiting.length, ...change }
  })

/** Opens the journal of a sandbox, or reads it anew. */
export async function openJournal(id: string): Promise<void> {
  const mine = ++reading
  if (id !== sandbox) {
    sandbox = id
    replace([])
    journal.value = EMPTY
  }
  waiting = []
  isReadingAll = true
  try {
    const { dropped, total, requests } = await readAll(id, () => mine === reading)
    if (mine !== reading) return
    most = Math.max(10_000, total)
    replace(requests.map(candidateOf))
    tell({ dropped, isLoading: false, error: null })
  } catch (error) {
    if (mine === reading) tell({ isLoading: false, error: error as Error })
  } finally {
    if (mine === reading) {
      isReadingAll = false
      if (!journal.value.isPaused) takeWaiting()
    }
  }
}

/** Page by page: a journal may be large, and the page is to stay alive. */
async function readAll(id: string, isWanted: () => boolean): Promise<JournalPage> {
  const requests: JournalEntry[] = []
  for (let after = ''; ; ) {
    const page = await ask<JournalPage>(`GET ${under(id, 'requests')}?limit=${PAGE}${after}`)
    requests.push(...page.requests)
    const lastId = page.requests.at(-1)?.id
    if (page.requests.length < PAGE || lastId === undefined || !isWanted()) return { ...page, requests }
    after = `&after=${encodeURIComponent(lastId)}`
  }
}

/** Takes in what came to the sandbox that is open. */
export function take(summaries: readonly EntrySummary[]): void {
  if (journal.value.isPaused || isReadingAll) waiting = [...waiting, ...summaries].slice(-most)
  else add(summaries)
  tell()
}

export function pauseJournal(isPaused: boolean): void {
  if (!isPaused && !isReadingAll) takeWaiting()
  tell({ isPaused })
}

function takeWaiting(): void {
  const came = waiting
  waiting = []
  add(came)
  tell()
}

export function filterJournal(text: string): void {
  filter = parseFilter(text)
  shown = entries.filter(filter.passes)
  tell()
  void readTexts()
}

/** The latest entry whose answer each reading shaped. */
export function lastAsked(readings: readonly string[]): ReadonlyMap<string, EntrySummary> {
  const found = new Map<string, EntrySummary>()
  for (let at = entries.length - 1; at >= 0 && found.size < readings.length; at--) {
    const entry = entries[at]!
    for (const id of entry.readings) if (!found.has(id)) found.set(id, entry)
  }
  return found
}

function replace(all: Candidate[]): void {
  entries = all
  ids = new Set(all.map(({ id }) => id))
  shown = all.filter(filter.passes)
}

function replaceOne(entry: EntrySummary): void {
  for (const list of [entries, shown]) {
    const at = list.findLastIndex(({ id }) => id === entry.id)
    if (at >= 0) list[at] = { ...list[at], ...entry }
  }
}

function add(summaries: readonly EntrySummary[]): void {
  const fresh = summaries.filter(({ id }) => !ids.has(id))
  // A webhook is told of anew with each of its attempts.
  for (const entry of summaries) if (ids.has(entry.id) && entry.direction === 'out') replaceOne(entry)
  for (const entry of fresh) {
    ids.add(entry.id)
    entries.push(entry)
    if (filter.passes(entry)) shown.push(entry)
  }
  const over = entries.length - most
  if (over > 0) {
    const gone = new Set(entries.splice(0, over))
    for (const { id } of gone) ids.delete(id)
    const first = shown.findIndex(entry => !gone.has(entry))
    shown.splice(0, first < 0 ? shown.length : first)
  }
  if (fresh.length > 0) void readTexts()
}

const TEXTS_EVERY_MS = 250
let isReadingTexts = false

/** Events tell no bodies: where the filter looks into them, they are read. */
async function readTexts(): Promise<void> {
  if (isReadingTexts || !filter.hasWords) return
  isReadingTexts = true
  try {
    for (;;) {
      const first = entries.findIndex(({ text }) => text === undefined)
      if (first < 0 || !filter.hasWords) return
      const mine = reading
      // What comes meanwhile is none of these, and is read next.
      const asked = new Set(entries.slice(first, first + PAGE))
      const after = first === 0 ? '' : `&after=${encodeURIComponent(entries[first - 1]!.id)}`
      const page = await ask<JournalPage>(`GET ${under(sandbox, 'requests')}?limit=${PAGE}${after}`)
      if (mine !== reading) continue
      const read = new Map(page.requests.map(entry => [entry.id, candidateOf(entry)]))
      for (const [at, entry] of entries.entries()) {
        // One that the server no longer has is known by its outline only.
        if (asked.has(entry)) entries[at] = read.get(entry.id) ?? { ...entry, text: entry.text ?? outlineOf(entry) }
      }
      shown = entries.filter(filter.passes)
      tell()
      await new Promise(resolve => setTimeout(resolve, TEXTS_EVERY_MS))
    }
  } catch {
    // The next entry asks again.
  } finally {
    isReadingTexts = false
  }
}

function candidateOf({ headers: _, body, response, ...summary }: JournalEntry): Candidate {
  return { ...summary, text: `${outlineOf(summary)} ${body} ${response.body}`.toLowerCase() }
}
