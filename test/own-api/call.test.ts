import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  bytes,
  collection,
  defineApi,
  HttpFault,
  operations,
  type RecordsOf,
  Refusal,
  schema,
  text,
  type UploadedFile,
} from '../../src/api.ts'
import { startMockServer } from '../../src/index.ts'
import { send, serve } from '../support/server.ts'

// What a handler has on its call, and what an API declares beside its handlers.

const order = schema({
  type: 'object',
  properties: {
    id: { type: 'integer' },
    title: { type: 'string' },
    state: { enum: ['new', 'done'] },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'title', 'state'],
  additionalProperties: false,
})
const collections = {
  orders: collection({ key: 'id', keyType: 'integer', newKey: 1, defaults: { state: 'new' }, schema: order }),
}
interface Types {
  records: RecordsOf<typeof collections>
  readings: Record<string, never>
  caller: string
  memory: { tries: Readonly<Record<string, number>> }
}
const operation = operations<Types>()
const told = { summary: 'Says', docs: 'Desk' }
const anything = schema({})
const PIXEL = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00])

class WrongPassword extends Refusal {}

const add = operation('POST /orders', {
  ...{ id: 'add', ...told },
  body: schema({ type: 'object', properties: { title: { type: 'string' } }, required: ['title'] }),
  replies: { 201: order, 202: null },
  handle({ body, store, reply, link }) {
    expectTypeOf(body).toEqualTypeOf<{ title: string }>()
    const made = store.orders.insert({ title: body.title })
    expectTypeOf(made.state).toEqualTypeOf<'new' | 'done'>()
    // @ts-expect-error a status that is not declared
    void (() => reply(200, made))
    // @ts-expect-error a body that its schema forbids
    void (() => reply(201, { id: 'a', title: 'b', state: 'new' }))
    // @ts-expect-error a body where there is none
    void (() => reply(202, made))
    return reply(201, { ...made, tags: [] }, { location: link('/orders/:id', made) })
  },
})
const get = operation('GET /orders/:id', {
  ...{ id: 'get', ...told, replies: { 200: order } },
  handle({ params, store, reply }) {
    expectTypeOf(params).toEqualTypeOf<{ readonly id: string }>()
    return reply(200, store.orders.need(params.id))
  },
})
const login = operation('POST /login', {
  ...{ id: 'login', ...told, replies: { 200: anything } },
  body: schema({ type: 'object', properties: { name: { type: 'string' }, password: { type: 'string' } } }),
  handle({ body, memory, store, reply }) {
    expectTypeOf(memory).toEqualTypeOf<{ tries: Readonly<Record<string, number>> } | undefined>()
    store.orders.insert({ title: 'undone' })
    if (body.password !== 'right') throw new WrongPassword(body.name)
    return reply(200, memory?.tries ?? {})
  },
})
const upload = operation('POST /files', {
  ...{ id: 'upload', ...told, body: anything, replies: { 200: anything } },
  handle({ files, body, reply }) {
    expectTypeOf(files).toEqualTypeOf<readonly UploadedFile[]>()
    const said = files.map(({ name, filename, type, bytes }) => [name, filename, type, [...bytes]])
    return reply(200, { files: said, body })
  },
})
const picture = operation('GET /picture', {
  ...{ id: 'picture', ...told, replies: { 200: bytes('image/png') } },
  handle: ({ reply }) => reply(200, PIXEL),
})
const keepPicture = operation('PUT /picture', {
  ...{ id: 'picture.put', ...told, body: bytes('image/*'), replies: { 200: anything } },
  handle: ({ body, reply }) => reply(200, [...body]),
})
const xml = operation('POST /xml', {
  ...{ id: 'xml', ...told, body: text('application/xml'), replies: { 200: text('application/xml') } },
  handle: ({ body, reply }) => reply(200, body.replace('ask', 'answer')),
})
const notText = operation('GET /xml', {
  ...{ id: 'xml.not', ...told, replies: { 200: text('application/xml') } },
  handle: () => ({ status: 200, body: { no: 'text' } }),
})
const limited = operation('GET /limited', {
  ...{ id: 'limited', ...told, replies: { 200: anything } },
  limit: { requests: 2, per: '1s', by: ({ caller }) => caller },
  handle: ({ store, reply }) => reply(200, store.orders.size),
})
const remember = operation('PUT /memory/:what', {
  ...{ id: 'memory', ...told, replies: { 200: anything } },
  handle(call) {
    const values: Record<string, unknown> = { date: { tries: new Date(0) }, circle: {}, number: { tries: Number.NaN } }
    ;(values.circle as { self?: unknown }).self = values.circle
    values.shape = { tries: 7 }
    call.memory = values[call.params.what] as never
    return call.reply(200, {})
  },
})
const later = operation('POST /later', {
  ...{ id: 'later', ...told, body: schema({ type: 'string' }), replies: { 204: null } },
  handle({ body, after, reply }) {
    after({ seconds: 1 }, 'odd', body)
    return reply(204)
  },
})
const nowhere = operation('GET /nowhere', {
  ...{ id: 'nowhere', ...told, replies: { 200: anything } },
  handle: ({ link, query, reply }) => reply(200, link('/orders/:id', query)),
})

