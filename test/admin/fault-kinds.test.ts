import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], scenario: 'empty', now: '2024-03-01T09:00:00Z', frozen: true })
const { admin } = server
const path = '/sandboxes/default/faults'
interface Arranged {
  readonly id: string
  readonly explains: string
}
const arrange = async (fault: object): Promise<Arranged> => {
  const got = await admin(`POST ${path}`, fault)
  expect(got).toMatchObject({ status: 201 })
  return got.body as Arranged
}
const list = (headers?: Record<string, string>) => server.send({ path: '/shop/v1/items', headers })
const statuses = async (count: number): Promise<number[]> => {
  const all: number[] = []
  for (let i = 0; i < count; i++) all.push((await list()).status)
  return all
}
const hits = async (id = 'f1') => ((await admin(`GET ${path}/${id}`)).body as { hits: number }).hits

describe('a quota', () => {
  test('lets its number pass, refuses those over it with Retry-After, and begins again by the clock', async () => {
    await arrange({ match: { api: 'shop' }, quota: { limit: 2, window: '3s' } })
    expect(await statuses(2)).toEqual([200, 200])
    server.advance(1)
    expect(await list()).toMatchObject({
      status: 429,
      headers: { 'retry-after': '2' },
      body: { error: expect.any(String), at: server.box.now },
    })
    server.advance(2)
    expect(await statuses(3)).toEqual([200, 200, 429])
  })

  test('strikes where it refuses', async () => {
    await arrange({ quota: { limit: 1, window: 1000 } })
    expect(await statuses(4)).toEqual([200, 429, 429, 429])
    expect(await hits()).toBe(3)
    expect((await admin('GET /sandboxes/default/requests')).body).toMatchObject({
      requests: [{ fault: null }, { fault: 'f1', servedFrom: 'fault' }, { fault: 'f1' }, { fault: 'f1' }],
    })
  })

  test('gives its own status, body and Retry-After', async () => {
    await arrange({ quota: { limit: 0, window: '1m' }, status: 503, body: 'later', headers: { 'Retry-After': '7' } })
    expect(await list()).toMatchObject({ status: 503, text: 'later', headers: { 'retry-after': '7' } })
  })

  test('writes nothing over it', async () => {
    await arrange({ match: { operation: 'item.add' }, quota: { limit: 1, window: '1s' } })
    const add = () => server.send({ method: 'POST', path: '/shop/v1/items', body: { title: 'lamp' } })
    expect([(await add()).status, (await add()).status]).toEqual([201, 429])
    expect((await list()).body).toHaveLength(1)
  })

  test('goes back with a checkpoint, and begins anew with a reset', async () => {
    await arrange({ quota: { limit: 2, window: '1s' } })
    expect(await statuses(1)).toEqual([200])
    await admin('POST /sandboxes/default/checkpoints', { name: 'one' })
    expect(await statuses(2)).toEqual([200, 429])
    await admin('POST /sandboxes/default/checkpoints/one/restore')
    expect(await statuses(2)).toEqual([200, 429])
    await admin('POST /sandboxes/default/reset')
    expect(await statuses(3)).toEqual([200, 200, 200])
  })

  test('refuses no more than its times', async () => {
    await arrange({ quota: { limit: 1, window: '1s' }, times: 2 })
    expect(await statuses(5)).toEqual([200, 429, 429, 200, 200])
  })

  test('is in the envelope of each vendor', async () => {
    await arrange({ quota: { limit: 0, window: '1s' } })
    for (const { basePath, operations, account } of builtInApis) {
      const [{ path: below }] = operations as unknown as [{ path: string }]
      const got = await server.send({ path: basePath + below, headers: { ...account } })
      expect([basePath, got.status, got.headers['retry-after']]).toEqual([basePath, 429, '1'])
      expect(Object.keys(got.body as object).length).toBeGreaterThan(0)
    }
  })
})

