import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { run } from '../../src/server.ts'
import { type Send, send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'
import { open } from './sockets.ts'

// Flaws that mock servers were found to have, each by its name. Who may ask at all is test/admin/security.test.ts.

const server = await serve({ apis: [shop], scenario: 'blank' })
const { url } = server.running
const ITEMS = '/shop/v1/items'
const DATA = '/sandboxes/default/data/shop/items'

describe('path traversal', () => {
  const up = [
    '../../package.json',
    '..%2f..%2fpackage.json',
    '....//....//package.json',
    '%252e%252e%252fpackage.json',
    '..\\..\\package.json',
    '/etc/passwd',
    'file:///etc/passwd',
    'package.json',
    './blank/shop',
    'blank\0.yaml',
  ]

  test.each(up)('a scenario named %j is none, and nothing is read', async scenario => {
    for (const line of ['POST /sandboxes', 'POST /sandboxes/default/reset']) {
      const got = await server.admin(line, { scenario })
      expect(got.status).toBe(400)
      expect(got.text).not.toMatch(/dependencies|root:/)
    }
  })

  test.each(up)('nothing else is named %j: APIs, collections, keys, checkpoints, sandboxes', async name => {
    const encoded = encodeURIComponent(name)
    for (const path of [
      `/openapi/${encoded}`,
      `/sandboxes/${encoded}`,
      `/sandboxes/default/data/${encoded}/items`,
      `/sandboxes/default/data/shop/${encoded}`,
      `/sandboxes/default/data/shop/items/${encoded}`,
      `/sandboxes/default/checkpoints/${encoded}`,
      `/ui/${encoded}`,
    ]) {
      const got = await server.admin(`GET ${path}`)
      expect(got.status).toBe(404)
      expect(got.text).not.toMatch(/"dependencies"|root:/)
    }
  })

  test.each([
    ['__proto__', 400],
    ['constructor', 200],
    ['toString', 400],
    ['hasOwnProperty', 400],
    ['prototype', 200],
  ])(
    'nor is anything of an object’s machinery, and only names of small letters make a sandbox: %s',
    async (name, status) => {
      for (const path of [
        `/openapi/${name}`,
        `/sandboxes/default/data/${name}/items`,
        `/sandboxes/default/data/shop/${name}`,
        `${DATA}/${name}`,
      ])
        expect(await server.admin(`GET ${path}`)).toMatchObject({ status: 404 })
      expect(await send(url, { path: `/~${name}/shop/v1/items` })).toMatchObject({ status })
    },
  )
})

describe('prototype pollution', () => {
  const proto = (inner: string): string =>
    inner.replaceAll('@', '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}')

  test.each([
    ['a vendor’s body', 'POST', ITEMS, '{"title":"a",@}', 201],
    ['a vendor’s body, written in escapes', 'POST', ITEMS, '{"title":"a","\\u005f_proto__":{"polluted":"yes"}}', 201],
    ['a vendor’s body, inside', 'POST', ITEMS, '{"title":"a","deep":{@}}', 201],
    [
      'a query',
      'GET',
      `${ITEMS}?__proto__[polluted]=yes&constructor[prototype][polluted]=yes&a[__proto__][polluted]=yes`,
      undefined,
      200,
    ],
    ['the data console, a new record', 'POST', `/__admin${DATA}`, '{"title":"a",@}', 400],
    ['the data console, a change', 'PATCH', `/__admin${DATA}/1`, '{@}', 400],
    [
      'the data console, a query',
      'GET',
      `/__admin${DATA}?__proto__.polluted=yes&constructor.prototype.polluted=yes`,
      undefined,
      200,
    ],
    ['readings', 'PUT', '/__admin/sandboxes/default/readings', '{@}', 400],
    ['a start', 'POST', '/__admin/sandboxes/default/reset', '{"readings":{@},"profiles":{@},"records":{@},@}', 400],
    [
      'a state',
      'PUT',
      '/__admin/sandboxes/default/state',
      '{"empty":true,"data":{@},"counters":{@},"memory":{@},@}',
      400,
    ],
    [
      'a fault',
      'POST',
      '/__admin/sandboxes/default/faults',
      '{"match":{"where":{@},@},"headers":{@},"status":500,"times":1}',
      400,
    ],
    [
      'what is verified',
      'POST',
      '/__admin/sandboxes/default/requests/verify',
      '{"operation":"shop item.add","where":{@}}',
      200,
    ],
    ['the name of a checkpoint', 'POST', '/__admin/sandboxes/default/checkpoints', '{"name":"__proto__"}', 400],
  ])('not by %s', async (_, method, path, body, status) => {
    server.put('shop', 'items', { id: 1, title: 'one', price: 1 })
    const headers = { 'content-type': 'application/json' }
    const got = await server.send({ method, path, headers, body: body && proto(body) })
    expect(got.status).toBe(status)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.keys(Object.prototype)).toEqual([])
    for (const item of server.all('shop', 'items')) {
      expect(item.polluted).toBeUndefined()
      expect(Object.hasOwn(item, '__proto__')).toBe(false)
    }
  })
})