const desk = defineApi<Types>({
  name: 'desk',
  basePath: '/desk',
  operations: [add, get, login, upload, picture, keepPicture, xml, notText, limited, remember, later, nowhere],
  timers: {
    odd(call, values: 'date' | 'shape') {
      call.memory = { tries: values === 'date' ? new Date(0) : 7 } as never
    },
  },
  collections,
  memory: schema({ type: 'object', properties: { tries: { type: 'object' } } }),
  credentials: { user: [{ in: 'header', name: 'x-user' }] },
  account: { user: 'anna' },
  authenticate: ({ credential }) => credential('user') ?? 'nobody',
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  keep(call, error) {
    if (!(error instanceof WrongPassword)) return
    const { tries = {} } = call.memory ?? {}
    call.memory = { tries: { ...tries, [error.message]: (tries[error.message] ?? 0) + 1 } }
  },
  refuse: error => ({
    status: error instanceof HttpFault ? error.status : 401,
    body: { kind: error instanceof HttpFault ? error.kind : 'own', message: error.message },
  }),
})

const server = await serve({ apis: [desk], onDefect: () => {} })
const json = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  server.send({ method, path: `/desk${path}`, body, headers })
const failed = (cause: string) => ({ status: 500, body: { title: 'Handler failed', cause } })

describe('a reply', () => {
  test('is typed by its status, and links to what was made, in its sandbox', async () => {
    const made = await server.send({ method: 'POST', path: '/~w1/desk/orders', body: { title: 'a' } })
    expect(made).toMatchObject({ status: 201, body: { id: 1, title: 'a', state: 'new', tags: [] } })
    expect(made.headers.location).toBe(`${server.running.url}/~w1/desk/orders/1`)
  })

  test('a link holds its values percent-encoded', async () => {
    expect(await json('GET', '/nowhere?id=a%2Fb%20%D0%AF')).toMatchObject({
      body: `${server.running.url}/desk/orders/a%2Fb%20%D0%AF`,
    })
  })

  test('a link without its value is told', async () => {
    expect(await json('GET', '/nowhere')).toMatchObject(failed('link("/orders/:id") has no value for :id'))
  })
})

describe('what is needed', () => {
  test('is found by the text of a path', async () => {
    await json('POST', '/orders', { title: 'a' })
    expect(await json('GET', '/orders/1')).toMatchObject({ status: 200, body: { id: 1 } })
  })

  test.each(['7', 'x', '1e0', '01x'])('or is refused by the API itself: %s', async id => {
    expect(await json('GET', `/orders/${id}`)).toMatchObject({
      status: 404,
      body: { kind: 'not-found', message: `There is no record ${id} in orders` },
    })
  })
})

describe('what outlives a refusal', () => {
  test('is kept, while all that the request wrote is undone', async () => {
    const wrong = () => json('POST', '/login', { name: 'anna', password: 'wrong' })
    expect([(await wrong()).status, (await wrong()).status]).toEqual([401, 401])
    expect(server.all('desk', 'orders')).toEqual([])
    expect(await json('POST', '/login', { name: 'anna', password: 'right' })).toMatchObject({ body: { anna: 2 } })
  })

  test('is of its sandbox, and gone with a reset', async () => {
    await json('POST', '/login', { name: 'anna', password: 'wrong' })
    await server.reset()
    expect(await json('POST', '/login', { name: 'anna', password: 'right' })).toMatchObject({ body: {} })
  })
})

describe('memory', () => {
  test.each([
    ['date', 'memory.tries is a Date, but memory must be JSON'],
    ['circle', 'memory.self is a part of itself, but memory must be JSON'],
    ['number', 'memory.tries is NaN, but memory must be JSON'],
    ['shape', 'its memory does not fit the schema “memory”: memory.tries must be an object'],
  ])('a %s is refused', async (what, cause) => {
    expect(await json('PUT', `/memory/${what}`)).toMatchObject(failed(cause))
    expect(server.box.memory('desk')).toBeUndefined()
  })
})

