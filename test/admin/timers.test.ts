import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { orders } from '../support/orders.ts'
import { serve } from '../support/server.ts'

const NOON = '2024-03-01T12:00:00+03:00'
const defects: unknown[] = []
const server = await serve({
  ...{ apis: [orders], api: ['orders'], scenario: 'empty', now: NOON, frozen: true },
  onDefect: error => defects.push(error),
})
const { admin, send } = server

const plan = (span: object, timer: string, payload?: unknown) =>
  send({ method: 'POST', path: '/orders/v1/plan', body: { span, timer, payload } })
const advance = (span: object) => admin('POST /sandboxes/default/clock/advance', span)
const timers = async () => (await admin('GET /sandboxes/default/timers')).body
const notes = () =>
  server.all('orders', 'notes').map(({ text, at }) => `${text} ${((at as number) - Date.parse(NOON)) / 1000}`)

test('a timer is listed, runs when the clock passes it and is gone then', async () => {
  await send({ method: 'POST', path: '/orders/v1/orders', body: { title: 'Вода' } })
  expect(await timers()).toEqual({
    timers: [{ id: 't1', name: 'accept', api: 'orders', at: '2024-03-01T12:00:30+03:00', payload: { id: 1 } }],
  })
  await advance({ seconds: 29 })
  expect(server.stored('orders', 'orders', 1)).toMatchObject({ state: 'new' })
  await advance({ seconds: 1 })
  expect(server.stored('orders', 'orders', 1)).toMatchObject({
    ...{ state: 'accepted', acceptedAt: Date.parse('2024-03-01T12:00:30+03:00') },
  })
  expect(await timers()).toEqual({ timers: [] })
})

test('they run in the order in which they are due, and of those due at once in the order in which they were set', async () => {
  await plan({ seconds: 2 }, 'note', { text: 'c' })
  await plan({ seconds: 1 }, 'note', { text: 'a' })
  await plan({ seconds: 2 }, 'note', { text: 'd' })
  await plan({ seconds: 1, ms: 500 }, 'note', { text: 'b' })
  await advance({ minutes: 1 })
  expect(notes()).toEqual(['a 1', 'b 1.5', 'c 2', 'd 2'])
})

test('one that a timer sets runs in the same advance, where it is due by then', async () => {
  await plan({ seconds: 1 }, 'note', { text: 'tick', every: { seconds: 10 }, times: 5 })
  await plan({ seconds: 15 }, 'note', { text: 'between' })
  await advance({ seconds: 25 })
  expect(notes()).toEqual(['tick 1', 'tick 11', 'between 15', 'tick 21'])
})

test('a clock that is set runs them too, and one that goes back does not', async () => {
  await plan({ hours: 1 }, 'note', { text: 'a' })
  await admin('PUT /sandboxes/default/clock', { now: '2024-03-01T11:00:00+03:00' })
  await advance({ hours: 1, minutes: 59 })
  expect(notes()).toEqual([])
  await admin('PUT /sandboxes/default/clock', { now: '2024-03-02T00:00:00+03:00' })
  expect(notes()).toEqual(['a 3600'])
})

test('what waits no time runs before whatever is asked next, though the clock stands still', async () => {
  await plan({ seconds: 0 }, 'note', { text: 'at once' })
  await send({ path: '/orders/v1/nothing' })
  expect(notes()).toEqual(['at once 0'])
})

test('a timer of a request that failed is not set', async () => {
  await send({ method: 'POST', path: '/orders/v1/orders', body: { title: 'x', fail: true } })
  expect(await timers()).toEqual({ timers: [] })
})

test('a reset drops them, a checkpoint keeps them', async () => {
  await plan({ seconds: 5 }, 'note', { text: 'kept' })
  await admin('POST /sandboxes/default/checkpoints', { name: 'waiting' })
  await advance({ seconds: 5 })
  await admin('POST /sandboxes/default/reset', {})
  await advance({ minutes: 1 })
  expect(notes()).toEqual([])
  await admin('POST /sandboxes/default/checkpoints/waiting/restore')
  expect(await timers()).toMatchObject({ timers: [{ id: 't1', payload: { text: 'kept' } }] })
  await advance({ seconds: 5 })
  expect(notes()).toEqual(['kept 5'])
})

