import { validate } from '@readme/openapi-parser'
import { startMockServer } from 'poligon'
import request, { Test } from 'supertest'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import config from '../../examples/sixth-api/mock-server.config.ts'
import { pyatak } from '../../examples/sixth-api/pyatak.ts'
import type { OpenApiDocument } from '../../src/core/openapi/model.ts'

/** An API of a user's own has everything that the five have, and nothing was written for it. */
const KEY = pyatak.account.key!
const server = await startMockServer({
  ...config,
  port: 0,
  records: { pyatak: 3 },
  now: '2024-03-01T09:00:00+03:00',
  frozen: true,
  checkReplies: true,
})
afterAll(() => server.close())
const box = await server.sandbox('w1')
beforeEach(() => box.reset())

async function ask(
  method: string,
  path: string,
  sent?: object,
  { base = box.baseUrl('pyatak'), key = KEY } = {},
): Promise<{ status: number; body: unknown }> {
  const { status, body } = await new Test(base, method, path).set('x-pyatak-key', key).send(sent)
  return { status, body }
}

const ANNA = { number: '500001', phone: '79161234567', holder: 'Анна Пятакова', balance: 150 }

describe('a sixth API', () => {
  test('answers beside the five, from the data of its scenario and its own generator', async () => {
    expect(await ask('GET', '/cards/500001')).toEqual({ status: 200, body: ANNA })
    const { body } = await ask('GET', '/cards')
    expect((body as { cards: { number: string }[] }).cards.map(({ number }) => number)).toEqual([
      ...['500001', '500002'],
      ...['900001', '900002', '900003'],
    ])
    await request(box.baseUrl('vodyanoy')).get('/clients/10000000000048').expect(200)
  })

  test('gives ids from its counters, past those that its scenario has taken', async () => {
    const issued = await ask('POST', '/cards', { phone: '79990000001' })
    expect(issued).toEqual({ status: 201, body: { number: '500003', phone: '79990000001', holder: '', balance: 0 } })
    expect(await ask('POST', '/cards', { phone: '79990000001' })).toMatchObject({
      status: 409,
      body: { error: 'has-card' },
    })
    expect(await ask('POST', '/cards', { phone: '79990000002' })).toMatchObject({ body: { number: '500004' } })
  })

  test.each([
    ['a wrong key', 'GET', '/cards', undefined, 'x', 401, 'no-key'],
    ['an unknown path', 'GET', '/nothing', undefined, KEY, 404, 'unknown-path'],
    ['a wrong method', 'DELETE', '/cards', undefined, KEY, 405, 'wrong-method'],
    ['a missing parameter', 'POST', '/cards', {}, KEY, 400, 'invalid'],
    ['a wrong type', 'POST', '/cards/500001/points', { points: '10' }, KEY, 400, 'invalid'],
  ])('refuses %s in its own envelope', async (_, method, path, body, key, status, error) => {
    const got = await ask(method, path, body, { key })
    expect(got).toEqual({ status, body: { error, message: expect.any(String) } })
  })

  test('has a reading that a sandbox can choose', async () => {
    const spend = () => ask('POST', '/cards/500001/points', { points: -200 })
    expect(await spend()).toMatchObject({ status: 409, body: { error: 'too-few' } })
    await box.readings.set({ 'pyatak.overdraft': 'allow' })
    expect(await spend()).toEqual({ status: 200, body: { balance: -50 } })
    const [entry] = await box.requests.find({ operation: 'pyatak points.move', status: 200 })
    expect(entry).toMatchObject({ readings: ['pyatak.overdraft'] })
  })

  test('is in the journal, with its credential masked and its violations noted', async () => {
    await ask('POST', '/cards/500001/points', { points: 5, comment: 'бонус' })
    await box.requests.verify({ operation: 'pyatak points.move', where: { points: 5 }, times: 1 })
    const [entry] = await box.requests.find({ api: 'pyatak' })
    expect(entry).toMatchObject({
      ...{ operation: 'points.move', status: 200 },
      violations: [{ rule: 'undocumented', at: 'body.comment', value: 'бонус' }],
    })
    expect(JSON.stringify(entry)).not.toContain(KEY)
  })

  test('can be disturbed, and a fault without a body has its envelope', async () => {
    await box.faults.add({ match: { operation: 'pyatak cards.get' }, times: 1, status: 503 })
    expect(await ask('GET', '/cards/500001')).toEqual({
      status: 503,
      body: { error: 'injected', message: expect.any(String) },
    })
    expect(await ask('GET', '/cards/500001')).toEqual({ status: 200, body: ANNA })
  })

  test('is another world in another sandbox, however that is named', async () => {
    await ask('POST', '/cards/500001/points', { points: 50 })
    const other = await server.sandbox('w2')
    const base = server.baseUrl('pyatak')
    expect(await ask('GET', '/cards/500001', undefined, { base, key: `${KEY}~w1` })).toMatchObject({
      body: { balance: 200 },
    })
    expect(await ask('GET', '/cards/500001', undefined, { base, key: `${KEY}~w2` })).toMatchObject({
      body: { balance: 150 },
    })
    expect(await ask('GET', '/cards/500001', undefined, { base: other.baseUrl('pyatak') })).toMatchObject({
      body: { balance: 150 },
    })
  })

  test('tells what changed, and is reset, kept and restored', async () => {
    await box.checkpoint('before')
    await ask('POST', '/cards/500002/points', { points: 7 })
    const after = { id: 2, card: '500002', points: 7, at: '2024-03-01T06:00:00.000Z' }
    expect(await box.changes()).toEqual([
      { api: 'pyatak', collection: 'movements', key: 2, op: 'insert', before: null, after },
    ])
    await box.restore('before')
    expect(await box.changes()).toEqual([])
  })

  test('is in the data console, where its schemas, unique fields and references hold', async () => {
    const cards = box.data('pyatak', 'cards')
    expect(await cards.insert({ phone: '79990000009' })).toEqual({ number: '500003', phone: '79990000009', holder: '' })
    await expect(cards.insert({ phone: '79161234567' })).rejects.toMatchObject({ status: 409 })
    await expect(cards.insert({ phone: 7 })).rejects.toMatchObject({ status: 422 })
    const movements = box.data('pyatak', 'movements')
    await expect(movements.insert({ card: '1', points: 1 })).rejects.toMatchObject({ status: 422 })
    await cards.remove('500001')
    expect(await movements.get(1)).toBeUndefined()
  })

  test('is listed, and has an OpenAPI document that is valid', async () => {
    const [listed] = (await server.apis()).slice(-1)
    expect(listed).toMatchObject({
      ...{ name: 'pyatak', basePath: '/pyatak/v1', credentials: { key: KEY }, profiles: ['documented'] },
      collections: [
        { name: 'cards', key: 'number' },
        { name: 'movements', key: 'id' },
      ],
      readings: [{ id: 'pyatak.overdraft', default: 'refuse' }],
    })
    const document: OpenApiDocument = (await request(server.url).get('/__admin/openapi/pyatak')).body
    expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true })
    expect(Object.keys(document.paths)).toEqual(['/cards', '/cards/{number}', '/cards/{number}/points'])
    expect(document.security).toEqual([{ 'key.header': [] }])
  })

  test('its state is a scenario that another sandbox starts from', async () => {
    await ask('POST', '/cards/500002/points', { points: 7 })
    const other = await server.sandbox('copy')
    await other.load(await box.state())
    expect(await ask('GET', '/cards/500002', undefined, { base: other.baseUrl('pyatak') })).toMatchObject({
      body: { balance: 7 },
    })
  })
})
