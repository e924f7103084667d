import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { type Running, run } from '../../src/server.ts'
import { orders } from '../support/orders.ts'
import { send } from '../support/server.ts'
import { postgres, test } from './setting.ts'
import { TcpProxy } from './tcp-proxy.ts'

async function start(db: string): Promise<Running> {
  const running = await run({
    ...{ port: 0, host: '127.0.0.1', db, apis: [orders], api: ['orders'], scenario: 'empty', onProblem: () => {} },
    ...{ now: '2024-03-01T09:00:00Z', frozen: true },
  })
  onTestFinished(() => running.close())
  return running
}

/** One that takes webhooks, and what came to it. */
async function receiver(): Promise<{ url: string; got: unknown[] }> {
  const got: unknown[] = []
  const server = createServer((req, res) => {
    let text = ''
    req.setEncoding('utf8').on('data', part => (text += part))
    req.on('end', () => {
      got.push(JSON.parse(text))
      res.end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got }
}

const ask = ({ url }: Running, line: string, body?: unknown) => {
  const [method, path] = line.split(' ') as [string, string]
  return send(url, { method, path, ...(body !== undefined && { body }) })
}

test('what waits for the clock goes with its sandbox, and its webhook is sent once, by who has it then', async () => {
  const [one, other] = [await start(postgres.url('timers')), await start(postgres.url('timers'))]
  const { url, got } = await receiver()
  await ask(one, 'POST /~w1/orders/v1/orders', { title: 'tea', hook: { url } })
  await expect.poll(() => got).toEqual([{ event: 'created', id: 1 }])
  expect((await ask(other, 'POST /__admin/sandboxes/w1/clock/advance', { seconds: 31 })).status).toBe(200)
  expect((await ask(other, 'GET /~w1/orders/v1/orders/1')).body).toMatchObject({ state: 'accepted' })
  await expect.poll(() => got.length).toBe(2)
  await ask(one, 'POST /__admin/sandboxes/w1/clock/advance', { seconds: 60 })
  expect((await ask(one, 'GET /~w1/orders/v1/orders/1')).body).toMatchObject({ state: 'accepted' })
  expect(got).toHaveLength(2)
})

test('a webhook leaves when what asked for it is written, and never where that is not known', async () => {
  const proxy = await TcpProxy.to(postgres.port)
  onTestFinished(() => proxy.close())
  const one = await start(postgres.url('hooks', proxy.port))
  const { url, got } = await receiver()
  await ask(one, 'POST /~w1/orders/v1/orders', { title: 'before' })
  proxy.swallows = true
  expect((await ask(one, 'POST /~w1/orders/v1/orders', { title: 'lost', hook: { url } })).status).toBe(503)
  proxy.swallows = false
  await expect.poll(async () => (await ask(one, 'GET /__admin/ready')).status).toBe(200)
  await ask(one, 'POST /~w1/orders/v1/orders', { title: 'after', hook: { url } })
  await expect.poll(() => got.length).toBeGreaterThan(0)
  expect(got).toHaveLength(1)
})