test('a state has them, and another sandbox goes on from there', async () => {
  await plan({ seconds: 5 }, 'note', { text: 'moved', every: { seconds: 1 }, times: 1 })
  const { body: state } = await admin('GET /sandboxes/default/state')
  await admin('POST /sandboxes', { id: 'other' })
  const put = await admin('PUT /sandboxes/other/state', state)
  expect(put.body).toEqual(state)
  await admin('POST /sandboxes/other/clock/advance', { seconds: 10 })
  const other = server.running.sandboxes.get('other')!
  expect(other.collection('orders', 'notes')!.all()).toMatchObject([{ text: 'moved' }, { text: 'moved' }])
  server.running.sandboxes.drop(other)
})

test('one that throws is gone, has written nothing, and is in the journal with its cause', async () => {
  await plan({ seconds: 5 }, 'fail', { password: 'qwerty-12' })
  await advance({ seconds: 10 })
  expect({ notes: notes(), timers: await timers() }).toEqual({ notes: [], timers: { timers: [] } })
  const { body } = await admin('GET /sandboxes/default/requests?after=r1')
  expect(body).toMatchObject({
    requests: [
      {
        ...{ direction: 'in', api: 'orders', operation: null, method: null, url: null, status: null },
        at: '2024-03-01T12:00:05+03:00',
        timer: { id: 't1', name: 'fail', payload: { password: '***' } },
        defect: 'Timer fail of orders failed, and wrote nothing: the warehouse is closed',
      },
    ],
  })
  expect((await admin('GET /sandboxes/default/requests?unmatched=true')).body).toMatchObject({ total: 0 })
  expect(defects.splice(0)).toMatchObject([
    { message: 'Timer fail of orders failed, and wrote nothing: the warehouse is closed', cause: expect.any(Error) },
  ])
})

test.each([
  ['late', 'it returned a promise, but it must do its work at once: it must not be async'],
  ['misuse', 'its webhook cannot be sent: url must be a string, not 5'],
])('a timer that does what it may not (%s) is told so', async (timer, says) => {
  await plan({ seconds: 5 }, timer)
  await advance({ seconds: 10 })
  const { body } = await admin('GET /sandboxes/default/requests?after=r1')
  expect(body).toMatchObject({
    requests: [{ defect: `Timer ${timer} of orders failed, and wrote nothing: ${says}` }],
  })
  expect(notes()).toEqual([])
  expect(defects.splice(0)).toHaveLength(1)
})

test.each([
  [
    { seconds: 30 },
    'acept',
    undefined,
    'its timer "acept" cannot be set: it is not a timer of orders, which has accept, note, fail, late, misuse. Did you mean “accept”?',
  ],
  [
    { secs: 30 },
    'accept',
    undefined,
    'its timer "accept" cannot be set: its time must be an object such as { seconds: 30 }, of days, hours, minutes, seconds, ms, not {"secs":30}',
  ],
  [
    '30s',
    'accept',
    undefined,
    'its timer "accept" cannot be set: its time must be an object such as { seconds: 30 }, of days, hours, minutes, seconds, ms, not "30s"',
  ],
  [
    {},
    'accept',
    undefined,
    'its timer "accept" cannot be set: its time must be an object such as { seconds: 30 }, of days, hours, minutes, seconds, ms, not {}',
  ],
  [
    { seconds: -1 },
    'accept',
    undefined,
    'its timer "accept" cannot be set: its time must not be negative, but is {"seconds":-1}',
  ],
  [{ days: 5_000_000 }, 'accept', undefined, 'its timer "accept" cannot be set: it would be due beyond the year 9999'],
  [
    { seconds: 1 },
    'note',
    'x'.repeat(70_000),
    'its timer "note" cannot be set: its payload must not be longer than 65536 characters of JSON; it has 70002',
  ],
])('a timer that cannot be set is a 500 in words: %j %s', async (span, timer, payload, says) => {
  const { status, body } = await plan(span as object, timer, payload)
  expect({ status, body }).toEqual({
    status: 500,
    body: {
      ...{ type: 'about:blank', title: 'Handler failed', status: 500, api: 'orders', operation: 'plan', cause: says },
      detail: `Operation plan of orders cannot answer: ${says}.`,
      hint: 'Fix the code of this API; nothing was written.',
    },
  })
  expect(await timers()).toEqual({ timers: [] })
  expect(defects.splice(0)).toHaveLength(1)
})

