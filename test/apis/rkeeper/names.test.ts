import { expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { CRM, err, georgia, keyed, nino, ok } from './answers.ts'

const server = await serve()

rows(server, [
  {
    docs: "Base path, url = BaseUrl + '/Clients/…'",
    says: 'path and parameters match in any case, with double slashes',
    given: georgia,
    send: { path: '/API/V1/crm//clients/?ID=911&OBJECTID=1' },
    gets: { status: 200, body: ok(nino) },
  },
  {
    docs: 'R5, Cities',
    says: 'a body may write Name in camel case',
    given: georgia,
    send: { method: 'POST', path: `${CRM}/Cities?countryId=9&objectId=1`, headers: keyed, body: { name: 'Кутаиси' } },
    gets: {
      status: 200,
      body: ok({ id: '10000000000034', name: 'Кутаиси' }),
      headers: { 'x-mock-violations': undefined },
    },
  },
  {
    docs: 'R5, Streets',
    says: 'a body may write postCode in camel case, and leave it out',
    given: georgia,
    send: { method: 'POST', path: `${CRM}/Streets?cityId=900&objectId=1`, body: { name: 'Мемеда', postCode: '6010' } },
    gets: { status: 200, body: ok({ id: '10000000016643', name: 'Мемеда', postCode: '6010' }) },
  },
  {
    docs: 'R5, Streets',
    says: 'an absent PostCode is an empty text',
    given: georgia,
    send: { method: 'POST', path: `${CRM}/Streets?cityId=900&objectId=1`, body: { Name: 'Мемеда' } },
    gets: { status: 200, body: ok({ id: '10000000016643', name: 'Мемеда', postCode: '' }) },
  },
  {
    docs: 'R5',
    says: 'a name in another case that is empty is missing too',
    send: { path: `${CRM}/Cities?CountryID=&objectId=1` },
    gets: { status: 200, body: err('DLW-0007', 'countryId') },
  },
])

test('R5: every documented name may be in Pascal case, in embedded contacts and addresses too', async () => {
  georgia(server)
  const address = {
    ...{
      TypeId: '1',
      CountryId: '9',
      Zip: 'a',
      Region: 'b',
      CityId: '900',
      StreetId: '950',
      House: 'c',
      Building: 'd',
    },
    ...{
      Entry: 'e',
      Floor: 'f',
      Apartments: 'g',
      EntryCode: 'h',
      DopInfo: 'i',
      Lat: 'j',
      Lng: 'k',
      MetroStationId: '970',
    },
  }
  const { body, headers } = await server.send({
    method: 'POST',
    path: `${CRM}/Clients?ObjectId=1`,
    headers: keyed,
    body: {
      ...{ Lastname: 'Л', FirstName: 'Ф', MIDDLENAME: 'М', Birthday: '2001-02-03', Note: 'Н' },
      ...{ Contacts: [{ TypeID: '4', Value: 'a@b.ge' }], Addresses: [address] },
    },
  })
  expect(headers['x-mock-violations']).toBeUndefined()
  expect(body).toEqual(
    ok({
      ...{ id: '10000000009263', lastname: 'Л', firstname: 'Ф', middlename: 'М', birthday: '2001-02-03T00:00:00' },
      note: 'Н',
      contacts: [{ id: '10000000008067', typeId: '4', typeName: 'E-Mail', value: 'a@b.ge' }],
      addresses: [
        {
          ...{ id: '10000000003277', typeId: '1', typeName: 'Домашний', countryId: '9', country: 'Грузия', zip: 'a' },
          ...{ region: 'b', cityId: '900', city: 'Батуми', streetId: '950', street: 'Гогебашвили', house: 'c' },
          ...{ building: 'd', entry: 'e', floor: 'f', apartments: 'g', entryCode: 'h', dopInfo: 'i', lat: 'j' },
          ...{ lng: 'k', metroStationId: '970', metroStation: 'Порт', readOnly: false },
        },
      ],
      accounts: [],
      cards: [],
    }),
  )
})

test('a name that no operation documents is served and noted, in the query and at every depth of the body', async () => {
  const { body, headers } = await server.send({
    method: 'POST',
    path: `${CRM}/Clients?objectId=1&lang=ru`,
    headers: keyed,
    body: { lastname: 'Л', age: 7, contacts: [{ typeId: '1', value: '2', typeName: 'Свой' }] },
  })
  expect(body).toMatchObject({ status: 'Ok', data: { contacts: [{ typeName: 'Телефон домашний' }] } })
  expect(headers['x-mock-violations']).toBe('3')
})

test('under strict a name that no operation documents is refused', async () => {
  server.box.configure({ strict: true })
  const { body } = await server.send({ path: `${CRM}/Countries?objectId=1&lang=ru`, headers: keyed })
  expect(body).toEqual(err('DLW-0001', 'Параметр lang: не описан'))
})

test('a body of endless depth is refused or served, never a defect', async () => {
  for (const depth of [500, 5000, 200_000]) {
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`
    const body = `{"Name": "Гори", "contacts": ${deep}}`
    const got = await server.send({ method: 'POST', path: `${CRM}/Cities?objectId=1&countryId=2`, body })
    expect(got.status).toBe(200)
  }
})
