import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { checkScenario } from '../../src/core/scenarios/check.ts'
import { ScenarioFiles } from '../../src/core/scenarios/files.ts'
import { type Send, serve } from '../support/server.ts'

const folder = join(packageRoot, 'scenarios')
const names = readdirSync(folder).map(file => file.replace(/\.ya?ml$/, ''))

// Shipped scenarios are trusted when the server starts: here they are checked.
test.each(names)(
  '%s fits the schema of scenarios, its records theirs, and points to nothing that is not there',
  async name => {
    const scenarios = new ScenarioFiles(folder)
    const document = (await scenarios.chain(name)).at(-1)!
    expect(await checkScenario(document, builtInApis, scenarios)).toEqual([])
    expect(document.description).toMatch(/^\S.+\.$/)
  },
)

// What a scenario says of its records counts, not the zero of other tests.
const server = await serve({ records: undefined })
const from = (scenario: string) => server.reset({ scenario })
const salesman = (
  action: string,
  body: object,
  login = 'vladislav@isaler.ru',
): Promise<{ status: number; body: unknown }> =>
  server.send({
    method: 'POST',
    path: `/developer/v3/client/${action}`,
    headers: { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login },
    body,
  })
const status = async (send: Send): Promise<number> => (await server.send(send)).status
const body = async (send: Send): Promise<unknown> => (await server.send(send)).body
const remove = (path: string): Send => ({ method: 'DELETE', path })

describe('empty and blank', () => {
  test('empty has no record at all', async () => {
    await from('empty')
    for (const api of builtInApis) {
      for (const name of Object.keys(api.collections)) expect(server.all(api.name, name)).toEqual([])
    }
  })

  test('blank has users, guides and types, and no clients', async () => {
    await from('blank')
    expect(server.all('salesman', 'users')).toHaveLength(2)
    expect(server.all('rkeeper', 'contactTypes')).toHaveLength(6)
    for (const [api, name] of [
      ['vodyanoy', 'clients'],
      ['salesman', 'clients'],
      ['webcanape', 'clients'],
      ['rkeeper', 'clients'],
      ['kaktus', 'counteragents'],
    ] as const) {
      expect(server.all(api, name)).toEqual([])
    }
  })
})

describe('duplicates', () => {
  test.each([
    ['the caller’s', { title: 'ооо  ромашка', phone: '8 495 1234567' }, 7001],
    ['a colleague’s', { title: 'ООО Василёк' }, 7002],
    ['one in the trash', { title: 'ООО Лютик' }, 7003],
  ])('an add of %s is refused with its clid', async (_, client, clid) => {
    await from('duplicates')
    expect(await salesman('add', client)).toMatchObject({ status: 406, body: { data: clid } })
  })

  test('of two clients with one phone the lower id is answered', async () => {
    await from('duplicates')
    expect(await body({ path: '/api/clients?tel=89161234567' })).toMatchObject({
      result: { naimenovanie: 'Первая Анна' },
    })
  })

  test('an extId that two counteragents share gives both, and may be forbidden', async () => {
    await from('duplicates')
    const path = '/api/lite/settings/counteragents'
    expect(await body({ path: `${path}?extId=twin-1` })).toMatchObject({ recordsTotal: 2 })
    server.readings({ 'kaktus.extId': 'unique' })
    const third = { type: 'PERSON', extId: 'twin-1', name: 'Анна', person: { name: 'Анна' } }
    expect(await body({ method: 'POST', path, body: third })).toMatchObject({ success: false })
  })
})

describe('deals-block-delete', () => {
  test('a SalesMan client with a closed deal stays, the one beside it goes', async () => {
    await from('deals-block-delete')
    expect(await salesman('delete', { clid: 7001 })).toMatchObject({ status: 406 })
    expect(server.stored('salesman', 'clients', 7001)).toBeDefined()
    expect(await salesman('delete', { clid: 7002 })).toMatchObject({ status: 200 })
  })

  test('a Web-canape client with a deal or an invoice stays, the one beside them goes', async () => {
    await from('deals-block-delete')
    const path = (id: number) => `/rest/client/${id}?auth_key=sandbox-key`
    expect(await status(remove(path(7001)))).toBe(409)
    expect(await status(remove(path(7003)))).toBe(409)
    expect(await status(remove(path(7002)))).toBe(200)
  })

  test('a counteragent that an order uses stays, the one beside it goes', async () => {
    await from('deals-block-delete')
    const path = (last: number) => `/api/lite/settings/counteragents?id=00000000-0000-4000-8000-00000000${last}`
    expect(await body(remove(path(7001)))).toMatchObject({ success: false })
    expect(await body(remove(path(7002)))).toEqual({ success: true })
  })
})