test.each([
  ['JSON', 'date', 'memory.tries is a Date, but memory must be JSON'],
  ['what its schema says', 'shape', 'its memory does not fit the schema “memory”: memory.tries must be an object'],
])('what a timer keeps must be %s too', async (_, values, cause) => {
  server.now('2024-03-01T09:00:00Z')
  await json('POST', '/later', JSON.stringify(values), { 'content-type': 'application/json' })
  await server.admin('POST /sandboxes/default/clock/advance', { seconds: 1 })
  const { requests } = (await server.admin('GET /sandboxes/default/requests')).body as {
    requests: { defect?: string }[]
  }
  expect(requests.map(({ defect }) => defect).filter(Boolean)).toEqual([expect.stringContaining(cause)])
  expect(server.box.memory('desk')).toBeUndefined()
})

describe('files and bytes', () => {
  const form = [
    ['--XX', 'content-disposition: form-data; name="note"', '', 'hello'],
    [
      '--XX',
      'content-disposition: form-data; name="scan"; filename="C:\\a\\b.txt"',
      'content-type: text/plain',
      '',
      'ab',
    ],
    // A file field that was left empty.
    ['--XX', 'content-disposition: form-data; name="none"; filename=""', '', ''],
    ['--XX--', ''],
  ]

  test('files of a form are given as they came, beside its fields; a field left empty gives none', async () => {
    const got = await server.send({
      ...{ method: 'POST', path: '/desk/files', headers: { 'content-type': 'multipart/form-data; boundary=XX' } },
      body: form.flat().join('\r\n'),
    })
    expect(got).toMatchObject({
      status: 200,
      body: { files: [['scan', 'b.txt', 'text/plain', [97, 98]]], body: { note: 'hello' } },
    })
  })

  test('a form is read where the API takes forms', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await json('POST', '/files', 'a=1&b=2', headers)).toMatchObject({ body: { files: [], body: { a: '1' } } })
  })

  test('bytes go out as they are', async () => {
    const response = await fetch(`${server.running.url}/desk/picture`)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(PIXEL)
  })

  test('and come as they are, of the type that is declared', async () => {
    const put = (type: string) =>
      server.send({ method: 'PUT', path: '/desk/picture', headers: { 'content-type': type }, body: Buffer.from(PIXEL) })
    const got = await put('image/jpeg')
    expect(got).toMatchObject({ status: 200, body: [...PIXEL] })
    expect(got.headers).not.toHaveProperty('x-mock-violations')
    expect(await put('text/plain')).toMatchObject({ status: 415, body: { kind: 'unsupported-type' } })
  })

  test('XML comes and goes as text', async () => {
    const got = await json('POST', '/xml', '<ask>Я</ask>', { 'content-type': 'application/xml; charset=utf-8' })
    expect(got).toMatchObject({ status: 200, text: '<answer>Я</ask>', headers: { 'content-type': 'application/xml' } })
    expect(await json('GET', '/xml')).toMatchObject(failed('its reply 200 must have a text for application/xml'))
  })
})

describe('a limit', () => {
  const ask = (user: string) => json('GET', '/limited', undefined, { 'x-user': user })

  test('lets so many requests of a caller pass in a time of the sandbox’s clock', async () => {
    server.now('2024-03-01T09:00:00Z')
    expect([(await ask('anna')).status, (await ask('anna')).status]).toEqual([200, 200])
    const refused = await ask('anna')
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { kind: 'too-many', message: 'More than 2 requests in 1s' },
    })
    expect(await ask('boris')).toMatchObject({ status: 200 })
    server.advance(1)
    expect(await ask('anna')).toMatchObject({ status: 200 })
  })

  test('of the whole API counts requests of every operation', async () => {
    await using own = await startMockServer({
      port: 0,
      apis: [defineApi<Types>({ ...desk, name: 'few', basePath: '/few', limit: { requests: 2, per: '1m' } })],
      now: '2024-03-01T09:00:00Z',
      frozen: true,
    })
    const answers = []
    for (const path of ['/picture', '/orders/1', '/picture']) answers.push(await send(own.url, { path: `/few${path}` }))
    expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
      [200, undefined],
      [404, undefined],
      [429, '60'],
    ])
  })

  test('counts those that it refuses: who goes on asking is not let in', async () => {
    server.now('2024-03-01T09:00:00Z')
    const statuses: number[] = []
    for (let i = 0; i < 6; i++) {
      statuses.push((await ask('anna')).status)
      server.advance(0.4)
    }
    expect(statuses).toEqual([200, 200, 429, 429, 429, 429])
    server.advance(1)
    expect(await ask('anna')).toMatchObject({ status: 200 })
  })

  test('begins anew with a reset, and is another’s in another sandbox', async () => {
    server.now('2024-03-01T09:00:00Z')
    for (const status of [200, 200, 429]) expect((await ask('anna')).status).toBe(status)
    const other = { path: '/~w9/desk/limited', headers: { 'x-user': 'anna' } }
    expect(await server.send(other)).toMatchObject({ status: 200 })
    await server.reset()
    expect(await ask('anna')).toMatchObject({ status: 200 })
  })
})
