import type { ServerResponse } from 'node:http'
import type { Api } from '../core/api/api.ts'
import { isOperation } from '../core/api/operation-name.ts'
import { type JournalEntry, readingEntry } from '../core/journal/entry.ts'
import { isUnmatched } from '../core/journal/is-unmatched.ts'
import type { LoggedExchange } from '../core/journal/logged-exchange.ts'
import { toPortable } from '../core/journal/portable.ts'
import { type Why, whyOf } from '../core/journal/why.ts'
import { originOf } from '../core/lib/origin.ts'
import { inSlices, type Work } from '../core/lib/slices.ts'
import { checkFault } from '../core/scenarios/check.ts'
import type { Path } from '../core/scenarios/scenario-flaw.ts'
import { schema } from '../core/validation/schema.ts'
import { toCurl, toHttp } from './exports.ts'
import { toHar } from './har.ts'
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
  direction?: 'in' | 'out'
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
  /** `har`: an HTTP archive in place of our own form. */
  format?: 'har'
}

const list = route<unknown, Filter>('GET /sandboxes/:id/requests', {
  summary: 'The journal, oldest first.',
  query: schema('admin/requests.query.json'),
  async handle({ server, sandbox, query, req }) {
    refuseUnknown(query, server.apis)
    refuseNoRule(query.violations)
    const { journal } = sandbox
    const { dropped } = journal
    const { total, page } = await inSlices(choosing([...journal.entries()], query))
    if (query.format === 'har') return toHar(page, originOf(req, server), server.version)
    return { total, dropped, requests: new LazyList(page, entry => readingEntry(entry)) }
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

const FORMS = { curl: toCurl, http: toHttp }

const one = route<unknown, { format?: keyof typeof FORMS }>('GET /sandboxes/:id/requests/:rid', {
  summary: 'One request in full, and why it was answered so; with “format”, as a line for sh or as an .http file.',
  query: schema('admin/request.query.json'),
  async handle({ server, sandbox, params, query: { format }, req, res }) {
    const entry = sandbox.journal.get(params.rid!)
    if (!entry)
      throw unknown(
        'request',
        params.rid!,
        `GET /__admin/sandboxes/${sandbox.id}/requests lists them; an entry is lost when its sandbox is reset or its journal is full.`,
      )
    const mask = await inSlices(entry.masking())
    if (format !== undefined) return sendText(res, FORMS[format](toPortable(entry, mask), originOf(req, server)))
    const explained: ExplainedEntry = {
      ...(await inSlices(readingEntry(entry, mask))),
      why: whyOf(entry, server.apis, mask),
    }
    return explained
  },
})

function sendText(res: ServerResponse, text: string): void {
  const bytes = Buffer.from(text)
  res.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  })
  res.end(bytes)
}

export const requestRoutes = [list, empty, one]

/**
 * A misspelt operation never comes: to say so is more honest than to find none.
 *
 * @param at where they are named, in what was sent
 */
export function refuseUnknown(
  { api, operation }: { api?: string; operation?: string },
  apis: readonly Api[],
  at: Path = [],
): void {
  const flaws = checkFault({ match: { api, operation } }, apis)
  refuseFlaws(
    flaws.map(({ path, message }) => ({ path: [...at, ...path.slice(1)], message })),
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
  { api, operation, direction, method, path, status, violations, unmatched }: Filter,
): boolean {
  return (
    (api === undefined || entry.api === api) &&
    (operation === undefined || isOperation(operation, entry)) &&
    (direction === undefined || entry.direction === direction) &&
    (method === undefined || entry.method === method.toUpperCase()) &&
    (path === undefined || entry.path === path) &&
    (status === undefined || entry.status === Number(status)) &&
    (violations === undefined || violates(entry, violations)) &&
    (unmatched === undefined || isUnmatched(entry) === /^(true|1)$/.test(unmatched))
  )
}

function violates({ violations }: LoggedExchange, wanted: string): boolean {
  if (/^(true|1)$/.test(wanted)) return violations.length > 0
  if (/^(false|0)$/.test(wanted)) return violations.length === 0
  return violations.some(({ rule }) => rule === wanted)
}
