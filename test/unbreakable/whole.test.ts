import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ApiTypes, collection, defineApi, operations, Refusal, type Reply, schema } from '../../src/api.ts'
import { formatIso, parseIso } from '../../src/core/lib/zone.ts'
import { run } from '../../src/server.ts'
import { send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const LAST = Number.MAX_SAFE_INTEGER
const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty' })
const { admin } = server
const json = { 'content-type': 'application/json' }
const add = (body: unknown) => server.send({ method: 'POST', path: '/shop/v1/items', headers: json, body })

describe('numbers from outside', () => {
  const spans = fc.record(
    Object.fromEntries(
      ['days', 'hours', 'minutes', 'seconds', 'ms'].map(unit => [
        unit,
        fc.oneof(
          fc.double({ noNaN: true }),
          fc.integer(),
          fc.constantFrom(1e308, -1e308, 5e-324, 0, -0, 2 ** 53, 8.64e15),
        ),
      ]),
    ),
    { requiredKeys: [] },
  )

  test('a clock shows what can be read again, or stays where it is, whatever it is moved by', async () => {
    await fc.assert(
      fc.asyncProperty(spans, async span => {
        const before = (await admin('GET /sandboxes/default/clock')).body
        const got = await admin('POST /sandboxes/default/clock/advance', span)
        const after = (await admin('GET /sandboxes/default/clock')).body as { now: string }
        expect(got.status).toBeLessThan(500)
        expect(parseIso(after.now, 'UTC')).not.toBeNull()
        if (got.status === 400)
          expect(Math.abs(Date.parse(after.now) - Date.parse((before as { now: string }).now))).toBeLessThan(10_000)
        expect(await server.send({ path: '/shop/v1/items' })).toMatchObject({ status: 200 })
      }),
      { numRuns: 60 },
    )
  })

  test('spans that cancel each other out beyond all numbers are refused', async () => {
    expect(await admin('POST /sandboxes/default/clock/advance', { days: 1e308, hours: -1e308 })).toMatchObject({
      status: 400,
    })
  })

  test.each(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T00:00:00Z'])(
    'a clock that begins at %s is refused at every door',
    async now => {
      const refused = { status: 400, body: { detail: expect.stringMatching(/years 1 to 9999/) } }
      expect(await admin('POST /sandboxes', { id: 'then', now })).toMatchObject(refused)
      expect(await admin('POST /sandboxes/default/reset', { now })).toMatchObject(refused)
      expect(await admin('PUT /sandboxes/default/state', { now })).toMatchObject(refused)
      expect(await admin('PUT /sandboxes/default/clock', { now })).toMatchObject(refused)
      await expect(run({ port: 0, apis: [shop], now })).rejects.toThrow(/years 1 to 9999/)
    },
  )

  test('a clock that comes to the end of its range stands still there', async () => {
    await admin('PUT /sandboxes/default/clock', { now: '9999-12-29T23:59:59.999Z', frozen: false })
    await expect
      .poll(async () => ((await admin('GET /sandboxes/default/clock')).body as { now: string }).now)
      .toBe(formatIso(Date.parse('9999-12-30'), 'Europe/Moscow'))
    const state = (await admin('GET /sandboxes/default/state')).body
    expect(await admin('PUT /sandboxes/default/state', state)).toMatchObject({ status: 200 })
  })

  test('a counter gives numbers up to the last, and then says that it is full', async () => {
    await admin('PUT /sandboxes/default/state', { empty: true, counters: { 'shop.items': LAST - 2 } })
    expect((await add({ title: 'a' })).body).toMatchObject({ id: LAST - 2 })
    expect((await add({ title: 'b' })).body).toMatchObject({ id: LAST - 1 })
    for (let i = 0; i < 3; i++)
      expect(await add({ title: 'c' })).toMatchObject({
        status: 507,
        body: { title: 'Counter full', counter: 'shop.items', detail: expect.stringContaining(String(LAST)) },
      })
    expect(server.all('shop', 'items')).toHaveLength(2)
    await admin('PUT /sandboxes/default/clock', { frozen: true })
    const state = (await admin('GET /sandboxes/default/state')).body
    expect(await admin('PUT /sandboxes/default/state', state)).toMatchObject({ status: 200, body: state })
    expect(await admin('POST /sandboxes/default/data/shop/items', { title: 'd', price: 1 })).toMatchObject({
      status: 507,
    })
    await admin('POST /sandboxes/default/reset')
    expect(await add({ title: 'e' })).toMatchObject({ status: 201 })
  })

  test.each([LAST, LAST - 1])('a document whose counter stands at %d leaves no number for its records', async next => {
    const items = [{ title: 'a' }, { title: 'b' }]
    const got = await admin('PUT /sandboxes/default/state', {
      empty: true,
      counters: { 'shop.items': next },
      data: { shop: { items } },
    })
    expect(got).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'counters.shop.items', message: expect.stringContaining('no number') }] },
    })
  })

  test.each([1e300, 2 ** 53, -(2 ** 53)])('the key %d of a record is refused in a document', async id => {
    const got = await admin('PUT /sandboxes/default/state', {
      empty: true,
      data: { shop: { items: [{ id, title: 'a' }] } },
    })
    expect(got).toMatchObject({ status: 400, body: { errors: [{ path: 'data.shop.items[0].id' }] } })
  })

  test('records that repeat beyond what a sandbox is for are refused before they are made', async () => {
    const items = Array.from({ length: 101 }, () => ({ title: 'a', repeat: 10_000 }))
    const got = await admin('PUT /sandboxes/default/state', { empty: true, data: { shop: { items } } })
    expect(got).toMatchObject({ status: 400, body: { errors: [{ path: 'data.shop' }] } })
  })

  test.each(['1e400', '-1e400', `1${'0'.repeat(400)}`, '1E+0999'])(
    'a body with the number %s is not JSON',
    async number => {
      expect(await add(`{"title":"a","deep":{"x":[${number}]}}`)).toMatchObject({ status: 400 })
      expect(
        await server.send({
          method: 'POST',
          path: '/__admin/sandboxes/default/data/shop/items',
          headers: json,
          body: `{"title":"a","price":${number}}`,
        }),
      ).toMatchObject({ status: 400 })
      expect(server.all('shop', 'items')).toEqual([])
    },
  )

  test.each(['"1e400"', '1e-400', '1e308', '"e999"'])('one with %s is', async value => {
    expect(await add(`{"title":"a","deep":${value}}`)).toMatchObject({ status: 201 })
  })
})