test('a timer that sets itself after no time is refused, and the clock goes on', async () => {
  await plan({ seconds: 1 }, 'note', { text: 'a', every: { seconds: 0 }, times: 1 })
  expect(await advance({ seconds: 5 })).toMatchObject({ status: 200 })
  const { body } = await admin('GET /sandboxes/default/requests?after=r1')
  expect(body).toMatchObject({
    requests: [
      {
        defect:
          'Timer note of orders failed, and wrote nothing: its timer "note" cannot be set: a timer must set the next one 1 ms later or more, not {"seconds":0}: otherwise it would never end',
      },
    ],
  })
  defects.splice(0)
})

test('of very many timers 10,000 run at once; the clock stands where it got to, and goes on when it is moved again', async () => {
  await plan({ ms: 1 }, 'note', { text: 'x', every: { ms: 1 }, times: 10_500 })
  expect(await advance({ minutes: 1 })).toMatchObject({
    status: 409,
    body: {
      title: 'Too many timers',
      detail:
        '10000 timers ran and more are due, so the clock of sandbox "default" stands at 2024-03-01T12:00:10.001+03:00.',
    },
  })
  expect((await admin('GET /sandboxes/default/clock')).body).toEqual({
    ...{ now: '2024-03-01T12:00:10.001+03:00', frozen: true },
  })
  expect(await advance({ minutes: 1 })).toMatchObject({ status: 200 })
  expect(notes()).toHaveLength(10_501)
})

test('what waits takes no more than 16 MiB', async () => {
  const payload = 'x'.repeat(65_000)
  const set = () => server.box.wait({ api: 'orders', name: 'note', at: 1e14, payload })
  for (let i = 0; i < 258; i++) server.box.transact(set)
  expect(() => server.box.transact(set)).toThrow('too many timers and retries wait for the clock')
  server.box.transact(() => server.box.unwait(server.box.world.timers.pending[0]!))
  server.box.transact(set)
  expect(server.box.world.timers.size).toBe(258 * 65_002)
})

test('no more than 10,000 wait in a sandbox', async () => {
  for (let i = 0; i < 10_000; i++)
    server.box.transact(() => server.box.wait({ api: 'orders', name: 'note', at: 1e15, payload: null }))
  const { status, body } = await plan({ seconds: 1 }, 'note')
  expect({ status, body }).toMatchObject({
    status: 500,
    body: {
      cause:
        'too many timers and retries wait for the clock of sandbox default: at most 10000, of 16777216 characters together',
    },
  })
  defects.splice(0)
})

