import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'

const { admin } = await serve({ api: ['salesman', 'kaktus'] })
const STATE = 'PUT /sandboxes/default/state'
const names = (count: number, value: unknown): object =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value]))

test.each([
  ['', names(1001, 1)],
  ['readings', { readings: names(1001, 'x') }],
  ['profiles', { profiles: names(1001, 'x') }],
  ['counters', { counters: names(1001, 1) }],
  ['records', { records: names(1001, 1) }],
  ['memory', { memory: names(1001, 1) }],
  ['data', { data: names(1001, {}) }],
  ['data.salesman', { data: { salesman: names(1001, []) } }],
])('a state that has more names in “%s” than any server knows is refused in one sentence', async (path, document) => {
  const got = await admin(STATE, document)
  expect(got).toMatchObject({ status: 400, body: { errors: [{ path }] } })
  expect(got.text).toContain('must have at most 1000 names, not 1001')
})

test('readings that are put are counted as well', async () => {
  expect(await admin('PUT /sandboxes/default/readings', names(1001, 'x'))).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'readings', message: 'must have at most 1000 names, not 1001' }] },
  })
})

test('a record with very many unknown fields is refused in words, and the flaws that are not told are counted', async () => {
  const got = await admin(STATE, { data: { salesman: { clients: [{ clid: 1, title: 'A', ...names(200_000, 1) }] } } })
  expect(got).toMatchObject({ status: 400, body: { detail: expect.stringContaining('and at least 199,995 more') } })
  expect((got.body as { errors: unknown[] }).errors).toHaveLength(1000)
})

test('a wrong value is told as far as it is needed to know it again', async () => {
  const got = await admin(STATE, { data: { salesman: { clients: [{ clid: 1, title: ['x'.repeat(100_000)] }] } } })
  expect(got.status).toBe(400)
  expect(got.text.length).toBeLessThan(2000)
})

test('a sandbox has a thousand faults at most', async () => {
  const faults = Array.from({ length: 1000 }, () => ({ match: { path: '/developer/v3/never' }, status: 500 }))
  expect(await admin(STATE, { faults: [...faults, ...faults] })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'faults', message: 'must be at most 1000, not 2000' }] },
  })
  expect((await admin(STATE, { faults })).status).toBe(200)
  expect(await admin('POST /sandboxes/default/faults', { status: 500 })).toMatchObject({
    status: 409,
    body: { detail: 'Sandbox "default" has 1000 faults already, the most that it may have.' },
  })
  await admin('DELETE /sandboxes/default/faults/f7')
  expect((await admin('POST /sandboxes/default/faults', { status: 500 })).status).toBe(201)
})

test('of very many names that are not known the first thousand are told, and the others counted', async () => {
  const got = await admin('POST /sandboxes/default/reset', names(20_000, 1))
  expect(got).toMatchObject({ status: 400, body: { detail: expect.stringContaining('and at least 19,995 more') } })
  const { errors } = got.body as { errors: { path: string; message: string }[] }
  expect(errors).toHaveLength(1000)
  expect(errors[999]!.message).toBe('is not known here')
})

test('a text or a record of more than 4 MiB is refused with its place, and the state stays', async () => {
  const title = 'x'.repeat(4 * 1024 * 1024)
  const dataOf = async () => ((await admin('GET /sandboxes/default/state')).body as { data: object }).data
  const before = await dataOf()
  const put = (clients: object[]) => admin(STATE, { data: { salesman: { clients } } })
  expect(await put([{ clid: 1, title }])).toMatchObject({
    status: 413,
    body: {
      detail: expect.stringMatching(/^In the body, a text that begins at byte \d+ takes more than 4194304 bytes\.$/),
    },
  })
  expect(await put([{ clid: 1, title: title.slice(9), des: title.slice(9) }])).toMatchObject({
    status: 413,
    body: { detail: expect.stringContaining('an object in a list that begins at byte') },
  })
  expect(await dataOf()).toEqual(before)
  expect(await put([{ clid: 1, title: title.slice(1000) }])).toMatchObject({ status: 200 })
})
