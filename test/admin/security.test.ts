import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import type { ServerOptions } from '../../src/options.ts'
import { run } from '../../src/server.ts'
import { send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const ONE_API: ServerOptions = { apis: [shop], api: ['shop'], scenario: 'empty', port: 0 }
const VENDOR = '/shop/v1/items'
const ADMIN = '/__admin/health'

const server = await serve({ ...ONE_API, allowedHosts: ['crm.test'] })
const port = server.running.port
const ask = (path: string, headers: Record<string, string>, method = 'GET') => server.send({ path, headers, method })

/** An address of this machine that others can reach, where it has one. */
const outer = Object.values(networkInterfaces())
  .flat()
  .find(one => one?.family === 'IPv4' && !one.internal)?.address

/** Runs a server of other options for one test. */
async function withServer<T>(
  options: ServerOptions,
  work: (url: string, token: string | null) => Promise<T>,
): Promise<T> {
  const running = await run({ ...ONE_API, ...options })
  try {
    return await work(`http://127.0.0.1:${running.port}`, running.adminToken)
  } finally {
    await running.close()
  }
}

describe('on loopback, Host', () => {
  test.each([
    'localhost',
    'LOCALHOST',
    `localhost:${port}`,
    'app.localhost',
    '127.0.0.1',
    '127.1.2.3:80',
    '[::1]',
    `[::1]:${port}`,
    'localhost.',
    'crm.test',
    'crm.test:8080',
  ])('%s is answered', async host => {
    for (const path of [VENDOR, ADMIN]) expect(await ask(path, { host })).toMatchObject({ status: 200 })
  })

  test.each([
    'evil.example',
    'evil.example:10400',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'notlocalhost',
    '192.168.0.1',
    '0.0.0.0',
    '[::2]',
    '1.127.0.0.1',
    'other.crm.test',
  ])('%s is misdirected, to vendors’ paths and ours, and may not be read by a page', async host => {
    for (const path of [VENDOR, ADMIN, '/', '/__admin/sandboxes']) {
      const got = await ask(path, { host, origin: `http://${host}` })
      expect(got).toMatchObject({
        status: 421,
        body: { title: 'Misdirected request', hint: expect.stringContaining('--allowed-host') },
      })
      expect(got.headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  test('an empty one is misdirected', async () => {
    for (const path of [VENDOR, ADMIN]) {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8')
      socket.write(`GET ${path} HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n`)
      expect((await socket.toArray()).join('')).toMatch(/^HTTP\/1\.1 421 /)
    }
  })
})

describe('beyond loopback', () => {
  test('/__admin needs the token; vendors’ paths do not', async () => {
    await withServer({ host: '0.0.0.0', adminToken: 'secret-token' }, async url => {
      const admin = (authorization?: string) =>
        send(url, { path: ADMIN, headers: { ...(authorization && { authorization }) } })
      expect(await admin()).toMatchObject({
        status: 401,
        headers: {
          'www-authenticate': expect.stringMatching(/^Bearer/),
          'content-type': 'application/problem+json; charset=utf-8',
        },
        body: { hint: expect.any(String) },
      })
      for (const wrong of [
        'Bearer other',
        'Bearer secret-toke',
        'Bearer ',
        'Basic secret-token',
        'secret-token',
        'Bearer secret-token2',
      ])
        expect(await admin(wrong)).toMatchObject({ status: 401 })
      for (const right of ['Bearer secret-token', 'bearer secret-token'])
        expect(await admin(right)).toMatchObject({ status: 200 })
      expect(await send(url, { path: VENDOR })).toMatchObject({ status: 200 })
    })
  })

  test('a token is made where none is given, another each time, and long', async () => {
    const token = () => withServer({ host: '0.0.0.0' }, async (_, given) => given!)
    const [one, other] = [await token(), await token()]
    expect(one).toMatch(/^[\w-]{32,}$/)
    expect(one).not.toBe(other)
  })

  test('loopback needs no token, unless one is given', async () => {
    for (const host of [undefined, '127.0.0.1', 'localhost'])
      await withServer({ host }, async (url, token) => {
        expect(token).toBeNull()
        expect(await send(url, { path: ADMIN })).toMatchObject({ status: 200 })
      })
    await withServer({ adminToken: 'mine' }, async url => {
      expect(await send(url, { path: ADMIN })).toMatchObject({ status: 401 })
      expect(await send(url, { path: ADMIN, headers: { authorization: 'Bearer mine' } })).toMatchObject({ status: 200 })
    })
  })

  const statuses = async (url: string, hosts: readonly string[], path: string) => {
    const all: number[] = []
    for (const host of hosts) all.push((await send(url, { path, headers: { host, authorization: 'Bearer t' } })).status)
    return all
  }

  test('what a vendor path may be asked under does not open /__admin', async () => {
    await withServer({ host: '0.0.0.0', adminToken: 't' }, async url => {
      const ask = (path: string) => send(url, { path, headers: { host: 'evil.example', authorization: 'Bearer t' } })
      expect([(await ask(VENDOR)).status, (await ask(ADMIN)).status]).toEqual([200, 421])
    })
  })

  test('a server on every address is asked for /__admin by its own addresses and allowed hosts alone', async () => {
    await withServer({ host: '0.0.0.0', adminToken: 't' }, async url => {
      expect(await statuses(url, ['127.0.0.1', 'localhost', '0.0.0.0:80', 'evil.example', '192.0.2.7'], ADMIN)).toEqual(
        [200, 200, 200, 421, 421],
      )
      expect(await statuses(url, ['localhost', 'mock', 'evil.example'], VENDOR)).toEqual([200, 200, 200])
    })
    await withServer({ host: '0.0.0.0', adminToken: 't', allowedHosts: ['mock'] }, async url => {
      for (const path of [ADMIN, VENDOR])
        expect(await statuses(url, ['mock', 'MOCK:80', 'localhost', 'evil.example'], path)).toEqual([
          200, 200, 200, 421,
        ])
    })
  })

  test.runIf(outer !== undefined)('a server on one address is asked by it and allowed hosts alone', async () => {
    const running = await run({ ...ONE_API, host: outer, adminToken: 't', allowedHosts: ['mock'] })
    for (const path of [ADMIN, VENDOR])
      expect(await statuses(running.url, [outer!, 'mock', 'localhost', 'evil.example'], path)).toEqual([
        200, 200, 421, 421,
      ])
    await running.close()
  })
})

describe('/__admin', () => {
  test.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: `http://localhost:${port + 1}` }],
    ['a page of another scheme’s host', { origin: 'null' }],
    ['a file', { origin: 'file://' }],
    ['a script of another site that sends no origin', { 'sec-fetch-site': 'cross-site' }],
    ['an image of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }],
    ['a frame of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }],
  ])('is closed to %s', async (_, headers) => {
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      const got = await ask('/__admin/sandboxes/default', { host: `localhost:${port}`, ...(headers as object) }, method)
      expect(got).toMatchObject({ status: 403, body: { title: 'Foreign origin' } })
      expect(Object.keys(got.headers).filter(name => name.startsWith('access-control'))).toEqual([])
    }
  })

  test('is open to its own pages, to links, and to what sends no origin', async () => {
    const host = `localhost:${port}`
    for (const headers of [
      { origin: `http://${host}` },
      { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
      {},
    ] as Record<string, string>[])
      expect(await ask(ADMIN, { host, ...headers })).toMatchObject({ status: 200 })
  })

  test('sends no CORS header, whatever it answers', async () => {
    const own = { host: `localhost:${port}`, origin: `http://localhost:${port}` }
    const preflight = { ...own, 'access-control-request-method': 'DELETE' }
    for (const got of [
      await ask(ADMIN, own),
      await ask('/__admin/nothing', own),
      await ask('/__admin/sandboxes/default', own, 'PATCH'),
      await ask('/__admin/sandboxes', preflight, 'OPTIONS'),
    ])
      expect(Object.keys(got.headers).filter(name => name.startsWith('access-control'))).toEqual([])
  })

  test('refuses bodies over the limit, said beforehand or not', async () => {
    const text = `{"id":"${'x'.repeat(1024 * 1024)}"}`
    const refused = { status: 413, hint: expect.stringContaining('--body-limit') }
    const lengths: Record<string, string>[] = [{}, { 'transfer-encoding': 'chunked' }]
    for (const length of lengths) {
      const headers = { 'content-type': 'application/json', ...length }
      expect(await server.send({ method: 'POST', path: '/__admin/sandboxes', headers, body: text })).toMatchObject({
        status: 413,
        body: refused,
      })
    }
  })
})

describe('vendors’ paths', () => {
  const origin = 'https://front.example'

  test('send permissive CORS headers, with problems of ours too', async () => {
    for (const path of [VENDOR, '/shop/v1/none', '/~BAD/shop/v1/items', '/nowhere'])
      expect((await ask(path, { origin })).headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
        'access-control-expose-headers': expect.stringContaining('x-mock-request-id, x-mock-violations'),
      })
    expect((await ask(VENDOR, {})).headers).toMatchObject({ 'access-control-allow-origin': '*' })
  })

  test('answer a preflight, and OPTIONS without its header as any other method', async () => {
    const headers = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-key' }
    expect(await ask(VENDOR, headers, 'OPTIONS')).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        vary: 'Origin',
        'access-control-allow-methods': expect.stringContaining('PUT'),
        'access-control-allow-headers': 'x-key',
      },
    })
    expect(await ask(VENDOR, { origin }, 'OPTIONS')).toMatchObject({ status: 405 })
  })

  test('send none under --no-cors', async () => {
    await withServer({ cors: false }, async url => {
      for (const path of [VENDOR, '/nowhere'])
        expect((await send(url, { path, headers: { origin } })).headers).not.toHaveProperty(
          'access-control-allow-origin',
        )
      const preflight = { origin, 'access-control-request-method': 'PUT' }
      expect(await send(url, { path: VENDOR, method: 'OPTIONS', headers: preflight })).toMatchObject({ status: 405 })
    })
  })

  test('refuse bodies over the limit in the vendor’s envelope, and stay usable', async () => {
    await withServer({ bodyLimit: 100 }, async url => {
      const add = (title: string) => send(url, { method: 'POST', path: VENDOR, body: { title } })
      expect(await add('x'.repeat(100))).toMatchObject({ status: 413, body: { error: expect.any(String) } })
      expect(await add('x'.repeat(80))).toMatchObject({ status: 201 })
    })
  })
})

test.each([
  '/__admin/../package.json',
  '/__admin/ui/../../package.json',
  '/__admin/%2e%2e/package.json',
  '/__admin/..%2f..%2fpackage.json',
  '/__admin/openapi/..%2f..%2fpackage.json',
  '/../package.json',
  '/shop/v1/../../package.json',
  '/package.json',
  '//etc/passwd',
  '/file:///etc/passwd',
])('no path reaches the file system: %s', async path => {
  expect(existsSync('package.json')).toBe(true)
  const { status, text } = await server.send({ path })
  expect(status).toBe(404)
  expect(text).not.toMatch(/"dependencies"|root:/)
})
