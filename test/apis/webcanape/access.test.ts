import { expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'blank' })
const KEY = 'auth_key=sandbox-key'
const JSON_TYPE = { 'content-type': 'application/json' }

const unauthorized = (challenge?: string) => ({
  status: 401,
  body: {
    name: 'Unauthorized',
    message: 'Your request was made with invalid credentials.',
    code: 0,
    status: 401,
  },
  headers: { 'www-authenticate': challenge },
})
const CHALLENGE = 'Bearer realm="api"'
const EMPTY = { status: 200, body: { response: { items: [] } } }
const nothingHere = { name: 'Not Found', message: 'Page not found.', code: 0, status: 404 }
const noSuch = (id: string) => ({
  status: 404,
  body: { name: 'Not Found', message: `Object not found: ${id}`, code: 0, status: 404 },
})

rows(server, [
  { docs: 'W1', says: 'auth_key lets in', send: { path: `/rest/client?${KEY}` }, gets: EMPTY },
  { docs: 'W1', says: 'so does access-token', send: { path: '/rest/client?access-token=sandbox-key-13' }, gets: EMPTY },
  {
    docs: 'W1',
    says: 'so does a Bearer',
    send: { path: '/rest/client', headers: { Authorization: 'Bearer  sandbox-key-13' } },
    gets: EMPTY,
  },
  {
    docs: 'W1',
    says: 'no credential is refused with a challenge',
    send: { path: '/rest/client' },
    gets: unauthorized(CHALLENGE),
  },
  {
    docs: 'W1',
    says: 'a Bearer in lower case is no credential',
    send: { path: '/rest/client', headers: { Authorization: 'bearer sandbox-key' } },
    gets: unauthorized(CHALLENGE),
  },
  {
    docs: 'W1',
    says: 'a wrong key is refused without a challenge',
    send: { path: '/rest/client?auth_key=another' },
    gets: unauthorized(),
  },
  {
    docs: 'W1',
    says: 'an empty key is refused without a challenge, whatever Bearer stands beside it',
    send: { path: '/rest/client?auth_key=', headers: { Authorization: 'Bearer sandbox-key' } },
    gets: unauthorized(),
  },
  {
    docs: 'W1',
    says: 'a key as an array is refused, whatever Bearer stands beside it',
    send: { path: '/rest/client?auth_key[]=sandbox-key', headers: { Authorization: 'Bearer sandbox-key' } },
    gets: unauthorized(),
  },
  {
    docs: 'W1',
    says: 'a user without a key lets nobody in',
    given: () => server.put('webcanape', 'users', { id: 70, auth_key: null }),
    send: { path: '/rest/client?auth_key=null' },
    gets: unauthorized(),
  },
  {
    docs: 'W1',
    says: 'an unknown path comes before the key',
    send: { path: '/rest/clients' },
    gets: { status: 404, body: nothingHere },
  },
  {
    docs: 'W1',
    says: 'the key comes before the method',
    send: { method: 'DELETE', path: '/rest/client' },
    gets: unauthorized(CHALLENGE),
  },
  {
    docs: 'W1',
    says: 'the method comes before the id',
    send: { method: 'POST', path: `/rest/client/77?${KEY}`, body: '{' },
    gets: { status: 405, text: '', headers: { allow: 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS' } },
  },
  {
    docs: 'W1',
    says: 'the id comes before the body',
    send: { method: 'PUT', path: `/rest/client/77?${KEY}`, headers: JSON_TYPE, body: '{"name' },
    gets: noSuch('77'),
  },
  {
    docs: 'W12',
    says: 'an id is told as it was written',
    send: { path: `/rest/client/0077?${KEY}` },
    gets: noSuch('0077'),
  },
  { docs: 'W12', says: 'several ids are none', send: { path: `/rest/client/12,13?${KEY}` }, gets: noSuch('12,13') },
  {
    docs: 'W12',
    says: 'what is no id is no path',
    send: { path: `/rest/client/7a?${KEY}` },
    gets: { status: 404, body: nothingHere },
  },
  {
    docs: 'W12',
    says: 'a slash at the end is another path',
    send: { path: `/rest/client/?${KEY}` },
    gets: { status: 404, body: nothingHere },
  },
  {
    docs: 'W12',
    says: 'a path with a broken encoding leads nowhere',
    send: { path: `/rest/client/%E0%A4%A?${KEY}` },
    gets: { status: 404, body: nothingHere },
  },
  {
    docs: 'W12',
    says: 'another method of the list is refused with those that it has',
    send: { method: 'PATCH', path: `/rest/client?${KEY}` },
    gets: { status: 405, text: '', headers: { allow: 'GET, POST, HEAD, OPTIONS', 'content-type': undefined } },
  },
  {
    docs: 'W12',
    says: 'OPTIONS is answered with the methods',
    send: { method: 'OPTIONS', path: `/rest/client/5?${KEY}` },
    gets: { status: 200, text: '', headers: { allow: 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS' } },
  },
  {
    docs: 'W12',
    says: 'malformed JSON is a bad request',
    send: { method: 'POST', path: `/rest/client?${KEY}`, headers: JSON_TYPE, body: '{"name":"Ж",}' },
    gets: {
      status: 400,
      body: {
        name: 'Bad Request',
        message: 'Invalid JSON data in request body: Syntax error.',
        code: 0,
        status: 400,
      },
    },
  },
  {
    docs: 'W12',
    says: 'blanks are malformed JSON too',
    send: { method: 'POST', path: `/rest/client?${KEY}`, headers: JSON_TYPE, body: ' \n' },
    gets: { status: 400 },
  },
  {
    docs: 'W12',
    says: 'JSON comes, whatever is accepted',
    send: { path: `/rest/client?${KEY}`, headers: { accept: 'application/xml' } },
    gets: { ...EMPTY, headers: { 'content-type': 'application/json; charset=UTF-8' } },
  },
  {
    docs: 'W12',
    says: 'HEAD is GET without a body',
    send: { method: 'HEAD', path: `/rest/client?${KEY}` },
    gets: { status: 200, text: '', headers: { 'x-pagination-total-count': '0' } },
  },
  {
    docs: 'W12, reading errors=response',
    says: 'an exception comes in response',
    given: () => server.readings({ 'webcanape.errors': 'response' }),
    send: { path: '/rest/nowhere' },
    gets: { status: 404, body: { response: nothingHere } },
  },
  {
    docs: 'W12, reading errors=response',
    says: 'so do faults of attributes',
    given: () => server.readings({ 'webcanape.errors': 'response' }),
    send: { method: 'POST', path: `/rest/client?${KEY}`, body: { type: 2 } },
    gets: { status: 422, body: { response: [{ field: 'name', message: 'Name cannot be blank.' }] } },
  },
  {
    docs: 'rule 4, strict',
    says: 'under strict an undocumented parameter is a bad request',
    given: () => server.box.configure({ strict: true }),
    send: { path: `/rest/client?${KEY}&colour=red` },
    gets: {
      status: 400,
      body: {
        ...{ name: 'Bad Request', message: 'Invalid data received for parameter "colour".', code: 0, status: 400 },
      },
    },
  },
])

test('a key with a sandbox after it leads into that sandbox, and its links lead there again', async () => {
  const got = await server.send({ path: `/rest/client?${KEY}~elsewhere` })
  expect(got.status).toBe(200)
  expect(got.headers.link).toBe(`<${server.running.url}/rest/client?auth_key=sandbox-key%7Eelsewhere&page=1>; rel=self`)
})
