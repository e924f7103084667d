import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { Events } from '../../src/core/sandbox/events.ts'
import { run } from '../../src/server.ts'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({
  apis: [shop],
  api: ['shop'],
  scenario: 'empty',
  now: '2024-03-01T09:00:00+03:00',
  frozen: true,
})
const { admin } = server
const ask = (path: string, method = 'GET', body?: unknown) => server.send({ method, path, body })

interface Told {
  event: string
  id: number
  data: Record<string, unknown>
}

/** Listens; what it was told grows as it comes. */
async function listen(query = '', headers: Record<string, string> = {}, url = server.running.url) {
  const told: Told[] = []
  let text = ''
  const req = request(`${url}/__admin/events${query}`, { headers, agent: false }).on('error', () => {})
  req.end()
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  res.setEncoding('utf8').on('error', () => {})
  res.on('data', part => {
    text += part
    for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
      const fields = Object.fromEntries(
        text
          .slice(0, at)
          .split('\n')
          .map(line => line.split(/: (.*)/s)),
      )
      text = text.slice(at + 2)
      if (fields.event) told.push({ event: fields.event, id: Number(fields.id), data: JSON.parse(fields.data) })
    }
  })
  const head = { status: res.statusCode, type: res.headers['content-type'] }
  return { told, head, ended: new Promise(resolve => res.once('close', resolve)), close: () => req.destroy() }
}
const names = (told: Told[]) => told.map(({ event }) => event)

describe('GET /events', () => {
  test('tells of requests, changes, faults and the clock, with whole rising numbers', async () => {
    const listener = await listen()
    expect(listener.head).toEqual({ status: 200, type: 'text/event-stream; charset=utf-8' })
    await ask('/shop/v1/items?key=hush-hush', 'POST', { title: 'lamp' })
    await admin('POST /sandboxes/default/faults', { times: 1, status: 500 })
    await ask('/~w1/shop/v1/items')
    await ask('/shop/v1/items')
    await admin('DELETE /sandboxes/default/faults/f1')
    await admin('POST /sandboxes/default/clock/advance', { seconds: 1 })
    await expect
      .poll(() => names(listener.told))
      .toEqual(['change', 'request', 'fault', 'sandbox', 'request', 'fault', 'request', 'fault', 'clock'])
    const box = { sandbox: 'default' }
    expect(listener.told.map(({ data }) => data)).toMatchObject([
      { ...box, cause: 'write', api: 'shop', collection: 'items', key: 100, op: 'insert' },
      { ...box, id: 'r1', operation: 'item.add', status: 201, url: '/shop/v1/items?key=***' },
      { ...box, op: 'add', fault: 'f1' },
      { sandbox: 'w1', op: 'made' },
      { sandbox: 'w1', id: 'r1', operation: 'item.list' },
      { ...box, op: 'strike', fault: 'f1' },
      { ...box, id: 'r2', status: 500, fault: 'f1' },
      { ...box, op: 'remove', fault: 'f1' },
      { ...box, now: '2024-03-01T09:00:01+03:00', frozen: true },
    ])
    const ids = listener.told.map(({ id }) => id)
    expect(ids).toEqual(ids.map((_, i) => ids[0]! + i))
    listener.close()
  })

  test('tells of worlds that were exchanged whole', async () => {
    const listener = await listen('?sandbox=whole')
    await admin('POST /sandboxes', { id: 'whole' })
    await admin('POST /sandboxes/whole/checkpoints', { name: 'a' })
    await admin('POST /sandboxes/whole/reset')
    await admin('PUT /sandboxes/whole/state', { empty: true })
    await admin('POST /sandboxes/whole/checkpoints/a/restore')
    const causes = () => listener.told.filter(({ event }) => event === 'change').map(({ data }) => data.cause)
    await expect.poll(causes).toEqual(['checkpoints', 'reset', 'state', 'restore'])
    listener.close()
  })

  test('tells of readings, a journal that was emptied, and checkpoints', async () => {
    const listener = await listen('?sandbox=told')
    await admin('POST /sandboxes', { id: 'told' })
    await admin('PUT /sandboxes/told/readings', {})
    await admin('DELETE /sandboxes/told/requests')
    await admin('POST /sandboxes/told/checkpoints', { name: 'a' })
    await admin('DELETE /sandboxes/told/checkpoints/a')
    const told = () => listener.told.filter(({ event }) => event === 'change').map(({ data }) => data)
    await expect
      .poll(told)
      .toEqual(['readings', 'journal', 'checkpoints', 'checkpoints'].map(cause => ({ sandbox: 'told', cause })))
    listener.close()
  })

  test('tells of one sandbox where one is asked for, be it there or not yet', async () => {
    const listener = await listen('?sandbox=soon')
    await ask('/shop/v1/items')
    await ask('/~soon/shop/v1/items')
    await expect
      .poll(() => listener.told)
      .toMatchObject([
        { event: 'sandbox', data: { sandbox: 'soon', op: 'made' } },
        { event: 'request', data: { sandbox: 'soon' } },
      ])
    listener.close()
  })

  test('goes on after the event that a listener saw last', async () => {
    const first = await listen()
    await ask('/shop/v1/items')
    await expect.poll(() => first.told.length).toBe(1)
    first.close()
    await ask('/shop/v1/items/5')
    await ask('/~other/shop/v1/items')
    await ask('/shop/v1/count')
    const seen = String(first.told[0]!.id)
    const again = await listen('?sandbox=default', { 'last-event-id': seen })
    await ask('/shop/v1/items/6')
    await expect
      .poll(() => again.told.map(({ data }) => data.operation))
      .toEqual(['item.get', 'item.count', 'item.get'])
    again.close()
  })

  test.each(['', 'x', '-1', '1.5'])('takes no account of the last event %j', async last => {
    const first = await listen()
    await ask('/shop/v1/items')
    await expect.poll(() => first.told.length).toBe(1)
    first.close()
    const again = await listen('', { 'last-event-id': last })
    await ask('/shop/v1/count')
    await expect.poll(() => again.told).toMatchObject([{ data: { operation: 'item.count' } }])
    again.close()
  })

  test('answers HEAD without a stream', async () => {
    expect(await ask('/__admin/events', 'HEAD')).toMatchObject({ status: 200, text: '' })
  })

  test.each(['sandbox=A', 'sandbox=', 'box=w1'])('refuses ?%s', async query => {
    expect(await admin(`GET /events?${query}`)).toMatchObject({ status: 400 })
  })

  test('ends with the server', async () => {
    const running = await run({ port: 0, apis: [shop], api: ['shop'], scenario: 'empty' })
    const listener = await listen('', {}, running.url)
    await running.close()
    await listener.ended
    expect(listener.told).toEqual([])
  })
})

