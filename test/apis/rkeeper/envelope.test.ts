import { describe, expect, test } from 'vitest'
import { examplesOf } from '../../support/examples.ts'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { CRM, err, georgia, keyed, ok } from './answers.ts'

const server = await serve()

test('R1: an answer has the keys data, ver, timestamp, status, requestId, in this order, in the time of the sandbox', async () => {
  server.now('2031-05-06T22:08:09+00:00')
  const { text, body, headers } = await server.send({ path: `${CRM}/TypesAddresses?objectId=1` })
  expect(Object.keys(body as object)).toEqual(['data', 'ver', 'timestamp', 'status', 'requestId'])
  expect(text).toContain('"ver":"1.3.0.32","timestamp":"2031-05-07T01:08:09","status":"Ok","requestId":"')
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
})

test('R1: a refusal has the keys ver, timestamp, status, requestId, errors, and no data', async () => {
  const { body } = await server.send({ path: `${CRM}/Countries` })
  expect(Object.keys(body as object)).toEqual(['ver', 'timestamp', 'status', 'requestId', 'errors'])
  expect(Object.keys((body as { errors: object[] }).errors[0]!)).toEqual(['code', 'text', 'details'])
})

test('R1: every answer has a request id of its own, refusals too', async () => {
  const paths = ['Countries?objectId=1', 'Countries?objectId=1', 'Countries', 'Countries', 'Cities?objectId=1']
  const ids = []
  for (const path of paths)
    ids.push(((await server.send({ path: `${CRM}/${path}` })).body as { requestId: string }).requestId)
  expect(new Set(ids).size).toBe(paths.length)
})

test('a refused request takes nothing: the next one gets the id and the request id that it would have had', async () => {
  const create = () =>
    server.send({
      method: 'POST',
      path: `${CRM}/Clients?objectId=1`,
      body: { lastname: 'Один', contacts: [{ typeId: '1', value: '1' }] },
    })
  server.now('2030-01-01T00:00:00Z')
  const first = await create()
  await server.reset()
  server.now('2030-01-01T00:00:00Z')
  const world = server.box.world
  for (const contact of [{ typeId: '1' }, { typeId: '77', value: '1' }]) {
    const contacts = [{ typeId: '1', value: '1' }, contact]
    await server.send({ method: 'POST', path: `${CRM}/Clients?objectId=1`, body: { lastname: 'Два', contacts } })
  }
  expect(server.box.world).toBe(world)
  expect((await create()).text).toBe(first.text)
})

