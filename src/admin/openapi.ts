import { originOf } from '../core/lib/origin.ts'
import { Components } from '../core/openapi/components.ts'
import type { Described } from '../core/openapi/described.ts'
import type { OpenApiDocument } from '../core/openapi/model.ts'
import { type OpenApiOptions, openApiOf } from '../core/openapi/openapi.ts'
import { pathsOf, tagOf } from '../core/openapi/operations.ts'
import { type Schema, schema } from '../core/validation/schema.ts'
import type { Validation } from '../core/validation/validation.ts'
import { unknown } from './refuse.ts'
import { type Route, route } from './route.ts'

/** @param routes all of `/__admin`, this one among them */
export const openApiRoutes = (routes: () => readonly Route[]): Route[] => [
  route('GET /openapi/:api', {
    summary: 'The OpenAPI document of an API, or of “admin”.',
    handle({ server, req, params: { api: name } }) {
      const { validation, version } = server
      const options = { serverUrl: originOf(req, server), version }
      if (name === 'admin') return adminOpenApi(routes(), validation, options)
      const api = server.apis.find(candidate => candidate.name === name)
      if (!api) throw unknown('API', name!, `Choose from admin, ${server.apis.map(({ name }) => name).join(', ')}.`)
      return openApiOf(api, validation, options)
    },
  }),
]

/** Describes `/__admin` in OpenAPI 3.1, so that other languages can drive it. */
export function adminOpenApi(
  routes: readonly Route[],
  validation: Validation,
  { serverUrl, version }: OpenApiOptions,
): OpenApiDocument {
  const components = new Components(validation, 'admin')
  const operations = [...routes.map(described), ...DATA]
  const paths = pathsOf(operations, {
    components,
    examples: [],
    bodyTypes: ['application/json'],
    replyType: 'application/json',
    error: components.reference(schema('admin/problem.json'), 'problem'),
    errorType: 'application/problem+json',
    refusals: [400, 404],
  })
  return {
    openapi: '3.1.1',
    info: { title: 'mock-server: /__admin', version, description: 'Sandboxes, and all that a test does to them.' },
    servers: [{ url: `${serverUrl}/__admin` }],
    // A server that listens on loopback only needs no token.
    security: [{}, { token: [] }],
    tags: [...new Set(operations.map(tagOf))].map(name => ({ name })),
    paths,
    components: { schemas: components.schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  }
}

const reply = (name: string): Schema => schema(`admin/${name}.reply.json`)
const SCENARIO = schema('scenario.schema.json')
const FAULT = schema({ $ref: 'scenario.schema.json#/definitions/fault' })

type Description = Pick<Described, 'id' | 'body' | 'replyType'> & { reply?: Schema }

/** What the routes do not say of themselves: a name for each, and what it answers. */
const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  'GET /health': { id: 'health', reply: reply('health') },
  'GET /live': { id: 'live', reply: reply('live') },
  'GET /ready': { id: 'ready', reply: reply('ready') },
  'GET /metrics': { id: 'metrics', reply: schema({ type: 'string' }), replyType: 'text/plain' },
  'GET /apis': { id: 'apis', reply: reply('apis') },
  'GET /openapi/:api': { id: 'openapi', reply: reply('openapi') },
  'GET /scenarios': { id: 'scenarios', reply: reply('scenarios') },
  'POST /sandboxes': { id: 'sandboxes.create', reply: reply('made') },
  'GET /sandboxes': { id: 'sandboxes.list', reply: reply('sandboxes') },
  'GET /sandboxes/:id': { id: 'sandboxes.get', reply: reply('sandbox') },
  'DELETE /sandboxes/:id': { id: 'sandboxes.drop' },
  'POST /sandboxes/:id/reset': { id: 'sandboxes.reset', reply: reply('made') },
  'GET /sandboxes/:id/requests': { id: 'requests.list', reply: reply('requests') },
  'GET /sandboxes/:id/requests/:rid': { id: 'requests.get', reply: reply('entry') },
  'DELETE /sandboxes/:id/requests': { id: 'requests.clear' },
  'POST /sandboxes/:id/requests/verify': { id: 'requests.verify', reply: reply('verify') },
  'POST /sandboxes/:id/requests/verify-order': { id: 'requests.verifyOrder', reply: reply('verify') },
  'GET /sandboxes/:id/bundle': { id: 'bundle', reply: reply('bundle') },
  'GET /sandboxes/:id/clock': { id: 'clock.get', reply: reply('clock') },
  'PUT /sandboxes/:id/clock': { id: 'clock.set', reply: reply('clock') },
  'POST /sandboxes/:id/clock/advance': { id: 'clock.advance', reply: reply('clock') },
  'GET /sandboxes/:id/timers': { id: 'timers.list', reply: reply('timers') },
  'GET /sandboxes/:id/webhooks': { id: 'webhooks.list', reply: reply('webhooks') },
  'GET /sandboxes/:id/faults': { id: 'faults.list', reply: reply('faults') },
  'POST /sandboxes/:id/faults': { id: 'faults.add', body: FAULT, reply: reply('fault') },
  'GET /sandboxes/:id/faults/:fid': { id: 'faults.get', reply: reply('fault') },
  'DELETE /sandboxes/:id/faults/:fid': { id: 'faults.remove' },
  'DELETE /sandboxes/:id/faults': { id: 'faults.clear' },
  'POST /sandboxes/:id/faults/:fid/release': { id: 'faults.release', reply: reply('fault') },
  'GET /sandboxes/:id/changes': { id: 'changes', reply: reply('changes') },
  'GET /sandboxes/:id/state': { id: 'state.get', reply: SCENARIO },
  'PUT /sandboxes/:id/state': { id: 'state.put', body: SCENARIO, reply: SCENARIO },
  'GET /sandboxes/:id/readings': { id: 'readings.get', reply: reply('readings') },
  'PUT /sandboxes/:id/readings': { id: 'readings.put', reply: reply('readings') },
  'GET /sandboxes/:id/checkpoints': { id: 'checkpoints.list', reply: reply('checkpoints') },
  'POST /sandboxes/:id/checkpoints': { id: 'checkpoints.take', reply: reply('checkpoint') },
  'GET /sandboxes/:id/checkpoints/:name': { id: 'checkpoints.get', reply: reply('checkpoint') },
  'POST /sandboxes/:id/checkpoints/:name/restore': { id: 'checkpoints.restore', reply: reply('checkpoint') },
  'DELETE /sandboxes/:id/checkpoints/:name': { id: 'checkpoints.drop' },
  'DELETE /sandboxes/:id/checkpoints': { id: 'checkpoints.clear' },
  'GET /coverage': { id: 'coverage.get', reply: reply('coverage') },
  'DELETE /coverage': { id: 'coverage.clear' },
  'GET /events': { id: 'events', reply: schema({ type: 'string' }), replyType: 'text/event-stream' },
}

