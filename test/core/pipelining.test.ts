import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'
import { answered, open } from '../unbreakable/sockets.ts'

const server = await serve({ apis: [shop], scenario: 'empty' })
const BEHIND = 2000

test('what was sent behind a request that takes its time is carried out after it, in order, however much it is', async () => {
  // It has to be unpacked, which is done beside the event loop.
  const body = gzipSync(JSON.stringify({ title: 'Pear' }))
  const head = `POST /shop/v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`
  const behind = 'GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const socket = await open(server.running.port)
  const all = answered(socket, text => text.endsWith(']') && text.lastIndexOf(`x-mock-request-id: r${BEHIND + 1}`) > 0)
  socket.write(Buffer.concat([Buffer.from(head), body, Buffer.from(behind.repeat(BEHIND))]))
  const text = await all
  socket.destroy()
  const [first, ...others] = text.split('HTTP/1.1 ').slice(1)
  expect(first).toMatch(/^201 /)
  expect(others).toHaveLength(BEHIND)
  expect(others.filter(answer => !answer.includes('Pear'))).toEqual([])
  const ids = [...text.matchAll(/x-mock-request-id: r(\d+)/gi)].map(([, id]) => Number(id))
  expect(ids).toEqual(Array.from({ length: BEHIND + 1 }, (_, n) => n + 1))
})
