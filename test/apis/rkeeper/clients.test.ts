import { expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { type Send, serve } from '../../support/server.ts'
import { CRM, err, georgia, keyed, nino, ok } from './answers.ts'

const server = await serve()
const send = async (method: string, path: string, body?: unknown): Promise<unknown> =>
  (await server.send({ method, path: `${CRM}${path}`, body } as Send)).body
const creates = (body: unknown) => ({ method: 'POST', path: `${CRM}/Clients?objectId=1`, body })

const bare = {
  ...{ id: '10000000009263', lastname: '', firstname: 'Заза', middlename: '', birthday: null, note: '' },
  ...{ contacts: [], addresses: [], accounts: [], cards: [] },
}

rows(server, [
  {
    docs: 'R5, R7, Clients',
    says: 'a client needs but a first name; it has no accounts and no cards',
    send: creates({ firstname: 'Заза' }),
    gets: { status: 200, body: ok(bare) },
  },
  {
    docs: 'R5, Clients',
    says: 'a client needs but a last name, and may have no birthday',
    send: creates({ lastname: 'Панаскертели', firstname: '', birthday: null }),
    gets: { status: 200, body: ok({ ...bare, lastname: 'Панаскертели', firstname: '' }) },
  },
  {
    docs: 'R5, Clients',
    says: 'a client without a name is refused',
    send: creates({ middlename: 'Иваныч', lastname: '' }),
    gets: { status: 200, body: err('DLW-0007', 'lastname') },
  },
  {
    docs: 'R5, R9, Clients',
    says: 'an address needs but a type; its other parts are empty texts',
    send: creates({ firstname: 'Заза', addresses: [{ typeId: '2' }] }),
    gets: {
      status: 200,
      body: ok({
        ...bare,
        addresses: [
          {
            ...{ id: '10000000003277', typeId: '2', typeName: 'Рабочий', countryId: '', country: '', zip: '' },
            ...{ region: '', cityId: '', city: '', streetId: '', street: '', house: '', building: '', entry: '' },
            ...{ floor: '', apartments: '', entryCode: '', dopInfo: '', lat: '', lng: '' },
            ...{ metroStationId: '', metroStation: '', readOnly: false },
          },
        ],
      }),
    },
  },
  ...(
    [
      ['a contact without a type', { contacts: [{ value: '1' }] }, 'DLW-0007', 'contacts[0].typeId'],
      ['a contact with an empty type', { contacts: [{ typeId: '', value: '1' }] }, 'DLW-0007', 'contacts[0].typeId'],
      [
        'a second contact without a value',
        { contacts: [{ typeId: '1', value: '1' }, { typeId: '1' }] },
        'DLW-0007',
        'contacts[1].value',
      ],
      ['a contact of an unknown type', { contacts: [{ typeId: '77', value: '1' }] }, 'DLW-0001', 'contacts[0].typeId'],
      ['an address without a type', { addresses: [{ house: '1' }] }, 'DLW-0007', 'addresses[0].typeId'],
      ['an address of an unknown type', { addresses: [{ typeId: '3' }] }, 'DLW-0001', 'addresses[0].typeId'],
      ['an unknown country', { addresses: [{ typeId: '1', countryId: '77' }] }, 'DLW-0001', 'addresses[0].countryId'],
      ['an unknown city', { addresses: [{ typeId: '1', cityId: '77' }] }, 'DLW-0001', 'addresses[0].cityId'],
      ['an unknown street', { addresses: [{ typeId: '1', streetId: '77' }] }, 'DLW-0001', 'addresses[0].streetId'],
      [
        'an unknown station',
        { addresses: [{ typeId: '1', metroStationId: '77' }] },
        'DLW-0001',
        'addresses[0].metroStationId',
      ],
      [
        'a city of another country',
        { addresses: [{ typeId: '1', countryId: '2', cityId: '900' }] },
        'DLW-0001',
        'addresses[0].cityId',
      ],
      [
        'a street of another city',
        { addresses: [{ typeId: '1', cityId: '900', streetId: '951' }] },
        'DLW-0001',
        'addresses[0].streetId',
      ],
      [
        'a station of another city',
        { addresses: [{ typeId: '1', cityId: '900', metroStationId: '971' }] },
        'DLW-0001',
        'addresses[0].metroStationId',
      ],
      ['a birthday in another format', { birthday: '04.11.1999' }, 'DLW-0001', 'birthday'],
      ['a birthday with a time', { birthday: '1999-11-04T10:00:00' }, 'DLW-0001', 'birthday'],
      ['a birthday that no calendar has', { birthday: '1999-02-29' }, 'DLW-0001', 'birthday'],
      ['a birthday that is a number', { birthday: 19991104 }, 'DLW-0001', 'birthday'],
      ['a note that is a number', { note: 7 }, 'DLW-0001', 'note'],
      ['contacts that are no list', { contacts: { typeId: '1', value: '1' } }, 'DLW-0001', 'contacts'],
      ['a contact that is null', { contacts: [null] }, 'DLW-0001', 'contacts[0]'],
      ['a type that is a number', { contacts: [{ typeId: 1, value: '1' }] }, 'DLW-0001', 'contacts[0].typeId'],
    ] as const
  ).map(([what, more, code, where]) => ({
    docs: 'R2, R5, Clients',
    says: `${what} is refused`,
    given: georgia,
    send: creates({ lastname: 'Л', ...more }),
    gets: { status: 200, body: err(code, where) },
  })),
  {
    docs: 'R6, Clients',
    says: 'PUT changes the main fields that are sent; the others stay',
    given: georgia,
    send: {
      method: 'PUT',
      path: `${CRM}/Clients?clientId=911&objectId=1`,
      body: { note: 'княжна', firstname: 'Нина' },
    },
    gets: { status: 200, body: ok({ ...nino, note: 'княжна', firstname: 'Нина' }) },
  },
  {
    docs: 'R6, Clients',
    says: 'PUT ignores contacts and addresses, even broken ones, and notes each',
    given: georgia,
    send: {
      method: 'PUT',
      path: `${CRM}/Clients?clientId=911&objectId=1`,
      headers: keyed,
      body: { middlename: 'Александровна', contacts: [], addresses: 7 },
    },
    gets: { status: 200, body: ok({ ...nino, middlename: 'Александровна' }), headers: { 'x-mock-violations': '2' } },
  },
  {
    docs: 'R6, Clients',
    says: 'PUT takes a birthday away by null, and empties a text by an empty one',
    given: georgia,
    send: { method: 'PUT', path: `${CRM}/Clients?clientId=911&objectId=1`, body: { birthday: null, firstname: '' } },
    gets: { status: 200, body: ok({ ...nino, birthday: null, firstname: '' }) },
  },
  {
    docs: 'R5, Clients/Contacts',
    says: 'PUT changes only what is sent, and shows the new state at once',
    given: georgia,
    send: {
      method: 'PUT',
      path: `${CRM}/Clients/Contacts?clientId=911&contactId=921&objectId=1`,
      body: { typeId: '2' },
    },
    gets: {
      status: 200,
      body: ok({
        ...nino,
        contacts: [{ id: '921', typeId: '2', typeName: 'Телефон рабочий', value: '+995555000111' }],
      }),
    },
  },
  {
    docs: 'R2, Clients/Contacts',
    says: 'PUT to a type that does not exist is refused',
    given: georgia,
    send: {
      method: 'PUT',
      path: `${CRM}/Clients/Contacts?clientId=911&contactId=921&objectId=1`,
      body: { typeId: '77' },
    },
    gets: { status: 200, body: err('DLW-0001', 'typeId') },
  },
  {
    docs: 'R2, Clients/Contacts',
    says: 'POST needs a value',
    given: georgia,
    send: { method: 'POST', path: `${CRM}/Clients/Contacts?clientId=911&objectId=1`, body: { typeId: '1', value: '' } },
    gets: { status: 200, body: err('DLW-0007', 'value') },
  },
  ...(
    [
      ['a city of another country than the address has', { cityId: '10000000000002' }, 'cityId'],
      ['another country than that of the city', { countryId: '2' }, 'cityId'],
      ['another city than that of the street', { cityId: '900', metroStationId: '' }, 'streetId'],
      ['another city than that of the station', { cityId: '900', streetId: '' }, 'metroStationId'],
      ['a street of another city', { streetId: '950' }, 'streetId'],
      ['a station of another city', { metroStationId: '970' }, 'metroStationId'],
      ['an unknown type', { typeId: '77' }, 'typeId'],
    ] as const
  ).map(([what, body, where]) => ({
    docs: 'R5, Clients/Addresses',
    says: `PUT of ${what} is refused`,
    given: georgia,
    send: { method: 'PUT', path: `${CRM}/Clients/Addresses?clientId=911&contactId=931&objectId=1`, body },
    gets: { status: 200, body: err('DLW-0001', where) },
  })),
  {
    docs: 'R5, Clients/Addresses',
    says: 'PUT moves an address to another city with its street, and leaves the station out',
    given: georgia,
    send: {
      method: 'PUT',
      path: `${CRM}/Clients/Addresses?clientId=911&contactId=931&objectId=1`,
      body: { cityId: '900', streetId: '950', metroStationId: '' },
    },
    gets: {
      status: 200,
      body: ok({
        ...nino,
        addresses: [
          {
            ...nino.addresses[0],
            ...{ cityId: '900', city: 'Батуми', streetId: '950', street: 'Гогебашвили' },
            ...{ metroStationId: '', metroStation: '' },
          },
        ],
      }),
    },
  },
])

test('R5: accounts and cards show what the store has; a balance has two decimals', async () => {
  server.put('rkeeper', 'clients', {
    id: '912',
    firstname: 'Важа',
    accounts: [
      { accountNumber: '1', accountTypeID: 12, balance: 1234.5, dateCreate: '2021-03-04' },
      { accountNumber: '2', balance: -7 },
    ],
    cards: [{ cardCode: '55', groupID: 4, dateOffered: '2021-03-04T10:20:30' }],
  })
  const { text, body } = await server.send({ path: `${CRM}/Clients?Id=912&objectId=1` })
  expect(text).toContain('"balance":1234.50,')
  expect(text).toContain('"balance":-7.00,')
  const account = {
    ...{ accountNumber: '1', status: 'Active', accountTypeID: 12, accountTypeName: '', accountDebitEnabled: false },
    ...{ accountCreditEnabled: false, dateCreate: '2021-03-04T00:00:00', balance: 1234.5, accountCode: null },
  }
  const card = {
    ...{ cardCode: '55', isVirtualCard: false, isConfirmManager: false, status: 'Active' },
    ...{ dateOffered: '2021-03-04T10:20:30', dateExpired: null, groupID: 4, groupName: '' },
  }
  expect(body).toEqual(
    ok({
      ...{ ...bare, id: '912', firstname: 'Важа' },
      accounts: [account, { ...account, accountNumber: '2', accountTypeID: 0, dateCreate: null, balance: -7 }],
      cards: [card],
    }),
  )
})

test('R9: contacts and addresses have counters of their own, which pass over ids that clients have', async () => {
  server.put('rkeeper', 'clients', {
    id: '10000000009263',
    lastname: 'Занято',
    contacts: [{ id: '10000000008068', typeId: '1', value: '1' }],
    addresses: [{ id: '10000000003277', typeId: '1' }],
  })
  const body = {
    lastname: 'Новый',
    contacts: [
      { typeId: '1', value: 'a' },
      { typeId: '1', value: 'b' },
    ],
    addresses: [{ typeId: '1' }],
  }
  expect(await send('POST', '/Clients?objectId=1', body)).toMatchObject({
    data: {
      id: '10000000009264',
      contacts: [{ id: '10000000008067' }, { id: '10000000008069' }],
      addresses: [{ id: '10000000003278' }],
    },
  })
})

test('a contact that was deleted is gone, and its id is not given again', async () => {
  georgia(server)
  const add = () => send('POST', '/Clients/Contacts?clientId=911&objectId=1', { typeId: '4', value: 'nino@example.ge' })
  const added = (id: string) => ({ id, typeId: '4', typeName: 'E-Mail', value: 'nino@example.ge' })
  expect(await add()).toEqual(ok({ ...nino, contacts: [...nino.contacts, added('10000000008067')] }))
  const remove = '/Clients/Contacts?clientId=911&contactId=10000000008067&objectId=1'
  expect(await send('DELETE', remove)).toEqual(ok(nino))
  expect(await send('DELETE', remove)).toEqual(err('DLW-0001', 'contactId'))
  expect(await add()).toEqual(ok({ ...nino, contacts: [...nino.contacts, added('10000000008068')] }))
})

test('an address is added behind the others, and deleted from among them', async () => {
  georgia(server)
  const added = await send('POST', '/Clients/Addresses?clientId=911&objectId=1', {
    typeId: '1',
    cityId: '900',
    lat: '41.6',
  })
  expect(added).toMatchObject({
    data: {
      addresses: [{ id: '931' }, { id: '10000000003277', countryId: '', city: 'Батуми', lat: '41.6', readOnly: false }],
    },
  })
  const left = await send('DELETE', '/Clients/Addresses?clientId=911&contactId=931&objectId=1')
  expect(left).toMatchObject({ data: { addresses: [{ id: '10000000003277' }] } })
})

test('an address that lies where it cannot is changed all the same, so long as its place is not', async () => {
  georgia(server)
  const addresses = [{ id: '932', typeId: '1', countryId: '2', cityId: '901', streetId: '950' }]
  server.put('rkeeper', 'clients', { id: '912', lastname: 'Л', addresses })
  const put = (body: object) => send('PUT', '/Clients/Addresses?clientId=912&contactId=932&objectId=1', body)
  expect(await put({ house: '7' })).toMatchObject({ data: { addresses: [{ countryId: '2', house: '7' }] } })
  expect(await put({ countryId: '9', cityId: '901' })).toEqual(err('DLW-0001', 'streetId'))
})

test('R10: a contact or an address of another client does not exist here', async () => {
  georgia(server)
  for (const method of ['PUT', 'DELETE']) {
    const body = method === 'PUT' ? {} : undefined
    for (const [part, id] of [
      ['Contacts', '921'],
      ['Addresses', '931'],
    ]) {
      const path = `/Clients/${part}?clientId=10000000009188&contactId=${id}&objectId=1`
      expect(await send(method, path, body)).toEqual(err('DLW-0001', 'contactId'))
    }
  }
  expect(await send('GET', '/Clients?Id=911&objectId=1')).toEqual(ok(nino))
})

test('a client that fails in its last address is not there at all', async () => {
  const before = server.box.world
  const addresses = [{ typeId: '1' }, { typeId: '1', cityId: '77' }]
  expect(await send('POST', '/Clients?objectId=1', { lastname: 'Л', addresses })).toEqual(
    err('DLW-0001', 'addresses[1].cityId'),
  )
  expect(server.box.world).toBe(before)
})
