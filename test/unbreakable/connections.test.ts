import type { Socket } from 'node:net'
import { afterAll, expect, test, vi } from 'vitest'
import { run } from '../../src/server.ts'
import { send } from '../support/server.ts'
import { shop } from '../support/shop.ts'
import { answered, closed, descriptors, open, statusOf } from './sockets.ts'

const running = await run({ port: 0, host: '127.0.0.1', apis: [shop], api: ['shop'], scenario: 'empty' })
afterAll(() => running.close())

const ITEMS = '/shop/v1/items'
const line = (path = ITEMS): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const last = () => running.sandboxes.get('default')!.journal.entries().at(-1)

/** Both ends of a connection are of this process. */
const MANY = Math.min(5000, Math.floor(descriptors / 4))

test(`${MANY} connections at once are all answered`, { timeout: 60_000 }, async () => {
  const sockets: Socket[] = []
  for (let n = 0; n < MANY; n += 250)
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(250, MANY - n) }, () => open(running.port)))))
  const answers = sockets.map(socket => answered(socket))
  for (const socket of sockets) socket.write(line())
  const statuses = new Set((await Promise.all(answers)).map(statusOf))
  expect(statuses).toEqual(new Set([200]))
  for (const socket of sockets) socket.destroy()
  await Promise.all(sockets.map(closed))
  expect(await send(running.url, { path: ITEMS })).toMatchObject({ status: 200 })
})

test('slow clients, a byte at a time, hold nobody up', async () => {
  const slow = await Promise.all(Array.from({ length: 200 }, () => open(running.port)))
  const text = line('/shop/v1/count')
  let at = 0
  const drip = setInterval(() => {
    for (const socket of slow) socket.write(text[at] ?? '')
    at++
  }, 5)
  const begun = performance.now()
  for (let n = 0; n < 50; n++) expect(await send(running.url, { path: ITEMS })).toMatchObject({ status: 200 })
  expect(performance.now() - begun).toBeLessThan(5000)
  const answers = await Promise.all(slow.map(socket => answered(socket)))
  clearInterval(drip)
  expect(new Set(answers.map(statusOf))).toEqual(new Set([200]))
  for (const socket of slow) socket.destroy()
})

test('who goes away in the middle of a body changes nothing, and stands in the journal', async () => {
  const before = running.sandboxes.get('default')!.world
  const socket = await open(running.port)
  socket.write('POST /shop/v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{"title":"half')
  const begun = running.sandboxes.get('default')!.journal.size
  await vi.waitFor(async () => {
    socket.destroy()
    expect(running.sandboxes.get('default')!.journal.size).toBeGreaterThan(begun)
  })
  expect(last()).toMatchObject({ aborted: true, method: 'POST', status: null })
  expect(running.sandboxes.get('default')!.world).toBe(before)
})

test('a thousand requests in one write are answered one by one, in their order', async () => {
  const socket = await open(running.port)
  const ids = Array.from({ length: 1000 }, (_, n) => n)
  const whole = answered(socket, text => text.split('HTTP/1.1 404').length > ids.length)
  socket.write(ids.map(id => line(`/shop/v1/items/${id}`)).join(''))
  const numbers = [...(await whole).matchAll(/x-mock-request-id: r(\d+)/g)].map(([, number]) => Number(number))
  expect(numbers).toEqual(ids.map(id => numbers[0]! + id))
  socket.destroy()
})