describe('a match', () => {
  test.each([
    [{ headers: { 'X-Try': '2' } }, [200, 503]],
    [{ headers: { 'x-try': 2 } }, [200, 503]],
    [{ headers: { 'x-TRY': '2', 'x-other': 'b' } }, [200, 200]],
    [{ path: '/shop/*' }, [503, 503]],
    [{ path: '*items' }, [503, 503]],
    [{ path: '/shop/v1/items*' }, [503, 503]],
    [{ path: '/shop/*/items/*' }, [200, 200]],
  ])('by %j strikes as it says', async (match, expected) => {
    await arrange({ match, status: 503 })
    expect([(await list({ 'X-Try': '1' })).status, (await list({ 'X-Try': '2' })).status]).toEqual(expected)
  })

  test('by a path with a star is of any operation below it', async () => {
    await arrange({ match: { path: '/developer/v3/client/*' }, status: 503 })
    expect(await server.send({ path: '/developer/v3/client/fields' })).toMatchObject({ status: 503 })
    expect(await server.send({ path: '/api/clients' })).toMatchObject({ status: 200 })
  })

  test.each([
    [{ path: '/~default/developer/v3/client/fields' }, 'path', 'Write /developer/v3/client/fields'],
    [{ path: '/~default/*' }, 'path', 'leave out /~default'],
    [{ path: '/developr/v3/client/list' }, 'path', 'Nearest are /developer/v3/client/list'],
    [{ path: '/nowhere/*' }, 'path', 'is outside of'],
    [{ path: '/shop/v12/items' }, 'path', 'is outside of'],
    [{ path: '/api/orders' }, 'path', 'is outside of'],
    [{ path: '/__admin/health' }, 'path', 'is outside of'],
    [{ path: 'shop/v1/items' }, 'path', 'is outside of'],
    [{ path: '/shop/v1/items?order=asc' }, 'path', '“where”'],
    [{ path: '/shop/v1/items', api: 'vodyanoy' }, 'path', 'is outside of /api'],
    [{ path: '/shop/v1/items', operation: 'item.count' }, 'path', 'item.count is at /shop/v1/count'],
    [{ operation: 'item.lits' }, 'operation', 'item.list'],
    [{ operation: 'shop item.list', method: 'DELETE' }, 'method', 'shop item.list has no DELETE, only GET'],
    [{ operation: 'salesman client.list', method: 'patch' }, 'method', 'only GET, POST'],
    [{ path: '/shop/v1/items', method: 'PUT' }, 'method', 'only GET, POST'],
    [{ path: '/developer/v3/client/*', method: 'PUT' }, 'method', 'only'],
    [{ method: 'FETCH' }, 'method', 'must be an HTTP method'],
  ])('by %j is refused: it can never strike', async (match, field, hint) => {
    const got = await admin(`POST ${path}`, { match, status: 503 })
    expect(got).toMatchObject({ status: 400, body: { hint: expect.any(String), errors: [{ path: `match.${field}` }] } })
    expect((got.body as { errors: { message: string }[] }).errors[0]!.message).toContain(hint)
    expect(server.box.faults.size).toBe(0)
  })

  test.each([
    [{ path: '/developer/v3/nothing' }],
    [{ path: '/shop/v1/items/', method: 'HEAD' }],
    [{ path: '/shop/v1/items/*', operation: 'item.get' }],
    [{ path: '/api/v1/crm/CLIENTS', method: 'PUT' }],
    [{ path: '/api/v1/crm//Clients' }],
    [{ path: '*' }],
    [{ path: '/api*' }],
    [{ path: '/rest/client/*', method: 'DELETE' }],
    [{ api: 'shop', method: 'DELETE' }],
    [{ operation: 'webcanape client.update', method: 'PATCH' }],
  ])('by %j is not', async match => void (await arrange({ match, status: 503 })))

  test('that can never strike is refused in a scenario too', async () => {
    const document = { faults: [{}, { match: { path: '/~w1/shop/v1/items' }, status: 503 }] }
    expect(await admin('PUT /sandboxes/default/state', document)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'faults[1].match.path', message: expect.stringContaining('leave out /~w1') }] },
    })
  })
})