describe('regular expressions from input', () => {
  const stored = `${'a'.repeat(5000)}!`

  test.each([
    '(a+)+$',
    '(a|a)*$',
    '(a*)*$',
    '([a-z]+)*$',
    '(.*a){12}$',
    '(?:a+){2,}$',
    'a*a*a*a*a*$',
    '(x+x+)+y',
    'a*a*b',
    `${'a?'.repeat(40)}b`,
    `${'(a|a)'.repeat(32)}b`,
    `${'a??'.repeat(40)}b`,
  ])('the data console has looked for %s in a moment', async pattern => {
    for (let id = 1; id < 20; id++) server.put('shop', 'items', { id, title: stored, price: 1 })
    const begun = performance.now()
    const got = await server.admin(`GET ${DATA}?title_like=${encodeURIComponent(pattern)}`)
    expect(got).toMatchObject({ status: 200 })
    expect(performance.now() - begun).toBeLessThan(3000)
  })

  test.each(['(a+)\\1+$', '(?<x>a+)\\k<x>+$', '(?=a)b', '((a{1,100}){1,100}){1,100}', 'a'.repeat(201)])(
    'the data console refuses what cannot be run in linear time: %s',
    async pattern => {
      const got = await server.admin(`GET ${DATA}?title_like=${encodeURIComponent(pattern)}`)
      expect(got).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/title_like must be .* RE2/) } })
    },
  )

  test.each([
    ['Ром.*ка', 1],
    ['^ромашка', 1],
    ['[а-я]+', 2],
    ['(ромашка|лютик)', 2],
    ['колокольчик', 0],
  ])('those that are plain are run: %s', async (pattern, count) => {
    for (const [id, title] of ['Ромашка', 'Лютик'].entries()) server.put('shop', 'items', { id, title, price: 1 })
    expect((await server.admin(`GET ${DATA}?title_like=${encodeURIComponent(pattern)}`)).body).toHaveLength(count)
  })

  test('a vendor’s search takes signs for themselves', async () => {
    const ask = (name: string) =>
      server.send({
        path: `/rest/client?name=${encodeURIComponent(name)}`,
        headers: { authorization: 'Bearer sandbox-key' },
      })
    const client = { user_id: 12, type: 1, email: null }
    server.put('webcanape', 'clients', { id: 1, name: `${'a'.repeat(5000)}!`, ...client })
    server.put('webcanape', 'clients', { id: 2, name: 'Знак (a+)+$ сам по себе', ...client })
    const begun = performance.now()
    expect(await ask('(a+)+$')).toMatchObject({ status: 200, body: { response: { items: [{ id: 2 }] } } })
    expect(await ask('.*')).toMatchObject({ status: 200, body: { response: { items: [] } } })
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})

describe('secrets', () => {
  const SECRET = 'Zx9-S3CR3T-81723'

  /** A place to put a secret in, for each credential of each API. */
  const places = builtInApis.flatMap(api =>
    Object.entries(api.credentials).flatMap(([name, all]) =>
      all.map(place => {
        const path = `${api.basePath}${api.operations[0]!.path.replace(/:\w+/g, '1')}`
        const at = 'name' in place ? place.name : 'authorization'
        const request: Send = {
          header: { path, headers: { [at]: SECRET } },
          bearer: { path, headers: { authorization: `Bearer ${SECRET}` } },
          query: { path: `${path}?${at}=${SECRET}` },
          body: { path, method: 'POST', body: { [at]: SECRET } },
          cookie: { path, headers: { cookie: `${at}=${SECRET}` } },
          path: { path: `${path}/${SECRET}` },
        }[place.in]
        return [`${api.name} ${name}, ${place.in}`, request] as const
      }),
    ),
  )

  test.each(places)(
    '%s: neither in the journal, nor in events, nor in what verify and faults tell',
    async (_, request) => {
      const told: string[] = []
      const stop = server.running.events.watch(({ text }) => void told.push(text))
      await server.send(request)
      stop()
      for (const line of ['GET /sandboxes/default/requests', 'GET /sandboxes/default', 'GET /health'])
        told.push((await server.admin(line)).text)
      told.push(
        (await server.admin('POST /sandboxes/default/requests/verify', { operation: 'client.list', where: { a: 1 } }))
          .text,
      )
      expect(told.length).toBeGreaterThan(4)
      expect(told.join('\n')).not.toContain(SECRET)
    },
  )

  test('a defect of ours shows no stack to the client', async () => {
    const got = await server.admin('GET /sandboxes/default/data/shop/items?_sort=constructor.prototype')
    expect(got.text).not.toMatch(/at .*\.ts:\d+|node_modules/)
  })
})

describe('--host is heeded', () => {
  const refused = (host: string, port: number): Promise<string> =>
    open(port, host).then(
      socket => {
        socket.destroy()
        return 'connected'
      },
      (error: NodeJS.ErrnoException) => error.code!,
    )

  const outer = Object.values(networkInterfaces())
    .flat()
    .find(one => one?.family === 'IPv4' && !one.internal)?.address

  test.runIf(outer !== undefined)('one address is not all addresses', async () => {
    for (const host of [undefined, '127.0.0.1', 'localhost']) {
      const running = await run({ apis: [shop], api: ['shop'], scenario: 'empty', port: 0, host })
      expect(await refused(outer!, running.port)).toBe('ECONNREFUSED')
      await running.close()
    }
  })

  test.runIf(process.platform === 'linux')('nor is one loopback address another', async () => {
    const running = await run({ apis: [shop], api: ['shop'], scenario: 'empty', port: 0, host: '127.0.0.2' })
    expect(await refused('127.0.0.1', running.port)).toBe('ECONNREFUSED')
    expect(await refused('127.0.0.2', running.port)).toBe('connected')
    await running.close()
  })
})

test('an event stream that nobody reads does not pile up in memory', async () => {
  const socket = await open(server.running.port)
  socket.pause()
  socket.write('GET /__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const before = process.memoryUsage().rss
  const title = 'x'.repeat(20_000)
  for (let n = 0; n < 2000; n++) await server.send({ path: `${ITEMS}?key=${title.slice(0, 8000)}` })
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
  const gone = once(socket, 'close')
  socket.destroy()
  await gone
  expect(await server.send({ path: ITEMS })).toMatchObject({ status: 200 })
})
