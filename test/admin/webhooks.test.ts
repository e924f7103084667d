import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { JournalEntry } from '../../src/client/types.ts'
import { calls, orders } from '../support/orders.ts'
import { answer, type Behaviour, raw, receive } from '../support/receiver.ts'
import { serve } from '../support/server.ts'

const NOON = '2024-03-01T12:00:00+03:00'
const defects: unknown[] = []
const server = await serve({
  ...{ apis: [orders], api: ['orders'], scenario: 'empty', now: NOON, frozen: true },
  onDefect: error => defects.push(error),
})
const { admin, send } = server
const receiver = await receive()
afterAll(() => receiver.close())
beforeEach(() => receiver.behave(answer(200, '{"ok":true}')))

const post = (...webhooks: object[]) =>
  send({ method: 'POST', path: '/orders/v1/send', headers: { 'x-orders-key': 'orders-key-1' }, body: { webhooks } })
const advance = (span: object) => admin('POST /sandboxes/default/clock/advance', span)
const idle = async () =>
  ((await admin('GET /sandboxes/default/webhooks?idle=true')).body as { webhooks: JournalEntry[] }).webhooks
const list = async () =>
  ((await admin('GET /sandboxes/default/webhooks')).body as { webhooks: JournalEntry[] }).webhooks

test('a webhook is sent once the handler has ended, and is in the journal with what was answered', async () => {
  receiver.behave(answer(202, '{"ok":true}', 'x-trace: 7\r\n'))
  await post({ url: receiver.url, headers: { 'X-Event': 'created' }, body: { id: 7, title: 'Вода' } })
  const [entry] = await idle()
  expect(receiver.received).toHaveLength(1)
  const [head, body] = receiver.received[0]!.split('\r\n\r\n')
  expect(body).toBe('{"id":7,"title":"Вода"}')
  expect(head!.split('\r\n').sort()).toEqual(
    [
      ...['POST /hook HTTP/1.1', `Host: 127.0.0.1:${receiver.port}`, 'Connection: close', 'x-event: created'],
      ...['user-agent: poligon', 'content-type: application/json; charset=utf-8', 'content-length: 27'],
      'x-mock-request-id: r2',
    ].sort(),
  )
  expect(entry).toEqual({
    ...{ id: 'r2', direction: 'out', api: 'orders', operation: null, method: 'POST', url: receiver.url },
    ...{ at: NOON, realAt: expect.any(String), status: 202, durationMs: expect.any(Number) },
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-event': 'created' },
    body: '{"id":7,"title":"Вода"}',
    response: { headers: { 'content-length': '11', connection: 'close', 'x-trace': '7' }, body: '{"ok":true}' },
    ...{ servedFrom: 'handler', fault: null, violations: [], readings: [] },
    ...{ delivery: 'delivered', cause: 'r1' },
    attempts: [{ at: NOON, realAt: expect.any(String), durationMs: expect.any(Number), status: 202 }],
  })
})

