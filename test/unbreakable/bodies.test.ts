import type { Socket } from 'node:net'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'
import { answered, closed, open, statusOf } from './sockets.ts'

const MIB = 1024 * 1024
const ITEMS = '/shop/v1/items'
const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty' })
const { port, url } = server.running

/** Goes on writing until the server has had enough. */
function pour(socket: Socket, chunk: Buffer): { poured(): number } {
  let poured = 0
  const more = (): void => {
    while (!socket.destroyed && socket.writable && poured < 200 * MIB) {
      poured += chunk.length
      if (!socket.write(chunk)) return void socket.once('drain', more)
    }
  }
  more()
  return { poured: () => poured }
}

test.each([
  ['a vendor’s', ITEMS],
  ['our own', '/__admin/sandboxes'],
])('a body that never ends, to %s path, is refused at the limit and cut off', { timeout: 30_000 }, async (_, path) => {
  const socket = await open(port)
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  )
  const answer = answered(socket)
  const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`)
  pour(socket, chunk)
  expect(statusOf(await answer)).toBe(413)
  expect(await send(url, { path: ITEMS })).toMatchObject({ status: 200 })
  await closed(socket)
  expect(server.box.world).toBe(server.box.initial)
})

test.each([
  ['gzip', gzipSync(Buffer.alloc(100 * MIB))],
  ['br', undefined],
  ['deflate', deflateRawSync(Buffer.alloc(8 * MIB))],
])('a bomb of %s is refused without unpacking it', async (coding, packed) => {
  const { brotliCompressSync, deflateSync } = await import('node:zlib')
  const body =
    coding === 'br'
      ? brotliCompressSync(Buffer.alloc(100 * MIB))
      : coding === 'deflate'
        ? deflateSync(Buffer.alloc(100 * MIB))
        : packed!
  expect(body.length).toBeLessThan(MIB)
  const headers = { 'content-type': 'application/json', 'content-encoding': coding }
  const before = process.memoryUsage().rss
  for (let n = 0; n < 20; n++)
    expect(await server.send({ method: 'POST', path: ITEMS, headers, body })).toMatchObject({ status: 413 })
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * MIB)
})

test('what many large requests leave in the journal is bounded, and said to be dropped', async () => {
  const title = 'ж'.repeat(200_000)
  for (let n = 0; n < 120; n++) await server.send({ method: 'POST', path: ITEMS, body: { title } })
  const { total, dropped, requests } = (await server.admin('GET /sandboxes/default/requests?limit=1')).body as {
    total: number
    dropped: number
    requests: object[]
  }
  expect(dropped).toBeGreaterThan(30)
  expect(total + dropped).toBe(120)
  expect(requests).toHaveLength(1)
})

test.each([
  ['ten thousand parameters', `/shop/v1/items?${'a=1&'.repeat(3000)}`, undefined, 200],
  ['brackets without end', `/shop/v1/items?a${'[b]'.repeat(2000)}=1`, undefined, 200],
  ['an index past all arrays', '/shop/v1/items?a[999999999]=1', undefined, 200],
  ['a body nested without end', ITEMS, '['.repeat(500_000), 400],
  ['an object nested without end', ITEMS, '{"title":'.repeat(100_000), 400],
  ['a number without end', ITEMS, `{"price":1${'0'.repeat(400_000)}}`, 400],
  ['names without end', ITEMS, `{${Array.from({ length: 60_000 }, (_, n) => `"n${n}":1`).join()}}`, 201],
])('%s: answered in a moment', async (_, path, body, status) => {
  const begun = performance.now()
  const method = body === undefined ? 'GET' : 'POST'
  const headers = { 'content-type': 'application/json' }
  expect(await server.send({ method, path, headers, body })).toMatchObject({ status })
  expect(performance.now() - begun).toBeLessThan(3000)
})