describe('what is refused has written nothing', () => {
  test.each(['\ud800', 'a\udfff', ''])('a record with the key %j', async id => {
    const got = await admin('POST /sandboxes/default/data/shop/notes', { id, text: 'x' })
    expect(got).toMatchObject({ status: 422, body: { errors: [{ path: 'body.id' }] } })
    expect(server.all('shop', 'notes')).toEqual([])
  })

  test('half a letter in a credential is no reason not to answer, whoever listens', async () => {
    const told: string[] = []
    const stop = server.running.events.watch(({ text }) => void told.push(text))
    const body = '{"title":"a","key":"\\ud800secret","odd":"\\udfff"}'
    expect(await add(body)).toMatchObject({ status: 201 })
    stop()
    expect(told.map(text => JSON.parse(text))).toMatchObject([{ op: 'insert' }, { id: 'r1', status: 201 }])
    const { requests } = (await admin('GET /sandboxes/default/requests')).body as { requests: { body: string }[] }
    expect(requests[0]!.body).toBe('{"title":"a","key":"***","odd":"\\udfff"}')
  })

  test('a listener that fails is reported, and the request stands', async () => {
    const defects: unknown[] = []
    const running = await run({
      port: 0,
      host: '127.0.0.1',
      apis: [shop],
      api: ['shop'],
      scenario: 'empty',
      onDefect: error => defects.push(error),
    })
    running.events.watch(() => {
      throw new Error('deaf')
    })
    const got = await send(running.url, { method: 'POST', path: '/shop/v1/items', headers: json, body: { title: 'a' } })
    expect(got).toMatchObject({ status: 201 })
    expect(defects.length).toBeGreaterThan(0)
    expect((await send(running.url, { path: '/shop/v1/items' })).body).toHaveLength(1)
    await running.close()
  })
})

