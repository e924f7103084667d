import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { Journal } from '../../src/core/journal/journal.ts'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const MB = 1024 * 1024
const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty' })
const { admin, running } = server
const { events } = running
const add = (body: unknown, sandbox = 'default') =>
  server.send({
    method: 'POST',
    path: `/~${sandbox}/shop/v1/items`,
    headers: { 'content-type': 'application/json' },
    body,
  })

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** Megabytes of the heap and of buffers that are in use. */
function held(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / MB
}

interface Told {
  readonly event: string
  readonly id: number
  readonly data: Record<string, unknown>
}

const toldIn = (text: string): Told[] =>
  text
    .split('\n\n')
    .map(part => Object.fromEntries(part.split('\n').map(line => line.split(/: (.*)/s))))
    .filter(fields => fields.event)
    .map(({ event, id, data }) => ({ event, id: Number(id), data: JSON.parse(data) }))

/** A reader of events; one that is deaf takes nothing until it is told to. */
async function reader(headers: Record<string, string> = {}, query = '') {
  const req = request(`${running.url}/__admin/events${query}`, { headers, agent: false }).on('error', () => {})
  req.end()
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  res.setEncoding('utf8').on('error', () => {})
  let text = ''
  const ended = new Promise(resolve => res.once('close', resolve))
  return {
    status: res.statusCode,
    hear: () => res.on('data', part => (text += part)),
    told: () => toldIn(text),
    ended,
    close: () => req.destroy(),
  }
}