describe('a delay by a law', () => {
  test.each([[{ min: 40, max: 60 }], [{ median: 50, sigma: 0 }]])('%j is waited for', async delayMs => {
    await arrange({ delayMs })
    const before = performance.now()
    expect(await statuses(1)).toEqual([200])
    expect(performance.now() - before).toBeGreaterThanOrEqual(38)
  })

  test('draws from the sandbox’s stream, the same for the same seed', async () => {
    const dice = async () => {
      await admin('POST /sandboxes/default/reset')
      await arrange({ match: { operation: 'item.list' }, delayMs: { min: 0, max: 1 } })
      await list()
      return (await server.send({ method: 'POST', path: '/shop/v1/dice' })).body
    }
    const first = await dice()
    expect(await dice()).toEqual(first)
    await admin('POST /sandboxes/default/reset')
    expect((await server.send({ method: 'POST', path: '/shop/v1/dice' })).body).not.toEqual(first)
  })

  test.each([
    [{ delayMs: { min: 5, max: 4 } }, ['delayMs.min']],
    [{ delayMs: { min: 5 } }, ['delayMs']],
    [{ delayMs: { min: 5, median: 4 } }, ['delayMs']],
    [{ delayMs: {} }, ['delayMs']],
    [{ delayMs: { min: -1, max: 4 } }, ['delayMs.min']],
    [{ delayMs: { median: 0, sigma: 1 } }, ['delayMs.median']],
    [{ delayMs: { median: 1, sigma: -1 } }, ['delayMs.sigma']],
    [{ delayMs: { mean: 1 } }, ['delayMs.mean']],
    [{ delayMs: '1s' }, ['delayMs']],
    [{ bytesPerSecond: 0 }, ['bytesPerSecond']],
    [{ bytesPerSecond: 1.5 }, ['bytesPerSecond']],
    [{ quota: { limit: 1 } }, ['quota.window']],
    [{ quota: { limit: -1, window: '1s' } }, ['quota.limit']],
    [{ quota: { limit: 1, window: '1 second' } }, ['quota.window']],
    [{ quota: { limit: 1, window: 0 } }, ['quota.window']],
    [{ quota: 5 }, ['quota']],
    [{ match: { headers: { a: true } } }, ['match.headers.a']],
    [{ match: { headers: 'a' } }, ['match.headers']],
  ])('and the like are refused where they are %j', async (fault, paths) => {
    const got = await admin(`POST ${path}`, fault)
    expect(got).toMatchObject({ status: 400 })
    const { errors } = got.body as { errors: { path: string; message: string }[] }
    expect(errors.map(error => error.path).sort()).toEqual(paths)
    expect(got.text).not.toMatch(/schema|boolean schema|oneOf/)
  })
})

