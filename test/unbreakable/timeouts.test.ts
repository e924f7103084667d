import type * as http from 'node:http'
import { afterAll, expect, test, vi } from 'vitest'
import { run } from '../../src/server.ts'
import { shop } from '../support/shop.ts'
import { answered, closed, open } from './sockets.ts'

/** Node looks after timeouts every half minute, and waits for minutes: too long for a test. */
vi.mock('node:http', async original => {
  const real = await original<typeof http>()
  const hurried = { connectionsCheckingInterval: 50, headersTimeout: 300, requestTimeout: 300 }
  return { ...real, createServer: (listener: http.RequestListener) => real.createServer(hurried, listener) }
})

const running = await run({ port: 0, host: '127.0.0.1', apis: [shop], api: ['shop'], scenario: 'empty' })
afterAll(() => running.close())

test.each([
  ['headers', 'GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\nX-'],
  ['a body', 'POST /shop/v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{"title":"'],
])('who never ends %s is told so, and let go', async (_, begun) => {
  const before = running.sandboxes.get('default')!.world
  const socket = await open(running.port)
  socket.write(begun)
  const answer = await answered(socket, text => text.includes('}'))
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain('application/problem+json')
  await closed(socket)
  expect(running.sandboxes.get('default')!.world).toBe(before)
})
