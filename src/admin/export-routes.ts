import type { IncomingMessage, ServerResponse } from 'node:http'
import { type JournalEntry, toJournalEntry } from '../core/journal/entry.ts'
import type { LoggedExchange } from '../core/journal/logged-exchange.ts'
import { toPortable } from '../core/journal/portable.ts'
import { type Why, whyOf } from '../core/journal/why.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { schema } from '../core/validation/schema.ts'
import { toCurl, toHttp } from './exports.ts'
import { harFrame, toHarEntry } from './har.ts'
import { sendInPieces } from './pieces.ts'
import { unknown } from './refuse.ts'
import { route } from './route.ts'

/** One request whole, and why it was answered as it was. */
export interface ExplainedEntry extends JournalEntry {
  readonly why: Why
}

const FORMS = { curl: toCurl, http: toHttp }

const one = route<unknown, { format?: keyof typeof FORMS }>('GET /sandboxes/:id/requests/:rid', {
  summary: 'One request whole, and why it was answered as it was; with “format”, as a line for sh or as an .http file.',
  query: schema('admin/request.query.json'),
  handle({ server, sandbox, params, query: { format }, req, res }) {
    const entry = findEntry(sandbox, params.rid!)
    if (format !== undefined) return sendExport(entry, format, req, res)
    const explained: ExplainedEntry = { ...toJournalEntry(entry), why: whyOf(entry, server.apis) }
    return explained
  },
})

export const exportRoutes = [one]

/** @throws {Problem} 404 where the journal has no such entry, or has it no longer */
export function findEntry(sandbox: Sandbox, id: string): LoggedExchange {
  const entry = sandbox.journal.get(id)
  if (entry) return entry
  throw unknown(
    'request',
    id,
    `GET /__admin/sandboxes/${sandbox.id}/requests lists them; it is lost where the sandbox was reset or its journal was full.`,
  )
}

/** Sends one request in a form that other tools take. */
export function sendExport(
  entry: LoggedExchange,
  format: keyof typeof FORMS,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const bytes = Buffer.from(FORMS[format](toPortable(entry), originOf(req)))
  res.writeHead(200, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  })
  res.end(bytes)
}

const originOf = ({ headers }: IncomingMessage): string => `http://${headers.host ?? 'localhost'}`

/** Sends entries as an HTTP archive. */
export function sendHar(
  entries: readonly LoggedExchange[],
  version: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const [head, tail] = harFrame(version)
  return sendInPieces(res, head, harEntries(entries, originOf(req)), tail)
}

function* harEntries(entries: readonly LoggedExchange[], origin: string): Iterable<object> {
  for (const entry of entries) yield toHarEntry(toJournalEntry(entry), origin)
}
