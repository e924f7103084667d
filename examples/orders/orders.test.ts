import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startMockServer } from 'poligon'
import { conformance } from 'poligon/testkit'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { type Order, orders } from './orders.ts'

/** The shop that orders: what the kitchen tells it is what is tested. */
const told: unknown[] = []
const shop = createServer(async (req, res) => {
  told.push(JSON.parse(await new Response(req as unknown as ReadableStream).text()))
  res.writeHead(204).end()
})
await new Promise<void>(resolve => shop.listen(0, '127.0.0.1', resolve))
const callback = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook`

const server = await startMockServer({ port: 0, apis: [orders], api: ['orders'] })
const box = await server.sandbox('shop', { now: '2024-03-01T09:00:00Z', frozen: true, timezone: 'UTC' })
afterAll(() => Promise.all([server.close(), new Promise(resolve => shop.close(resolve))]))
beforeEach(async () => {
  await box.reset()
  told.length = 0
})

const kitchen = box.baseUrl('orders')
const order = async (dish: string) => {
  const body = JSON.stringify({ dish, callback })
  const answer = await fetch(`${kitchen}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return (await answer.json()) as Order
}
const stateOf = async (id: number) => ((await (await fetch(`${kitchen}/orders/${id}`)).json()) as Order).state

test('an order is accepted 30 seconds after it was made', async () => {
  const { id, state } = await order('solyanka')
  expect(state).toBe('new')
  expect(await box.timers.list()).toMatchObject([{ name: 'accept', at: '2024-03-01T09:00:30+00:00', payload: { id } }])

  await box.clock.advance({ seconds: 29 })
  expect(await stateOf(id)).toBe('new')

  await box.clock.advance({ seconds: 1 })
  expect(await stateOf(id)).toBe('accepted')
})

test('the shop is told of it', async () => {
  const { id } = await order('solyanka')
  await box.clock.advance({ minutes: 1 })
  await box.webhooks.idle()

  expect(told).toEqual([{ event: 'accepted', id, dish: 'solyanka' }])
  await box.requests.verify({ direction: 'out', url: callback, where: { event: 'accepted', id }, times: 1 })
})

test('a shop that is down for a moment is told a second later', async () => {
  await box.faults.add({ match: { direction: 'out' }, times: 1, abort: 'reset' })
  await order('okroshka')
  await box.clock.advance({ seconds: 30 })
  await box.webhooks.idle()
  expect(told).toEqual([])

  await box.clock.advance({ seconds: 1 })
  const [webhook] = await box.webhooks.idle()
  expect(told).toHaveLength(1)
  expect(webhook!.attempts!.map(({ status }) => status)).toEqual([null, 204])
})

const made = { dish: 'solyanka', callback: 'http://127.0.0.1:1/hook' }
const examples = [
  {
    operation: 'orders.create',
    docs: 'Orders: create',
    request: { method: 'POST', path: '/orders', body: made },
    reply: { status: 201, body: { state: 'new', ...made, id: 1 } },
  },
  {
    operation: 'orders.get',
    docs: 'Orders: one',
    request: { method: 'GET', path: '/orders/1' },
    reply: { status: 200, body: { state: 'new', ...made, id: 1 } },
  },
]
for (const { title, check } of conformance(orders, { examples })) test(title, check)
