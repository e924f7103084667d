import type { Api } from '../core/api/define-api.ts'
import { isOperation } from '../core/api/operation-name.ts'
import { Problem } from '../core/api/problem.ts'
import { type JournalEntry, toJournalEntry } from '../core/journal/entry.ts'
import type { LoggedExchange } from '../core/journal/logged-exchange.ts'
import { type Expectation, verify } from '../core/journal/verify.ts'
import { checkFault } from '../core/scenarios/check.ts'
import { schema } from '../core/validation/schema.ts'
import { refuseFlaws } from './refuse.ts'
import { route } from './route.ts'

/** A part of a journal, oldest first. */
export interface JournalPage {
  /** How many entries fit the filter. */
  readonly total: number
  /** How many entries were lost to the journal's limit. */
  readonly dropped: number
  readonly requests: readonly JournalEntry[]
}

interface Filter {
  api?: string
  operation?: string
  method?: string
  path?: string
  status?: string
  /** `true` or `1`: those with any; `false` or `0`: those without; else the name of a rule. */
  violations?: string
  limit?: string
  /** The id of the entry that comes before. */
  after?: string
}

const list = route<unknown, Filter>('GET /sandboxes/:id/requests', {
  summary: 'The journal, oldest first.',
  query: schema('admin/requests.query.json'),
  handle({ server, sandbox, query }): JournalPage {
    refuseUnknown(query, server.apis)
    refuseNoRule(query.violations)
    const { journal } = sandbox
    const matching = journal.entries().filter(entry => passes(entry, query))
    const after = Number(query.after?.replace(/^r/, '') ?? 0)
    const from = matching.findIndex(entry => entry.seq > after)
    const page = from < 0 ? [] : matching.slice(from, from + Number(query.limit ?? matching.length))
    return { total: matching.length, dropped: journal.dropped, requests: page.map(toJournalEntry) }
  },
})

const empty = route('DELETE /sandboxes/:id/requests', {
  summary: 'Empties the journal.',
  status: 204,
  handle: ({ sandbox }) => sandbox.clearJournal(),
})

const verification = route<Expectation>('POST /sandboxes/:id/requests/verify', {
  summary: 'Whether what came is what was expected.',
  body: schema('admin/verify.json'),
  handle({ server, sandbox, body }) {
    refuseUnknown(body, server.apis)
    const { journal } = sandbox
    const verdict = verify(journal, body)
    if (verdict.ok !== null) return verdict
    throw new Problem(
      409,
      'Requests were dropped',
      `${verdict.matched} kept requests match, but ${journal.dropped} older ones were dropped from the journal and some of them may match too.`,
      'Empty the journal before the part that you verify (DELETE …/requests), or start the server with a larger --journal-limit.',
      { matched: verdict.matched, expected: verdict.expected, dropped: journal.dropped },
    )
  },
})

export const requestRoutes = [list, empty, verification]

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

function passes(entry: LoggedExchange, { api, operation, method, path, status, violations }: Filter): boolean {
  return (
    (api === undefined || entry.api === api) &&
    (operation === undefined || isOperation(operation, entry)) &&
    (method === undefined || entry.method === method.toUpperCase()) &&
    (path === undefined || entry.path === path) &&
    (status === undefined || entry.status === Number(status)) &&
    (violations === undefined || violates(entry, violations))
  )
}

function violates({ violations }: LoggedExchange, wanted: string): boolean {
  if (/^(true|1)$/.test(wanted)) return violations.length > 0
  if (/^(false|0)$/.test(wanted)) return violations.length === 0
  return violations.some(({ rule }) => rule === wanted)
}