describe('events', () => {
  test('are not kept, nor written out, while nobody ever listened', () => {
    const events = new Events()
    let written = 0
    const emit = () => events.emit('clock', 'w1', () => ({ written: ++written }))
    emit()
    expect([events.last, written]).toEqual([1, 0])
    const stop = events.watch(() => {})
    emit()
    stop()
    emit()
    expect(events.since(0).map(({ id, text }) => [id, text])).toEqual([
      [2, '{"sandbox":"w1","written":1}'],
      [3, '{"sandbox":"w1","written":2}'],
    ])
  })

  test('are kept up to ten thousand', () => {
    const events = new Events()
    events.watch(() => {})
    for (let i = 0; i < 100_000; i++) events.emit('clock', 'w1', () => ({}))
    expect(events.since(0).map(({ id }) => id)).toEqual(Array.from({ length: 10_000 }, (_, i) => 90_001 + i))
    expect(events.since(99_998).map(({ id }) => id)).toEqual([99_999, 100_000])
    expect(events.since(100_000)).toEqual([])
  })

  test('are kept within bytes, and none is longer than a few kilobytes', () => {
    const events = new Events()
    const longest: number[] = []
    events.watch(({ text }) => void longest.push(text.length))
    for (let i = 0; i < 5000; i++) events.emit('change', 'w1', () => ({ key: `${i}${'ж'.repeat(i * 20)}` }))
    for (let i = 0; i < 50; i++) events.emit('change', 'w1', () => ({ keys: Array(10_000).fill('k'), i }))
    expect(Math.max(...longest)).toBeLessThanOrEqual(8192)
    expect(events.bytes).toBeLessThanOrEqual(8 * 1024 * 1024)
    const kept = events.since(0)
    expect(kept.at(-1)!.id).toBe(5050)
    expect(kept.map(({ id }) => id)).toEqual(kept.map((_, i) => kept[0]!.id + i))
    expect(JSON.parse(kept.at(-1)!.text)).toMatchObject({ sandbox: 'w1', i: 49, cut: true })
  })

  test('are all told to one who comes with the number of another server', () => {
    const events = new Events()
    events.watch(() => {})
    events.emit('clock', 'w1', () => ({}))
    expect(events.since(500)).toMatchObject([{ id: 1 }])
  })

  test('that cannot be written, or heard, harm nobody: they are reported, and the reader learns of the gap', () => {
    const defects: unknown[] = []
    const events = new Events({ onDefect: error => defects.push(error) })
    events.watch(() => {})
    events.emit('clock', 'w1', () => ({ n: 1 }))
    events.emit('clock', 'w1', () => ({ n: 1n }))
    events.emit('clock', 'w1', () => ({ n: 3 }))
    expect(defects).toHaveLength(1)
    expect([events.first, events.last]).toEqual([3, 3])
    events.watch(() => {
      throw new Error('deaf')
    })
    events.emit('clock', 'w1', () => ({ n: 4 }))
    expect(defects).toHaveLength(2)
  })
})