describe('a state whose timers are wrong is refused in words, and changes nothing', () => {
  const timer = { api: 'orders', name: 'note', at: '2024-03-01T12:00:05+03:00', payload: { text: 'x' } }
  const webhook = { api: 'orders', at: '2024-03-01T12:00:05+03:00', url: 'http://127.0.0.1:9/' }
  const put = (state: object) => admin('PUT /sandboxes/default/state', { empty: true, ...state })

  test.each([
    [{ timers: {} }, 'timers', 'must be a list, not {}'],
    [{ timers: [5] }, 'timers[0]', 'must be an object, not 5'],
    [{ timers: [{ ...timer, api: undefined }] }, 'timers[0].api', 'is missing'],
    [{ timers: [{ ...timer, api: 'ordres' }] }, 'timers[0].api', 'is not an API; choose from orders'],
    [
      { timers: [{ ...timer, name: 'nota' }] },
      'timers[0].name',
      'is not a timer of orders, which has accept, note, fail, late, misuse. Did you mean “note”?',
    ],
    [
      { timers: [{ ...timer, name: 'toString' }] },
      'timers[0].name',
      'is not a timer of orders, which has accept, note, fail, late, misuse.',
    ],
    [
      { timers: [{ ...timer, at: '2024-03-01T12:00:05' }] },
      'timers[0].at',
      'must be ISO 8601 with its offset such as 2024-03-01T09:00:00+03:00, not "2024-03-01T12:00:05"',
    ],
    [
      { timers: [{ ...timer, at: '2024-02-31T12:00:05Z' }] },
      'timers[0].at',
      'must be ISO 8601 with its offset such as 2024-03-01T09:00:00+03:00, not "2024-02-31T12:00:05Z"',
    ],
    [
      { timers: [{ ...timer, at: '0000-02-01T12:00:05Z' }] },
      'timers[0].at',
      'must be in the years 1 to 9999, not "0000-02-01T12:00:05Z"',
    ],
    [
      { timers: [{ ...timer, id: 't0' }] },
      'timers[0].id',
      'must be as follows: t and a number from 1, as a saved state has it: t3, not "t0"',
    ],
    [
      {
        timers: [
          { ...timer, id: 't1' },
          { ...timer, id: 't1' },
        ],
      },
      'timers[1].id',
      'must not be used twice, as t1 is',
    ],
    [
      { timers: [{ ...timer, id: 't1' }], webhooks: [{ ...webhook, id: 't1' }] },
      'webhooks[0].id',
      'must not be used twice, as t1 is',
    ],
    [
      { timers: [{ ...timer, every: 5 }] },
      'timers[0].every',
      'is not known here; choose from id, api, name, at, payload',
    ],
    [{ lastTimer: -1 }, 'lastTimer', 'must be 0 or more, not -1'],
    [
      { webhooks: [{ ...webhook, method: 'SEND' }] },
      'webhooks[0]',
      'cannot be sent: method must be an HTTP method such as POST, not "SEND"',
    ],
    [
      { webhooks: [{ ...webhook, headers: { a: 'b\nc' } }] },
      'webhooks[0]',
      'cannot be sent: the header "a" has a character that HTTP does not allow, not "b\\nc"',
    ],
    [
      { webhooks: [{ ...webhook, retry: [-1] }] },
      'webhooks[0]',
      expect.stringContaining('cannot be sent: retry must be at most 50 numbers of seconds'),
    ],
  ])('%j', async (state, path, message) => {
    await plan({ seconds: 5 }, 'note', { text: 'kept' })
    const before = await timers()
    expect(await put(state)).toMatchObject({ status: 400, body: { errors: [{ path, message }] } })
    expect(await timers()).toEqual(before)
  })

  test('whatever is put there, it fits or is refused, and what fits runs', async () => {
    const scrap = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('t1', 'orders', 'note', '2024-03-01T12:00:05Z', '2024-03-01'),
    )
    const name = fc.oneof({ weight: 5, arbitrary: fc.constant('note') }, { weight: 1, arbitrary: scrap })
    const oneOf = (good: unknown) =>
      fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: scrap })
    const waiting = fc.record(
      {
        id: fc.oneof(
          fc.integer({ min: 1, max: 9 }).map(id => `t${id}`),
          scrap,
        ),
        api: oneOf('orders'),
        at: oneOf('2024-03-01T12:00:05+03:00'),
      },
      { requiredKeys: ['api', 'at'] },
    )
    const document = fc.record(
      {
        timers: fc.oneof(
          {
            weight: 6,
            arbitrary: fc.array(
              fc
                .tuple(waiting, name, oneOf({ text: 'x' }))
                .map(([one, called, payload]) => ({ ...one, name: called, payload })),
              { maxLength: 4 },
            ),
          },
          { weight: 1, arbitrary: scrap },
        ),
        webhooks: fc.oneof(
          {
            weight: 6,
            arbitrary: fc.array(
              fc
                .tuple(waiting, oneOf('http://127.0.0.1:1/'), oneOf([1]), oneOf('text'))
                .map(([one, url, retry, body]) => ({ ...one, url, retry, body })),
              { maxLength: 3 },
            ),
          },
          { weight: 1, arbitrary: scrap },
        ),
        lastTimer: oneOf(9),
      },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(document, async state => {
        const got = await put(state)
        expect([200, 400]).toContain(got.status)
        if (got.status === 400) {
          expect(got.body).toMatchObject({ title: 'Invalid request', errors: expect.anything() })
          return
        }
        expect(await advance({ days: 1 })).toMatchObject({ status: 200 })
        await admin('GET /sandboxes/default/webhooks?idle=true')
        expect((await put((await admin('GET /sandboxes/default/state')).body as object)).status).toBe(200)
      }),
      { numRuns: 100 },
    )
    defects.splice(0)
  })
})
