import { validate } from '@readme/openapi-parser'
import { describe, expect, test } from 'vitest'
import { type ApiTypes, defineApi, operations, Refusal, schema } from '../../src/api.ts'
import { openApiOf } from '../../src/core/openapi/openapi.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { startMockServer } from '../../src/index.ts'
import { send, serve } from '../support/server.ts'

const operation = operations<ApiTypes>()
const anything = schema({})
const say = { summary: 'Says', docs: 'Orders', replies: { 200: anything } }
const refuse = (error: Error) => ({
  status: error instanceof Refusal ? 401 : 'status' in error ? Number(error.status) : 400,
  body: { no: error.message },
})

/** At the root, with an alias that holds a secret, a rest and a flag. */
const rooted = defineApi({
  name: 'rooted',
  basePath: '/',
  operations: [
    operation(['GET,POST /orders', 'POST /hook/:user/:secret/orders'], {
      ...{ id: 'orders', ...say },
      handle: ({ params, credential, method }) => ({
        status: 200,
        body: { method, user: params.user ?? null, secret: credential('secret') ?? null },
      }),
    }),
    operation('GET /orders?draft', { id: 'drafts', ...say, handle: () => ({ status: 200, body: 'drafts' }) }),
    operation('GET /files/{*rest}', {
      id: 'files',
      ...say,
      handle: ({ params }) => ({ status: 200, body: params.rest }),
    }),
  ],
  credentials: {
    secret: [
      { in: 'path', name: 'secret' },
      { in: 'cookie', name: 'session' },
    ],
  },
  refuse,
})

/** Below two base paths, as OAuth has it. */
const hal = defineApi({
  name: 'hal',
  basePath: ['/api/v4', '/oauth2'],
  operations: [
    operation('GET /leads/:id', {
      id: 'leads.get',
      ...say,
      handle: ({ params, baseUrl, path }) => ({ status: 200, body: { id: params.id, baseUrl, path } }),
    }),
    operation('GET /leads/:id', {
      id: 'leads.other',
      ...{ base: '/oauth2', ...say },
      handle: ({ path }) => ({ status: 200, body: { other: path } }),
    }),
    operation('POST /access_token', {
      id: 'token',
      ...{ base: '/oauth2', ...say },
      handle: ({ path }) => ({ status: 200, body: { token: 't', path } }),
    }),
  ],
  refuse,
})

const server = await serve({ apis: [rooted, hal] })
const get = (path: string, headers: Record<string, string> = {}) => server.send({ path, headers })
const journal = async (box = 'default') =>
  (await server.admin(`GET /sandboxes/${box}/requests`)).body as { requests: { url: string; operation: string }[] }

describe('an API at the root', () => {
  test.each([
    ['GET', '/orders', { method: 'GET', user: null, secret: null }],
    ['POST', '/orders', { method: 'POST', user: null, secret: null }],
    ['POST', '/hook/1/s3cr3t-code/orders', { method: 'POST', user: '1', secret: 's3cr3t-code' }],
    ['GET', '/orders?draft=1', 'drafts'],
    ['GET', '/files/a/b%20c.txt', 'a/b c.txt'],
    ['GET', '/files', ''],
  ])('answers %s %s', async (method, path, body) => {
    expect(await server.send({ method, path })).toMatchObject({ status: 200, body })
  })

  test.each([
    ['GET', '/hook/1/x/orders', 405],
    ['GET', '/nothing', 404],
    ['GET', '/', 404],
  ])('refuses %s %s in its own words', async (method, path, status) => {
    const got = await server.send({ method, path })
    expect(got).toMatchObject({ status, body: { no: expect.any(String) } })
  })

  test('leaves /__admin, the other APIs and the dashboard where they are', async () => {
    expect(await get('/__admin/health')).toMatchObject({ status: 200 })
    expect(await get('/api/clients/10000000000048')).toMatchObject({ status: 200, body: { result: {} } })
    expect(await get('/', { accept: 'text/html' })).toMatchObject({ status: 302, headers: { location: '/__admin/ui' } })
    expect(await get('/favicon.ico')).toMatchObject({ status: 404 })
    expect((await journal()).requests.map(({ url }) => url)).toEqual(['/api/clients/10000000000048'])
  })

  test('is in each sandbox', async () => {
    expect(await get('/~w1/orders')).toMatchObject({ status: 200 })
    expect((await journal('w1')).requests).toMatchObject([{ url: '/~w1/orders', operation: 'orders' }])
  })
})