rows(server, [
  {
    docs: 'R2, objectId=<идентификатор объекта>',
    says: 'an object is needed everywhere',
    send: { path: `${CRM}/Countries` },
    gets: { status: 200, body: err('DLW-0007', 'objectId') },
  },
  {
    docs: 'R2',
    says: 'an empty parameter counts as missing',
    send: { path: `${CRM}/Countries?objectId=` },
    gets: { status: 200, body: err('DLW-0007', 'objectId') },
  },
  ...(
    [
      ['GET', 'Cities', 'countryId'],
      ['POST', 'Cities', 'countryId'],
      ['PUT', 'Cities', 'Id'],
      ['DELETE', 'Cities', 'Id'],
      ['GET', 'MetroStations', 'cityId'],
      ['GET', 'Streets', 'cityId'],
      ['POST', 'Streets', 'cityId'],
      ['PUT', 'Streets', 'Id'],
      ['DELETE', 'Streets', 'Id'],
      ['GET', 'Clients', 'Id'],
      ['PUT', 'Clients', 'clientId'],
      ['DELETE', 'Clients', 'clientId'],
      ['POST', 'Clients/Contacts', 'clientId'],
      ['POST', 'Clients/Addresses', 'clientId'],
    ] as const
  ).flatMap(([method, path, name]) => [
    {
      docs: `R2, ${path}`,
      says: `${method} needs ${name}`,
      send: { method, path: `${CRM}/${path}?objectId=1&${name}=` },
      gets: { status: 200, body: err('DLW-0007', name) },
    },
    {
      docs: `R2, ${path}`,
      says: `${method} of an unknown ${name} is refused before its body is looked at`,
      send: {
        method,
        path: `${CRM}/${path}?objectId=1&${name}=98765`,
        body: '{',
        headers: { 'content-type': 'application/json' },
      },
      gets: { status: 200, body: err('DLW-0001', name) },
    },
  ]),
  ...['PUT', 'DELETE'].flatMap(method =>
    ['Contacts', 'Addresses'].map(part => ({
      docs: `R2, Clients/${part}`,
      says: `${method} needs contactId`,
      given: georgia,
      send: { method, path: `${CRM}/Clients/${part}?clientId=911&objectId=1` },
      gets: { status: 200, body: err('DLW-0007', 'contactId') },
    })),
  ),
  {
    docs: 'R2',
    says: 'a path that nothing answers is not implemented, and that is found before parameters are',
    send: { path: `${CRM}/Towns` },
    gets: { status: 200, body: err('DLW-0011', '/Towns') },
  },
  {
    docs: 'R2',
    says: 'the base path itself is no operation',
    send: { path: CRM },
    gets: { status: 200, body: err('DLW-0011', 'путь') },
  },
  {
    docs: 'R2',
    says: 'a method that a path does not take is not implemented',
    send: { method: 'PATCH', path: `${CRM}/Cities` },
    gets: { status: 200, body: err('DLW-0011', 'GET, POST, PUT, DELETE') },
  },
  {
    docs: 'R2, Cities',
    says: 'the query is looked at before the body, even one that is not JSON',
    send: {
      method: 'POST',
      path: `${CRM}/Cities?countryId=2`,
      body: '{',
      headers: { 'content-type': 'application/json' },
    },
    gets: { status: 200, body: err('DLW-0007', 'objectId') },
  },
  {
    docs: 'R2, Cities',
    says: 'the query is looked at before the body, even one that is too long',
    send: { method: 'POST', path: `${CRM}/Cities?countryId=2`, body: { Name: 'я'.repeat(600_000) } },
    gets: { status: 200, body: err('DLW-0007', 'objectId') },
  },
  ...['{', '', '[]', 'null', '"Name"', '7'].map(body => ({
    docs: 'R2, Cities',
    says: body === '' ? 'no body has no Name' : `the body ${body} is none`,
    send: {
      method: 'POST',
      path: `${CRM}/Cities?countryId=2&objectId=1`,
      body,
      headers: { 'content-type': 'application/json' },
    },
    gets: { status: 200, body: body === '' ? err('DLW-0007', 'Name') : err('DLW-0001', 'Тело запроса') },
  })),
  ...[7, true, {}, ['Сочи']].map(Name => ({
    docs: 'R2, Cities',
    says: `a Name that is ${JSON.stringify(Name)} has a wrong type, and details names it`,
    send: { method: 'POST', path: `${CRM}/Cities?countryId=2&objectId=1`, body: { Name } },
    gets: { status: 200, body: err('DLW-0001', 'Name') },
  })),
  ...['', null].map(Name => ({
    docs: 'R2, Streets',
    says: `a Name that is ${JSON.stringify(Name)} is missing`,
    send: { method: 'POST', path: `${CRM}/Streets?cityId=10000000000002&objectId=1`, body: { Name, PostCode: '1' } },
    gets: { status: 200, body: err('DLW-0007', 'Name') },
  })),
  {
    docs: 'R3',
    says: 'no access key is asked for',
    send: { path: `${CRM}/TypesAddresses?objectId=1`, headers: { sid: 'whatever' } },
    gets: {
      status: 200,
      body: ok([
        { id: '1', name: 'Домашний' },
        { id: '2', name: 'Рабочий' },
      ]),
    },
  },
])

test.each([
  [401, { headers: { sid: 'wrong' }, path: '/Towns' }, 'DLW-0005', { 'rkeeper.auth': 'sid' }],
  [404, { path: '/Towns' }, 'DLW-0011', {}],
  [405, { path: '/Streets', method: 'PATCH' }, 'DLW-0011', {}],
  [400, { path: '/Streets?objectId=1' }, 'DLW-0007', {}],
  [404, { path: '/Streets?objectId=1&cityId=98765' }, 'DLW-0001', {}],
  [400, { path: '/Cities?objectId=1&countryId=2', method: 'POST', body: {} }, 'DLW-0007', {}],
  [400, { path: '/Cities?objectId=1&countryId=2', method: 'POST', body: { Name: 1 } }, 'DLW-0001', {}],
  [400, { path: '/Cities?objectId=1&countryId=2', method: 'POST', body: '{' }, 'DLW-0001', {}],
  [413, { path: '/Cities?objectId=1&countryId=2', method: 'POST', body: 'я'.repeat(600_000) }, 'DLW-0001', {}],
  [
    415,
    {
      path: '/Cities?objectId=1&countryId=2',
      method: 'POST',
      body: 'Name=1',
      headers: { 'content-type': 'text/plain' },
    },
    'DLW-0001',
    {},
  ],
  [
    404,
    { path: '/Clients?objectId=1', method: 'POST', body: { lastname: 'Я', contacts: [{ typeId: '99', value: '1' }] } },
    'DLW-0001',
    {},
  ],
  [400, { path: '/Clients?objectId=1', method: 'POST', body: { lastname: 'Я', birthday: '1.2.1999' } }, 'DLW-0001', {}],
])('R2: under rkeeper.status=http the status is %i for %j', async (status, request, code, readings) => {
  server.readings({ 'rkeeper.status': 'http', ...readings })
  const got = await server.send({ ...request, path: CRM + request.path })
  expect([got.status, (got.body as { errors: { code: string }[] }).errors[0]!.code]).toEqual([status, code])
  expect(got.headers.allow).toBe(status === 405 ? 'GET, POST, PUT, DELETE' : undefined)
})

