import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serve } from '../../support/server.ts'

const server = await serve()

const NAMES = [
  'page',
  'per_page',
  'sort',
  'fields',
  'expand',
  'name',
  'type',
  'user_id',
  'count_deals',
  'a[b][',
  '__proto__',
]
const query = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom('', '[]', '[x]'), fc.string({ unit: 'binary' })))
  .map(parts => parts.map(([name, brackets, value]) => `${name}${brackets}=${encodeURIComponent(value)}`).join('&'))

const ATTRIBUTES = ['name', 'type', 'user', 'email', 'bank_details', '__proto__', 'id']
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...ATTRIBUTES), fc.jsonValue()).map(value => JSON.stringify(value)),
  fc.json(),
  fc.string(),
)

test('whatever a client sends is answered, and never with a 500', async () => {
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH'),
    path: fc.constantFrom('/client', '/client/123', '/client/0', '/client/1,2', '/clients'),
    query,
    body,
    type: fc.constantFrom('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'),
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, body, type }) => {
      const got = await server.send({
        ...{ method, path: `/rest${path}?auth_key=sandbox-key&${query}`, headers: { 'content-type': type } },
        ...(method !== 'GET' && { body }),
      })
      expect({ text: got.text, isOurs: got.status >= 500 }).toEqual({ text: got.text, isOurs: false })
    }),
    { seed: 12, numRuns: 300 },
  )
})

test('W4: a query that makes the links longer than clients read is answered without them', async () => {
  const got = await server.send({ path: `/rest/client?auth_key=sandbox-key&x=${'a'.repeat(9000)}` })
  expect({ status: got.status, link: got.headers.link }).toEqual({ status: 200, link: undefined })
})
