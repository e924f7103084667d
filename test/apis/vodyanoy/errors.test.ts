import { describe, expect, test } from 'vitest'
import { vodyanoy } from '../../../src/apis/vodyanoy/index.ts'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'empty', bodyLimit: 4096 })

const json = { 'content-type': 'application/json' }
const post = { method: 'POST', path: '/api/clients', headers: json }

test.each([
  ['a body that is not JSON', { ...post, body: '{"naimenovanie":' }, 400, 'Тело запроса: не удалось разобрать JSON'],
  ['no body', { ...post }, 400, 'Параметр naimenovanie: не указан'],
  ['an array', { ...post, body: '[]' }, 400, 'Тело запроса: недопустимое значение []'],
  ['null', { ...post, body: 'null' }, 400, 'Тело запроса: недопустимое значение null'],
  ['a body over the limit', { ...post, body: ' '.repeat(5000) }, 413, 'Тело запроса: превышен допустимый размер'],
  [
    'a form',
    { ...post, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'naimenovanie=1' },
    415,
    'Content-Type: ожидается application/json',
  ],
  [
    'JSON that calls itself multipart',
    { ...post, headers: { 'content-type': 'multipart/form-data' }, body: '{"naimenovanie":"Я"}' },
    415,
    'Content-Type: ожидается application/json',
  ],
  [
    'DELETE of the list',
    { method: 'DELETE', path: '/api/clients' },
    405,
    'Метод не поддерживается; допустимы: GET, POST',
  ],
  ['a path with a broken encoding', { path: '/api/clients/%E0%A4%A' }, 400, 'Адрес запроса: не удалось разобрать'],
])('V11: %s is refused in words, and changes nothing', async (_, request, status, error) => {
  const before = server.box.world
  expect(await server.send(request)).toMatchObject({ status, body: { result: {}, error } })
  expect(server.box.world).toBe(before)
})

rows(server, [
  ...['/api/clients/1/orders', '/api/clients/1/balance/x', '/api/clientsx'].map(path => ({
    docs: 'V13',
    says: `an unknown path is not found: ${path}`,
    send: { path },
    gets: { status: 404, text: '{"result":{}}' },
  })),
  {
    docs: 'V13',
    says: 'another method of the list says which are right',
    send: { method: 'PUT', path: '/api/clients' },
    gets: { status: 405, headers: { allow: 'GET, POST' } },
  },
  {
    docs: 'V13',
    says: 'another method of a client says which is right, whether or not the client exists',
    send: { method: 'POST', path: '/api/clients/50000000000001', body: {} },
    gets: { status: 405, headers: { allow: 'GET' } },
  },
  {
    docs: 'V13',
    says: 'another method of the balance says which is right',
    send: { method: 'PATCH', path: '/api/clients/50000000000001/balance' },
    gets: { status: 405, headers: { allow: 'GET' } },
  },
  {
    docs: 'V11',
    says: 'a long wrong value is told cut short',
    send: { ...post, body: JSON.stringify({ naimenovanie: 'Я', etoof: 'x'.repeat(3000) }) },
    gets: {
      status: 400,
      body: { result: {}, error: `Параметр etoof: недопустимое значение "${'x'.repeat(79)}…` },
    },
  },
  {
    docs: 'V11',
    says: 'a value is cut between letters, so that PHP reads the answer',
    send: { ...post, body: JSON.stringify({ naimenovanie: 'Я', etoof: '🚰'.repeat(50) }) },
    gets: {
      status: 400,
      body: { result: {}, error: `Параметр etoof: недопустимое значение "${'🚰'.repeat(39)}…` },
    },
  },
  {
    docs: 'contract, rule 4',
    says: 'under strict an undocumented parameter is refused',
    given: () => server.box.configure({ strict: true }),
    send: { path: '/api/clients?sort=name' },
    gets: { status: 400, body: { result: {}, error: 'Параметр sort: не описан' } },
  },
  {
    docs: 'contract, rule 4',
    says: 'a parameter of one client breaks a rule',
    given: () => server.put('vodyanoy', 'clients', { id: '50000000000001' }),
    send: { path: '/api/clients/50000000000001?full=1' },
    gets: { status: 200, body: { result: { ID: '50000000000001' } }, headers: { 'x-mock-violations': '1' } },
  },
])

