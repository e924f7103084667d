import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArmedFaults } from '../../src/core/faults/armed-faults.ts'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({
  apis: [shop],
  api: ['shop', 'vodyanoy'],
  scenario: 'empty',
  now: '2024-03-01T09:00:00Z',
  frozen: true,
})
const { admin, box } = server
const path = '/sandboxes/default/faults'
const arrange = async (fault: object): Promise<string> => {
  const got = await admin(`POST ${path}`, fault)
  expect(got.status).toBe(201)
  return (got.body as { id: string }).id
}
const ask = (line: string, body?: unknown, headers?: Record<string, string>) => {
  const [method, below] = line.split(' ') as [string, string]
  return server.send({ method, path: `/shop/v1${below}`, body, headers })
}
const statuses = async (count: number, line = 'GET /items') => {
  const all: number[] = []
  for (let i = 0; i < count; i++) all.push((await ask(line)).status)
  return all
}
/** What stands on the wire, byte by byte, until the connection ends. */
const raw = (line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(server.running.port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', part => (text += part))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
    socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  })
const entries = async () => ((await admin('GET /sandboxes/default/requests')).body as { requests: object[] }).requests

describe('faults', () => {
  test('are arranged, shown and removed', async () => {
    const fault = { match: { operation: 'shop item.list' }, times: 2, status: 503 }
    const arranged = { id: 'f1', ...fault, explains: expect.any(String), hits: 0 }
    expect(await admin(`POST ${path}`, fault)).toMatchObject({ status: 201 })
    expect((await admin(`GET ${path}`)).body).toEqual({ faults: [arranged] })
    expect((await admin(`GET ${path}/f1`)).body).toEqual(arranged)
    expect(await admin(`DELETE ${path}/f1`)).toMatchObject({ status: 204 })
    expect((await admin(`GET ${path}`)).body).toEqual({ faults: [] })
    expect(await statuses(1)).toEqual([200])
  })

  test('are removed all at once', async () => {
    for (let i = 0; i < 3; i++) await arrange({ status: 500 })
    expect(await admin(`DELETE ${path}`)).toMatchObject({ status: 204 })
    expect(await statuses(1)).toEqual([200])
  })

  test.each(['GET', 'DELETE', 'POST'])('are unknown to %s where there is none of the id', async method => {
    const below = method === 'POST' ? '/f9/release' : '/f9'
    expect(await admin(`${method} ${path}${below}`)).toMatchObject({ status: 404, body: { title: 'Unknown fault' } })
  })

  test('go back to those of the start with a reset', async () => {
    await arrange({ status: 500 })
    await admin('POST /sandboxes/default/reset')
    expect((await admin(`GET ${path}`)).body).toEqual({ faults: [] })
    expect(await arrange({ status: 500 })).toBe('f1')
  })

  test('are of their sandbox alone', async () => {
    await arrange({ status: 500 })
    expect(await server.send({ path: '/~elsewhere/shop/v1/items' })).toMatchObject({ status: 200 })
  })

  test.each([
    [{ status: 99 }, ['status']],
    [{ status: 600 }, ['status']],
    [{ status: '500' }, ['status']],
    [{ probability: 1.5 }, ['probability']],
    [{ probability: -0.1 }, ['probability']],
    [{ after: -1 }, ['after']],
    [{ times: 1.5 }, ['times']],
    [{ delayMs: -1 }, ['delayMs']],
    [{ abort: 'explode' }, ['abort']],
    [{ hold: 'yes' }, ['hold']],
    [{ headers: { 'a b': 'c' } }, ['headers.a b']],
    [{ headers: { a: 'x\r\nb: c' } }, ['headers.a']],
    [{ headers: ['a'] }, ['headers']],
    [{ match: { path: 5 } }, ['match.path']],
    [{ match: { where: 'x' } }, ['match.where']],
    [{ match: { verb: 'GET' } }, ['match.verb']],
    [{ match: { api: 'bakery' } }, ['match.api']],
    [{ match: { operation: 'item.lits' } }, ['match.operation']],
    [{ match: { operation: 'shop clients.list' } }, ['match.operation']],
    [{ match: { api: 'vodyanoy', operation: 'item.list' } }, ['match.operation']],
    [{ statsu: 500, dleayMs: 1 }, ['dleayMs', 'statsu']],
    [{ status: 1, times: -1, abort: 7 }, ['abort', 'status', 'times']],
    [[], ['']],
  ])('are refused where they are %j, with every fault of them named', async (fault, paths) => {
    const got = await admin(`POST ${path}`, fault)
    expect(got).toMatchObject({ status: 400, body: { status: 400 } })
    expect((got.body as { errors: { path: string }[] }).errors.map(error => error.path).sort()).toEqual(paths)
    expect(box.faults.size).toBe(0)
  })

  test('name the operation that comes nearest to one that is unknown', async () => {
    const { text } = await admin(`POST ${path}`, { match: { operation: 'shop item.lsit' }, status: 500 })
    expect(text).toContain('shop item.list')
  })
})

