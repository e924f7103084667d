import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'

/** What the fuzzer found, as small as it goes. */
const server = await serve()
const nested = (depth: number): string => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`

test.each([
  ['an API', 'POST', '/api/clients'],
  ['/__admin', 'DELETE', '/__admin/sandboxes/default/faults'],
  ['the data console', 'POST', '/__admin/sandboxes/default/data/vodyanoy/clients'],
])('a body nested deeper than PHP reads is malformed to %s', async (_, method, path) => {
  const headers = { 'content-type': 'application/json' }
  const deep = await server.send({ method, path, headers, body: nested(200_000) })
  expect(deep.status).toBe(400)
  const brackets = await server.send({ method, path, headers, body: `"${'['.repeat(2000)}\\"${'{'.repeat(2000)}"` })
  expect(brackets.text).not.toContain('512')
})

test('at 512 a body is read, at 514 it is not', async () => {
  const body = (depth: number) => `{"operation":"vodyanoy clients.get","where":{"x":${nested(depth - 2)}}}`
  const verify = (depth: number) =>
    server.send({ method: 'POST', path: '/__admin/sandboxes/default/requests/verify', body: body(depth) })
  expect(await verify(512)).toMatchObject({ status: 200, body: { ok: false } })
  expect(await verify(514)).toMatchObject({ status: 400 })
})

test('r_keeper’s cache tells nested parameters apart', async () => {
  const got = await server.send({ path: '/api/v1/crm/Countries?objectId=7001&a[b][c]=1&a[d]=2&e[f]=3' })
  expect(got).toMatchObject({ status: 200, body: { status: 'Ok' } })
})

test('Web-canape is given a type that is an object without machinery, and a user', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (key: string, body: string) =>
    server.send({ method: 'POST', path: `/rest/client?auth_key=${key}`, headers: form, body })
  server.readings({ 'webcanape.userOverride': 'admins' })
  expect(await send('sandbox-key', 'name=x&type[__proto__][y]=1&type[z]=1')).toMatchObject({ status: 422 })
  expect(await send('sandbox-key-13', 'name=x&type=1&user[z]=1')).toMatchObject({ status: 403 })
})

test('SalesMan’s death is answered under strict too, which has nothing more to refuse', async () => {
  server.profile('salesman', 'shipped')
  server.box.configure({ strict: true })
  const headers = {
    'content-type': 'application/json',
    apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm',
    login: 'vladislav@isaler.ru',
  }
  const got = await server.send({ path: '/developer/v3/client/add.list', headers, body: '""' })
  expect(got).toMatchObject({ status: 200, text: expect.stringContaining('Fatal error') })
})
