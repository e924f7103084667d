import type { IncomingMessage, RequestListener } from 'node:http'
import type { Request, Response } from 'express'
import { isJson, parseJson } from '../../core/api/input.ts'
import { Problem } from '../../core/api/problem.ts'
import { LARGE_BODY } from '../../core/api/received-request.ts'
import { HttpFault } from '../../core/api/refusal.ts'
import { receiveBody } from '../../core/http/body.ts'
import { application } from '../../core/http/express.ts'
import { lettersOf } from '../../core/lib/letters-of.ts'
import { inSlices } from '../../core/lib/slices.ts'
import type { Sandbox } from '../../core/sandbox/sandbox.ts'
import type { Collection } from '../../core/store/collection.ts'
import type { Key } from '../../core/store/row.ts'
import { LazyList, sendInPieces } from '../json-pieces.ts'
import { invalidRequest, unknown } from '../refuse.ts'
import type { AdminOptions } from '../route.ts'
import { findOwned, JSON_TYPE, sendJson, sendProblem } from '../serve.ts'
import { RECORDS, runJsonServer } from './json-server.ts'
import { readListQuery } from './list-query.ts'
import { patternReader } from './pattern.ts'
import { RecordEditor } from './record-editor.ts'
import { selecting } from './selection.ts'

type ConsoleParams = { id: string; api: string; collection: string; key?: string }

const OF_LIST = ['GET', 'HEAD', 'POST']
const OF_RECORD = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']
const WITH_BODY = ['POST', 'PUT', 'PATCH']

/** Whether a URL is below `…/sandboxes/:id/data`. */
export const isData = (url: string): boolean => /^\/__admin\/sandboxes\/[^/?]+\/data(?![^/?])/.test(url)

/**
 * `…/sandboxes/:id/data/:api/:collection[/:key]`: the records of a sandbox as they lie, through json-server. It is an
 * Express application, unlike its neighbours, because json-server needs one around it.
 */
export function dataConsole(server: AdminOptions): RequestListener {
  const app = application().disable('x-powered-by').disable('etag').set('query parser', false)
  app.all('/__admin/sandboxes/:id/data/:api/:collection{/:key}', async (req, res) => {
    await answer(req as unknown as Request<ConsoleParams>, res, server)
  })
  app.use((req: Request) => {
    throw unknown(
      'place',
      req.originalUrl.slice(0, 300),
      'Records are at /__admin/sandboxes/ID/data/API/COLLECTION[/KEY].',
    )
  })
  app.use((error: unknown, req: Request, res: Response, _next: unknown) => sendProblem(req, res, error, server))
  return app
}

async function answer(req: Request<ConsoleParams>, res: Response, server: AdminOptions): Promise<void> {
  const sequence = server.sandboxes.nextSequence()
  const place = req.params
  const { id, api, collection: name, key } = place
  collectionOf(await findOwned(id, server), api, name, server)
  refuseMethod(req.method, key === undefined ? OF_LIST : OF_RECORD)
  const search = req.originalUrl.split('?').slice(1).join('?')
  const isList = key === undefined && req.method !== 'POST'
  const query = isList ? readListQuery(search, await patternReader()) : undefined
  if (!query) refuseQuery(search)
  const body = WITH_BODY.includes(req.method) ? await recordFrom(req, server.bodyLimit) : {}
  // While the body came, the sandbox may have been dropped and made anew.
  const sandbox = await findOwned(id, server)
  if (lettersOf(body, LARGE_BODY) > LARGE_BODY) sandbox.sawLarge = true
  const collection = collectionOf(sandbox, api, name, server)
  const editor = new RecordEditor({ sandbox, api, collection, validation: server.validation, sequence })
  prepare(req, key, query?.page ?? {}, body)
  const chosen = query && (await inSlices(selecting(editor.all(), query)))
  const held = server.fleet?.held(id)
  const answer = (data: unknown): void =>
    chosen ? sendList(req, res, chosen, data as number[], server) : send(req, res, data, place, collection.spec.key)
  const answerWritten = (data: unknown): void => {
    const written = held?.written()
    if (written) written.then(() => answer(data)).catch(error => sendProblem(req, res, error, server))
    else answer(data)
  }
  runJsonServer({ editor, chosen: chosen?.length, answer: answerWritten }, req, res, (error?: unknown) =>
    sendProblem(req, res, error, server),
  )
}