test('R2: under rkeeper.status=ok every refusal has status 200', async () => {
  server.readings({ 'rkeeper.status': 'ok' })
  const send = (body: unknown, headers = {}) =>
    server.send({ method: 'POST', path: `${CRM}/Cities?objectId=1&countryId=2`, body, headers })
  const got = [await send('я'.repeat(600_000)), await send('Name=1', { 'content-type': 'text/plain' }), await send('{')]
  got.push(await server.send({ method: 'PATCH', path: `${CRM}/Cities` }), await server.send({ path: `${CRM}/Towns` }))
  expect(got.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(got.map(({ headers }) => headers.allow).filter(Boolean)).toEqual([])
})

test('R3: under rkeeper.auth=sid the key is looked at first, and its sandbox suffix is taken off', async () => {
  server.readings({ 'rkeeper.auth': 'sid' })
  const { sid } = server.running.apis.find(({ name }) => name === 'rkeeper')!.account as { sid: string }
  const send = (path: string, headers = {}) => server.send({ path: CRM + path, headers })
  expect((await send('/Countries?objectId=1')).body).toEqual(err('DLW-0005', 'sid'))
  expect((await send('/Nowhere', { sid: 'wrong' })).body).toEqual(err('DLW-0005', 'sid'))
  expect((await send('/TypesAddresses?objectId=1', { sid: `${sid}~default` })).body).toMatchObject({ status: 'Ok' })
})

test('R3: under rkeeper.badSid=DLW-0012 a missing or wrong key has the other of the two codes that the vendor lists', async () => {
  server.readings({ 'rkeeper.auth': 'sid', 'rkeeper.badSid': 'DLW-0012' })
  for (const headers of [{}, { sid: '' }, { sid: 'wrong' }] as Record<string, string>[])
    expect((await server.send({ path: `${CRM}/Countries?objectId=1`, headers })).body).toEqual(err('DLW-0012', 'sid'))
  server.readings({ 'rkeeper.status': 'http' })
  expect(await server.send({ path: `${CRM}/Countries?objectId=1` })).toMatchObject({ status: 401 })
})

describe('R3: where no key is needed, the vendor’s general description asks for one all the same', () => {
  const violations = () => server.box.journal.entries().at(-1)!.violations
  const noSid = { rule: 'no-sid', at: 'headers.sid', value: null, docs: expect.stringContaining('Описание API') }

  test.each([
    ['without a key', {}, [noSid]],
    ['with an empty one', { sid: '' }, [noSid]],
    ['with a sandbox alone', { sid: '~default' }, [noSid]],
    ['with the account’s', keyed, []],
    ['with any other', { sid: 'wrong' }, []],
  ])('a request %s is served, and the journal says whether it lacks one', async (_, headers, noted) => {
    const { body } = await server.send({ path: `${CRM}/TypesAddresses?objectId=1`, headers })
    expect(body).toMatchObject({ status: 'Ok' })
    expect(violations()).toEqual(noted)
  })

  test('the page’s examples as they are printed, without any header, are served', async () => {
    for (const { request } of examplesOf('rkeeper')) {
      const { method, path, body } = request
      expect((await server.send({ method, path: CRM + path, body })).body).toMatchObject({ status: 'Ok' })
    }
  })

  test.each(['DLW-0005', 'DLW-0012'])('under strict it is refused with the code of a bad key: %s', async code => {
    server.readings({ 'rkeeper.badSid': code })
    server.box.configure({ strict: true })
    expect((await server.send({ path: `${CRM}/Countries?objectId=1` })).body).toEqual(err(code, 'sid'))
    expect((await server.send({ path: `${CRM}/Countries?objectId=1`, headers: keyed })).body).toMatchObject({
      status: 'Ok',
    })
  })
})

test('R8: under rkeeper.clientDelete=off deleting a client is an unknown method, whatever its parameters', async () => {
  georgia(server)
  const remove = { method: 'DELETE', path: `${CRM}/Clients?clientId=911&objectId=1` }
  server.readings({ 'rkeeper.clientDelete': 'off' })
  expect((await server.send(remove)).body).toEqual(err('DLW-0011', 'GET, POST, PUT'))
  expect((await server.send({ ...remove, path: `${CRM}/Clients` })).body).toEqual(err('DLW-0011', 'GET, POST, PUT'))
  expect(server.stored('rkeeper', 'clients', '911')).toBeDefined()
  server.readings({ 'rkeeper.clientDelete': 'on' })
  expect((await server.send(remove)).body).toEqual(ok({ id: '911' }))
  expect(server.stored('rkeeper', 'clients', '911')).toBeUndefined()
})
