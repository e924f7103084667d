import { beforeEach, expect, test } from 'vitest'
import { salesman } from '../../src/apis/salesman/index.ts'
import { connect } from '../../src/client/connect.ts'
import { CRM, georgia } from '../apis/rkeeper/answers.ts'
import { type Send, serve } from '../support/server.ts'

const server = await serve()
const box = await connect(server.running.url)
const SALESMAN = salesman.account as Record<string, string>
const ADD = { method: 'POST', path: '/developer/v3/client/add', headers: SALESMAN }
const ADD_OPERATION = { id: 'salesman client.add', docs: { page: 'salesman.txt', heading: 'Запрос “add”' } }

const whyOf = async (request: Send) => {
  const { headers } = await server.send(request)
  const { why } = (await server.admin(`GET /sandboxes/default/requests/${headers['x-mock-request-id']}`)).body as {
    why: Record<string, unknown>
  }
  return why
}

beforeEach(() => server.now('2024-03-01T09:00:00+03:00'))

test('an entry is given whole, with why', async () => {
  const { headers } = await server.send({ ...ADD, body: { title: 'ООО Ромашка-Плюс' } })
  const id = headers['x-mock-request-id']!
  const { requests } = (await server.admin('GET /sandboxes/default/requests')).body as { requests: object[] }
  const { status, body } = await server.admin(`GET /sandboxes/default/requests/${id}`)
  const { why, ...entry } = body as { why: object }
  expect({ status, entry }).toEqual({ status: 200, entry: requests[0] })
  expect(why).toEqual({
    operation: ADD_OPERATION,
    rule: null,
    readings: expect.any(Array),
    changes: [
      { collection: 'clients', key: expect.any(Number), op: 'insert' },
      { collection: 'history', key: expect.any(Number), op: 'insert' },
    ],
    cache: null,
    fault: null,
    violations: [],
    nearest: null,
  })
})

test('the documented case that decided the answer is named, and nothing was written', async () => {
  const body = { title: 'ООО Ромашка-Плюс' }
  await server.send({ ...ADD, body })
  expect(await whyOf({ ...ADD, body })).toMatchObject({
    operation: ADD_OPERATION,
    rule: { id: 'duplicate', text: 'Найден существующий клиент', docs: expect.stringMatching(/^salesman\.txt: /) },
    changes: [],
  })
  const { requests } = (await server.admin('GET /sandboxes/default/requests')).body as { requests: object[] }
  expect(requests[0]).not.toHaveProperty('rule')
  expect(requests.at(-1)).toMatchObject({ rule: 'duplicate' })
})

test.each<[string, Send, object]>([
  [
    'the client that a new one would double, and in what',
    { ...ADD, body: { title: 'ООО Ромашка', phone: '8 (999) 123-45-67' } },
    { collection: 'clients', key: 6274, fields: ['title', 'phone'] },
  ],
  [
    'the deal in the way',
    { ...ADD, path: '/developer/v3/client/delete', body: { clid: 1781 } },
    { collection: 'deals', key: expect.any(Number), fields: [] },
  ],
  [
    'what a client has, in the way',
    { method: 'DELETE', path: '/rest/client/123?auth_key=sandbox-key', headers: {} },
    { collection: 'deals', key: expect.any(Number), fields: [] },
  ],
])('a refusal names its record: %s', async (_, request, record) => {
  await server.send({ ...ADD, body: { title: 'ООО Ромашка', phone: '89991234567' } })
  expect((await whyOf(request)).record).toEqual(record)
})

test('readings tell the option that was in force then, and the others', async () => {
  const body = { title: 'ООО Ромашка-Плюс' }
  await server.send({ ...ADD, body })
  server.readings({ 'salesman.status': 'ok' })
  const got = await server.send({ ...ADD, body })
  server.readings({ 'salesman.status': 'code' })
  const { readings } = await box.requests.why(got.headers['x-mock-request-id']!)
  expect(readings).toContainEqual({
    id: 'salesman.status',
    option: 'ok',
    about: salesman.readings.status.about,
    others: Object.keys(salesman.readings.status.options).filter(option => option !== 'ok'),
  })
})

test('a fault that struck is explained', async () => {
  await server.admin('POST /sandboxes/default/faults', { match: { api: 'salesman' }, times: 1, status: 503 })
  expect(await whyOf({ ...ADD, body: { title: 'А' } })).toMatchObject({
    rule: null,
    changes: [],
    fault: {
      id: 'f1',
      explains: 'The next request to salesman is answered 503 in the vendor’s error envelope.',
    },
  })
})

test('a cache tells whether it answered, and how old that was', async () => {
  georgia(server)
  const cities = { path: `${CRM}/Cities?countryId=9&objectId=1` }
  expect((await whyOf(cities)).cache).toEqual({ hit: false })
  server.advance(42)
  expect((await whyOf(cities)).cache).toEqual({ hit: true, ageSeconds: 42 })
})

test('what the request broke is told', async () => {
  expect(await whyOf({ ...ADD, body: { title: 'ООО Лютик', colour: 'red' } })).toMatchObject({
    violations: [{ rule: 'undocumented', at: 'body.colour', value: 'red' }],
  })
})

test('what no operation answers has neither operation nor rule of one, and the nearest', async () => {
  expect(await whyOf({ path: '/developr/v3/client/list' })).toEqual({
    ...{ operation: null, rule: null, readings: [], changes: [], cache: null, fault: null, violations: [] },
    nearest: ['salesman client.list', expect.any(String), expect.any(String)],
  })
  expect(await whyOf({ path: '/developer/v3/client/lst', headers: SALESMAN })).toMatchObject({
    operation: null,
    nearest: ['salesman client.list', expect.any(String), expect.any(String)],
    violations: [{ rule: 'unknown-operation' }],
  })
})

test('a request that is not, or no longer, there is told so', async () => {
  await server.send({ ...ADD, body: { title: 'А' } })
  expect(await server.admin('GET /sandboxes/default/requests/r7')).toMatchObject({
    status: 404,
    body: { title: 'Unknown request', detail: 'There is no request "r7".', hint: expect.stringContaining('reset') },
  })
  await server.admin('DELETE /sandboxes/default/requests')
  expect((await server.admin('GET /sandboxes/default/requests/r1')).status).toBe(404)
  expect((await server.admin('GET /sandboxes/nobody/requests/r1')).status).toBe(404)
})

test('what one request wrote to one record is one change', async () => {
  const client = [{ title: 'ООО Мак' }, { title: 'ООО Лён' }]
  const { changes } = await box.requests.why(
    (await server.send({ ...ADD, path: '/developer/v3/client/add.list', body: { client } })).headers[
      'x-mock-request-id'
    ]!,
  )
  const keys = changes.filter(({ collection }) => collection === 'clients').map(({ key, op }) => `${op} ${key}`)
  expect(new Set(keys).size).toBe(keys.length)
  expect(keys).toEqual([expect.stringMatching(/^insert \d+$/), expect.stringMatching(/^insert \d+$/)])
})

test('credentials are masked in it', async () => {
  const why = await whyOf({ ...ADD, body: { title: 'А', colour: SALESMAN.apikey } })
  expect(JSON.stringify(why)).not.toContain(SALESMAN.apikey)
})
