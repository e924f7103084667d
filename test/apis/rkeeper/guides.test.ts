import { expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { type Send, serve } from '../../support/server.ts'
import { CRM, georgia, nino, ok } from './answers.ts'

const server = await serve()
const send = async (method: string, path: string, body?: unknown): Promise<unknown> =>
  (await server.send({ method, path: `${CRM}${path}`, body } as Send)).body

rows(server, [
  {
    docs: 'R1, Countries',
    says: 'records made later come after the documented ones',
    given: georgia,
    send: { path: `${CRM}/Countries?objectId=1` },
    gets: {
      status: 200,
      body: ok([
        { id: '5', name: 'Молдова' },
        { id: '2', name: 'Россия' },
        { id: '4', name: 'Узбекистан' },
        { id: '9', name: 'Грузия' },
      ]),
    },
  },
  {
    docs: 'R1, Cities',
    says: 'a list is of one country, in the order of the store',
    given: georgia,
    send: { path: `${CRM}/Cities?countryId=9&objectId=1` },
    gets: {
      status: 200,
      body: ok([
        { id: '901', name: 'Тбилиси' },
        { id: '900', name: 'Батуми' },
      ]),
    },
  },
  {
    docs: 'R1, MetroStations',
    says: 'a list is of one city',
    given: georgia,
    send: { path: `${CRM}/MetroStations?cityId=900&objectId=1` },
    gets: { status: 200, body: ok([{ id: '970', name: 'Порт' }]) },
  },
  {
    docs: 'R1, Streets',
    says: 'a city without streets has an empty list',
    given: () => server.put('rkeeper', 'cities', { id: '800', name: 'Пустой', countryId: '2' }),
    send: { path: `${CRM}/Streets?cityId=800&objectId=1` },
    gets: { status: 200, body: ok([]) },
  },
  {
    docs: 'R2, Streets',
    says: 'PUT changes only what is sent',
    given: georgia,
    send: { method: 'PUT', path: `${CRM}/Streets?Id=951&objectId=1`, body: { Name: 'Агмашенебели' } },
    gets: { status: 200, body: ok({ id: '951', name: 'Агмашенебели', postCode: '0108' }) },
  },
  {
    docs: 'R2, Streets',
    says: 'PUT empties a PostCode that is sent empty; an empty Name counts as not sent',
    given: georgia,
    send: { method: 'PUT', path: `${CRM}/Streets?Id=951&objectId=1`, body: { Name: '', PostCode: '' } },
    gets: { status: 200, body: ok({ id: '951', name: 'Руставели', postCode: '' }) },
  },
  {
    docs: 'R2, Cities',
    says: 'PUT without a body changes nothing',
    given: georgia,
    send: { method: 'PUT', path: `${CRM}/Cities?Id=901&objectId=1` },
    gets: { status: 200, body: ok({ id: '901', name: 'Тбилиси' }) },
  },
])

test('R9: each collection counts for itself, past ids that are taken', async () => {
  georgia(server)
  server.put('rkeeper', 'cities', { id: '10000000000035', name: 'Занято', countryId: '9' })
  const ids = []
  for (const Name of ['А', 'Б', 'В']) ids.push(await send('POST', '/Cities?countryId=9&objectId=1', { Name }))
  expect(ids).toEqual([
    ok({ id: '10000000000034', name: 'А' }),
    ok({ id: '10000000000036', name: 'Б' }),
    ok({ id: '10000000000037', name: 'В' }),
  ])
  expect(await send('POST', '/Streets?cityId=901&objectId=1', { Name: 'Г' })).toMatchObject({
    data: { id: '10000000016643' },
  })
})

test('a city that was added is of its country, a street of its city', async () => {
  georgia(server)
  await send('POST', '/Cities?countryId=9&objectId=1', { Name: 'Гори' })
  await send('POST', '/Streets?cityId=10000000000034&objectId=1', { Name: 'Чавчавадзе' })
  expect(await send('GET', '/Cities?countryId=9&objectId=1')).toMatchObject({
    data: [{ id: '901' }, { id: '900' }, { id: '10000000000034', name: 'Гори' }],
  })
  expect(await send('GET', '/Streets?cityId=10000000000034&objectId=1')).toMatchObject({
    data: [{ id: '10000000016643', name: 'Чавчавадзе', postCode: '' }],
  })
})

test('R11: a client shows the names that its city and street have now', async () => {
  georgia(server)
  await send('PUT', '/Cities?Id=901&objectId=1', { Name: 'Мцхета' })
  await send('PUT', '/Streets?Id=951&objectId=1', { Name: 'Арагви' })
  expect(await send('GET', '/Clients?Id=911&objectId=1')).toMatchObject({
    data: { addresses: [{ cityId: '901', city: 'Мцхета', streetId: '951', street: 'Арагви' }] },
  })
})

test('R11: a deleted street leaves its id in the address, with an empty name', async () => {
  georgia(server)
  expect(await send('DELETE', '/Streets?Id=951&objectId=1')).toEqual(ok({ id: '951' }))
  const [address] = nino.addresses
  expect(await send('GET', '/Clients?Id=911&objectId=1')).toEqual(
    ok({ ...nino, addresses: [{ ...address, street: '' }] }),
  )
})

test('R11: a deleted city takes its streets and stations along, and no others; the address keeps their ids', async () => {
  georgia(server)
  expect(await send('DELETE', '/Cities?Id=901&objectId=1')).toEqual(ok({ id: '901' }))
  const [address] = nino.addresses
  const nameless = { ...address, city: '', street: '', metroStation: '' }
  expect(await send('GET', '/Clients?Id=911&objectId=1')).toEqual(ok({ ...nino, addresses: [nameless] }))
  expect(server.stored('rkeeper', 'streets', '951')).toBeUndefined()
  expect(server.stored('rkeeper', 'metroStations', '971')).toBeUndefined()
  expect(server.stored('rkeeper', 'streets', '950')).toBeDefined()
  expect(server.stored('rkeeper', 'metroStations', '970')).toBeDefined()
})

test('R11: an address whose city is gone can still be changed, so long as the id of what is gone is not sent', async () => {
  georgia(server)
  await send('DELETE', '/Cities?Id=901&objectId=1')
  const put = (body: object) => send('PUT', '/Clients/Addresses?clientId=911&contactId=931&objectId=1', body)
  expect(await put({ house: '7' })).toMatchObject({ data: { addresses: [{ cityId: '901', city: '', house: '7' }] } })
  expect(await put({ cityId: '901' })).toMatchObject({ errors: [{ code: 'DLW-0001' }] })
})