describe('what an API’s own code cannot answer', () => {
  interface Thing {
    id: number
  }
  type Types = ApiTypes & { records: { things: Thing } }
  const later = async <T>(value: T): Promise<T> => value
  const loop: Record<string, unknown> = {}
  loop.self = loop

  /** What each handler gives, after it has written. */
  const ANSWERS: Record<string, () => unknown> = {
    nothing: () => undefined,
    null: () => null,
    text: () => 'hello',
    promise: () => later({ status: 200 }),
    rejection: () => Promise.reject(new Error('too late')),
    'status-text': () => ({ status: '200' }),
    'status-none': () => ({ body: {} }),
    'status-low': () => ({ status: 101 }),
    'status-high': () => ({ status: 1000 }),
    'header-name': () => ({ status: 200, headers: { 'bad name': 'x' } }),
    'header-value': () => ({ status: 200, headers: { 'x-a': 'a\r\nb' } }),
    'header-letter': () => ({ status: 200, headers: { 'x-a': 'я' } }),
    'header-number': () => ({ status: 200, headers: { 'x-a': 1 } }),
    'header-length': () => ({ status: 200, headers: { 'Content-Length': '5' } }),
    bigint: () => ({ status: 200, body: { n: 1n } }),
    circle: () => ({ status: 200, body: loop }),
    'body-function': () => ({ status: 200, body: () => 1 }),
    'text-number': () => ({ status: 200, text: 5 }),
  }
  const operation = operations<Types>()
  const own = defineApi<Types>({
    name: 'own',
    title: 'Own',
    docs: 'own.txt',
    basePath: '/own',
    operations: [
      ...Object.entries(ANSWERS).map(([name, answer]) =>
        operation(`POST /${name}`, {
          id: name,
          summary: name,
          docs: 'own.txt',
          replies: { 200: null },
          handle({ store }) {
            store.things.insert({})
            return answer() as Reply
          },
        }),
      ),
      operation('POST /late', {
        id: 'late',
        summary: 'late',
        docs: 'own.txt',
        replies: { 200: null },
        async handle({ store }: { store: { things: { insert(thing: object): void } } }) {
          await later(1)
          store.things.insert({})
        },
      } as never),
      operation('POST /refuse', {
        id: 'refuse',
        summary: 'refuse',
        docs: 'own.txt',
        replies: { 200: null },
        handle({ store }) {
          store.things.insert({})
          throw new Refusal('no')
        },
      }),
      operation('POST /kept', {
        id: 'kept',
        summary: 'kept',
        docs: 'own.txt',
        replies: { 200: schema({}) },
        cache: () => ({ seconds: 60, key: '' }),
        handle: ({ store }) => (store.things.size > 0 ? { status: 200, body: 'good' } : { status: 200, body: 1n }),
      }),
    ] as never,
    collections: { things: collection<Thing>({ key: 'id', keyType: 'integer', newKey: 1 }) },
    readings: {},
    credentials: {},
    account: {},
    authenticate({ header }) {
      if (header('x-late') !== undefined) return Promise.reject(new Error('who knows')) as never
      return null
    },
    error: schema({}),
    refuse(error) {
      if (error instanceof Refusal) throw new TypeError('cannot refuse')
      return { status: 400, text: error.message }
    },
  })

  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const defects: unknown[] = []
    const told: string[] = []
    const running = await run({
      port: 0,
      host: '127.0.0.1',
      apis: [own],
      api: ['own'],
      scenario: 'empty',
      onDefect: error => defects.push(error),
    })
    running.events.watch(({ text }) => void told.push(text))
    const got = await send(running.url, { method: 'POST', path: `/own${path}`, headers })
    // What a handler does after its answer is done by now.
    await new Promise(resolve => setImmediate(resolve))
    const things = running.sandboxes.get('default')!.collection('own', 'things')!.all()
    const { requests } = (await send(running.url, { path: '/__admin/sandboxes/default/requests' })).body as {
      requests: object[]
    }
    await running.close()
    return { got, defects, things, requests, told: told.map(text => JSON.parse(text)) }
  }

  test.each([...Object.keys(ANSWERS), 'late'])(
    '%s: 500 in words, in the answer, the journal, the log; nothing written',
    async name => {
      const { got, defects, things, requests, told } = await ask(`/${name}`)
      const says = expect.stringMatching(new RegExp(`^Operation ${name} of own cannot answer: .+\\.$`))
      expect(got).toMatchObject({
        status: 500,
        headers: { 'content-type': 'application/problem+json; charset=utf-8' },
        body: { title: 'Handler failed', api: 'own', operation: name, detail: says, cause: expect.any(String) },
      })
      expect(got.text).not.toContain('defect of the mock server')
      expect(things).toEqual([])
      expect(defects).toEqual([says])
      expect(requests).toMatchObject([{ operation: name, status: 500, defect: says }])
      expect(told).toMatchObject([{ id: 'r1', status: 500, defect: says }])
    },
  )

  test('a refuse that throws', async () => {
    const { got, things, requests } = await ask('/refuse')
    expect(got).toMatchObject({
      status: 500,
      body: { api: 'own', operation: 'refuse', cause: 'its refuse failed: cannot refuse' },
    })
    expect(things).toEqual([])
    expect(requests).toMatchObject([{ status: 500, defect: expect.stringContaining('cannot refuse') }])
  })

  test('an authenticate that is async', async () => {
    const { got } = await ask('/nothing', { 'x-late': '1' })
    expect(got).toMatchObject({
      status: 500,
      body: { cause: expect.stringMatching(/^its authenticate returned a promise/) },
    })
  })

  test('an answer that cannot be sent is not kept', async () => {
    const running = await run({
      port: 0,
      host: '127.0.0.1',
      apis: [own],
      api: ['own'],
      scenario: 'empty',
      onDefect: () => {},
    })
    const kept = () => send(running.url, { method: 'POST', path: '/own/kept' })
    expect(await kept()).toMatchObject({ status: 500 })
    await send(running.url, {
      method: 'POST',
      path: '/__admin/sandboxes/default/data/own/things',
      headers: json,
      body: {},
    })
    expect(await kept()).toMatchObject({ status: 200, headers: { 'x-mock-cache': 'miss' } })
    expect(await kept()).toMatchObject({ status: 200, headers: { 'x-mock-cache': 'hit' } })
    await running.close()
  })
})