const DOCS = 'README.md: /__admin'

function described({ method, path, summary, query, body, status = 200 }: Route): Described {
  const known = DESCRIPTIONS[`${method} ${path}`]
  if (!known) throw new Error(`Cannot describe ${method} ${path}: it has no description. Add it to DESCRIPTIONS.`)
  const { reply = null, ...more } = known
  return { methods: [method], path, summary, docs: DOCS, query, body, replies: { [status]: reply }, ...more }
}

// ——— The data console, which json-server answers ———

const RECORD = schema('admin/record.json')
const COLLECTION = '/sandboxes/:id/data/:api/:collection'

const record = (method: string, id: string, summary: string, more: Partial<Described> = {}): Described => ({
  id: `data.${id}`,
  methods: [method],
  path: `${COLLECTION}/:key`,
  summary,
  docs: DOCS,
  replies: { 200: RECORD },
  ...more,
})

const DATA: readonly Described[] = [
  record('GET', 'list', 'The records of a collection, with json-server’s filters and paging.', {
    path: COLLECTION,
    query: schema('admin/data.query.json'),
    replies: { 200: schema({ type: 'array', items: { type: 'object' } }) },
  }),
  record('POST', 'insert', 'Adds a record.', { path: COLLECTION, body: RECORD, replies: { 201: RECORD } }),
  record('GET', 'get', 'One record.'),
  record('PUT', 'replace', 'Replaces a record.', { body: RECORD }),
  record('PATCH', 'update', 'Changes some of its fields.', { body: RECORD }),
  record('DELETE', 'remove', 'Removes a record.', { replies: { 204: null } }),
]
