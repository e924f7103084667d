import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { salesman } from '../../src/apis/salesman/index.ts'
import { logJson } from '../../src/cli/log/json.ts'
import { serve } from '../support/server.ts'

const server = await serve()
const KEY = salesman.account.apikey!
const ACCOUNT = { apikey: KEY, login: 'vladislav@isaler.ru' }

type Entry = Record<string, unknown> & { violations: unknown[]; response: { body: string; headers: object } }

const journal = async (query = '', box = 'default'): Promise<Entry[]> => {
  const { body } = await server.admin(`GET /sandboxes/${box}/requests${query}`)
  return (body as { requests: Entry[] }).requests
}

/** Sends bytes as they are, and reads the answer to its end. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(server.running.port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', part => (answer += part))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })

test('a request that reaches no API is seen, with our 404', async () => {
  const got = await server.send({ path: '/developr/v3/client/list?a=1' })
  expect(got.headers['x-mock-request-id']).toBe('r1')
  const [entry] = await journal()
  expect(entry).toMatchObject({
    ...{ id: 'r1', api: null, operation: null, method: 'GET', url: '/developr/v3/client/list?a=1', status: 404 },
    ...{ violations: [], readings: [], fault: null, servedFrom: 'handler', body: '' },
    nearest: ['salesman client.list', expect.any(String), expect.any(String)],
  })
  expect(entry!.response.body).toBe(got.text)
  expect(entry!.response.headers).toMatchObject({ 'x-mock-request-id': 'r1' })
})

test.each([
  '/favicon.ico',
  '/favicon.ico?v=2',
  '/apple-touch-icon.png',
  '/apple-touch-icon-120x120-precomposed.png',
  '/.well-known/appspecific/com.chrome.devtools.json',
])('what browsers ask for by themselves is no request of anybody’s code: %s', async path => {
  const counted = async () => ((await server.admin('GET /coverage')).body as { unmatched: number }).unmatched
  const before = await counted()
  const { status, headers } = await server.send({ path })
  expect([status, headers['x-mock-request-id']]).toEqual([404, undefined])
  expect(await journal()).toEqual([])
  expect(await counted()).toBe(before)
})

test.each([
  ['GET', '/api/favicon.ico'],
  ['GET', '/~u3/favicon.ico'],
  ['POST', '/favicon.ico'],
])('%s %s is seen: no browser asks so by itself', async (method, path) => {
  expect((await server.send({ method, path })).headers['x-mock-request-id']).toBe('r1')
})

test('its body is seen, and credentials of any API are masked', async () => {
  const body = { apikey: KEY, title: 'Ромашка' }
  await server.send({ method: 'POST', path: `/developr/v3/client/add?apikey=${KEY}`, headers: ACCOUNT, body })
  const [entry] = await journal()
  expect(entry).toMatchObject({ body: '{"apikey":"***","title":"Ромашка"}', url: '/developr/v3/client/add?apikey=***' })
  expect(JSON.stringify(entry)).not.toContain(KEY)
})

test.each([
  ['its path', '/~u1/nowhere', {}, 'u1'],
  ['a header', '/nowhere', { 'x-mock-sandbox': 'u2' }, 'u2'],
  ['a credential', '/nowhere', { apikey: `${KEY}~u3` }, 'u3'],
])('it is seen in the sandbox that is named by %s', async (_, path, headers, box) => {
  await server.admin('POST /sandboxes', { id: box })
  await server.send({ path, headers })
  expect(await journal('', box)).toMatchObject([{ api: null, status: 404 }])
  expect(await journal()).toEqual([])
})

test('a name that no sandbox has, or can have, is seen in “default”, and makes none', async () => {
  await server.send({ path: '/~unmade/developr/v3/client/list' })
  await server.send({ path: '/~U%20/developr/v3/client/list' })
  expect(await journal()).toMatchObject([
    { api: null, status: 404, url: '/~unmade/developr/v3/client/list' },
    { api: null, status: 404, url: '/~U%20/developr/v3/client/list' },
  ])
  expect((await server.admin('GET /sandboxes/unmade')).status).toBe(404)
})

test('a request for a foreign host is seen, and makes no sandbox', async () => {
  const got = await server.send({ path: '/~stranger/developer/v3/client/list', headers: { host: 'evil.example' } })
  expect(got.status).toBe(421)
  expect(await journal()).toMatchObject([{ api: null, operation: null, status: 421 }])
  expect((await server.admin('GET /sandboxes/stranger')).status).toBe(404)
})

test('a preflight that reaches no API is seen', async () => {
  const headers = { origin: 'http://shop.example', 'access-control-request-method': 'POST' }
  await server.send({ method: 'OPTIONS', path: '/developr/v3/client/add', headers })
  expect(await journal()).toMatchObject([{ api: null, method: 'OPTIONS', status: 404 }])
})

test('a malformed request line is seen as far as it can be read', async () => {
  const answer = await sendRaw(
    'GET /~default/developer/v3/client/list HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n',
  )
  expect(answer).toContain('x-mock-request-id: r1\r\n')
  await sendRaw('\x16\x03\x01 hello\r\n\r\n')
  expect(await journal()).toMatchObject([
    { method: 'GET', url: '/~default/developer/v3/client/list', headers: { host: 'localhost' }, status: 400 },
    { method: null, url: null, api: null, operation: null, status: 400 },
  ])
})

test.each([
  ['a blank', 'GET /api/clients?tel=1 2  3 HTTP/1.1', '/api/clients?tel=1 2  3'],
  ['a blank and no version', 'GET /api/clients?tel=1 2', '/api/clients?tel=1 2'],
  ['a blank and a version in it', 'GET /api/clients?tel=HTTP/1.1 2 HTTP/1.1', '/api/clients?tel=HTTP/1.1 2'],
])('a target with %s is seen whole', async (_, line, url) => {
  await sendRaw(`${line}\r\nHost: localhost\r\nX-Empty:\r\nX-Who: \t a b\r\n\r\n`)
  expect(await journal()).toMatchObject([
    { method: 'GET', url, headers: { host: 'localhost', 'x-empty': '', 'x-who': 'a b' }, status: 400 },
  ])
})

test('what /__admin refuses is no request of a client', async () => {
  await server.admin('GET /nowhere')
  await server.admin('GET /health', undefined, { host: 'evil.example' })
  expect(await journal()).toEqual([])
})

const VIOLATION = {
  rule: 'unknown-operation',
  at: 'path',
  value: 'GET /developer/v3/client/lst',
  nearest: ['salesman client.list', expect.any(String), expect.any(String)],
}

test.each([false, true])('below an API what no operation answers is a violation; strict: %s', async strict => {
  await server.reset({ strict })
  const got = await server.send({ path: '/developer/v3/client/lst', headers: ACCOUNT })
  expect(got).toMatchObject({ status: 402, body: { error: { code: 402, text: 'Неизвестный метод' } } })
  expect(got.headers).toMatchObject({ 'x-mock-violations': '1', 'x-mock-nearest': 'salesman client.list' })
  expect(await journal()).toMatchObject([{ api: 'salesman', operation: null, violations: [VIOLATION] }])
})

test.each([
  ['vodyanoy', 'GET', '/api/clients/7/balanse/x', 'vodyanoy clients'],
  ['kaktus', 'POST', '/api/lite/counteragent/sav', 'kaktus'],
  ['webcanape', 'GET', '/rest/clint', 'webcanape'],
  ['rkeeper', 'GET', '/api/v1/crm/CityInfo', 'rkeeper'],
  ['salesman', 'DELETE', '/developer/v3/client/info', 'salesman client.info'],
])('%s tells the nearest to %s %s', async (api, method, path, nearest) => {
  const got = await server.send({ method, path, headers: { sid: 'any' } })
  expect(got.headers['x-mock-nearest']).toContain(nearest)
  expect(await journal()).toMatchObject([{ api, operation: null, violations: [{ rule: 'unknown-operation' }] }])
})

test('what an action of SalesMan’s server names is unknown too', async () => {
  server.profile('salesman', 'shipped')
  await server.send({ path: `/developer/v3/client/list?action=lst&apikey=${KEY}&login=${ACCOUNT.login}` })
  const [entry] = await journal()
  expect(entry).toMatchObject({ operation: null, violations: [{ rule: 'unknown-operation' }] })
})

test('both kinds are asked for by unmatched=true', async () => {
  await server.send({ path: '/developr/v3/client/list' })
  await server.send({ path: '/developer/v3/client/lst', headers: ACCOUNT })
  await server.send({ path: '/developer/v3/client/list', headers: ACCOUNT })
  expect((await journal('?unmatched=true')).map(({ id }) => id)).toEqual(['r1', 'r2'])
  expect((await journal('?unmatched=false')).map(({ id }) => id)).toEqual(['r3'])
  expect((await server.admin('GET /sandboxes/default/requests?unmatched=perhaps')).status).toBe(400)
})

test('verify names what reached no API among the nearest', async () => {
  await server.send({ path: '/developr/v3/client/list' })
  const { body } = await server.admin('POST /sandboxes/default/requests/verify', { operation: 'salesman client.list' })
  const differs = ['operation: none of no API instead of salesman client.list']
  expect(body).toMatchObject({ ok: false, nearest: [{ operation: null, url: '/developr/v3/client/list', differs }] })
})

test('the JSON log prints them as it prints others', async () => {
  const lines: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0)
  try {
    logJson(server.running)
    await server.send({ path: '/developr/v3/client/list' })
  } finally {
    write.mockRestore()
  }
  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    { sandbox: 'default', id: 'r1', api: null, operation: null, url: '/developr/v3/client/list', status: 404 },
  ])
})
