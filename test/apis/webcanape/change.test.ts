import { expect, test } from 'vitest'
import { type Row, rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'blank' })
const ADMIN = 'auth_key=sandbox-key'
const MANAGER = 'auth_key=sandbox-key-13'
const THEN = '2022-10-11 12:13:14'
const NOW = '2023-01-02 03:04:05'

/** A company of user 13 and a person of user 12, on a day of 2023. */
function two(): void {
  server.now('2023-01-02T03:04:05+03:00')
  const times = { created_at: '2022-10-11T12:13:14+03:00', updated_at: '2022-10-11T12:13:14+03:00' }
  server.put('webcanape', 'clients', {
    id: 61,
    user_id: 13,
    name: 'АО «Мост»',
    type: 1,
    email: 'm@mail.test',
    ...times,
  })
  server.put('webcanape', 'clients', { id: 62, user_id: 12, name: 'Лев', type: 2, person_details: 'паспорт', ...times })
}

/** What is sent to a client, and the fields of it that come back. */
function changed(says: string, id: number, body: unknown, fields: Record<string, unknown>, method = 'PATCH'): Row {
  return {
    ...{ docs: 'W9', says, given: two },
    send: { method, path: `/rest/client/${id}?${ADMIN}&fields=${Object.keys(fields)}`, body },
    gets: { status: 200, body: { response: fields } },
  }
}

function refused(says: string, body: unknown, field: string, message: string): Row {
  return {
    ...{ docs: 'W9, W10', says, given: two },
    send: { method: 'PUT', path: `/rest/client/61?${ADMIN}`, body },
    gets: { status: 422, body: [{ field, message }] },
  }
}

rows(server, [
  changed('what is given is set, the rest stays', 61, { phone: '7' }, { email: 'm@mail.test', phone: '7' }),
  changed('PUT is no different', 61, { phone: '7' }, { name: 'АО «Мост»', email: 'm@mail.test', phone: '7' }, 'PUT'),
  changed('the time moves', 61, { phone: '7' }, { created_at: THEN, updated_at: NOW }),
  changed('it stays where no value changes', 61, { email: 'm@mail.test', user: 13 }, { updated_at: THEN }),
  changed('it stays where nothing is given', 61, undefined, { updated_at: THEN }, 'PUT'),
  changed('type is ignored', 61, { type: 2 }, { type: 1, updated_at: THEN }),
  changed('so is a type that is none', 61, { type: ['x'] }, { type: 1 }),
  changed('another user takes over', 61, { user: '12' }, { user: 12, updated_at: NOW }),
  changed('an empty user changes nothing', 61, { user: null }, { user: 13, updated_at: THEN }),
  changed('null empties', 61, { email: null }, { email: null, updated_at: NOW }),
  changed('own attributes are set', 62, { person_details: 'нет' }, { person_details: 'нет' }),
  changed('those of the other type are not', 62, { bank_details: 8 }, { type: 2, updated_at: THEN }),
  changed('neither are id and times', 62, { id: 1, created_at: '2000-01-01 00:00:00' }, { id: 62, created_at: THEN }),
  changed('JSON that is not an object changes nothing', 62, [{ name: 'Ы' }], { name: 'Лев', updated_at: THEN }),
  {
    docs: 'W9',
    says: 'a form does',
    given: two,
    send: {
      ...{ method: 'PUT', path: `/rest/client/62?${ADMIN}&fields=name,phone`, body: 'phone=%2B7+1' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    gets: { status: 200, body: { response: { name: 'Лев', phone: '+7 1' } } },
  },
  refused('a blank name', { name: '  ' }, 'name', 'Name cannot be blank.'),
  refused('no name', { name: null }, 'name', 'Name cannot be blank.'),
  refused('a number for a text', { bank_details: 1 }, 'bank_details', 'Bank Details must be a string.'),
  refused('an unknown user', { phone: '1', user: 14 }, 'user', 'User is invalid.'),
  {
    docs: 'W9, reading userOverride=admins',
    says: 'a manager may not hand over, nor name the one who has it',
    given: () => {
      two()
      server.readings({ 'webcanape.userOverride': 'admins' })
    },
    send: { method: 'PATCH', path: `/rest/client/62?${MANAGER}`, body: { user: 12 } },
    gets: { status: 403 },
  },
  {
    docs: 'W9, reading userOverride=admins',
    says: 'a manager may change what else there is',
    given: () => {
      two()
      server.readings({ 'webcanape.userOverride': 'admins' })
    },
    send: { method: 'PATCH', path: `/rest/client/62?${MANAGER}&fields=user,phone`, body: { phone: '1' } },
    gets: { status: 200, body: { response: { user: 12, phone: '1' } } },
  },
])

test('W10: a change that is refused changes nothing', async () => {
  two()
  const before = server.stored('webcanape', 'clients', 61)
  await server.send({ method: 'PUT', path: `/rest/client/61?${ADMIN}`, body: { phone: '1', name: '' } })
  expect(server.stored('webcanape', 'clients', 61)).toEqual(before)
})

function deleted(docs: string, says: string, hangs: string | undefined, gets: Row['gets'], readings = {}): Row {
  return {
    ...{ docs, says },
    given: () => {
      two()
      server.readings(readings)
      if (hangs) server.put('webcanape', hangs, { client_id: 61 })
    },
    send: { method: 'DELETE', path: `/rest/client/61?${MANAGER}` },
    gets,
  }
}
const blocked = (status: number, name: string, message: string): Row['gets'] => ({
  status,
  body: { name, message, code: 0, status },
})
const CONFLICT = blocked(409, 'Conflict', 'The client cannot be deleted: it has deals, offers, contracts or invoices.')

rows(server, [
  deleted('W11', 'a client goes without a word', undefined, { status: 200, text: '' }),
  deleted('W11', 'one with a deal does not', 'deals', CONFLICT),
  deleted('W11', 'one with an offer does not', 'offers', CONFLICT),
  deleted('W11', 'one with an invoice does not', 'invoices', CONFLICT),
  deleted('deleteBlocked=409', 'one with a contract does not', 'contracts', CONFLICT, {
    'webcanape.deleteBlocked': '409',
  }),
  deleted(
    ...(['deleteBlocked=403', 'it is forbidden', 'deals'] as const),
    blocked(403, 'Forbidden', 'You are not allowed to delete a client that has deals, offers, contracts or invoices.'),
    { 'webcanape.deleteBlocked': '403' },
  ),
  deleted(
    ...(['deleteBlocked=500', 'it fails as Yii does', 'deals'] as const),
    blocked(500, 'Internal Server Error', 'Failed to delete the object for unknown reason.'),
    { 'webcanape.deleteBlocked': '500' },
  ),
])

test('W11: what is deleted is gone, what is blocked stays', async () => {
  two()
  server.put('webcanape', 'deals', { client_id: 61 })
  for (const id of [61, 62]) await server.send({ method: 'DELETE', path: `/rest/client/${id}?${ADMIN}` })
  expect(server.all('webcanape', 'clients').map(({ id }) => id)).toEqual([61])
  expect(server.all('webcanape', 'deals')).toHaveLength(1)
})
