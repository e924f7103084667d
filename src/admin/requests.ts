import type { Api } from '../core/api/define-api.ts'
import { isOperation } from '../core/api/operation-name.ts'
import { Problem } from '../core/api/problem.ts'
import { type JournalEntry, toJournalEntry } from '../core/journal/entry.ts'
import type { LoggedExchange } from '../core/journal/logged-exchange.ts'
import { type Expectation, verifying } from '../core/journal/verify.ts'
import { type Why, whyOf } from '../core/journal/why.ts'
import { inSlices, type Work } from '../core/lib/slices.ts'
import { checkFault } from '../core/scenarios/check.ts'
import { schema } from '../core/validation/schema.ts'
import { LazyList } from './json-pieces.ts'
import { refuseFlaws, unknown } from './refuse.ts'
import { route } from './route.ts'

/** A part of a journal, oldest first. */
export interface JournalPage {
  /** How many entries fit the filter. */
  readonly total: number
  /** How many entries were lost to the journal's limit. */
  readonly dropped: number
  readonly requests: readonly JournalEntry[]
}

/** One request whole, and why it was answered as it was. */
export interface ExplainedEntry extends JournalEntry {
  readonly why: Why
}

interface Filter {
  api?: string
  operation?: string
  method?: string
  path?: string
  status?: string
  /** `true` or `1`: those with any; `false` or `0`: those without; else the name of a rule. */
  violations?: string
  /** Only those, or with `false` none of those, that no operation answers. */
  unmatched?: string
  limit?: string
  /** The id of the entry that comes before. */
  after?: string
}

const list = route<unknown, Filter>('GET /sandboxes/:id/requests', {
  summary: 'The journal, oldest first.',
  query: schema('admin/requests.query.json'),
  async handle({ server, sandbox, query }) {
    refuseUnknown(query, server.apis)
    refuseNoRule(query.violations)
    const { journal } = sandbox
    const { dropped } = journal
    const { total, page } = await inSlices(choosing([...journal.entries()], query))
    return { total, dropped, requests: new LazyList(page, toJournalEntry) }
  },
})

/** The entries that pass a filter, counted, and those of the page asked for. */
function* choosing(
  entries: readonly LoggedExchange[],
  filter: Filter,
): Work<{ total: number; page: LoggedExchange[] }> {
  const after = Number(filter.after?.replace(/^r/, '') ?? 0)
  const limit = Number(filter.limit ?? Number.POSITIVE_INFINITY)
  const page: LoggedExchange[] = []
  let total = 0
  for (const entry of entries) {
    yield
    if (!passes(entry, filter)) continue
    total++
    if (entry.seq > after && page.length < limit) page.push(entry)
  }
  return { total, page }
}

const empty = route('DELETE /sandboxes/:id/requests', {
  summary: 'Empties the journal.',
  status: 204,
  handle: ({ sandbox }) => sandbox.clearJournal(),
})

const one = route('GET /sandboxes/:id/requests/:rid', {
  summary: 'One request whole, and why it was answered as it was.',
  handle({ server, sandbox, params }): ExplainedEntry {
    const entry = sandbox.journal.get(params.rid!)
    if (!entry)
      throw unknown(
        'request',
        params.rid!,
        `GET /__admin/sandboxes/${sandbox.id}/requests lists them; it is lost where the sandbox was reset or its journal was full.`,
      )
    return { ...toJournalEntry(entry), why: whyOf(entry, server.apis) }
  },
})

const verification = route<Expectation>('POST /sandboxes/:id/requests/verify', {
  summary: 'Whether what came is what was expected.',
  body: schema('admin/verify.json'),
  async handle({ server, sandbox, body }) {
    refuseUnknown(body, server.apis)
    const { journal } = sandbox
    const { dropped } = journal
    const verdict = await inSlices(verifying(journal, body))
    if (verdict.ok !== null) return verdict
    throw new Problem(
      409,
      'Requests were dropped',
      `${verdict.matched} kept requests match, but ${dropped} older ones were dropped from the journal and some of them may match too.`,
      'Empty the journal before the part that you verify (DELETE …/requests), or start the server with a larger --journal-limit.',
      { matched: verdict.matched, expected: verdict.expected, dropped },
    )
  },
})

export const requestRoutes = [list, empty, verification, one]

/** A misspelt operation never comes: to say so is more honest than to find none. */
function refuseUnknown({ api, operation }: { api?: string; operation?: string }, apis: readonly Api[]): void {
  const flaws = checkFault({ match: { api, operation } }, apis)
  refuseFlaws(
    flaws.map(({ path, message }) => ({ path: path.slice(1), message })),
    'GET /__admin/apis lists every operation.',
  )
}

/** Rules are a word, or words joined by dots: `undocumented`, `list.order`. A misspelt yes or no is none of them. */
function refuseNoRule(violations: string | undefined): void {
  if (violations === undefined || !/^(yes|no|on|off|y|n|any|all|none)$/i.test(violations)) return
  refuseFlaws(
    [
      {
        path: ['query', 'violations'],
        message: `must be true, false or the name of a rule, not ${JSON.stringify(violations)}`,
      },
    ],
    'true: the requests that broke any rule; false: those that broke none; a rule such as undocumented: those that broke it.',
  )
}

function passes(
  entry: LoggedExchange,
  { api, operation, method, path, status, violations, unmatched }: Filter,
): boolean {
  return (
    (api === undefined || entry.api === api) &&
    (operation === undefined || isOperation(operation, entry)) &&
    (method === undefined || entry.method === method.toUpperCase()) &&
    (path === undefined || entry.path === path) &&
    (status === undefined || entry.status === Number(status)) &&
    (violations === undefined || violates(entry, violations)) &&
    (unmatched === undefined || (entry.operation === null) === /^(true|1)$/.test(unmatched))
  )
}

function violates({ violations }: LoggedExchange, wanted: string): boolean {
  if (/^(true|1)$/.test(wanted)) return violations.length > 0
  if (/^(false|0)$/.test(wanted)) return violations.length === 0
  return violations.some(({ rule }) => rule === wanted)
}
