import { join } from 'node:path'
import { validate } from '@readme/openapi-parser'
import { expect, test } from 'vitest'
import { routes } from '../../src/admin/admin.ts'
import { adminOpenApi } from '../../src/admin/openapi.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import type { OpenApiDocument } from '../../src/core/openapi/model.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { responseChecker } from '../support/openapi.ts'
import { type Send, serve } from '../support/server.ts'

const server = await serve()
const validation = new Validation(join(packageRoot, 'schemas'))
const OPTIONS = { serverUrl: 'http://127.0.0.1:10400', version: '1.2.3' }
const document = adminOpenApi(routes, validation, OPTIONS)
const HOME = '/__admin/sandboxes/default'

test('the OpenAPI document of /__admin is valid OpenAPI 3.1', async () => {
  expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true, warnings: [] })
})

test('every route of /__admin is in its document, and the other way round', async () => {
  const written = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map(verb => `${verb.toUpperCase()} ${path}`),
  )
  const routed = routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const console = written.filter(line => line.includes('/data/'))
  expect(written.filter(line => !console.includes(line)).sort()).toEqual(routed.sort())
  expect(console).toHaveLength(6)
})

test('what the document writes, the server answers; a verb that it does not write is refused', async () => {
  const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  for (const [template, item] of Object.entries(document.paths)) {
    const path = `/__admin${template}`
      .replace('{id}', 'default')
      .replace('{api}', 'vodyanoy')
      .replace('{collection}', 'clients')
      .replace(/\{\w+\}/, 'nobody')
    for (const method of verbs.filter(verb => !(verb.toLowerCase() in item)))
      expect({ method, path, status: (await server.send({ method, path })).status }).toEqual({
        method,
        path,
        status: 405,
      })
  }
})

test('a route that nobody described cannot be documented', () => {
  const stray = { method: 'GET', path: '/stray', summary: '', handle: () => null }
  expect(() => adminOpenApi([stray], validation, OPTIONS)).toThrow('Cannot describe GET /stray')
})

/** A request and its line of the document. */
interface Played extends Send {
  template: string
  /** 200, where it is not said. */
  status?: number
}

