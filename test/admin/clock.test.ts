import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({
  apis: [shop],
  api: ['shop'],
  scenario: 'empty',
  now: '2024-03-01T09:00:00+03:00',
  frozen: true,
})
const { admin } = server
const path = '/sandboxes/default/clock'
const count = async () => {
  const { body, headers } = await server.send({ path: '/shop/v1/count' })
  return [(body as { count: number }).count, headers['x-mock-cache']]
}

test('a clock is shown with its zone’s offset', async () => {
  expect(await admin(`GET ${path}`)).toMatchObject({
    status: 200,
    body: { now: '2024-03-01T09:00:00+03:00', frozen: true },
  })
})

test('a clock is set, and an instant without an offset is of the sandbox’s zone', async () => {
  expect(await admin(`PUT ${path}`, { now: '2025-06-07T08:09:10' })).toMatchObject({
    status: 200,
    body: { now: '2025-06-07T08:09:10+03:00', frozen: true },
  })
  expect((await admin(`PUT ${path}`, { now: '2025-06-07T08:09:10.250Z' })).body).toMatchObject({
    now: '2025-06-07T11:09:10.250+03:00',
  })
})

test('a clock that is let go ticks, and stands where it is stopped', async () => {
  await admin(`PUT ${path}`, { frozen: false })
  const before = server.box.now
  await expect.poll(() => server.box.now).toBeGreaterThan(before)
  const { body } = await admin(`PUT ${path}`, { frozen: true })
  expect((await admin(`GET ${path}`)).body).toEqual(body)
})

test('a clock is moved on by the sum of what is given', async () => {
  const span = { days: 1, hours: 2, minutes: 3, seconds: 4, ms: 5 }
  expect(await admin(`POST ${path}/advance`, span)).toMatchObject({
    status: 200,
    body: { now: '2024-03-02T11:03:04.005+03:00', frozen: true },
  })
})

test('handlers see the clock of their sandbox', async () => {
  await admin(`POST ${path}/advance`, { days: 1 })
  const { body } = await server.send({ method: 'POST', path: '/shop/v1/visits' })
  expect(body).toMatchObject({ at: Date.parse('2024-03-02T09:00:00+03:00') })
})

test('going on lets kept answers grow old; going back forgets them', async () => {
  expect(await count()).toEqual([0, 'miss'])
  await server.send({ method: 'POST', path: '/shop/v1/items', body: {} })
  expect(await count()).toEqual([0, 'hit'])
  await admin(`POST ${path}/advance`, { seconds: -1 })
  expect(await count()).toEqual([1, 'miss'])
  await server.send({ method: 'POST', path: '/shop/v1/items', body: {} })
  await admin(`POST ${path}/advance`, { ms: 59_999 })
  expect(await count()).toEqual([1, 'hit'])
  await admin(`POST ${path}/advance`, { ms: 1 })
  expect(await count()).toEqual([2, 'miss'])
})

test.each([
  ['PUT', '', {}],
  ['PUT', '', undefined],
  ['PUT', '', { now: 'yesterday' }],
  ['PUT', '', { now: 1709272800 }],
  ['PUT', '', { frozen: 'yes' }],
  ['PUT', '', { time: '2024-03-01' }],
  ['POST', '/advance', {}],
  ['POST', '/advance', { second: 1 }],
  ['POST', '/advance', { seconds: '1' }],
  ['POST', '/advance', { days: 1e9 }],
  ['POST', '/advance', { days: -1e6 }],
])('%s clock%s refuses %j, and the clock stays', async (method, below, body) => {
  expect(await admin(`${method} ${path}${below}`, body)).toMatchObject({
    status: 400,
    body: { errors: expect.any(Array) },
  })
  expect((await admin(`GET ${path}`)).body).toEqual({ now: '2024-03-01T09:00:00+03:00', frozen: true })
})