/** Makes of a request what json-server expects one to be. */
function prepare(req: Request, key: string | undefined, query: object, body: object): void {
  delete req.headers['x-http-method-override']
  req.url = key === undefined ? RECORDS : `${RECORDS}/${encodeURIComponent(key)}`
  // Express 5 has a getter here; what stands in front of json-server's router must be a plain value.
  Object.defineProperty(req, 'query', { value: query, configurable: true, enumerable: true, writable: true })
  Object.assign(req, { body, _body: true })
}

function sendList(
  req: Request,
  res: Response,
  chosen: readonly object[],
  places: readonly number[],
  server: AdminOptions,
): void {
  const records = new LazyList(places, place => chosen[place])
  sendInPieces(res, res.statusCode, records, JSON_TYPE).catch(error => sendProblem(req, res, error, server))
}

function send(
  req: Request,
  res: Response,
  data: unknown,
  { id, api, collection, key = '' }: ConsoleParams,
  keyName: string,
): void {
  if (data === null)
    throw unknown(`record of ${api} ${collection}`, key, 'List its records with GET on the collection.')
  if (req.method === 'POST') {
    const made = (data as Record<string, unknown>)[keyName] as Key
    res.setHeader('location', `/__admin/sandboxes/${id}/data/${api}/${collection}/${encodeURIComponent(made)}`)
  }
  sendJson(res, req.method === 'DELETE' ? 204 : res.statusCode, data)
}

function collectionOf(sandbox: Sandbox, api: string, name: string, { apis }: AdminOptions): Collection<object> {
  const known = apis.find(candidate => candidate.name === api)
  if (!known) throw unknown('API', api, `Choose from ${apis.map(candidate => candidate.name).join(', ')}.`)
  const collection = sandbox.collection(api, name)
  if (collection) return collection
  throw unknown('collection', `${api}/${name}`, `${api} has ${Object.keys(known.collections).join(', ')}.`)
}

function refuseMethod(method: string, known: readonly string[]): void {
  if (known.includes(method)) return
  const allow = known.join(', ')
  throw new Problem(405, 'Method not allowed', `${method} is not allowed here.`, `Use ${allow}.`, {}, { allow })
}

function refuseQuery(search: string): void {
  const names = [...new Set(new URLSearchParams(search).keys())]
  if (names.length === 0) return
  throw invalidRequest(
    names.map(name => ({ path: [`query.${name}`], message: 'is not known here' })),
    'Filters are for lists.',
  )
}

/**
 * A record as it was sent.
 *
 * @throws {HttpFault} not JSON, too large
 * @throws {Problem} 400 not an object, or an object whose machinery it would touch
 */
async function recordFrom(req: IncomingMessage, limit: number): Promise<Record<string, unknown>> {
  const { text } = await receiveBody(req, limit)
  const type = (req.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
  if (type !== '' && !isJson(type)) throw new HttpFault('unsupported-type', `${type} is not JSON`)
  const flaws: { path: string[]; message: string }[] = []
  const body = parseJson(text, (name, value) => {
    if (name !== '__proto__') return value
    flaws.push({ path: ['body', name], message: 'is not a name that a field can have' })
  })
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    flaws.push({
      path: ['body'],
      message: `must be an object, one record, not ${Array.isArray(body) ? 'an array' : JSON.stringify(body)}`,
    })
  }
  if (flaws.length > 0) throw invalidRequest(flaws)
  return body as Record<string, unknown>
}
