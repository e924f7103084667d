import { expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { COUNTERAGENTS, failure } from './views.ts'

const server = await serve({ scenario: 'empty', bodyLimit: 4096 })

const json = { 'content-type': 'application/json' }
const post = { method: 'POST', path: COUNTERAGENTS, headers: json }
const person = '{"type":"PERSON","name":"Ия","person":{}}'

test.each([
  ['a body that is not JSON', { ...post, body: '{"type":' }, 400, 'Тело запроса: не удалось разобрать JSON'],
  ['an array', { ...post, body: '[]' }, 400, 'Тело запроса: недопустимое значение []'],
  ['null', { ...post, body: 'null' }, 400, 'Тело запроса: недопустимое значение null'],
  ['a text', { ...post, body: '"Ия"' }, 400, 'Тело запроса: недопустимое значение "Ия"'],
  [
    'a body over the limit',
    { ...post, body: JSON.stringify({ name: 'Ы'.repeat(4000) }) },
    413,
    'Тело запроса: превышен допустимый размер',
  ],
  [
    'a form',
    { ...post, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'type=PERSON' },
    415,
    'Content-Type: ожидается application/json в UTF-8',
  ],
  [
    'another method',
    { method: 'PATCH', path: COUNTERAGENTS },
    405,
    'HTTP-метод не поддерживается; допустимы: GET, POST, PUT, DELETE',
  ],
  ['GET of auth', { path: '/api/lite/auth' }, 405, 'HTTP-метод не поддерживается; допустимы: POST'],
  ['an unknown path', { path: '/api/lite/settings/products' }, 404, 'Метод API не найден'],
  ['the base path', { path: '/api/lite' }, 404, 'Метод API не найден'],
  ['a path in another case', { path: '/api/lite/Settings/counteragents' }, 404, 'Метод API не найден'],
])('K7, K10: %s gets the envelope, and changes nothing', async (_, request, status, message) => {
  const before = server.box.world.tables
  expect(await server.send(request)).toMatchObject({ status: 200, body: failure(message) })
  server.readings({ 'kaktus.errorStatus': '4xx' })
  expect(await server.send(request)).toMatchObject({ status, body: failure(message) })
  expect(server.box.world.tables).toBe(before)
})

test('K7: a wrong method says which are right', async () => {
  const { headers } = await server.send({ method: 'PATCH', path: COUNTERAGENTS })
  expect(headers.allow).toBe('GET, POST, PUT, DELETE')
})

test('K10: a long wrong value is told cut short', async () => {
  const { text } = await server.send({ ...post, body: JSON.stringify({ id: 'x'.repeat(3000) }) })
  expect(text.length).toBeLessThan(500)
})

test('contract, rule 3: a byte order mark is taken off, and breaks a rule', async () => {
  const got = await server.send({ ...post, body: `\ufeff${person}` })
  expect(got.body).toMatchObject({ success: true })
  expect(got.headers['x-mock-violations']).toBe('1')
})

test('contract, rule 3: a body in windows-1251 is decoded', async () => {
  const cyrillic = Buffer.from(person.replace('Ия', '@@'), 'latin1')
  cyrillic.set([0xc8, 0xff], cyrillic.indexOf('@@'))
  await server.send({ ...post, headers: { 'content-type': 'application/json; charset=windows-1251' }, body: cyrillic })
  expect(server.all('kaktus', 'counteragents')).toMatchObject([{ name: 'Ия' }])
})

test('contract, rule 4: under strict an undocumented field is refused', async () => {
  server.box.configure({ strict: true })
  const { body } = await server.send({ ...post, body: person.replace('}}', '},"vip":true}') })
  expect(body).toEqual(failure('Поле vip: не описано в документации'))
})

test('K5: under strict all undocumented fields are told and noted at once', async () => {
  server.box.configure({ strict: true })
  const { headers, body } = await server.send({ ...post, body: person.replace('{}}', '{"nick":"Я"},"vip":true}') })
  const messages = (body as { errors: { message: string }[] }).errors.map(({ message }) => message)
  expect(messages.sort()).toEqual([
    'Поле person.nick: не описано в документации',
    'Поле vip: не описано в документации',
  ])
  expect(headers['x-mock-violations']).toBe('2')
})

test('names of an object’s machinery do no harm', async () => {
  const body = person.replace(
    '{}',
    '{"__proto__":{"phone":"1"},"constructor":{"phone":"2"},"address":{"toString":"x"}}',
  )
  expect((await server.send({ ...post, body })).body).toMatchObject({ success: true })
  const [stored] = server.all('kaktus', 'counteragents')
  expect(stored!.person).toEqual({ address: {} })
  expect((await server.send({ path: `${COUNTERAGENTS}?__proto__[id]=1&constructor=2` })).body).toMatchObject({
    recordsTotal: 1,
  })
})

test('a fault that a test arranges has the envelope, and its own status', async () => {
  server.box.faults.add({ match: { operation: 'kaktus counteragents.list' }, times: 1, status: 503 })
  expect(await server.send({ path: COUNTERAGENTS })).toMatchObject({ status: 503, body: failure('Внутренняя ошибка') })
})

test('K4: what a person has of an organization is passed over, whatever it holds, and breaks a rule', async () => {
  const odd = { ...JSON.parse(person), organization: { orgLegalType: 'GmbH', phones: 5, made: 'up' } }
  const got = await server.send({ ...post, body: JSON.stringify(odd) })
  expect(got.body).toMatchObject({ success: true })
  expect(got.headers['x-mock-violations']).toBe('1')
  expect(server.all('kaktus', 'organizations')).toEqual([])
})
