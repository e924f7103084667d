import { startMockServer } from 'poligon'
import { type ConformanceExample, conformance } from 'poligon/testkit'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { leads } from './leads.ts'

const server = await startMockServer({ port: 0, apis: [leads], api: ['leads'], records: 0 })
const box = await server.sandbox('w1', { now: '2024-03-01T09:00:00Z', frozen: true, timezone: 'UTC' })
afterAll(() => server.close())

let access = ''
const base = box.baseUrl('leads')
const root = base.replace(/\/api\/v4$/, '')
const ask = async (method: string, path: string, body?: unknown, token = access) => {
  const response = await fetch(path.startsWith('/oauth2') ? root + path : base + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, type: response.headers.get('content-type'), body: text && JSON.parse(text) }
}
const client = { client_id: 'integration', client_secret: 's3cret' }
const signIn = () =>
  ask('POST', '/oauth2/access_token', { ...client, grant_type: 'authorization_code', code: 'one-time-code' })

beforeEach(async () => {
  await box.reset()
  access = (await signIn()).body.access_token
})

test('leads are created and changed by lists, and linked to', async () => {
  const made = await ask('POST', '/leads', [{ name: 'Баня', price: 100, request_id: 'a' }, { name: 'Дом' }])
  expect(made).toMatchObject({
    status: 200,
    type: 'application/hal+json',
    body: {
      _embedded: {
        leads: [
          { id: 1, request_id: 'a' },
          { id: 2, price: 0, request_id: '1' },
        ],
      },
    },
  })
  expect(made.body._embedded.leads[1]._links.self.href).toBe(`${base}/leads/2`)
  await box.clock.advance({ minutes: 1 })
  await ask('PATCH', '/leads', [{ id: 2, price: 7 }])
  expect((await ask('GET', '/leads/2')).body).toMatchObject({
    ...{ name: 'Дом', price: 7, created_at: 1709283600, updated_at: 1709283660 },
  })
})

test('a list has pages with links, and is empty at its end', async () => {
  await ask('POST', '/leads', [{ name: 'Баня' }, { name: 'Дом' }, { name: 'Банька' }])
  const { body } = await ask('GET', '/leads?limit=1&query=бан')
  expect(body).toMatchObject({ _page: 1, _embedded: { leads: [{ name: 'Баня' }] } })
  const next = await ask('GET', body._links.next.href.slice(base.length))
  expect(next.body._embedded.leads).toMatchObject([{ name: 'Банька' }])
  expect(await ask('GET', '/leads?page=9')).toMatchObject({ status: 204, body: '' })
})

test('a token expires after a day, and is renewed once', async () => {
  await box.reset()
  const { body: first } = await signIn()
  access = first.access_token
  expect(await ask('GET', '/leads')).toMatchObject({ status: 204 })
  await box.clock.advance({ hours: 24 })
  expect(await ask('GET', '/leads')).toMatchObject({ status: 401, type: 'application/problem+json' })
  const renew = () =>
    ask('POST', '/oauth2/access_token', { ...client, grant_type: 'refresh_token', refresh_token: first.refresh_token })
  access = (await renew()).body.access_token
  expect(await ask('GET', '/leads')).toMatchObject({ status: 204 })
  expect(await renew()).toMatchObject({ status: 401, body: { title: 'Token has expired' } })
  expect(await signIn()).toMatchObject({ status: 400 })
})

test.each([
  ['a lead without a name', 'POST', '/leads', [{ price: 1 }], { status: 400, path: 'body.0.name' }],
  ['a price that is a text', 'PATCH', '/leads', [{ id: 1, price: 'a' }], { status: 400, path: 'body.0.price' }],
  ['a page that is none', 'GET', '/leads?page=x', undefined, { status: 400, path: 'query.page' }],
])('%s is refused with its place', async (_, method, path, body, { status, path: at }) => {
  const got = await ask(method, path, body)
  expect(got).toMatchObject({ status, body: { 'validation-errors': [{ errors: [{ path: at }] }] } })
})

test.each([
  ['no token', '/leads', 'x', 401],
  ['a lead that is not there', '/leads/7', undefined, 404],
])('%s is a problem', async (_, path, token, status) => {
  const got = await ask('GET', path, undefined, token)
  expect(got).toMatchObject({ status, type: 'application/problem+json', body: { status, title: expect.any(String) } })
})

test('an eighth request in a second is one too many', async () => {
  const statuses: number[] = []
  await box.clock.advance({ seconds: 1 })
  for (let i = 0; i < 8; i++) statuses.push((await ask('GET', '/leads')).status)
  expect(statuses).toEqual([...Array(7).fill(204), 429])
})

test('neither secret nor tokens are in the journal', async () => {
  await ask('GET', '/leads')
  const journal = JSON.stringify(await box.requests.find())
  for (const secret of ['s3cret', access]) expect(journal).not.toContain(secret)
})

describe('the kit', () => {
  // What chance gives is the same for the same seed: the first token that is given is this one.
  const headers = { authorization: 'Bearer f7e79d2b-47f6-4630-9ce3-01f0b8829f5c' }
  const lead = { name: 'Баня', created_at: 1709283600, updated_at: 1709283600, price: 100, id: 1 }
  const request = (method: string, path: string, body?: unknown) => ({ method, path, body, headers })
  const examples: ConformanceExample[] = [
    {
      ...{ operation: 'token', docs: 'OAuth: access_token', varies: ['access_token', 'refresh_token'] },
      request: request('POST', '/access_token', { ...client, grant_type: 'authorization_code', code: 'one-time-code' }),
      reply: { status: 200, body: { token_type: 'Bearer', expires_in: 86400, access_token: '…', refresh_token: '…' } },
    },
    {
      ...{ operation: 'leads.create', docs: 'Leads: create', abridged: true },
      request: request('POST', '/leads', [{ name: 'Баня', price: 100 }]),
      reply: { status: 200, body: { _embedded: { leads: [{ ...lead, request_id: '0' }] } } },
    },
    {
      ...{ operation: 'leads.get', docs: 'Leads: one', abridged: true },
      request: request('GET', '/leads/1'),
      reply: { status: 200, body: lead, headers: { 'content-type': 'application/hal+json' } },
    },
    {
      ...{ operation: 'leads.list', docs: 'Leads: list', abridged: true },
      request: request('GET', '/leads?limit=2'),
      reply: { status: 200, body: { _page: 1, _embedded: { leads: [lead] } } },
    },
    {
      ...{ operation: 'leads.change', docs: 'Leads: change', abridged: true },
      request: request('PATCH', '/leads', [{ id: 1, price: 7 }]),
      reply: { status: 200, body: { _embedded: { leads: [{ id: 1, price: 7 }] } } },
    },
  ]
  const checks = conformance(leads, { examples, now: '2024-03-01T09:00:00Z' })
  test.each(checks)('$title', ({ check }) => check())
})