describe('a fault strikes', () => {
  test.each([
    ['everything', {}, [503, 503, 503, 503]],
    ['one API', { api: 'shop' }, [503, 503, 503, 200]],
    ['one operation of an API', { api: 'shop', operation: 'item.list' }, [503, 200, 200, 200]],
    ['an operation by its whole name', { operation: 'shop item.list' }, [503, 200, 200, 200]],
    ['an operation by its short name', { operation: 'item.list' }, [503, 200, 200, 200]],
    ['a method', { method: 'get' }, [503, 503, 200, 503]],
    ['a path', { path: '/shop/v1/items' }, [503, 200, 503, 200]],
    ['parameters of a query', { where: { order: 'asc' } }, [503, 200, 200, 200]],
    ['parameters of a body', { where: { title: 'lamp' } }, [200, 200, 503, 200]],
    ['all of these together', { method: 'POST', where: { order: 'asc' } }, [200, 200, 200, 200]],
  ])('%s', async (_, match, expected) => {
    await arrange({ match, status: 503 })
    const got = [
      await ask('GET /items?order=asc'),
      await ask('GET /count'),
      await ask('POST /items', { title: 'lamp' }),
      await server.send({ path: '/api/clients' }),
    ]
    expect(got.map(({ status }) => (status === 201 ? 200 : status))).toEqual(expected)
  })

  test('so many times, after so many', async () => {
    await arrange({ after: 2, times: 3, status: 503 })
    expect(await statuses(7)).toEqual([200, 200, 503, 503, 503, 200, 200])
  })

  test('never, where it strikes no times', async () => {
    await arrange({ times: 0, status: 503 })
    expect(await statuses(2)).toEqual([200, 200])
  })

  test('in the order of arrangement: the first that matches, and the next where it is spent', async () => {
    await arrange({ times: 1, status: 501 })
    await arrange({ times: 1, status: 502 })
    expect(await statuses(3)).toEqual([501, 502, 200])
  })

  test('by chance, the same for the same seed', async () => {
    const strikes = async () => {
      await admin('POST /sandboxes/default/reset', { seed: 11, scenario: 'empty' })
      await arrange({ probability: 0.5, status: 503 })
      return statuses(40)
    }
    const first = await strikes()
    expect(await strikes()).toEqual(first)
    expect(new Set(first)).toEqual(new Set([200, 503]))
  })

  test('as often as its chance says, and never and always at the ends', () => {
    for (const probability of [0, 0.25, 0.9, 1]) {
      let drawn = 0
      const faults = new ArmedFaults({
        random: () => (drawn++ % 100) / 100,
        now: () => 0,
        lastRequest: () => 0,
        onEvent: () => {},
      })
      faults.add({ probability })
      const request = { api: 'shop', operation: null, method: 'GET', url: '/', path: '/' }
      const target = { ...request, direction: 'in' as const, params: () => ({}), headers: () => ({}) }
      const struck = Array.from({ length: 1000 }, () => faults.strike(target)).filter(fault => fault !== null)
      expect([probability, struck.length]).toEqual([probability, probability * 1000])
    }
  })

  test('never and always at the ends of chance, over HTTP', async () => {
    const id = await arrange({ probability: 0, status: 503 })
    expect(await statuses(5)).toEqual([200, 200, 200, 200, 200])
    await admin(`DELETE ${path}/${id}`)
    await arrange({ probability: 1, status: 503 })
    expect(await statuses(3)).toEqual([503, 503, 503])
  })

  test('HEAD where it strikes GET', async () => {
    await arrange({ match: { method: 'GET' }, status: 503 })
    expect(await ask('HEAD /items')).toMatchObject({ status: 503, text: '' })
  })

  test('GET not where it strikes HEAD', async () => {
    await arrange({ match: { method: 'HEAD' }, status: 503 })
    expect([await statuses(1), await statuses(1, 'HEAD /items')]).toEqual([[200], [503]])
  })

  test('no preflight', async () => {
    await arrange({ status: 503 })
    const headers = { origin: 'http://a.example', 'access-control-request-method': 'GET' }
    expect(await ask('OPTIONS /items', undefined, headers)).toMatchObject({ status: 204 })
  })

  test('as a model of them foretells', async () => {
    const fault = fc.record({
      after: fc.option(fc.nat(3), { nil: undefined }),
      times: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      operation: fc.constantFrom('item.list', 'item.count', undefined),
      status: fc.integer({ min: 500, max: 509 }),
    })
    const calls = fc.array(fc.constantFrom('item.list', 'item.count'), { maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 4 }), calls, async (faults, asked) => {
        await admin('POST /sandboxes/default/reset')
        for (const { operation, ...rest } of faults) await arrange({ match: { operation }, ...rest })
        const model = faults.map(() => ({ passed: 0, struck: 0 }))
        for (const operation of asked) {
          let expected = 200
          for (const [i, one] of faults.entries()) {
            if ((one.operation ?? operation) !== operation || model[i]!.struck >= (one.times ?? 99)) continue
            if (model[i]!.passed++ < (one.after ?? 0)) continue
            model[i]!.struck++
            expected = one.status
            break
          }
          expect(await statuses(1, operation === 'item.list' ? 'GET /items' : 'GET /count')).toEqual([expected])
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('what a fault does', () => {
  test('a status strikes in place of the operation, which writes nothing', async () => {
    await arrange({ match: { operation: 'item.add' }, times: 1, status: 500 })
    expect(await ask('POST /items', { title: 'lamp' })).toMatchObject({ status: 500 })
    expect((await ask('GET /items')).body).toEqual([])
  })

  test('a status without a body has the vendor’s envelope', async () => {
    await arrange({ status: 502 })
    expect((await ask('GET /items')).body).toEqual({ error: expect.any(String), at: box.now })
    expect(await server.send({ path: '/api/clients' })).toMatchObject({
      status: 502,
      body: { result: {}, error: expect.any(String) },
    })
  })

  test.each([
    [{ code: 7 }, '{"code":7}'],
    [[1, 2], '[1,2]'],
    ['plain', 'plain'],
    ['', ''],
    [null, 'null'],
    [false, 'false'],
  ])('the body %j is sent as %s', async (body, text) => {
    await arrange({ status: 418, body })
    expect(await ask('GET /items')).toMatchObject({ status: 418, text })
  })

  test('headers are added, to what the operation answers too', async () => {
    await arrange({ times: 1, status: 429, headers: { 'Retry-After': '7' } })
    await arrange({ headers: { 'X-Slow': 'yes', 'Content-Type': 'text/odd', 'Content-Length': '1' } })
    expect(await ask('GET /items')).toMatchObject({ status: 429, headers: { 'retry-after': '7' } })
    expect(await ask('GET /items')).toMatchObject({
      status: 200,
      text: '[]',
      headers: { 'x-slow': 'yes', 'content-type': 'text/odd', 'content-length': '2' },
    })
  })

  test('a body alone takes the place of the operation’s, which has run', async () => {
    await arrange({ match: { operation: 'item.add' }, body: 'garbled' })
    expect(await ask('POST /items', { title: 'lamp' })).toMatchObject({ status: 201, text: 'garbled' })
    expect((await ask('GET /items')).body).toMatchObject([{ title: 'lamp' }])
    expect(await entries()).toMatchObject([
      { servedFrom: 'fault', response: { body: 'garbled' } },
      { servedFrom: 'handler' },
    ])
  })

  test('a delay is of real time, on a clock that stands still', async () => {
    await arrange({ delayMs: 60 })
    const before = performance.now()
    expect(await statuses(1)).toEqual([200])
    expect(performance.now() - before).toBeGreaterThanOrEqual(55)
  })

  test('a client that leaves during a delay is written down, and leaves nothing behind', async () => {
    await arrange({ delayMs: 100_000 })
    const socket = connect(server.running.port, '127.0.0.1')
    socket.write('GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expect.poll(() => box.journal.size).toBe(1)
    socket.destroy()
    await expect.poll(entries).toMatchObject([{ aborted: true, status: 200 }])
  })

  test.each(['reset', 'empty'] as const)('«%s» breaks the connection without an answer', async abort => {
    await arrange({ abort })
    await expect(ask('POST /items', { title: 'lamp' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(box.collection('shop', 'items')!.size).toBe(1)
    const [entry] = await entries()
    expect(entry).toMatchObject({ servedFrom: 'fault', fault: 'f1', status: 201 })
    expect(entry).not.toHaveProperty('aborted')
  })

  test('«empty» sends not a byte', async () => {
    await arrange({ abort: 'empty' })
    expect(await raw('GET /shop/v1/items')).toBe('')
  })

  test('«truncate» ends in the middle of the body', async () => {
    await arrange({ status: 200, body: 'a whole body', abort: 'truncate' })
    const text = await raw('GET /shop/v1/items')
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(text).toMatch(/content-length: 12\r\n/)
    expect(text).toMatch(/\r\n\r\na whol$/)
    await expect(ask('GET /items')).rejects.toThrow()
  })

  test('«truncate» cuts an empty body too', async () => {
    await arrange({ status: 200, body: '', abort: 'truncate' })
    await expect(ask('GET /items')).rejects.toThrow()
  })

  test('«garbage» is no HTTP', async () => {
    await arrange({ abort: 'garbage' })
    expect(await raw('GET /shop/v1/items')).toMatch(/^\{"\xff/)
    await expect(ask('GET /items')).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) })
  })

  test('«hang» never answers', async () => {
    await arrange({ abort: 'hang', match: { path: '/shop/v1/items' } })
    const hung = raw('GET /shop/v1/items')
    await expect.poll(() => box.journal.size).toBe(1)
    expect(await statuses(1, 'GET /count')).toEqual([200])
    expect(await Promise.race([hung, Promise.resolve('still')])).toBe('still')
  })
})

describe('a fault that holds', () => {
  const held = async (id: string) => ((await admin(`GET ${path}/${id}`)).body as { held: number }).held
  const holding = async (match: object = { operation: 'item.add' }) => {
    const id = await arrange({ match, hold: true })
    let answered = false
    const answer = ask('POST /items', { title: 'lamp' }).then(got => {
      answered = true
      return got
    })
    await expect.poll(() => held(id)).toBe(1)
    expect(answered).toBe(false)
    return { id, answer }
  }

  test('lets responses go when it is released, and holds the next', async () => {
    const { id, answer } = await holding()
    expect((await ask('GET /items')).body).toMatchObject([{ title: 'lamp' }])
    expect(await admin(`POST ${path}/${id}/release`)).toMatchObject({ status: 200, body: { id, held: 0 } })
    expect(await answer).toMatchObject({ status: 201, body: { title: 'lamp' } })
    const next = ask('POST /items', { title: 'sofa' })
    await expect.poll(() => held(id)).toBe(1)
    await admin(`POST ${path}/${id}/release`)
    expect(await next).toMatchObject({ status: 201 })
  })

  test.each([
    ['it is removed', `DELETE ${path}/f1`, 204],
    ['all are removed', `DELETE ${path}`, 204],
    ['its sandbox is reset', 'POST /sandboxes/default/reset', 200],
  ])('lets them go when %s', async (_, line, status) => {
    const { answer } = await holding()
    expect(await admin(line)).toMatchObject({ status })
    expect(await answer).toMatchObject({ status: 201 })
  })

  test('lets them go when its sandbox is dropped', async () => {
    await admin('POST /sandboxes/held/faults', { hold: true }).then(() => admin('POST /sandboxes', { id: 'held' }))
    await admin('POST /sandboxes/held/faults', { hold: true })
    const answer = server.send({ path: '/~held/shop/v1/items' })
    await expect.poll(async () => (await admin('GET /sandboxes/held/faults/f1')).body).toMatchObject({ held: 1 })
    await admin('DELETE /sandboxes/held')
    expect(await answer).toMatchObject({ status: 200 })
  })

  test('forgets clients that go away', async () => {
    const id = await arrange({ hold: true })
    const socket = connect(server.running.port, '127.0.0.1')
    socket.write('GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expect.poll(() => held(id)).toBe(1)
    socket.destroy()
    await expect.poll(() => held(id)).toBe(0)
  })

  test('with a status, writes nothing', async () => {
    const id = await arrange({ match: { operation: 'item.add' }, status: 503, hold: true })
    const answer = ask('POST /items', { title: 'lamp' })
    await expect.poll(() => held(id)).toBe(1)
    await admin(`POST ${path}/${id}/release`)
    expect(await answer).toMatchObject({ status: 503 })
    expect((await ask('GET /items')).body).toEqual([])
  })
})

test.each([
  [{ status: 500 }, 'Every request to any API is answered 500 in the vendor’s error envelope.'],
  [
    { match: { operation: 'shop item.add' }, times: 1, abort: 'reset' },
    'The next request to shop item.add has its connection reset.',
  ],
  [
    {
      match: { api: 'shop', operation: 'item.add', method: 'post', where: { title: 'x' } },
      times: 3,
      status: 503,
      body: 'no',
    },
    'The next 3 requests to shop item.add by POST with {"title":"x"} are answered 503 with a body of their own.',
  ],
  [
    { match: { api: 'shop' }, after: 2, times: 1, hold: true },
    'After 2 requests to shop, the next one is held until it is released.',
  ],
  [
    { match: { path: '/shop/v1/items' }, after: 1, probability: 0.5, delayMs: 20, headers: { a: 'b' } },
    'After 1 request to any API at /shop/v1/items, every other with probability 0.5 waits 20 ms and gets the header a.',
  ],
  [
    { after: 1, times: 2, abort: 'hang', hold: true },
    'After 1 request to any API, the next 2 are held until they are released and are never answered.',
  ],
  [{ times: 0, status: 500 }, 'No request to any API is struck.'],
  [{}, 'Every request to any API is served as usual.'],
  [
    { match: { direction: 'out', url: 'http://127.0.0.1:*' }, times: 2, status: 503 },
    'The next 2 webhooks of any API with the address http://127.0.0.1:* are answered 503 instead of their receiver.',
  ],
  [
    { match: { url: 'http://a.b/', api: 'shop' }, body: 'no' },
    'Every webhook of shop with the address http://a.b/ is answered 200 instead of its receiver.',
  ],
  [{ match: { direction: 'out' }, after: 1, delayMs: 5 }, 'After 1 webhook of any API, every other waits 5 ms.'],
  [{ match: { direction: 'out' } }, 'Every webhook of any API is sent as usual.'],
])('%j explains itself: %s', async (fault, explains) => {
  expect((await admin(`POST ${path}`, fault)).body).toMatchObject({ explains })
})
