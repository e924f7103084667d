import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setImmediate } from 'node:timers'
import { toJournalEntry } from '../core/journal/entry.ts'
import type { LoggedExchange } from '../core/journal/logged-exchange.ts'
import { toPortable } from '../core/journal/portable.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { schema } from '../core/validation/schema.ts'
import { toCurl, toHttp } from './exports.ts'
import { harFrame, toHarEntry } from './har.ts'
import { unknown } from './refuse.ts'
import { route } from './route.ts'

const FORMS = { curl: toCurl, http: toHttp }

const one = route<unknown, { format?: keyof typeof FORMS }>('GET /sandboxes/:id/requests/:rid', {
  summary: 'One entry of the journal; with “format”, as a line for sh or as an .http file.',
  query: schema('admin/request.query.json'),
  handle({ sandbox, params, query: { format }, req, res }) {
    const entry = findEntry(sandbox, params.rid!)
    return format === undefined ? toJournalEntry(entry) : sendExport(entry, format, req, res)
  },
})

export const exportRoutes = [one]

/** @throws {Problem} 404 where the journal has no such entry, or has it no longer */
export function findEntry(sandbox: Sandbox, id: string): LoggedExchange {
  const entry = sandbox.journal.entries().find(candidate => candidate.id === id)
  if (entry) return entry
  throw unknown('request', id, `GET /__admin/sandboxes/${sandbox.id}/requests lists those that are kept.`)
}

/** Sends one request in a form that other tools take. */
export function sendExport(
  entry: LoggedExchange,
  format: keyof typeof FORMS,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const bytes = Buffer.from(FORMS[format](toPortable(entry), originOf(req)))
  res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes.length, ...NO_STORE })
  res.end(bytes)
}

const NO_STORE = { 'cache-control': 'no-store' }

const originOf = ({ headers }: IncomingMessage): string => `http://${headers.host ?? 'localhost'}`

/** Between so many entries others are served. */
const AT_ONCE = 50

/** Sends entries as an HTTP archive, in pieces. */
export async function sendHar(
  entries: readonly LoggedExchange[],
  version: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const [head, tail] = harFrame(version)
  res.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...NO_STORE })
  res.write(head)
  for (let at = 0; at < entries.length && !res.destroyed; at += AT_ONCE) {
    const piece = entries
      .slice(at, at + AT_ONCE)
      .map(entry => JSON.stringify(toHarEntry(toJournalEntry(entry), originOf(req))))
    const isTaken = res.write((at > 0 ? ',' : '') + piece.join(','))
    await (isTaken ? new Promise(setImmediate) : Promise.race([once(res, 'drain'), once(res, 'close')]))
  }
  res.end(tail)
}