describe('a throttle', () => {
  test('sends the body so many bytes a second, in pieces, while others are served', async () => {
    await arrange({ match: { operation: 'item.list' }, status: 200, body: 'x'.repeat(100), bytesPerSecond: 500 })
    const pieces: number[] = []
    const started = performance.now()
    const answer = new Promise<string>((resolve, reject) => {
      let text = ''
      const socket = connect(server.running.port, '127.0.0.1')
      socket.setEncoding('latin1')
      socket.on('data', part => {
        pieces.push(performance.now() - started)
        text += part
      })
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
      socket.write('GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    })
    await expect.poll(() => pieces.length).toBeGreaterThan(0)
    expect((await server.send({ path: '/shop/v1/count' })).status).toBe(200)
    const between = performance.now() - started
    expect(await answer).toMatch(/content-length: 100\r\n.*\r\n\r\nx{100}$/s)
    const whole = performance.now() - started
    expect(whole).toBeGreaterThanOrEqual(195)
    expect(between).toBeLessThan(whole)
    expect(pieces.length).toBeGreaterThan(2)
    expect((await admin('GET /sandboxes/default/requests')).body).not.toMatchObject({ requests: [{ aborted: true }] })
  })

  test('of no body ends at once', async () => {
    await arrange({ status: 200, body: '', bytesPerSecond: 1 })
    expect(await list()).toMatchObject({ status: 200, text: '' })
  })

  test('goes with “truncate”', async () => {
    await arrange({ status: 200, body: 'x'.repeat(20), bytesPerSecond: 1000, abort: 'truncate' })
    await expect(list()).rejects.toThrow()
  })

  test('leaves nothing behind of a client that leaves', async () => {
    await arrange({ status: 200, body: 'x'.repeat(100), bytesPerSecond: 1 })
    const socket = connect(server.running.port, '127.0.0.1')
    socket.write('GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await new Promise(resolve => socket.once('data', resolve))
    socket.destroy()
    const entries = async () =>
      ((await admin('GET /sandboxes/default/requests')).body as { requests: object[] }).requests
    await expect.poll(entries).toMatchObject([{ aborted: true }])
  })
})

describe('what a fault would do', () => {
  test('is told without arranging it', async () => {
    const fault = { match: { operation: 'item.list' }, status: 503 }
    const got = await admin(`POST ${path}?dry=true`, fault)
    expect(got).toMatchObject({ status: 200 })
    expect(got.body).toEqual({ explains: 'Every request to item.list is answered 503 in the vendor’s error envelope.' })
    expect((await admin(`GET ${path}`)).body).toEqual({ faults: [] })
    expect(await admin(`POST ${path}?dry=false`, fault)).toMatchObject({ status: 201 })
  })

  test('is refused where it is wrong', async () => {
    expect(await admin(`POST ${path}?dry=true`, { status: 99 })).toMatchObject({ status: 400 })
    expect(await admin(`POST ${path}?dry=perhaps`, { status: 500 })).toMatchObject({ status: 400 })
  })

  test.each([
    [
      { match: { operation: 'shop item.list' }, quota: { limit: 10, window: '1s' } },
      'Every request to shop item.list beyond 10 in 1s is answered 429 in the vendor’s error envelope, with Retry-After.',
    ],
    [
      { quota: { limit: 1, window: 500 }, times: 2, status: 503, body: '' },
      'The next 2 requests to any API beyond 1 in 500ms are answered 503 with a body of their own, with Retry-After.',
    ],
    [{ delayMs: { min: 100, max: 300 } }, 'Every request to any API waits 100 to 300 ms.'],
    [{ delayMs: { median: 200, sigma: 0.4 } }, 'Every request to any API waits around 200 ms (lognormal, sigma 0.4).'],
    [
      { match: { path: '/shop/*', headers: { 'X-A': 'b', c: 1 } }, bytesPerSecond: 1000 },
      'Every request to any API at /shop/* with the headers X-A: b and c: 1 is sent at 1000 bytes a second.',
    ],
  ])('%j: %s', async (fault, explains) => {
    expect((await admin(`POST ${path}?dry=true`, fault)).body).toEqual({ explains })
  })
})

test('a fault counts its hits, one a request, with those of a checkpoint', async () => {
  await arrange({ match: { operation: 'item.list' }, after: 1, status: 503 })
  expect(await hits()).toBe(0)
  await statuses(3)
  expect(await hits()).toBe(2)
  await admin('POST /sandboxes/default/checkpoints', { name: 'two' })
  await statuses(1)
  await admin('POST /sandboxes/default/checkpoints/two/restore')
  expect((await admin(`GET ${path}`)).body).toMatchObject({ faults: [{ id: 'f1', hits: 2 }] })
})

test('the ready-made faults of an API are arranged as they are listed', async () => {
  interface Listed {
    readonly name: string
    readonly faults?: readonly { readonly name: string; readonly fault: object }[]
  }
  const { apis } = (await admin('GET /apis')).body as { apis: Listed[] }
  const ready = apis.flatMap(({ name, faults = [] }) => faults.map(fault => ({ api: name, ...fault })))
  expect(ready.map(({ api, name }) => `${api} ${name}`)).toEqual(['rkeeper white-timeout', 'rkeeper white-timeout-15'])
  const codes: unknown[] = []
  for (const { fault } of ready) {
    await arrange(fault)
    const ask = () => server.send({ path: '/api/v1/crm/Countries?objectId=1', headers: { sid: 'rkeeper-sid' } })
    codes.push(
      [await ask(), await ask()].map(({ status, body }) => [status, (body as { errors?: unknown[] }).errors?.[0]]),
    )
  }
  const answer = (code: string) => [
    [200, { code, text: 'White server timeout', details: null }],
    [200, undefined],
  ]
  expect(codes).toEqual([answer('DLW-0004'), answer('DLW-0015')])
})
