import { expect, test } from 'vitest'
import { type Row, rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'blank' })
const ADMIN = 'auth_key=sandbox-key'
const MANAGER = 'auth_key=sandbox-key-13'

const post = (body: unknown, query = ADMIN, headers?: Record<string, string>) => ({
  ...{ method: 'POST', path: `/rest/client?${query}`, body },
  ...(headers && { headers }),
})
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const part = (name: string, text: string): string =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
const PARTS = `${part('name', 'Ель')}${part('type', '1')}--x--\r\n`

/** What is sent, and the fields of the new client that come back. */
function created(
  docs: string,
  says: string,
  body: unknown,
  fields: Record<string, unknown>,
  more: Partial<Row> = {},
): Row {
  const names = Object.keys(fields).join()
  return {
    ...{ docs, says },
    send: post(body, `${ADMIN}&fields=${names}`),
    gets: { status: 200, body: { response: fields } },
    ...more,
  }
}

/** What is sent, and what is wrong with it: `name cannot be blank`. */
function refused(says: string, body: unknown, ...faults: string[]): Row {
  return {
    ...{ docs: 'W10', says },
    send: post(body),
    gets: {
      status: 422,
      body: faults.map(fault => ({ field: FIELDS[fault.replace(/ (cannot|must|is) .*/, '')], message: `${fault}.` })),
    },
  }
}
const FIELDS: Record<string, string> = {
  ...{ Name: 'name', Type: 'type', User: 'user', Email: 'email', Phone: 'phone', Description: 'description' },
  ...{ 'Real Address': 'real_address', 'Company Address': 'company_address', 'Person Details': 'person_details' },
}