describe('events', () => {
  test('hold little, whatever came, and less than their bound', async () => {
    const listener = await reader()
    listener.close()
    const addHeavy = async (times: number) => {
      for (let i = 0; i < times; i++) await add({ title: 'x', [`odd${i}`]: 'y'.repeat(MB - 100) }, 'heavy')
      expect(events.bytes).toBeLessThan(MB)
      await admin('DELETE /sandboxes/heavy')
      return held()
    }
    // The first ones load and compile what the others use.
    const before = await addHeavy(5)
    expect((await addHeavy(60)) - before).toBeLessThan(20)
  })

  test('tell what was when it happened, to one who comes back', async () => {
    const first = await reader()
    first.hear()
    for (const now of ['2024-03-01T09:00:00Z', '2024-04-01T09:00:00Z', '2024-05-01T09:00:00Z'])
      await admin('PUT /sandboxes/default/clock', { now, frozen: true })
    await expect.poll(() => first.told().length).toBe(3)
    first.close()
    const again = await reader({ 'last-event-id': String(first.told()[0]!.id - 1) })
    again.hear()
    await expect
      .poll(() => again.told().map(({ data }) => data.now))
      .toEqual(['2024-03-01T12:00:00+03:00', '2024-04-01T12:00:00+03:00', '2024-05-01T12:00:00+03:00'])
    again.close()
  })

  test('that can be told no more are said to be lost, and the reader goes on with those that are kept', async () => {
    const first = await reader()
    first.hear()
    await admin('PUT /sandboxes/default/clock', { frozen: true })
    await expect.poll(() => first.told().length).toBe(1)
    first.close()
    const { id } = first.told()[0]!
    for (let i = 0; i < 10_050; i++) events.emit('clock', 'w1', () => ({ i }))
    const again = await reader({ 'last-event-id': String(id) })
    again.hear()
    await expect.poll(() => again.told().length).toBe(10_001)
    expect(again.told().slice(0, 2)).toMatchObject([
      { event: 'lost', id: id + 50, data: { lost: 50, detail: expect.stringContaining('50 events') } },
      { event: 'clock', id: id + 51, data: { i: 50 } },
    ])
    again.close()
  })

  test('of an earlier server are said to be lost', async () => {
    const listener = await reader({ 'last-event-id': '7' })
    listener.hear()
    await expect.poll(() => listener.told()[0]).toMatchObject({ event: 'lost' })
    listener.close()
  })

  test('are not kept for readers who do not read: these are let go, and told so', { timeout: 60_000 }, async () => {
    const deaf = await Promise.all(Array.from({ length: 50 }, () => reader()))
    await expect.poll(() => events.readers).toBe(50)
    const before = held()
    const text = 'z'.repeat(7000)
    for (let i = 0; i < 4000; i++) {
      events.emit('change', 'w1', () => ({ i, text }))
      if (i % 100 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    expect(held() - before).toBeLessThan(60)
    for (const one of deaf) one.hear()
    for (const one of deaf) {
      await one.ended
      expect(one.told().at(-1)).toMatchObject({ event: 'lost', data: { lost: expect.any(Number) } })
    }
    expect(events.readers).toBe(0)
  })

  test('are all told to one who reads, however many come at once', async () => {
    const listener = await reader()
    listener.hear()
    for (let i = 0; i < 9000; i++) events.emit('clock', 'w1', () => ({ i }))
    await expect.poll(() => listener.told().length).toBe(9000)
    expect(listener.told().map(({ data }) => data.i)).toEqual(Array.from({ length: 9000 }, (_, i) => i))
    listener.close()
  })

  test('tell of sandboxes, and of answers that are held', async () => {
    const listener = await reader({}, '?sandbox=told')
    listener.hear()
    await admin('POST /sandboxes', { id: 'told' })
    await admin('POST /sandboxes/told/faults', { id: 'f', hold: true })
    const answer = add({ title: 'x' }, 'told')
    await expect.poll(() => listener.told().at(-1)?.data.op).toBe('held')
    await admin('POST /sandboxes/told/faults/f/release')
    await answer
    await admin('POST /sandboxes/told/reset')
    await admin('DELETE /sandboxes/told')
    const ops = () =>
      listener.told().flatMap(({ event, data }) => (data.op && event !== 'change' ? [`${event} ${data.op}`] : []))
    await expect
      .poll(ops)
      .toEqual([
        'sandbox made',
        'fault add',
        'fault strike',
        'fault held',
        'fault released',
        'fault remove',
        'sandbox reset',
        'sandbox dropped',
      ])
    listener.close()
  })

  test('are for a thousand readers at most', async () => {
    const stops = Array.from({ length: 1000 }, () =>
      events.watch(
        () => {},
        () => {},
      ),
    )
    expect(await admin('GET /events')).toMatchObject({ status: 503, headers: { 'retry-after': '5' } })
    for (const stop of stops) stop()
  })
})

describe('violations', () => {
  const unknown = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1]))
  const entries = async () =>
    (await admin('GET /sandboxes/default/requests')).body as { requests: Record<string, unknown>[]; dropped: number }

  test('of one request are kept up to a hundred, and the others counted', async () => {
    const got = await add({ title: 'x', ...unknown(90_000) })
    expect(got).toMatchObject({ status: 201, headers: { 'x-mock-violations': '90000' } })
    const { requests } = await entries()
    expect(requests[0]).toMatchObject({ violationsOmitted: 89_900, violationsNote: 'and 89,900 more' })
    expect(requests[0]!.violations).toHaveLength(100)
    expect((await admin('GET /sandboxes/default/requests?violations=undocumented')).body).toMatchObject({ total: 1 })
  })

  test('that are few are told without a count', async () => {
    await add({ title: 'x', odd: 1 })
    const { requests } = await entries()
    expect(requests[0]).not.toHaveProperty('violationsOmitted')
  })

  test('of a strict sandbox are named up to a hundred, and the others counted', async () => {
    await admin('POST /sandboxes/default/reset', { strict: true })
    const got = await add({ title: 'x', ...unknown(5000) })
    expect(got.text).toContain('and 4,900 more')
    expect(got.text.length).toBeLessThan(20_000)
  })

  test('keep a value short, and a secret that would be cut in two is masked first', async () => {
    await add({
      title: 'x',
      odd: `${'a'.repeat(990)}${'my-secret-key'.repeat(5)}${'b'.repeat(5000)}`,
      key: 'my-secret-key',
    })
    const { requests } = await entries()
    const [{ value }] = requests[0]!.violations as [{ value: string }]
    expect(value).toBe(`${'a'.repeat(990)}${'*'.repeat(10)}…`)
  })

  test('are weighed, as all of an entry is', async () => {
    const journal: Journal = server.box.journal
    const weigh = async (body: unknown): Promise<number> => {
      const before = journal.bytes
      await add(body)
      return journal.bytes - before
    }
    const plain = await weigh({ title: 'x' })
    expect(await weigh({ title: 'x', ...unknown(100) })).toBeGreaterThan(plain + 20_000)
    expect(await weigh({ title: 'x', odd: 'a'.repeat(1000) })).toBeGreaterThan(plain + 5000)
    await admin('DELETE /sandboxes/default/requests')
    expect(journal.bytes).toBe(0)
  })

  test('of many requests stay within the journals’ bound', { timeout: 60_000 }, async () => {
    const before = held()
    const body = JSON.stringify({ title: 'x', ...unknown(60_000) })
    for (let i = 0; i < 40; i++) await add(body)
    expect(held() - before).toBeLessThan(100)
  })
})
