import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Timer } from '../../src/core/store/timers.ts'
import type { ServerOptions } from '../../src/options.ts'
import { type Running, run } from '../../src/server.ts'
import { edit } from '../support/database-file.ts'
import { orders } from '../support/orders.ts'
import { answer, raw, receive } from '../support/receiver.ts'
import { send } from '../support/server.ts'

let folder: string
let running: Running[] = []
const problems: string[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poligon-timers-'))
  problems.length = 0
})
afterEach(async () => {
  await Promise.all(running.map(server => server.close()))
  running = []
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: ServerOptions = {}): Promise<Running> {
  const base = { port: 0, host: '127.0.0.1', apis: [orders], api: ['orders'], scenario: 'empty' }
  const server = await run({ ...base, onProblem: problem => problems.push(problem), ...options })
  running.push(server)
  return server
}
const file = () => join(folder, 'sandboxes.json')
const plan = (server: Running, span: object, text: string, more: object = {}, box = 'default') =>
  send(server.url, {
    method: 'POST',
    path: `/~${box}/orders/v1/plan`,
    body: { span, timer: 'note', payload: { text, ...more } },
  })
const notes = (server: Running, box = 'default') =>
  server.sandboxes.get(box)!.collection('orders', 'notes')!.all() as { text: string; at: number }[]
const texts = (server: Running, box = 'default') => notes(server, box).map(({ text }) => text)

describe('a clock that ticks', () => {
  test('runs them by itself, in every sandbox, each at its own moment', async () => {
    const server = await start({ frozen: true })
    await plan(server, { ms: 60 }, 'b')
    await plan(server, { ms: 20 }, 'a', { every: { ms: 10 }, times: 2 })
    await plan(server, { ms: 30 }, 'other', {}, 'w1')
    for (const box of server.sandboxes.list()) box.setTime(box.now, false)
    const set = server.sandboxes.get('default')!.world.timers.pending as readonly Timer[]
    await expect.poll(() => texts(server)).toEqual(['a', 'a', 'a', 'b'])
    expect(texts(server, 'w1')).toEqual(['other'])
    const [first, , third, last] = notes(server)
    expect([first!.at, last!.at]).toEqual(set.map(({ at }) => at))
    expect(third!.at).toBe(first!.at + 20)
  })

  test('one that is far away does not keep the process or another waiting, and one that is set later is not late', async () => {
    const server = await start()
    await plan(server, { days: 400 }, 'far')
    await plan(server, { ms: 20 }, 'near')
    await expect.poll(() => texts(server)).toEqual(['near'])
    await plan(server, { days: 100 }, 'between')
    server.sandboxes.get('default')!.setTime(Date.now() + 100 * 86_400_000 - 30, false)
    await expect.poll(() => texts(server)).toEqual(['near', 'between'])
  })

  test('what a sandbox that is dropped had set never runs; what a frozen one has waits', async () => {
    const server = await start()
    await plan(server, { ms: 500 }, 'dropped', {}, 'w1')
    const dropped = server.sandboxes.get('w1')!
    server.sandboxes.drop(dropped)
    server.sandboxes.take('frozen').setTime(Date.now(), true)
    await plan(server, { ms: 10 }, 'frozen', {}, 'frozen')
    await plan(server, { ms: 600 }, 'last')
    await expect.poll(() => texts(server)).toEqual(['last'])
    expect(dropped.collection('orders', 'notes')!.size).toBe(0)
    expect(texts(server, 'frozen')).toEqual([])
    server.sandboxes.get('frozen')!.setTime(Date.now(), false)
    await expect.poll(() => texts(server, 'frozen')).toEqual(['frozen'])
  })

  test('many timers of one sandbox let requests through', async () => {
    const server = await start()
    for (let i = 0; i < 20; i++) await plan(server, { ms: 1 }, 'x', { every: { ms: 1 }, times: 300 }, 'busy')
    server.sandboxes.get('busy')!.setTime(Date.now() + 10_000, false)
    expect(await plan(server, { ms: 0 }, 'served')).toMatchObject({ status: 200 })
    await expect.poll(() => texts(server, 'busy').length).toBe(20 * 301)
  })

  test('a server that is closed runs nothing any more', async () => {
    const server = await start()
    await plan(server, { ms: 500 }, 'x')
    const box = server.sandboxes.get('default')!
    await server.close()
    running = []
    const other = await start()
    await plan(other, { ms: 600 }, 'later')
    await expect.poll(() => texts(other)).toEqual(['later'])
    expect(box.collection('orders', 'notes')!.size).toBe(0)
  })
})

test('a scenario may bring them; a reset takes them back, and those of an API that is not served are left out', async () => {
  const at = '2024-03-01T09:00:05Z'
  const timers = [
    { api: 'orders', name: 'note', at, payload: { text: 'b' } },
    { api: 'orders', name: 'note', at: '2024-03-01T12:00:01+03:00', payload: { text: 'a' } },
  ]
  const scenario = join(folder, 'waiting.json')
  writeFileSync(scenario, JSON.stringify({ name: 'waiting', now: '2024-03-01T09:00:00Z', frozen: true, timers }))
  const server = await start({ scenario })
  const advance = () =>
    send(server.url, { method: 'POST', path: '/__admin/sandboxes/default/clock/advance', body: { seconds: 5 } })
  for (let i = 0; i < 2; i++) {
    await advance()
    expect(texts(server)).toEqual(['a', 'b'])
    await server.sandboxes.reset(server.sandboxes.get('default')!)
    expect(texts(server)).toEqual([])
  }
  const other = await start({ scenario, api: ['vodyanoy'] })
  expect(other.sandboxes.get('default')!.world.timers.pending).toEqual([])
})

describe('--db', () => {
  const FROZEN = { now: '2024-03-01T09:00:00Z', frozen: true }
  const advance = (server: Running, span: object) =>
    send(server.url, { method: 'POST', path: '/__admin/sandboxes/default/clock/advance', body: span })
  const timers = async (server: Running) =>
    (await send(server.url, { path: '/__admin/sandboxes/default/timers' })).body as { timers: { id: string }[] }

  test('keeps what waits, and checkpoints with what waited then', async () => {
    const first = await start({ db: file(), ...FROZEN })
    await plan(first, { seconds: 1 }, 'a')
    await plan(first, { seconds: 5 }, 'b')
    await send(first.url, { method: 'POST', path: '/__admin/sandboxes/default/checkpoints', body: { name: 'two' } })
    await advance(first, { seconds: 1 })
    await plan(first, { seconds: 3 }, 'c')
    const before = await timers(first)
    await first.close()

    const second = await start({ db: file(), ...FROZEN })
    expect(await timers(second)).toEqual(before)
    await plan(second, { seconds: 60 }, 'd')
    expect((await timers(second)).timers.at(-1)).toMatchObject({ id: 't4' })
    await advance(second, { seconds: 10 })
    expect(texts(second)).toEqual(['a', 'c', 'b'])
    await send(second.url, { method: 'POST', path: '/__admin/sandboxes/default/checkpoints/two/restore' })
    expect((await timers(second)).timers.map(({ id }) => id)).toEqual(['t1', 't2'])
    expect(problems).toEqual([])
  })

  test('what was due while no server ran is run when one runs again', async () => {
    const first = await start({ db: file() })
    await plan(first, { ms: 300 }, 'a')
    await first.close()
    const second = await start({ db: file() })
    await expect.poll(() => texts(second)).toEqual(['a'])
  })

  test('keeps a webhook that waits to be sent again', async () => {
    const receiver = await receive()
    receiver.behave(answer(500), answer(200))
    const first = await start({ db: file(), ...FROZEN })
    const webhooks = [{ url: receiver.url, body: { token: 's-1' }, retry: [1, 2] }]
    await send(first.url, { method: 'POST', path: '/orders/v1/send', body: { webhooks } })
    await first.sandboxes.get('default')!.webhooks.idle()
    await first.close()
    const second = await start({ db: file(), ...FROZEN })
    await advance(second, { seconds: 1 })
    const { body } = await send(second.url, { path: '/__admin/sandboxes/default/webhooks?idle=true' })
    expect(body).toMatchObject({ webhooks: [{ delivery: 'delivered', body: '{"token":"***"}', cause: null }] })
    expect(receiver.received).toHaveLength(2)
    await receiver.close()
  })

  test('writes of many that wait only those that changed', async () => {
    const server = await start({ db: file(), ...FROZEN })
    for (let i = 0; i < 200; i++) await plan(server, { hours: 1 }, `note ${i}`)
    await server.close()
    const again = await start({ db: file(), ...FROZEN })
    const before = readFileSync(file()).length
    await plan(again, { hours: 1 }, 'one more')
    await again.close()
    expect(readFileSync(file()).length - before).toBeLessThan(600)
  })

  test.each([
    [
      'a moment that is none',
      /("timers":.*?"at":)\d+/,
      '$19e99',
      /at must be milliseconds since 1970 in the years 1 to 9999/,
    ],
    ['a timer without a name', /("timers":.*?)"name":"note",/, '$1', /timers is not valid/],
    ['an id that is none', /("timers":\[\{"id":)1/, '$1-1', /timers is not valid/],
  ])('a file that was edited is refused in words: %s', async (_, part, other, says) => {
    const first = await start({ db: file(), ...FROZEN })
    await plan(first, { seconds: 1 }, 'a')
    await first.close()
    edit(file(), text => text.replace(part, other))
    await start({ db: file(), ...FROZEN })
    expect(problems.join('\n')).toMatch(says)
  })
})

describe('webhooks', () => {
  const sendTo = (server: Running, ...webhooks: object[]) =>
    send(server.url, { method: 'POST', path: '/orders/v1/send', body: { webhooks } })
  const idle = async (server: Running) =>
    ((await send(server.url, { path: '/__admin/sandboxes/default/webhooks?idle=true' })).body as { webhooks: object[] })
      .webhooks

  test('are sent again by themselves where the clock ticks', async () => {
    const receiver = await receive()
    receiver.behave(answer(500), answer(200))
    const server = await start()
    await sendTo(server, { url: receiver.url, retry: [0.05] })
    await receiver.came(2)
    expect(await idle(server)).toMatchObject([{ delivery: 'delivered', attempts: [{ status: 500 }, { status: 200 }] }])
    await receiver.close()
  })

  test('none is sent under --no-webhooks', async () => {
    const receiver = await receive()
    const server = await start({ webhooks: false })
    await sendTo(server, { url: receiver.url, retry: [1] })
    expect(await idle(server)).toMatchObject([
      {
        delivery: 'refused',
        attempts: [],
        hint: 'The server runs with --no-webhooks. Start it without, to send them.',
      },
    ])
    expect(receiver.received).toEqual([])
    await receiver.close()
  })

  test('go to a host that --allow-webhooks names, whatever its case', async () => {
    const server = await start({ allowWebhooks: ['Receiver.invalid', '[::ffff:7f00:1]'] })
    await sendTo(server, { url: 'http://receiver.INVALID:9000/hook' }, { url: 'http://other.invalid/' })
    expect(await idle(server)).toMatchObject([
      { delivery: 'failed', attempts: [{ error: 'the host of receiver.invalid:9000 is not found' }] },
      { delivery: 'refused', attempts: [] },
    ])
  })

  test('are ended with the server, which waits for none', async () => {
    const receiver = await receive()
    receiver.behave(raw(''))
    const server = await start()
    await sendTo(server, { url: receiver.url })
    await receiver.came(1)
    const entries = server.sandboxes.get('default')!.journal.entries()
    const closing = server.close()
    running = []
    await closing
    await expect.poll(() => receiver.open).toBe(0)
    expect(entries.at(-1)).toMatchObject({ state: 'cancelled' })
    await receiver.close()
  })

  test('are ended with their sandbox', async () => {
    const receiver = await receive()
    receiver.behave(raw(''))
    const server = await start()
    const body = { webhooks: [{ url: receiver.url, retry: [0.01] }] }
    await send(server.url, { method: 'POST', path: '/~w1/orders/v1/send', body })
    await receiver.came(1)
    server.sandboxes.drop(server.sandboxes.get('w1')!)
    await expect.poll(() => receiver.open).toBe(0)
    await receiver.close()
  })

  test('a test that fakes time in the server’s process stops neither', async () => {
    const server = await start()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'setImmediate'] })
    try {
      await plan(server, { ms: 5 }, 'x')
      const { setTimeout: really } = await import('node:timers/promises')
      for (let i = 0; i < 200 && texts(server).length === 0; i++) await really(5)
      expect(texts(server)).toEqual(['x'])
    } finally {
      vi.useRealTimers()
    }
  })
})
