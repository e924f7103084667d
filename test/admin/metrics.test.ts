import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty', host: '127.0.0.1' })

/** The samples of a server by name and labels: `poligon_sandboxes`, `…_total{api="shop"}`. */
async function samples({ admin } = server): Promise<Record<string, number>> {
  const { text } = await admin('GET /metrics')
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

test('it is text for Prometheus, with a type and a help for each of its names', async () => {
  const { status, headers, text } = await server.admin('GET /metrics')
  expect({ status, type: headers['content-type'] }).toEqual({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
  })
  expect(text.match(/^# TYPE poligon_.+$/gm)).toEqual([
    '# TYPE poligon_requests_total counter',
    '# TYPE poligon_request_duration_seconds histogram',
    '# TYPE poligon_sandboxes gauge',
    '# TYPE poligon_journal_bytes gauge',
    '# TYPE poligon_event_readers gauge',
    '# TYPE poligon_database_delay_seconds gauge',
    '# TYPE poligon_database_failures_total counter',
  ])
  expect(text.match(/^# HELP poligon_\w+ \S/gm)).toHaveLength(7)
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
})

test('it counts every answer from the start on by API, operation and status, whoever asks for figures and when', async () => {
  const other = await serve({ apis: [shop], api: ['shop'], scenario: 'empty', host: '127.0.0.1' })
  for (const path of ['/shop/v1/items', '/~w1/shop/v1/items', '/shop/v1/items/5', '/shop/v1/nowhere'])
    await other.send({ path })
  other.box.faults.add({ times: 1, status: 599 })
  await other.send({ path: '/shop/v1/items' })
  const got = await samples(other)
  expect(Object.entries(got).filter(([name]) => name.startsWith('poligon_requests_total'))).toEqual([
    ['poligon_requests_total{api="shop",operation="item.list",status="200"}', 2],
    ['poligon_requests_total{api="shop",operation="item.list",status="599"}', 1],
    ['poligon_requests_total{api="shop",operation="item.get",status="404"}', 1],
    ['poligon_requests_total{api="shop",operation="",status="404"}', 1],
  ])
  expect(got).toMatchObject({
    poligon_request_duration_seconds_count: 5,
    'poligon_request_duration_seconds_bucket{le="+Inf"}': 5,
    poligon_sandboxes: 2,
    poligon_event_readers: 0,
    poligon_database_delay_seconds: 0,
    poligon_database_failures_total: 0,
  })
  expect(got.poligon_request_duration_seconds_sum).toBeGreaterThan(0)
})

test('the kinds of its histogram rise', async () => {
  await server.send({ path: '/shop/v1/items' })
  const kinds = Object.entries(await samples()).filter(([name]) =>
    name.startsWith('poligon_request_duration_seconds_bucket'),
  )
  const bounds = kinds.map(([name]) => /le="(.+)"/.exec(name)![1]!.replace('+Inf', 'Infinity')).map(Number)
  expect(bounds).toEqual(bounds.toSorted((a, b) => a - b))
  expect(kinds.map(([, count]) => count)).toEqual(kinds.map(([, count]) => count).toSorted((a, b) => a - b))
})

test('journals and readers of events are what they are when it is asked', async () => {
  const before = (await samples()).poligon_journal_bytes!
  await server.send({ path: '/shop/v1/items' })
  expect((await samples()).poligon_journal_bytes).toBeGreaterThan(before)
  await server.admin('DELETE /sandboxes/default/requests')
  expect((await samples()).poligon_journal_bytes).toBe(0)

  const reader = connect(server.running.port, '127.0.0.1')
  onTestFinished(() => void reader.destroy())
  reader.write('GET /__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await expect.poll(async () => (await samples()).poligon_event_readers, { interval: 5 }).toBe(1)
  reader.destroy()
  await expect.poll(async () => (await samples()).poligon_event_readers, { interval: 5 }).toBe(0)
})

test('it needs the token of the server', async () => {
  const guarded = await serve({ apis: [shop], api: ['shop'], scenario: 'empty', adminToken: 's3cret' })
  const { url } = guarded.running
  expect(await send(url, { path: '/__admin/metrics' })).toMatchObject({ status: 401 })
  const headers = { authorization: 'Bearer s3cret' }
  expect(await send(url, { path: '/__admin/metrics', headers })).toMatchObject({ status: 200 })
})
