import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Call } from '../../src/api.ts'
import { run } from '../../src/server.ts'
import { send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const defects: unknown[] = []
const server = await serve({
  apis: [shop],
  api: ['shop', 'vodyanoy'],
  scenario: 'empty',
  now: '2024-03-01T09:00:00+03:00',
  frozen: true,
  bodyLimit: 2000,
  onDefect: error => defects.push(error),
})
const { admin } = server
const path = '/sandboxes/default/requests'
type Entry = Record<string, unknown> & { id: string; headers: Record<string, string>; body: string; url: string }
interface Page {
  total: number
  dropped: number
  requests: Entry[]
}
const journal = async (query = ''): Promise<Page> => (await admin(`GET ${path}${query}`)).body as Page
const ask = (line: string, body?: unknown, headers?: Record<string, string>) => {
  const [method, below] = line.split(' ') as [string, string]
  return server.send({ method, path: `/shop/v1${below}`, body, headers })
}

describe('an entry', () => {
  test('has what came and what was answered', async () => {
    const got = await ask('POST /items?order=asc', { title: 'lamp', colour: 'red' }, { 'x-extra': 'yes' })
    expect((await journal()).requests).toEqual([
      {
        ...{ id: 'r1', direction: 'in' },
        at: '2024-03-01T09:00:00+03:00',
        realAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        api: 'shop',
        operation: 'item.add',
        method: 'POST',
        url: '/shop/v1/items?order=asc',
        headers: expect.objectContaining({ 'content-type': 'application/json', 'x-extra': 'yes' }),
        body: '{"title":"lamp","colour":"red"}',
        status: 201,
        response: { headers: expect.objectContaining({ 'content-type': expect.any(String) }), body: got.text },
        durationMs: expect.any(Number),
        servedFrom: 'handler',
        fault: null,
        violations: [{ rule: 'undocumented', at: 'body.colour', value: 'red', docs: 'shop.txt: items' }],
        readings: [],
      },
    ])
  })

  test('says which readings shaped the answer, and whether it came from a cache', async () => {
    await ask('GET /items/5')
    await ask('GET /count')
    await ask('GET /count')
    expect((await journal()).requests).toMatchObject([
      { readings: ['shop.missing'], servedFrom: 'handler', status: 404 },
      { servedFrom: 'handler' },
      { servedFrom: 'cache' },
    ])
  })

  test('says which fault struck', async () => {
    await admin('POST /sandboxes/default/faults', { match: { operation: 'shop item.list' }, status: 503 })
    await ask('GET /items')
    expect((await journal()).requests).toMatchObject([{ servedFrom: 'fault', fault: 'f1', status: 503 }])
  })

  test.each([
    ['no operation', 'GET /nothing', undefined, { operation: null, status: 404 }],
    ['a wrong method', 'PATCH /items', undefined, { operation: null, status: 405 }],
    ['a broken encoding', 'GET /items/%E0%A4', undefined, { operation: null, status: 400 }],
    ['malformed JSON', 'POST /items', '{"title":', { operation: 'item.add', status: 400 }],
    ['a body too large', 'POST /items', 'x'.repeat(3000), { operation: 'item.add', status: 413 }],
  ])('is there for %s', async (_, line, body, entry) => {
    await ask(line, body, { 'content-type': 'application/json' })
    expect((await journal()).requests).toMatchObject([entry])
  })

  test('is there where the handler throws', async () => {
    expect(await ask('GET /broken')).toMatchObject({ status: 500 })
    expect((await journal()).requests).toMatchObject([{ operation: 'broken', status: 500, servedFrom: 'handler' }])
    expect(defects.splice(0)).toEqual([new TypeError('the shop is broken')])
  })

  test('is there where the client hangs up before its body has come, in the sandbox that it named', async () => {
    const socket = connect(server.running.port, '127.0.0.1')
    const { box } = server
    await new Promise<void>(resolve => socket.once('connect', resolve))
    socket.write(
      'POST /shop/v1/items HTTP/1.1\r\nHost: localhost\r\nX-Key: K~hangs\r\nContent-Length: 100\r\n\r\n{"ti',
      () => socket.destroy(),
    )
    const { sandboxes } = server.running
    await expect.poll(() => sandboxes.get('hangs')?.journal.size).toBe(1)
    expect(box.journal.size).toBe(0)
    expect((await admin('GET /sandboxes/hangs/requests')).body).toMatchObject({
      requests: [{ operation: 'item.add', status: null, aborted: true }],
    })
  })

  test('is numbered from 1 again after a reset', async () => {
    await ask('GET /items')
    await admin('POST /sandboxes/default/reset')
    expect((await ask('GET /items')).headers['x-mock-request-id']).toBe('r1')
    expect(await journal()).toMatchObject({ total: 1, requests: [{ id: 'r1' }] })
  })
})

describe('credentials', () => {
  const places: [string, string, unknown, Record<string, string>][] = [
    ['a header', 'GET /items', undefined, { 'x-key': 'hush-hush' }],
    ['a header with a sandbox’s name', 'GET /items', undefined, { 'x-key': 'hush-hush~default' }],
    ['a bearer token', 'GET /items', undefined, { authorization: 'Bearer hush-hush' }],
    ['any other authorisation', 'GET /items', undefined, { authorization: 'Basic hush-hush' }],
    ['a cookie', 'GET /items', undefined, { cookie: 'session=hush-hush' }],
    ['a parameter', 'GET /items?key=hush-hush', undefined, {}],
    ['an encoded parameter', 'GET /items?key=%68ush%2Dhush', undefined, {}],
    ['a body', 'POST /items', { key: 'hush-hush', title: 'mine is hush-hush' }, {}],
    ['an escaped body', 'POST /items', '{"key":"\\u0068ush-\\u0068ush"}', { 'content-type': 'application/json' }],
    ['a malformed body', 'POST /items', '{"title":"lamp","key": "hush-hush', { 'content-type': 'application/json' }],
    ['a body that nobody reads', 'POST /nowhere', { key: 'hush-hush' }, {}],
    [
      'a form that nobody reads',
      'POST /nowhere',
      'a=1&key=hush-hush',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['an answer that repeats it', 'POST /items', { title: 'hush-hush' }, { 'x-key': 'hush-hush' }],
    [
      'an answer that repeats it without the sandbox’s name',
      'POST /items',
      { title: 'hush-hush' },
      { 'x-key': 'hush-hush~default' },
    ],
    ['an address that repeats a cookie', 'GET /items?note=hush-hush', undefined, { cookie: 'a=1; session=hush-hush' }],
    ['an answer that repeats a cookie', 'POST /items', { title: 'hush-hush' }, { cookie: 'session=hush-hush' }],
    ['a violation that repeats it', 'POST /items', { colour: 'hush-hush' }, { 'x-key': 'hush-hush' }],
  ]
  test.each(places)('in %s are masked', async (_, line, body, headers) => {
    await ask(line, body, headers)
    const { text } = await admin(`GET ${path}`)
    expect(text).not.toContain('hush')
    expect(text).not.toContain('%68')
    expect(text).toContain('***')
  })

  test.each(['a_1', 'a-b', 'a b', '(*)', '\\', '^$', '~w1'])('%j, short and no mere word, is masked', async key => {
    const id = key === '~w1' ? 'w1' : 'default'
    await ask(`GET /items?key=${encodeURIComponent(key)}`, undefined, { 'x-note': `1 ${key} 2` })
    const { status, body } = await admin(`GET /sandboxes/${id}/requests`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ requests: [{ url: '/shop/v1/items?key=***', headers: { 'x-note': '1 *** 2' } }] })
  })

  test.each<[string, unknown, unknown]>([
    ['1', 1, '***'],
    ['1', { of: [1, 10, null] }, { of: ['***', 10, null] }],
    ['value', { value: 'value' }, { value: '***' }],
    ['null', null, null],
    ['"', 'a "', 'a ***'],
    [',', { a: 1, b: 2 }, { a: 1, b: 2 }],
  ])('%j in the value %j of a violation leaves an entry of its form', async (key, colour, shown) => {
    await ask('POST /items', { title: 'lamp', colour }, { 'x-key': key })
    const { requests } = await journal()
    expect(requests[0]!.violations).toEqual([expect.objectContaining({ at: 'body.colour', value: shown })])
  })

  test('that are short are masked where they stand alone', async () => {
    await ask('GET /items?key=1&order=10', undefined, { 'x-note': '1 of 10' })
    const [entry] = (await journal()).requests
    expect(entry).toMatchObject({ url: '/shop/v1/items?key=***&order=10', headers: { 'x-note': '*** of 10' } })
  })
})

describe('the journal', () => {
  const fill = async () => {
    await ask('GET /items')
    await ask('POST /items', { title: 'lamp', colour: 'red' })
    await ask('GET /items/100')
    await ask('GET /items/5')
    await server.send({ path: '/api/clients' })
  }
  test.each([
    ['', ['r1', 'r2', 'r3', 'r4', 'r5']],
    ['?api=shop', ['r1', 'r2', 'r3', 'r4']],
    ['?operation=item.get', ['r3', 'r4']],
    ['?operation=shop%20item.get', ['r3', 'r4']],
    ['?operation=item.get&api=shop', ['r3', 'r4']],
    ['?method=post', ['r2']],
    ['?path=/shop/v1/items', ['r1', 'r2']],
    ['?status=404', ['r4']],
    ['?violations=true', ['r2']],
    ['?violations=1', ['r2']],
    ['?violations=false', ['r1', 'r3', 'r4', 'r5']],
    ['?violations=undocumented', ['r2']],
    ['?violations=other', []],
    ['?api=shop&status=200', ['r1', 'r3']],
  ])('%s gives %j, oldest first', async (query, ids) => {
    await fill()
    const { total, dropped, requests } = await journal(query)
    expect({ total, dropped, ids: requests.map(({ id }) => id) }).toEqual({ total: ids.length, dropped: 0, ids })
  })

  test('is read page by page', async () => {
    await fill()
    expect(await journal('?limit=2')).toMatchObject({ total: 5, requests: [{ id: 'r1' }, { id: 'r2' }] })
    expect(await journal('?limit=2&after=r2')).toMatchObject({ total: 5, requests: [{ id: 'r3' }, { id: 'r4' }] })
    expect((await journal('?after=5')).requests).toEqual([])
    expect((await journal('?limit=0')).requests).toEqual([])
  })

  test.each([
    'limit=-1',
    'limit=x',
    'after=x1',
    'status=2xx',
    'sort=at',
    'method[]=GET',
    'api=bakery',
    'operation=item.gte',
    'operation=item.get&api=vodyanoy',
  ])('refuses ?%s', async query => {
    expect(await admin(`GET ${path}?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ path: expect.any(String) }] },
    })
  })

  test('shows requests by the path, whichever way the sandbox was named', async () => {
    await server.send({ path: '/~ways/shop/v1/items' })
    await server.send({ path: '/shop/v1/items', headers: { 'x-mock-sandbox': 'ways' } })
    expect((await admin('GET /sandboxes/ways/requests?path=/shop/v1/items')).body).toMatchObject({ total: 2 })
  })

  test('is emptied, and numbers go on', async () => {
    await fill()
    expect(await admin(`DELETE ${path}`)).toMatchObject({ status: 204 })
    expect(await journal()).toEqual({ total: 0, dropped: 0, requests: [] })
    await ask('GET /items')
    expect(await journal()).toMatchObject({ requests: [{ id: 'r6' }] })
  })

  test('does not write down what is asked of /__admin', async () => {
    await admin('GET /sandboxes/default')
    expect(await journal()).toMatchObject({ total: 0 })
  })
})

test('an operation that an API finds by more than path and method is known to journal, filters and faults', async () => {
  const count = shop.operations.find(({ id }) => id === 'item.count')!
  const byAction = { ...shop, dispatch: (call: Call) => (call.search.includes('action=count') ? count : undefined) }
  const running = await run({ port: 0, apis: [byAction], api: ['shop'], scenario: 'empty' })
  const at = (line: string, body?: unknown) => {
    const [method, below] = line.split(' ') as [string, string]
    return send(running.url, { method, path: below, body })
  }
  expect((await at('GET /shop/v1/items?action=count')).body).toEqual({ count: 0 })
  await at('POST /__admin/sandboxes/default/faults', { match: { operation: 'item.count' }, status: 503 })
  expect(await at('GET /shop/v1/items?action=count')).toMatchObject({ status: 503 })
  expect(await at('GET /shop/v1/items')).toMatchObject({ status: 200 })
  expect((await at('GET /__admin/sandboxes/default/requests?operation=item.count')).body).toMatchObject({ total: 2 })
  await running.close()
})