test('stale-cache: a list stays as it was for 60 seconds after a write', async () => {
  await from('stale-cache')
  const path = '/api/v1/crm/Cities?objectId=1&countryId=2'
  const cities = async () => ((await body({ path })) as { data: { name: string }[] }).data.map(({ name }) => name)
  expect(await cities()).toEqual(['Москва', 'Казань'])
  await server.send({ method: 'POST', path, body: { name: 'Тверь' } })
  server.advance(59)
  expect(await cities()).toEqual(['Москва', 'Казань'])
  server.advance(1)
  expect(await cities()).toEqual(['Москва', 'Казань', 'Тверь'])
})

test.each([
  ['paid ahead', '10000000007001', '{"result":-120.50}'],
  ['owes', '10000000007002', '{"result":250.00}'],
  ['is even', '10000000007003', '{"result":0.00}'],
  ['bought only today', '10000000007004', '{"result":0.00}'],
])('prepaid-balance: a client who %s', async (_, id, text) => {
  await from('prepaid-balance')
  expect((await server.send({ path: `/api/clients/${id}/balance` })).text).toBe(text)
})

describe('two-pages', () => {
  test('SalesMan has 200 and 50 clients', async () => {
    await from('two-pages')
    expect(await salesman('list', { offset: 0 })).toMatchObject({ body: { count: 250 } })
    const rows = async (offset: number) => ((await salesman('list', { offset })).body as { data: [] }).data.length
    expect([await rows(0), await rows(1), await rows(2)]).toEqual([200, 50, 0])
  })

  test('Web-canape and Kaktus have 10 and 5', async () => {
    await from('two-pages')
    const clients = async (page: number) =>
      ((await body({ path: `/rest/client?auth_key=sandbox-key&page=${page}` })) as { response: { items: [] } }).response
        .items
    expect([(await clients(1)).length, (await clients(2)).length]).toEqual([10, 5])
    const agents = async (page: number) =>
      ((await body({ path: `/api/lite/settings/counteragents?page=${page}` })) as { counteragents: [] }).counteragents
    expect([(await agents(0)).length, (await agents(1)).length]).toEqual([10, 5])
  })
})

test('other-managers-client: the manager sees their own client only, the admin both', async () => {
  await from('other-managers-client')
  const manager = 'marand@omadaru.ru'
  expect(await salesman('info', { clid: 7001 }, manager)).toMatchObject({ status: 403 })
  expect(await salesman('info', { inn: '7707083893' }, manager)).toMatchObject({ status: 404 })
  expect(await salesman('info', { clid: 7002 }, manager)).toMatchObject({ status: 200 })
  expect(await salesman('info', { clid: 7001 })).toMatchObject({ status: 200 })
  expect(await salesman('list', {}, manager)).toMatchObject({ body: { count: 1 } })
})

test('white-server-down: r_keeper’s White server is late, then unavailable, then there, and nothing is written meanwhile', async () => {
  await from('white-server-down')
  const path = '/api/v1/crm/Cities?objectId=1&countryId=2'
  const create = async () =>
    (await server.send({ method: 'POST', path, body: { Name: 'Тула' } })).body as { status: string; errors?: unknown }
  expect((await create()).errors).toEqual([{ code: 'DLW-0015', text: 'WS: Timeout error', details: null }])
  expect((await create()).errors).toEqual([
    { code: 'DLW-0004', text: 'Service temporarily unavailable', details: null },
  ])
  expect(server.all('rkeeper', 'cities').filter(({ name }) => name === 'Тула')).toEqual([])
  expect((await create()).status).toBe('Ok')
})

test.each([
  ['vodyanoy', '/api/clients'],
  ['kaktus', '/api/lite/settings/counteragents'],
  ['salesman', '/developer/v3/client/fields?apikey=t1xdeOwWSIqgDol70CkRdK3WD4N4cm&login=vladislav@isaler.ru'],
  ['webcanape', '/rest/client?auth_key=sandbox-key'],
  ['rkeeper', '/api/v1/crm/Countries?objectId=1'],
])('slow-and-failing: of %s the first request fails, the second is cut off, the third is slow', async (_, path) => {
  await from('slow-and-failing')
  expect(await status({ path })).toBe(503)
  await expect(status({ path })).rejects.toThrow()
  const asked = performance.now()
  expect(await status({ path })).toBe(200)
  expect(performance.now() - asked).toBeGreaterThan(290)
})