rows(server, [
  {
    docs: 'W8',
    says: 'the new client comes as view shows it, with its address',
    given: () => server.now('2023-08-09T10:11:12.345+03:00'),
    send: post({ name: 'ООО «Пять»', type: 1, user: 13, phone: '5', bank_details: 'р/с 5' }),
    gets: {
      status: 200,
      body: {
        response: {
          ...{ id: 124, user: 13, name: 'ООО «Пять»', type: 1, email: null, phone: '5', real_address: null },
          ...{ description: null, created_at: '2023-08-09 10:11:12', updated_at: '2023-08-09 10:11:12' },
          ...{ company_address: null, bank_details: 'р/с 5' },
        },
      },
      headers: { location: `${server.running.url}/rest/client/124` },
    },
  },
  created('W8', 'the caller has it, where no user is named', { name: 'Ы', type: 2 }, { user: 12 }),
  created('W8', 'an empty user is none', { name: 'Ы', type: 2, user: '' }, { user: 12 }),
  created('W8', 'numbers may be texts', { name: 'Ы', type: ' 2 ', user: '+13' }, { user: 13, type: 2 }),
  created('W8', 'values are kept untrimmed', { name: ' Ы ', type: 2, phone: '\t' }, { name: ' Ы ', phone: '\t' }),
  created(
    'W8',
    'null and empty text are kept apart',
    { name: '0', type: 2, email: null, phone: '' },
    {
      ...{ name: '0', email: null, phone: '' },
    },
  ),
  created('W8', 'a non-breaking space is a name', { name: '\u00a0', type: 2 }, { name: '\u00a0' }),
  created(
    'W8',
    'an attribute of the other type is ignored',
    { name: 'Ы', type: 2, bank_details: 7 },
    { type: 2 },
    {
      gets: { status: 200, body: { response: { type: 2 } }, headers: { 'x-mock-violations': '1' } },
    },
  ),
  created(
    'W8',
    'id, times, user_id and the unknown are not taken',
    { name: 'Ы', type: 2, id: 9, user_id: 13 },
    {
      ...{ id: 124, user: 12 },
    },
  ),
  created(
    'W8',
    'a form does',
    '',
    { user: 13, name: 'Ель & Ко', type: 1 },
    {
      send: post('name=%D0%95%D0%BB%D1%8C+%26+%D0%9A%D0%BE&type=1&user=13', `${ADMIN}&fields=user,name,type`, FORM),
    },
  ),
  created(
    'W8',
    'multipart texts do',
    '',
    { name: 'Ель', type: 1 },
    {
      send: post(PARTS, `${ADMIN}&fields=name,type`, { 'content-type': 'multipart/form-data; boundary=x' }),
    },
  ),
  {
    docs: 'W8, rule 3',
    says: 'another content type is refused',
    send: post('<name>Ы</name>', ADMIN, { 'content-type': 'text/xml' }),
    gets: { status: 415 },
  },

  refused('no body', undefined, 'Name cannot be blank', 'Type cannot be blank'),
  refused('JSON that is not an object', [{ name: 'Ы', type: 1 }], 'Name cannot be blank', 'Type cannot be blank'),
  refused('a text', '"Ы"', 'Name cannot be blank', 'Type cannot be blank'),
  refused('a blank name', { name: ' \t\n', type: 1 }, 'Name cannot be blank'),
  refused('an empty array for a name', { name: [], type: 1 }, 'Name cannot be blank'),
  refused('a number for a name', { name: 77, type: 1 }, 'Name must be a string'),
  refused('true for a name', { name: true, type: 1 }, 'Name must be a string'),
  refused('a fraction for a type', { name: 'Ы', type: 2.5 }, 'Type must be an integer'),
  refused('false for a type', { name: 'Ы', type: false }, 'Type must be an integer'),
  refused('an array for a type', { name: 'Ы', type: [2] }, 'Type must be an integer'),
  refused('a type that is none', { name: 'Ы', type: '3' }, 'Type is invalid'),
  refused('an unknown user', { name: 'Ы', type: 1, user: 14 }, 'User is invalid'),
  refused('a user that is not a number', { name: 'Ы', type: 1, user: { id: 13 } }, 'User must be an integer'),
  refused('a number for another text', { name: 'Ы', type: 1, real_address: 5 }, 'Real Address must be a string'),
  refused('a number for an own text', { name: 'Ы', type: 2, person_details: 5 }, 'Person Details must be a string'),
  refused('an empty array for a text', { name: 'Ы', type: 2, email: [] }, 'Email must be a string'),
  refused(
    'the first fault of each, in the order of the rules',
    { description: 1, company_address: 2, email: [], user: 'я', type: 0, name: '' },
    ...['Name cannot be blank', 'Type is invalid', 'User must be an integer', 'Description must be a string'],
  ),

  {
    docs: 'W8, reading userOverride=allowed',
    says: 'a manager may name another',
    send: post({ name: 'Ы', type: 1, user: 12 }, `${MANAGER}&fields=user`),
    gets: { status: 200, body: { response: { user: 12 } } },
  },
  {
    docs: 'W8, reading userOverride=admins',
    says: 'a manager may not name another',
    given: () => server.readings({ 'webcanape.userOverride': 'admins' }),
    send: post({ name: 'Ы', type: 1, user: 12 }, MANAGER),
    gets: {
      status: 403,
      body: {
        ...{ name: 'Forbidden', message: 'You are not allowed to put a client in the charge of another user.' },
        ...{ code: 0, status: 403 },
      },
    },
  },
  {
    docs: 'W8, reading userOverride=admins',
    says: 'a manager may name himself',
    given: () => server.readings({ 'webcanape.userOverride': 'admins' }),
    send: post({ name: 'Ы', type: 1, user: '13' }, `${MANAGER}&fields=user`),
    gets: { status: 200, body: { response: { user: 13 } } },
  },
  {
    docs: 'W8, reading userOverride=admins',
    says: 'an admin may name anyone',
    given: () => server.readings({ 'webcanape.userOverride': 'admins' }),
    send: post({ name: 'Ы', type: 1, user: 13 }, `${ADMIN}&fields=user`),
    gets: { status: 200, body: { response: { user: 13 } } },
  },
])

test('W10: what is refused adds nothing and uses up no id', async () => {
  await server.send(post({ name: 'Ы', type: 9 }))
  expect(server.all('webcanape', 'clients')).toEqual([])
  const got = await server.send(post({ name: 'Ы', type: 1 }, `${ADMIN}&fields=id`))
  expect(got.body).toEqual({ response: { id: 124 } })
})

test('W8: a taken id is passed over', async () => {
  server.put('webcanape', 'clients', { id: 124, user_id: 12 })
  const got = await server.send(post({ name: 'Ы', type: 1 }, `${ADMIN}&fields=id`))
  expect(got.body).toEqual({ response: { id: 125 } })
})

test('W8: where it was added is where the request came to', async () => {
  const got = await server.send({ ...post({ name: 'Ы', type: 1 }), path: `/~there/rest/client?${ADMIN}` })
  expect(got.headers.location).toBe(`${server.running.url}/~there/rest/client/124`)
})