/** One request that succeeds for each line of the document. */
const SUCCESSES: readonly Played[] = [
  { template: '/health', path: '/__admin/health' },
  { template: '/live', path: '/__admin/live' },
  { template: '/ready', path: '/__admin/ready' },
  { template: '/metrics', path: '/__admin/metrics' },
  { template: '/apis', path: '/__admin/apis' },
  { template: '/openapi/{api}', path: '/__admin/openapi/admin' },
  { template: '/scenarios', path: '/__admin/scenarios' },
  { template: '/sandboxes/{id}/requests/{rid}', path: `${HOME}/requests/r1` },
  { template: '/coverage', path: '/__admin/coverage?all=true' },
  { template: '/coverage', method: 'DELETE', status: 204, path: '/__admin/coverage' },
  { template: '/sandboxes', method: 'POST', status: 201, path: '/__admin/sandboxes', body: { id: 'w1', seed: 2 } },
  { template: '/sandboxes', path: '/__admin/sandboxes' },
  { template: '/sandboxes/{id}', path: '/__admin/sandboxes/w1' },
  { template: '/sandboxes/{id}', method: 'DELETE', status: 204, path: '/__admin/sandboxes/w1' },
  { template: '/sandboxes/{id}/reset', method: 'POST', path: `${HOME}/reset`, body: { seed: 3 } },
  { template: '/sandboxes/{id}/timers', path: `${HOME}/timers` },
  { template: '/sandboxes/{id}/webhooks', path: `${HOME}/webhooks` },
  { template: '/sandboxes/{id}/clock', path: `${HOME}/clock` },
  { template: '/sandboxes/{id}/clock', method: 'PUT', path: `${HOME}/clock`, body: { now: '2024-03-01T09:00:00Z' } },
  { template: '/sandboxes/{id}/clock/advance', method: 'POST', path: `${HOME}/clock/advance`, body: { days: 1 } },
  {
    template: '/sandboxes/{id}/data/{api}/{collection}',
    method: 'POST',
    status: 201,
    path: `${HOME}/data/vodyanoy/clients`,
    body: { id: '10000000000777', naimenovanie: 'Ромашка' },
  },
  { template: '/sandboxes/{id}/data/{api}/{collection}', path: `${HOME}/data/vodyanoy/clients?_limit=2` },
  { template: '/sandboxes/{id}/data/{api}/{collection}/{key}', path: `${HOME}/data/vodyanoy/clients/10000000000777` },
  {
    template: '/sandboxes/{id}/data/{api}/{collection}/{key}',
    method: 'PATCH',
    path: `${HOME}/data/vodyanoy/clients/10000000000777`,
    body: { email: 'a@b.ru' },
  },
  {
    template: '/sandboxes/{id}/data/{api}/{collection}/{key}',
    method: 'PUT',
    path: `${HOME}/data/vodyanoy/clients/10000000000777`,
    body: { naimenovanie: 'Лютик' },
  },
  { template: '/sandboxes/{id}/changes', path: `${HOME}/changes` },
  {
    template: '/sandboxes/{id}/data/{api}/{collection}/{key}',
    method: 'DELETE',
    status: 204,
    path: `${HOME}/data/vodyanoy/clients/10000000000777`,
  },
  { template: '/sandboxes/{id}/state', path: `${HOME}/state` },
  { template: '/sandboxes/{id}/state', method: 'PUT', path: `${HOME}/state`, body: { data: {} } },
  { template: '/sandboxes/{id}/readings', path: `${HOME}/readings` },
  {
    template: '/sandboxes/{id}/readings',
    method: 'PUT',
    path: `${HOME}/readings`,
    body: { 'vodyanoy.created': 201 },
  },
  {
    template: '/sandboxes/{id}/checkpoints',
    method: 'POST',
    status: 201,
    path: `${HOME}/checkpoints`,
    body: { name: 'one' },
  },
  { template: '/sandboxes/{id}/checkpoints', path: `${HOME}/checkpoints` },
  { template: '/sandboxes/{id}/checkpoints/{name}', path: `${HOME}/checkpoints/one` },
  {
    template: '/sandboxes/{id}/checkpoints/{name}/restore',
    method: 'POST',
    path: `${HOME}/checkpoints/one/restore`,
  },
  { template: '/sandboxes/{id}/checkpoints/{name}', method: 'DELETE', status: 204, path: `${HOME}/checkpoints/one` },
  { template: '/sandboxes/{id}/checkpoints', method: 'DELETE', status: 204, path: `${HOME}/checkpoints` },
  {
    template: '/sandboxes/{id}/faults',
    method: 'POST',
    status: 201,
    path: `${HOME}/faults`,
    body: { id: 'slow', match: { operation: 'vodyanoy clients.get' }, status: 503, hold: true },
  },
  { template: '/sandboxes/{id}/faults', path: `${HOME}/faults` },
  { template: '/sandboxes/{id}/faults/{fid}', path: `${HOME}/faults/slow` },
  { template: '/sandboxes/{id}/faults/{fid}/release', method: 'POST', path: `${HOME}/faults/slow/release` },
  { template: '/sandboxes/{id}/faults/{fid}', method: 'DELETE', status: 204, path: `${HOME}/faults/slow` },
  { template: '/sandboxes/{id}/faults', method: 'DELETE', status: 204, path: `${HOME}/faults` },
  {
    template: '/sandboxes/{id}/requests/verify',
    method: 'POST',
    path: `${HOME}/requests/verify`,
    body: { operation: 'vodyanoy clients.list', times: 5 },
  },
  {
    template: '/sandboxes/{id}/requests/verify-order',
    method: 'POST',
    path: `${HOME}/requests/verify-order`,
    body: { sequence: [{ operation: 'vodyanoy clients.get' }] },
  },
  { template: '/sandboxes/{id}/requests', path: `${HOME}/requests` },
  { template: '/sandboxes/{id}/bundle', path: `${HOME}/bundle` },
  { template: '/sandboxes/{id}/requests', method: 'DELETE', status: 204, path: `${HOME}/requests` },
]

test('what /__admin answers fits its document, line by line', async () => {
  const check = responseChecker(document)
  await server.send({ path: '/api/clients?page=7' })
  for (const { template, status = 200, ...request } of SUCCESSES) {
    const { method = 'GET', path } = request
    const got = await server.send(request)
    expect({ method, path, status: got.status, wrong: check(template, method, got) }).toEqual({
      method,
      path,
      status,
      wrong: '',
    })
  }
  const lines = (document: OpenApiDocument) =>
    Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map(verb => `${verb} ${path}`))
  const played = SUCCESSES.map(({ template, method = 'GET' }) => `${method.toLowerCase()} ${template}`)
  expect(played.sort()).toEqual(
    lines(document)
      .filter(line => line !== 'get /events')
      .sort(),
  )
})

test('its refusals fit its document', async () => {
  const check = responseChecker(document)
  const refused: Played[] = [
    { template: '/sandboxes/{id}', path: '/__admin/sandboxes/nobody', status: 404 },
    { template: '/sandboxes', method: 'POST', path: '/__admin/sandboxes', body: { seed: 'x', what: 1 }, status: 400 },
    { template: '/sandboxes', method: 'POST', path: '/__admin/sandboxes', body: { id: 'default' }, status: 409 },
    { template: '/openapi/{api}', path: '/__admin/openapi/nobody', status: 404 },
  ]
  for (const { template, status, ...request } of refused) {
    const got = await server.send(request)
    expect({ status: got.status, wrong: check(template, request.method ?? 'GET', got) }).toEqual({ status, wrong: '' })
  }
})

test('the server gives the document of each API, reached as it was asked', async () => {
  const { body } = await server.send({ path: '/__admin/openapi/vodyanoy', headers: { host: 'localhost:9999' } })
  expect(body).toMatchObject({ servers: [{ url: 'http://localhost:9999/api' }, {}], paths: { '/clients/{id}': {} } })
})
