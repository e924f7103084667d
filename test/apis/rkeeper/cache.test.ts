import { expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { CRM, err, georgia, nino, ok } from './answers.ts'

const server = await serve()
const get = (path: string, headers = {}) => server.send({ path: `${CRM}${path}`, headers })
const CITIES = '/Cities?countryId=9&objectId=1'
const rename = (Name: string) => server.send({ method: 'PUT', path: `${CRM}/Cities?Id=900&objectId=1`, body: { Name } })
const both = [
  { id: '901', name: 'Тбилиси' },
  { id: '900', name: 'Батуми' },
]
const renamed = [both[0], { id: '900', name: 'Поти' }]

test('R4: within a minute a GET shows what it showed, whatever was written; at 60 s it is read anew', async () => {
  georgia(server)
  server.now('2030-01-01T12:00:00+03:00')
  const first = await get(CITIES)
  expect(first.headers).toMatchObject({ 'x-mock-cache': 'miss' })
  expect(first.headers.age).toBeUndefined()

  expect((await rename('Поти')).body).toEqual(ok({ id: '900', name: 'Поти' }))
  server.advance(59)
  const kept = await get(CITIES)
  expect(kept.body).toEqual({ ...(ok(both) as object), timestamp: '2030-01-01T12:00:59' })
  expect((kept.body as { requestId: string }).requestId).not.toBe((first.body as { requestId: string }).requestId)
  expect(kept.headers).toMatchObject({ 'x-mock-cache': 'hit', age: '59' })

  server.advance(1)
  const anew = await get(CITIES)
  expect(anew.body).toEqual(ok(renamed))
  expect(anew.headers).toMatchObject({ 'x-mock-cache': 'miss' })
})

test('R4: a hit does not prolong the minute', async () => {
  georgia(server)
  server.now('2030-01-01T12:00:00+03:00')
  await get(CITIES)
  server.advance(40)
  await get(CITIES)
  await rename('Поти')
  server.advance(20)
  expect((await get(CITIES)).body).toEqual(ok(renamed))
})

test('R4: case, order of parameters, double slashes and a slash at the end make no other entry; objectId does', async () => {
  georgia(server)
  await get(CITIES)
  await rename('Поти')
  for (const same of ['/cities?OBJECTID=1&CountryId=9', '//Cities/?objectid=1&countryid=9'])
    expect((await get(same)).body).toEqual(ok(both))
  expect((await get('/Cities?countryId=9&objectId=2')).body).toEqual(ok(renamed))
  expect((await get(`${CITIES}&lang=ru`)).headers['x-mock-cache']).toBe('miss')
  expect((await get(`${CITIES}&LANG=ru`)).headers['x-mock-cache']).toBe('hit')
})

test('R4: it is one cache, however its sandbox was named, and another sandbox has its own', async () => {
  const countries = (path: string, headers = {}) => server.send({ path, headers })
  expect((await countries(`/~w1${CRM}/Countries?objectId=1`)).headers['x-mock-cache']).toBe('miss')
  const byHeader = await countries(`${CRM}/Countries?objectId=1`, { 'x-mock-sandbox': 'w1' })
  expect(byHeader.headers['x-mock-cache']).toBe('hit')
  const byKey = await countries(`${CRM}/Countries?objectId=1`, { sid: 'any~w1' })
  expect(byKey.headers['x-mock-cache']).toBe('hit')
  expect((await countries(`/~w2${CRM}/Countries?objectId=1`)).headers['x-mock-cache']).toBe('miss')
})

test('R4: a client that was deleted is shown until its minute is over', async () => {
  georgia(server)
  const path = '/Clients?Id=911&objectId=1'
  await get(path)
  await server.send({ method: 'DELETE', path: `${CRM}/Clients?clientId=911&objectId=1` })
  expect((await get(path)).body).toEqual(ok(nino))
  server.advance(60)
  expect((await get(path)).body).toEqual(err('DLW-0001', '911'))
})

test('R4: errors are not kept', async () => {
  const unknown = await get(CITIES)
  expect(unknown.body).toEqual(err('DLW-0001', 'countryId'))
  expect(unknown.headers['x-mock-cache']).toBeUndefined()
  georgia(server)
  expect((await get(CITIES)).body).toEqual(ok(both))
})

test('R4: a kept answer is given only to requests that are right', async () => {
  georgia(server)
  await get(CITIES)
  server.readings({ 'rkeeper.auth': 'sid' })
  expect((await get(CITIES)).body).toEqual(err('DLW-0005', 'sid'))
})

test('R4: a record put straight into the store clears nothing, a reset clears all', async () => {
  georgia(server)
  await get(CITIES)
  server.put('rkeeper', 'cities', { id: '902', name: 'Гори', countryId: '9' })
  expect((await get(CITIES)).body).toEqual(ok(both))
  await server.reset()
  expect((await get(CITIES)).body).toEqual(err('DLW-0001', 'countryId'))
})

test('R4: every GET is kept, and no other method', async () => {
  georgia(server)
  const lists = ['TypesContacts?', 'TypesAddresses?', 'Countries?', 'Cities?countryId=9&', 'MetroStations?cityId=901&']
  for (const path of [...lists, 'Streets?cityId=901&', 'Clients?Id=911&']) {
    expect((await get(`/${path}objectId=1`)).headers['x-mock-cache']).toBe('miss')
    expect((await get(`/${path}objectId=1`)).headers['x-mock-cache']).toBe('hit')
  }
  for (const _ of [1, 2]) expect((await rename('Поти')).headers['x-mock-cache']).toBeUndefined()
})

test('R4: under rkeeper.cache=off every GET shows the present state, and nothing says cache', async () => {
  server.readings({ 'rkeeper.cache': 'off' })
  georgia(server)
  await get(CITIES)
  await rename('Поти')
  const got = await get(CITIES)
  expect(got.body).toEqual(ok(renamed))
  expect([got.headers['x-mock-cache'], got.headers.age]).toEqual([undefined, undefined])
})