test.each([
  ['a text as it is', { body: '<order/>' }, 'text/plain; charset=utf-8', '<order/>'],
  [
    'a type of its own',
    { body: 'a=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    'application/x-www-form-urlencoded',
    'a=1',
  ],
  ['no body', { method: 'PUT' }, undefined, ''],
])('it has %s', async (_, more, type, body) => {
  await post({ url: receiver.url, ...more })
  const [entry] = await idle()
  expect([entry!.headers['content-type'], receiver.received[0]!.split('\r\n\r\n')[1]]).toEqual([type, body])
})

test('it is not sent where the handler fails after it', async () => {
  await send({
    method: 'POST',
    path: '/orders/v1/orders',
    body: { title: 'x', hook: { url: receiver.url }, fail: true },
  })
  expect(await idle()).toEqual([])
  expect(receiver.received).toEqual([])
})

test('one that was asked for in what is undone is not sent', async () => {
  const sent = await server.send({
    ...{ method: 'POST', path: '/orders/v1/send', body: { undo: true, webhooks: [{ url: receiver.url }] } },
  })
  expect(sent.status).toBe(200)
  expect(await idle()).toEqual([])
  expect(receiver.received).toEqual([])
})

test('a timer sends them too, at its moment', async () => {
  await send({ method: 'POST', path: '/orders/v1/orders', body: { title: 'x', hook: { url: receiver.url } } })
  await advance({ minutes: 1 })
  const entries = await idle()
  expect(entries.map(({ at, cause, body }) => [at, cause, JSON.parse(body).event])).toEqual([
    ['2024-03-01T12:00:00+03:00', 'r1', 'created'],
    ['2024-03-01T12:00:30+03:00', 't1', 'accepted'],
  ])
})

test('a timer that fails sends nothing', async () => {
  await send({
    method: 'POST',
    path: '/orders/v1/plan',
    body: { span: { seconds: 1 }, timer: 'fail', payload: { hook: receiver.url } },
  })
  await advance({ seconds: 1 })
  expect(await idle()).toEqual([])
  defects.splice(0)
})

describe('sent again', () => {
  const statuses = ({ attempts }: JournalEntry) => attempts!.map(({ status }) => status)

  test('by the sandbox’s clock, until it is delivered', async () => {
    receiver.behave(answer(500), answer(503), answer(200))
    await post({ url: receiver.url, retry: [1, 5, 30] })
    expect((await idle())[0]).toMatchObject({ delivery: 'waiting', retryAt: '2024-03-01T12:00:01+03:00', status: 500 })
    expect((await admin('GET /sandboxes/default/timers')).body).toEqual({ timers: [] })
    await advance({ seconds: 1 })
    expect((await idle())[0]).toMatchObject({ delivery: 'waiting', retryAt: '2024-03-01T12:00:06+03:00', status: 503 })
    await advance({ seconds: 5 })
    const [entry] = await idle()
    expect([entry!.delivery, statuses(entry!), receiver.received.length]).toEqual(['delivered', [500, 503, 200], 3])
    await advance({ minutes: 5 })
    await idle()
    expect(receiver.received).toHaveLength(3)
  })

  test('all at once where the clock passes all of them, and then it has failed', async () => {
    receiver.behave(answer(500))
    await post({ url: receiver.url, retry: [1, 5, 30] })
    await idle()
    await advance({ minutes: 1 })
    const [entry] = await idle()
    expect([entry!.delivery, statuses(entry!)]).toEqual(['failed', [500, 500, 500, 500]])
  })

  test('a reset ends it, and what was on its way is ended', async () => {
    receiver.behave(answer(500), raw(''))
    await post({ url: receiver.url, retry: [1] })
    await idle()
    await admin('POST /sandboxes/default/reset', {})
    await advance({ minutes: 1 })
    expect(await idle()).toEqual([])
    await post({ url: receiver.url })
    await receiver.came(2)
    await admin('POST /sandboxes/default/reset', {})
    expect(await idle()).toEqual([])
  })

  test('a checkpoint keeps it, and goes back to it', async () => {
    receiver.behave(answer(500), answer(200))
    await post({ url: receiver.url, body: { token: 'a-secret' }, retry: [1] })
    await idle()
    await admin('POST /sandboxes/default/checkpoints', { name: 'waiting' })
    await advance({ seconds: 1 })
    await idle()
    await admin('POST /sandboxes/default/checkpoints/waiting/restore')
    await advance({ seconds: 1 })
    const entries = await idle()
    expect(entries.map(entry => [entry.id, entry.delivery, statuses(entry), entry.body])).toEqual([
      ['r2', 'delivered', [500, 200], '{"token":"***"}'],
      ['r3', 'delivered', [200], '{"token":"***"}'],
    ])
    expect(receiver.received).toHaveLength(3)
  })

  test('a state has it', async () => {
    receiver.behave(answer(500), answer(200))
    await post({ url: receiver.url, body: { a: 1 }, retry: [1, 2] })
    await idle()
    const { body: state } = await admin('GET /sandboxes/default/state')
    await admin('POST /sandboxes/default/reset', {})
    const { body } = await admin('PUT /sandboxes/default/state', state)
    expect(body).toEqual(state)
    await advance({ seconds: 1 })
    expect(await idle()).toMatchObject([{ delivery: 'delivered', cause: null, body: '{"a":1}' }])
  })
})

describe('a receiver that does not do as it should', () => {
  const MEGABYTE = 'x'.repeat(1024 * 1024)
  const CLOSED = 'the connection was closed before the answer was complete'
  const rows: [string, Behaviour, number | null, string | undefined, string][] = [
    ['redirects', answer(302, '', 'location: http://127.0.0.1:1/other\r\n'), 302, undefined, 'failed'],
    ['refuses', answer(404, 'no'), 404, undefined, 'failed'],
    ['closes at once', socket => void socket.end(), null, CLOSED, 'failed'],
    ['resets', socket => void socket.resetAndDestroy(), null, CLOSED, 'failed'],
    [
      'closes in the middle',
      socket => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'),
      null,
      CLOSED,
      'failed',
    ],
    [
      'does not speak HTTP',
      socket => void socket.end('\x00\x01 what?\r\n\r\n'),
      null,
      'the answer was not HTTP',
      'failed',
    ],
    [
      'switches protocols',
      raw('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      null,
      CLOSED,
      'failed',
    ],
    [
      'says more than its length',
      socket => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokokok'),
      null,
      'the answer was not HTTP',
      'failed',
    ],
    [
      'never ends its body',
      socket => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
        const go = (): void => void (socket.writable && socket.write(`100000\r\n${MEGABYTE}\r\n`, go))
        go()
      },
      ...([200, undefined, 'delivered'] as const),
    ],
    [
      'has a head that is too large',
      raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(50_000)}\r\n\r\n`),
      null,
      'the answer was not HTTP',
      'failed',
    ],
  ]

  test.each(rows)('%s', async (_, behaviour, status, error, delivery) => {
    receiver.behave(behaviour)
    await post({ url: receiver.url })
    const [entry] = await idle()
    const [attempt] = entry!.attempts!
    expect([attempt!.status, attempt!.error, entry!.delivery]).toEqual([status, error, delivery])
    expect(receiver.received).toHaveLength(1)
    expect(entry!.response.body.length).toBeLessThanOrEqual(64 * 1024)
  })

  test('is not there', async () => {
    await post(
      { url: 'http://127.0.0.1:1/hook' },
      { url: 'http://localhost:1/hook' },
      { url: 'http://any.localhost:1/' },
    )
    expect((await idle()).map(({ attempts }) => attempts![0]!.error)).toEqual([
      ...['nothing listens at 127.0.0.1:1', 'nothing listens at localhost:1', 'nothing listens at any.localhost:1'],
    ])
  })

  test('one that hangs holds nobody up', async () => {
    const hanging = await receive()
    hanging.behave(raw(''))
    const good = await receive()
    await post(...Array.from({ length: 30 }, () => ({ url: hanging.url })), { url: good.url })
    await good.came(1)
    expect(await send({ path: '/orders/v1/nothing' })).toMatchObject({ status: 500 })
    // Of one receiver's only so many connections are open at once.
    await hanging.came(20)
    expect(hanging.open).toBe(20)
    await admin('POST /sandboxes/default/reset', {})
    await good.close()
    await hanging.close()
  })
})

describe('refused', () => {
  const HINT =
    'Webhooks go to this machine only, and crm.example.ru is another. Start the server with --allow-webhooks crm.example.ru, or give an address such as http://127.0.0.1:9000/hook.'
  test.each([
    ['http://crm.example.ru/hook', HINT],
    ['http://CRM.example.ru:8080/hook', HINT],
    ['http://127.0.0.1.example.ru/', expect.stringContaining('--allow-webhooks 127.0.0.1.example.ru')],
    ['http://10.0.0.1/', expect.stringContaining('--allow-webhooks 10.0.0.1')],
    ['http://0.0.0.0/', expect.stringContaining('--allow-webhooks 0.0.0.0')],
    ['http://[::ffff:10.0.0.1]/', expect.stringContaining('--allow-webhooks ::ffff:a00:1')],
    ['http://localhost.example/', expect.stringContaining('--allow-webhooks localhost.example')],
    ['http://user:pass@127.0.0.1/', 'Its url contains a user name or password. Send them in the header authorization.'],
    ['file:///etc/passwd', 'Its url is not an http or https address. Give one such as http://127.0.0.1:9000/hook.'],
    ['/hook', 'Its url is not an http or https address. Give one such as http://127.0.0.1:9000/hook.'],
  ])('%s', async (url, hint) => {
    expect(await post({ url })).toMatchObject({ status: 200 })
    const [entry] = await list()
    expect([entry!.delivery, entry!.attempts, entry!.hint]).toEqual(['refused', [], hint])
  })
})

test.each([
  [{ url: 5 }, 'url must be a string, not 5'],
  [{}, 'url must be a string, not undefined'],
  [{ url: 'x'.repeat(9000) }, 'url must not be longer than 8000 characters; it has 9000'],
  [{ url: '/', method: 'SEND' }, 'method must be an HTTP method such as POST, not "SEND"'],
  [{ url: '/', headers: { 'a b': '1' } }, 'the header "a b" has a character that HTTP does not allow, not "1"'],
  [
    { url: '/', headers: { a: 'b\r\nc: d' } },
    'the header "a" has a character that HTTP does not allow, not "b\\r\\nc: d"',
  ],
  [{ url: '/', headers: { a: 1 } }, 'the header a must be a string, not 1'],
  [{ url: '/', headers: { Host: 'a' } }, 'the header Host is set by the server'],
  [
    { url: '/', retry: 3 },
    'retry must be at most 50 numbers of seconds, each from 0.001 to a year, such as [1, 5, 30], not 3',
  ],
  [
    { url: '/', retry: [1, 0] },
    'retry must be at most 50 numbers of seconds, each from 0.001 to a year, such as [1, 5, 30], not [1,0]',
  ],
  [{ url: '/', retries: [1] }, 'retries is not known; choose from url, method, headers, body, retry'],
  [null, 'it must be an object such as { url, body }, not null'],
])('what cannot be sent is a 500 in words: %j', async (webhook, says) => {
  const { status, body } = await post(webhook as object)
  expect({ status, body }).toMatchObject({ status: 500, body: { cause: `its webhook cannot be sent: ${says}` } })
  expect(await list()).toEqual([])
  defects.splice(0)
})

test('a handler that asks for one after its answer is told so, and nobody else’s transaction has it', async () => {
  await send({ method: 'POST', path: '/orders/v1/orders', body: { title: 'x', late: true } })
  await expect.poll(() => calls.length).toBe(2)
  for (const call of calls.splice(0))
    expect(call).toThrow(
      'Cannot write: the request has been answered. A handler must do its work at once, without await.',
    )
  await send({ method: 'POST', path: '/orders/v1/orders', body: { title: 'y' } })
  expect(await idle()).toEqual([])
})

test('of a sandbox a thousand are on their way at once; of one more it is said that it is not sent', async () => {
  const hanging = await receive()
  hanging.behave(raw(''))
  await post(...Array.from({ length: 1001 }, () => ({ url: hanging.url })))
  const entries = await list()
  expect(entries.filter(({ delivery }) => delivery === 'sending')).toHaveLength(1000)
  expect(entries.at(-1)).toMatchObject({
    delivery: 'refused',
    hint: '1000 webhooks of this sandbox are on their way. Wait for them (GET …/webhooks?idle=true) before more are sent.',
  })
  await hanging.close()
})

test('events tell of each attempt', async () => {
  const events: { name: string; data: { id: string; delivery?: string } }[] = []
  const stop = server.running.events.watch(({ name, text }) => events.push({ name, data: JSON.parse(text) }))
  receiver.behave(answer(500), answer(200))
  await post({ url: receiver.url, retry: [1] })
  await idle()
  await advance({ seconds: 1 })
  await idle()
  stop()
  expect(events.filter(({ name }) => name === 'request').map(({ data: { id, delivery } }) => [id, delivery])).toEqual([
    ...[
      ['r1', undefined],
      ['r2', 'waiting'],
      ['r2', 'delivered'],
    ],
  ])
})

test('credentials and concealed secrets are masked wherever they stand', async () => {
  receiver.behave(answer(200, '{"echo":"hush-hush-1","token":"zzz-9"}'))
  await send({
    ...{ method: 'POST', path: '/orders/v1/send', headers: { 'x-orders-key': 'orders-key-1' } },
    body: {
      conceal: 'hush-hush-1',
      webhooks: [
        {
          url: `${receiver.url}?a=hush-hush-1&key=orders-key-1`,
          headers: { authorization: 'Bearer abc-123', 'x-sign': 'hush-hush-1' },
          body: { note: 'hush-hush-1', key: 'orders-key-1', password: 'p-1' },
        },
      ],
    },
  })
  const [entry] = await idle()
  expect(receiver.received[0]).toContain('"note":"hush-hush-1","key":"orders-key-1","password":"p-1"')
  expect(entry).toMatchObject({
    url: `${receiver.url}?a=***&key=***`,
    headers: { authorization: 'Bearer ***', 'x-sign': '***' },
    body: '{"note":"***","key":"***","password":"***"}',
    response: { body: '{"echo":"***","token":"***"}' },
  })
})

test('the account’s credentials are masked in what a timer sends too', async () => {
  const hook = { url: `${receiver.url}?note=orders-key-1` }
  await send({ method: 'POST', path: '/orders/v1/orders', body: { title: 'x', hook } })
  await advance({ seconds: 30 })
  const masked = `${receiver.url}?note=***`
  expect((await idle()).map(({ cause, url }) => [cause, url])).toEqual([
    ['r1', masked],
    ['t1', masked],
  ])
})

describe('verify', () => {
  const verify = async (expectation: object) =>
    (await admin('POST /sandboxes/default/requests/verify', expectation)).body

  test('knows what was sent by direction, address and what it carried', async () => {
    await post({ url: receiver.url, body: { event: 'created', id: 1 }, headers: { 'x-event': 'created' } })
    await post({ url: `${receiver.url}/other`, body: { event: 'created', id: 2 } })
    const out = { direction: 'out' }
    expect(await verify({ ...out, times: 2 })).toMatchObject({ ok: true, matched: 2 })
    expect(await verify({ ...out, where: { id: 2 }, times: 1 })).toMatchObject({ ok: true })
    expect(await verify({ ...out, headers: { 'X-Event': 'created' }, times: 1 })).toMatchObject({ ok: true })
    expect(await verify({ url: receiver.url, times: 1 })).toMatchObject({ ok: true })
    expect(await verify({ url: 'http://127.0.0.1:*/hook*', api: 'orders', times: 2 })).toMatchObject({ ok: true })
    expect(await verify({ direction: 'in', url: '/orders/v1/send', times: 2 })).toMatchObject({ ok: true })
    expect(await verify({ operation: 'orders send', times: 2 })).toMatchObject({ ok: true })
    expect(await verify({ ...out, where: { id: 3 } })).toMatchObject({
      ok: false,
      message: 'Cannot verify webhooks with {"id":3}: 0 came, expected at least 1.',
      nearest: [{ id: 'r4', differs: ['id: 2 instead of 3'] }, { id: 'r2' }, { differs: [] }]
        .slice(0, 2)
        .concat(expect.anything()),
    })
    expect(await verify({ url: 'http://127.0.0.1:9/x' })).toMatchObject({
      ok: false,
      message: 'Cannot verify requests to http://127.0.0.1:9/x: 0 came, expected at least 1.',
    })
    const order = [{ operation: 'orders send' }, { direction: 'out', url: receiver.url }]
    expect((await admin('POST /sandboxes/default/requests/verify-order', { sequence: order })).body).toMatchObject({
      ok: true,
    })
    await idle()
  })

  test('waits for one that will come', async () => {
    await send({ method: 'POST', path: '/orders/v1/orders', body: { title: 'x', hook: { url: receiver.url } } })
    const waiting = verify({ direction: 'out', where: { event: 'accepted' }, within: '5s' })
    await advance({ seconds: 30 })
    expect(await waiting).toMatchObject({ ok: true, matched: 1 })
    await idle()
  })

  test.each([
    [{}, 'is missing: give it, or for webhooks direction “out” or a url'],
    [{ api: 'orders' }, 'is missing: give it, or for webhooks direction “out” or a url'],
    [{ direction: 'in' }, 'is missing: give it, or for webhooks direction “out” or a url'],
    [
      { direction: 'out', operation: 'orders send' },
      'cannot be used together with direction “out”: a webhook has no operation',
    ],
  ])('refuses %j, which says too little or too much', async (expectation, message) => {
    expect(await verify(expectation)).toMatchObject({ status: 400, errors: [{ path: 'operation', message }] })
  })
})

describe('faults', () => {
  const arrange = (fault: object) => admin('POST /sandboxes/default/faults', fault)

  test('one that names no direction strikes none', async () => {
    await arrange({ match: { api: 'orders' }, after: 1, status: 503 })
    await post({ url: receiver.url })
    expect((await idle())[0]).toMatchObject({ delivery: 'delivered', fault: null })
  })

  test('strikes an attempt in place of its receiver; the next is sent', async () => {
    const { body } = await arrange({ match: { direction: 'out' }, times: 1, status: 503, body: { busy: true } })
    expect(body).toMatchObject({
      explains: 'The next webhook of any API is answered 503 instead of its receiver.',
    })
    await post({ url: receiver.url, retry: [1] })
    expect((await idle())[0]).toMatchObject({
      ...{ status: 503, delivery: 'waiting', fault: 'f1', servedFrom: 'fault' },
      ...{ response: { body: '{"busy":true}' }, attempts: [{ status: 503, fault: 'f1' }] },
    })
    expect(receiver.received).toEqual([])
    await advance({ seconds: 1 })
    expect((await idle())[0]).toMatchObject({ status: 200, delivery: 'delivered', fault: null })
    expect(receiver.received).toHaveLength(1)
  })

  test.each([
    ['reset', 'fault f1: the connection was reset'],
    ['empty', 'fault f1: the connection was closed without an answer'],
    ['truncate', 'fault f1: the answer was cut off'],
    ['garbage', 'fault f1: the answer was not HTTP'],
  ])('breaks it off: %s', async (abort, error) => {
    await arrange({ match: { url: `${receiver.url}*` }, abort })
    await post({ url: receiver.url })
    expect((await idle())[0]).toMatchObject({ delivery: 'failed', status: null, attempts: [{ error }] })
  })

  test('holds one until it is released, and says who waits', async () => {
    const { body } = await arrange({ match: { direction: 'out', where: { id: 1 } }, hold: true })
    await post({ url: receiver.url, body: { id: 1 } }, { url: receiver.url, body: { id: 2 } })
    await receiver.came(1)
    expect((await list()).map(({ delivery }) => delivery)[0]).toBe('sending')
    await admin(`POST /sandboxes/default/faults/${(body as { id: string }).id}/release`)
    expect((await idle()).map(({ delivery }) => delivery)).toEqual(['delivered', 'delivered'])
  })

  test.each([
    [
      { direction: 'out', operation: 'orders send' },
      'match.operation',
      'can never strike: a webhook has no operation. Match it by api, url or where',
    ],
    [{ direction: 'sideways' }, 'match.direction', 'must be in or out, not "sideways"'],
  ])('a match that can never strike is refused: %j', async (match, path, message) => {
    expect((await arrange({ match, status: 500 })).body).toMatchObject({ status: 400, errors: [{ path, message }] })
  })
})

describe('elsewhere', () => {
  test('the journal is filtered by direction; coverage and unmatched requests leave webhooks out', async () => {
    await post({ url: receiver.url })
    await idle()
    const ids = async (query: string) =>
      ((await admin(`GET /sandboxes/default/requests?${query}`)).body as { requests: JournalEntry[] }).requests.map(
        ({ id }) => id,
      )
    expect([await ids('direction=in'), await ids('direction=out'), await ids(''), await ids('unmatched=true')]).toEqual(
      [...[['r1'], ['r2'], ['r1', 'r2'], []]],
    )
  })

  test('as HAR and curl it goes to its own address', async () => {
    receiver.behave(answer(201, 'made'))
    await post({ url: `${receiver.url}?a=1`, body: { id: 1 } })
    await idle()
    const har = (await admin('GET /sandboxes/default/requests?direction=out&format=har')).body
    expect(har).toMatchObject({
      log: {
        entries: [
          {
            request: { method: 'POST', url: `${receiver.url}?a=1`, postData: { text: '{"id":1}' } },
            response: { status: 201, content: { text: 'made' } },
          },
        ],
      },
    })
    expect((await admin('GET /sandboxes/default/requests/r2?format=curl')).text).toBe(
      `curl '${receiver.url}?a=1' -H 'content-type: application/json; charset=utf-8' --data-raw '{"id":1}'\n`,
    )
    expect((await admin('GET /sandboxes/default/requests/r2?format=http')).text).toContain(`POST ${receiver.url}?a=1\n`)
  })

  test('a bundle has none: they are sent again when it is played', async () => {
    await post({ url: receiver.url })
    await idle()
    const { body } = await admin('GET /sandboxes/default/bundle')
    expect((body as { requests: JournalEntry[] }).requests.map(({ id }) => id)).toEqual(['r1'])
  })

  test('why one was sent is told as far as it is known', async () => {
    await post({ url: receiver.url })
    await idle()
    expect((await admin('GET /sandboxes/default/requests/r2')).body).toMatchObject({
      why: { operation: null, rule: null, nearest: null, fault: null },
    })
  })
})