describe('what is kept follows what it depends on', () => {
  test('setting readings empties the kept answers', async () => {
    const count = () => server.send({ path: '/shop/v1/count' })
    expect((await count()).headers['x-mock-cache']).toBe('miss')
    expect((await count()).headers['x-mock-cache']).toBe('hit')
    await admin('PUT /sandboxes/default/readings', { 'shop.greeting': 'long' })
    expect((await count()).headers['x-mock-cache']).toBe('miss')
  })
})

describe('verify never says a wrong yes', () => {
  test('of a journal that has lost what nobody knows any more', async () => {
    const verify = (times: unknown) =>
      admin('POST /sandboxes/default/requests/verify', { operation: 'shop item.list', times })
    server.box.journal.resume(3)
    expect(await verify(0)).toMatchObject({ status: 409, body: { dropped: 3 } })
    expect((await admin('GET /sandboxes/default/requests')).body).toMatchObject({ total: 0, dropped: 3 })
    expect(await verify({ atLeast: 4 })).toMatchObject({ status: 409 })
    await server.send({ path: '/shop/v1/items' })
    expect(await verify({ atLeast: 1 })).toMatchObject({ status: 200, body: { ok: true } })
    expect(await verify(1)).toMatchObject({ status: 409 })
    await admin('DELETE /sandboxes/default/requests')
    expect(await verify(0)).toMatchObject({ status: 200, body: { ok: true } })
  })
})

test('a state that is put is the old one or the new one to whoever asks in between', async () => {
  const document = (title: string) => ({
    empty: true,
    data: { shop: { items: Array.from({ length: 4000 }, (_, i) => ({ id: i + 1, title })) } },
  })
  await admin('PUT /sandboxes/default/state', document('old'))
  const seen = new Set<string>()
  let isDone = false
  const put = admin('PUT /sandboxes/default/state', document('new')).finally(() => (isDone = true))
  while (!isDone) {
    const items = (await server.send({ path: '/shop/v1/items' })).body as { title: string }[]
    expect(items).toHaveLength(4000)
    seen.add([...new Set(items.map(({ title }) => title))].join())
  }
  await put
  expect([...seen].filter(titles => !['old', 'new'].includes(titles))).toEqual([])
  expect(seen.has('old')).toBe(true)
})

test('a state that is read is of one moment, whatever is written in the meantime', async () => {
  await admin('PUT /sandboxes/default/state', {
    empty: true,
    data: { shop: { items: Array.from({ length: 6000 }, (_, i) => ({ id: i + 1, title: 'old' })) } },
  })
  const read = admin('GET /sandboxes/default/state')
  let isDone = false
  read.finally(() => (isDone = true))
  let written = 0
  while (!isDone) {
    await add({ title: 'new' })
    written++
  }
  const { data, counters } = (await read).body as {
    data: { shop: { items: object[] } }
    counters: Record<string, number>
  }
  expect(written).toBeGreaterThan(0)
  const news = data.shop.items.length - 6000
  expect(counters['shop.items']).toBe(news === 0 ? 6001 : 6001 + news)
})