describe('a credential in the path or a cookie', () => {
  test.each([
    ['the path', { method: 'POST', path: '/hook/1/s3cr3t-code~w2/orders' }],
    ['a cookie', { path: '/orders', headers: { cookie: 'a=b; session=s3cr3t-code~w2' } }],
    ['the path of no operation', { path: '/hook/1/s3cr3t-code~w2/nothing' }],
  ])('in %s names a sandbox, and is in no journal', async (_, request) => {
    await server.admin('POST /sandboxes', { id: 'w2' })
    await server.send(request)
    const listed = await server.admin('GET /sandboxes/w2/requests')
    expect(listed.body).toMatchObject({ total: 1 })
    expect(listed.text).not.toContain('s3cr3t-code')
    await server.admin('DELETE /sandboxes/w2')
  })

  test('is read without its sandbox', async () => {
    const headers = { cookie: 'session=%22code%22~w3' }
    expect(await get('/orders', headers)).toMatchObject({ body: { secret: '"code"' } })
  })
})

describe('an API below several base paths', () => {
  test('has its operations where they say', async () => {
    expect(await get('/api/v4/leads/7')).toMatchObject({
      body: { id: '7', path: '/leads/7', baseUrl: expect.stringMatching(/\/api\/v4$/) },
    })
    const token = await server.send({ method: 'POST', path: '/oauth2/access_token' })
    expect(token).toMatchObject({ status: 200, body: { path: '/access_token' } })
    expect(await server.send({ method: 'POST', path: '/api/v4/access_token' })).toMatchObject({ status: 404 })
    expect(await get('/oauth2/leads/7')).toMatchObject({ status: 200, body: { other: '/leads/7' } })
    expect(await get('/oauth2/leads')).toMatchObject({ status: 404, body: { no: 'There is nothing at /leads' } })
  })

  test('is at the first for the library, and tells the others', async () => {
    await using own = await startMockServer({ port: 0, apis: [rooted, hal] })
    const box = await own.sandbox('w1')
    expect([own.baseUrl('hal' as never), box.baseUrl('rooted' as never)]).toEqual([
      `${own.url}/api/v4`,
      `${own.url}/~w1`,
    ])
    const info = (await own.apis()).find(({ name }) => (name as string) === 'hal')
    expect(info).toMatchObject({
      basePath: '/api/v4',
      operations: [{ id: 'leads.get' }, { id: 'leads.other', base: '/oauth2' }, { id: 'token', base: '/oauth2' }],
    })
  })

  test('a fault strikes by the path of any of them, and one that never can is refused', async () => {
    const arm = (match: object) => server.admin('POST /sandboxes/default/faults', { match, status: 503 })
    expect(await arm({ path: '/oauth2/access_token' })).toMatchObject({ status: 201 })
    expect(await arm({ operation: 'rooted orders', path: '/hook/*/orders' })).toMatchObject({ status: 201 })
    expect(await arm({ operation: 'hal token', path: '/api/v4/access_token' })).toMatchObject({ status: 400 })
    expect(await server.send({ method: 'POST', path: '/oauth2/access_token' })).toMatchObject({ status: 503 })
  })
})

test.each([rooted, hal])('the OpenAPI document of $name is valid, and has every route', async api => {
  const document = openApiOf(api, new Validation('schemas'), { serverUrl: 'http://127.0.0.1:1', version: '1' })
  expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true })
  const ids = Object.values(document.paths).flatMap(verbs => Object.values(verbs).map(({ operationId }) => operationId))
  expect({ paths: Object.keys(document.paths), ids }).toEqual(
    api === hal
      ? {
          paths: ['/leads/{id}', '/oauth2/leads/{id}', '/oauth2/access_token'],
          ids: ['leads.get', 'leads.other', 'token'],
        }
      : {
          paths: ['/orders', '/hook/{user}/{secret}/orders', '/files/{rest}'],
          ids: ['orders', 'orders.post', 'orders.2', 'files'],
        },
  )
})

test('below another base path an operation is told from the root', () => {
  const { paths } = openApiOf(hal, new Validation('schemas'), { serverUrl: 'http://127.0.0.1:1', version: '1' })
  expect(paths['/leads/{id}']!.get).not.toHaveProperty('servers')
  expect(paths['/oauth2/leads/{id}']!.get!.servers![0]).toEqual({ url: 'http://127.0.0.1:1' })
})

test('what is near is told with its base path', async () => {
  await using own = await startMockServer({ port: 0, apis: [hal], api: ['hal' as never] })
  expect(await send(own.url, { method: 'POST', path: '/oauth3/access_token' })).toMatchObject({
    status: 404,
    body: { nearest: [{ path: '/oauth2/access_token' }, {}, {}], detail: expect.any(String) },
  })
})
