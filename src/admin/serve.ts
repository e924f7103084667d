import { isUtf8 } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isJson, parseJson, parseLargeJson } from '../core/api/input.ts'
import { internalError, PROBLEM_TYPE, Problem } from '../core/api/problem.ts'
import { HttpFault } from '../core/api/refusal.ts'
import { decodeBody, Hangup, hasBody, receiveBytes } from '../core/http/body.ts'
import { passOver } from '../core/http/delivery.ts'
import { Router } from '../core/http/express.ts'
import { DEFAULT_SANDBOX } from '../core/sandbox/name.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { runDue } from '../core/sandbox/timers.ts'
import type { ScenarioFlaw } from '../core/scenarios/scenario-flaw.ts'
import { type Schema, schema } from '../core/validation/schema.ts'
import type { UnknownName } from '../core/validation/validation.ts'
import { sendInPieces } from './json-pieces.ts'
import { invalidRequest, MOST_TOLD, problemOf, unknown } from './refuse.ts'
import type { AdminCall, AdminOptions, Route } from './route.ts'

const NOTHING = schema<unknown>({ type: 'object', additionalProperties: false })

/** Puts routes into an Express router. Without an application around it, which costs more than all else together. */
export function mountRoutes(routes: readonly Route[], server: AdminOptions): Router {
  const router = Router({ caseSensitive: true })
  for (const path of new Set(routes.map(route => route.path))) {
    const here = routes.filter(route => route.path === path)
    router.all(`/__admin${path}`, (req, res) => {
      answerRoute(here, req, res, req.params as Record<string, string>, server).catch(error =>
        sendProblem(req, res, error, server),
      )
    })
  }
  return router
}

async function answerRoute(
  here: readonly Route[],
  req: IncomingMessage,
  res: ServerResponse,
  params: Record<string, string>,
  server: AdminOptions,
): Promise<void> {
  const method = req.method === 'HEAD' ? 'GET' : req.method
  const route = here.find(candidate => candidate.method === method)
  if (!route) throw wrongMethod(req.method!, here)
  const { fleet } = server
  if ('id' in params) {
    if (fleet) await findOwned(params.id!, server)
    else findSandbox(params.id!, server)
  }
  const query = checked(route.query ?? NOTHING, queryOf(req), 'query', server)
  const sent = method === 'GET' ? undefined : await jsonBody(req, server.bodyLimit * (route.bodyLimits ?? 1))
  const body = checked(route.body ?? NOTHING, sent === undefined ? {} : sent, 'body', server)
  // While the body came, it may have been handed over.
  if ('id' in params && fleet) await findOwned(params.id!, server)
  const held = fleet?.held(params.id ?? '')
  const call: AdminCall = {
    server,
    req,
    res,
    params,
    query,
    body,
    get sandbox() {
      return fleet ? server.sandboxes.take(params.id!) : findSandbox(params.id!, server)
    },
  }
  if (held) await held.written()
  const answer = await route.handle(call)
  if (held) await held.written()
  if (route.status === 204) sendJson(res, 204, answer)
  else if (answer !== undefined) await sendInPieces(res, route.status ?? 200, answer, JSON_TYPE)
}

function wrongMethod(method: string, here: readonly Route[]): Problem {
  const methods = here.map(route => route.method)
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ')
  return new Problem(405, 'Method not allowed', `${method} is not allowed here.`, `Use ${allow}.`, {}, { allow })
}

/** The same, where another server may have it. */
export async function findOwned(id: string, server: AdminOptions): Promise<Sandbox> {
  await server.fleet?.own(id, id === DEFAULT_SANDBOX)
  return findSandbox(id, server)
}

function findSandbox(id: string, { sandboxes }: AdminOptions): Sandbox {
  if (sandboxes.get(id)) {
    const sandbox = sandboxes.take(id)
    if (sandbox.hasTimers) runDue(sandbox)
    return sandbox
  }
  throw unknown('sandbox', id, 'GET /__admin/sandboxes lists them; POST /__admin/sandboxes creates one.')
}