describe('contract, rule 3', () => {
  const stored = () => server.stored('vodyanoy', 'clients', '10000000000092')

  test('a byte order mark is taken off, and breaks a rule', async () => {
    const { status, headers } = await server.send({ ...post, body: '\ufeff{"naimenovanie":"Ия"}' })
    expect([status, headers['x-mock-violations'], stored()!.naimenovanie]).toEqual([200, '1', 'Ия'])
  })

  test('a body of another encoding that does not say so is taken for UTF-8, and breaks a rule', async () => {
    const body = Buffer.concat([Buffer.from('{"naimenovanie":"'), Buffer.from([0xc8, 0xff]), Buffer.from('"}')])
    const { status, headers } = await server.send({ ...post, body, headers: { 'content-type': 'application/json' } })
    expect([status, headers['x-mock-violations'], stored()!.naimenovanie]).toEqual([200, '1', '\ufffd\ufffd'])
  })

  test('a body in windows-1251 is decoded', async () => {
    const body = Buffer.concat([
      Buffer.from('{"naimenovanie":"'),
      Buffer.from([0xc8, 0xff, 0x20, 0xb9, 0x35]),
      Buffer.from('"}'),
    ])
    await server.send({ ...post, headers: { 'content-type': 'application/json; charset=windows-1251' }, body })
    expect(stored()).toMatchObject({ naimenovanie: 'Ия №5' })
  })

  test('names of an object’s machinery do no harm', async () => {
    const body = '{"naimenovanie":"Ия","__proto__":{"telefon":"79000000001"},"constructor":"x"}'
    expect((await server.send({ ...post, body })).status).toBe(200)
    expect(stored()).toMatchObject({ telefon: '' })
    expect(Object.keys(stored()!)).not.toContain('constructor')
    expect((await server.send({ path: '/api/clients?__proto__=1&constructor=2' })).body).toMatchObject({ total: 1 })
  })
})

describe('V12', () => {
  const { token } = vodyanoy.account as { token: string }
  const REFUSED = { status: 401, body: { result: {}, error: 'Параметр token: неверный или отсутствует' } }
  const list = (query: string, authorization?: string) =>
    server.send({ path: `/api/clients${query}`, headers: { ...(authorization && { authorization }) } })

  test('reading auth = none: a token is accepted and ignored, and breaks no rule', async () => {
    for (const got of [await list('?token=x'), await list('', 'Bearer x'), await list(`?token=${token}`)]) {
      expect(got).toMatchObject({ status: 200, body: { total: 0 } })
      expect(got.headers).not.toHaveProperty('x-mock-violations')
    }
  })

  test('reading auth = token: the account’s is needed, as parameter or header', async () => {
    server.readings({ 'vodyanoy.auth': 'token' })
    expect((await list(`?token=${token}`)).status).toBe(200)
    expect((await list('', `Bearer ${token}`)).status).toBe(200)
    for (const got of [await list(''), await list('?token='), await list('?token=x'), await list('', `Basic ${token}`)])
      expect(got).toMatchObject(REFUSED)
  })

  test('reading auth = token: nothing is written without one', async () => {
    server.readings({ 'vodyanoy.auth': 'token' })
    expect(await server.send({ ...post, body: '{"naimenovanie":"Ия"}' })).toMatchObject(REFUSED)
    expect(server.all('vodyanoy', 'clients')).toEqual([])
    expect(
      (await server.send({ ...post, path: `/api/clients?token=${token}`, body: '{"naimenovanie":"Ия"}' })).status,
    ).toBe(200)
  })
})