/** Flat names, none of them an object's own machinery. */
function queryOf(req: IncomingMessage): Record<string, string> {
  const query = Object.create(null) as Record<string, string>
  const at = req.url!.indexOf('?')
  for (const [name, value] of new URLSearchParams(at < 0 ? '' : req.url!.slice(at + 1))) query[name] = value
  return query
}

async function jsonBody(req: IncomingMessage, limit: number): Promise<unknown> {
  if (!hasBody(req)) return undefined
  const bytes = await receiveBytes(req, limit)
  const isLarge = bytes.length > LARGE && isUtf8(bytes)
  const text = isLarge ? '' : decodeBody(bytes, req.headers['content-type'] ?? '').text
  if (!isLarge && text.trim() === '') return undefined
  const type = (req.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
  if (type !== '' && !isJson(type)) throw new HttpFault('unsupported-type', `${type} is not JSON`)
  // A name such as __proto__ stays, for the schema to refuse.
  return isLarge ? parseLargeJson(withoutMark(bytes), Math.max(LARGEST, limit / 16)) : parseJson(text, null)
}

/** A body of more bytes is read in slices. */
const LARGE = 256 * 1024

/** Bytes of one text or record of a large body, at least. */
const LARGEST = 4 * 1024 * 1024

/** Without a byte order mark. */
const withoutMark = (bytes: Buffer): Buffer =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

/** Names that a schema does not know are faults here, unlike in a vendor's request. */
function checked(schema: Schema, value: unknown, at: 'query' | 'body', { validation }: AdminOptions): unknown {
  const { flaws, unknown } = validation.check(schema, value, at)
  const strangers: UnknownName[] = []
  let total = flaws.length
  for (const stranger of unknown) if (total++ < MOST_TOLD) strangers.push(stranger)
  if (total === 0) return value
  const { properties = {}, additionalProperties } = validation.read(schema) as {
    properties?: object
    additionalProperties?: unknown
  }
  const known = Object.keys(properties)
  const nothing = additionalProperties === false ? `Send no ${at} here.` : undefined
  const hint = known.length > 0 ? `Choose from ${known.join(', ')}.` : nothing
  throw invalidRequest(
    [
      ...flaws.map(flaw => faultAt(flaw.at, at, sentence(flaw.message, flaw.value))),
      ...strangers.map(stranger => faultAt(stranger.at, at, 'is not known here')),
    ],
    hint,
    total,
  )
}

/** A place in a query keeps the word, one in a body goes without. */
function faultAt(place: string, at: 'query' | 'body', message: string): ScenarioFlaw {
  if (place === at) return { path: [], message: `the ${at} ${message}` }
  return { path: [at === 'body' ? place.slice('body.'.length).replace(/\.(\d+)(?=\.|$)/g, '[$1]') : place], message }
}

const sentence = (message: string, value: unknown): string =>
  value === undefined ? message : `${message}, not ${(JSON.stringify(value) ?? '').slice(0, 60)}`

export function sendJson(res: ServerResponse, status: number, body: unknown, type = JSON_TYPE): void {
  if (status === 204) {
    res.writeHead(204)
    res.end()
    return
  }
  const bytes = Buffer.from(JSON.stringify(body))
  res.writeHead(status, { 'content-type': type, 'content-length': bytes.length, 'cache-control': 'no-store' })
  res.end(bytes)
}

export const JSON_TYPE = 'application/json; charset=utf-8'

export function sendProblem(req: IncomingMessage, res: ServerResponse, error: unknown, server: AdminOptions): void {
  if (error instanceof Hangup || res.headersSent) return void res.destroy()
  const known = problemOf(error)
  if (!known) server.onDefect(error)
  const problem = known ?? internalError()
  passOver(req)
  for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value)
  sendJson(res, problem.status, problem, PROBLEM_TYPE)
}
