import { afterAll, beforeAll, test as every, expect } from 'vitest'
import { withoutPackages } from '../support/without-package.ts'
import { type Node, times } from './fleet.ts'
import { Load, wrongs } from './load.ts'
import { describe, fleet, postgres, test } from './setting.ts'
import { TcpProxy } from './tcp-proxy.ts'

/** A request, and how long its answer took. */
async function timed(node: Node, name: string): Promise<{ status: number; took: number; text: string }> {
  const asked = performance.now()
  const { status, text } = await node.tryTo('POST', '/~w1/api/clients', { naimenovanie: name })
  return { status, text, took: performance.now() - asked }
}

describe('a database', () => {
  let proxy: TcpProxy
  let node: Node
  const acknowledged = new Map<number, string>()
  const answers: { status: number; took: number; text: string }[] = []

  beforeAll(async () => {
    proxy = await TcpProxy.to(postgres.port)
    node = await fleet.start(postgres.url('slow', proxy.port))
  })
  afterAll(() => proxy.close())

  /** Many writes at once; each answer is right, or 503 within three seconds. */
  async function write(count: number, name: string): Promise<number> {
    const all = await Promise.all(Array.from({ length: count }, (_, i) => timed(node, `${name} ${i}`)))
    for (const [i, { status, text }] of all.entries())
      if (status === 200) acknowledged.set((JSON.parse(text) as { result: number }).result, `${name} ${i}`)
    answers.push(...all)
    return all.filter(({ status }) => status === 200).length
  }

  test('that is 5 ms slower is waited for', async () => {
    proxy.delay = 2.5
    expect(await write(50, 'a little late')).toBe(50)
  })

  test('that is half a second slower is waited for', async () => {
    proxy.delay = 250
    expect(await write(50, 'late')).toBe(50)
    proxy.delay = 0
  })

  test('that does not answer is 503 within three seconds, and memory does not grow', async () => {
    await write(1, 'before')
    const before = node.memory
    proxy.swallows = true
    for (let i = 0; i < times(3, 30); i++) expect(await write(200, `lost ${i}`)).toBe(0)
    expect(await node.ask('GET', '/__admin/ready')).toMatchObject({ status: 503 })
    expect(JSON.parse((await node.ask('GET', '/__admin/health')).text)).toMatchObject({
      status: 'degraded',
      problems: [expect.stringMatching(/^The database postgres:\/\/127\.0\.0\.1:\d+\/postgres is away: /)],
    })
    const { text } = answers.at(-1)!
    expect(JSON.parse(text)).toMatchObject({
      status: 503,
      detail: 'The database does not answer; nothing was acknowledged.',
    })
    expect(node.memory - before).toBeLessThan(100 * 1024 * 1024)
    proxy.swallows = false
    await expect.poll(async () => (await node.ask('GET', '/__admin/ready')).status).toBe(200)
    expect(await write(10, 'after')).toBe(10)
    const stored = await node.clients()
    expect(new Map([...acknowledged.keys()].map(id => [id, stored.get(id)]))).toEqual(acknowledged)
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([])
    expect(Math.max(...answers.map(({ took }) => took))).toBeLessThan(3000)
  }, 200_000)
})

test('a schema may have the name of a word of SQL', async () => {
  const nodes = [await fleet.start(postgres.url('user')), await fleet.start(postgres.url('user'))]
  expect(await nodes[0]!.add('first', 'w1')).not.toBeNull()
  expect([...(await nodes[1]!.clients()).values()]).toContain('first')
})

test('a database that restarts under load loses nothing, and is served from within 5 s', async () => {
  const nodes = [await fleet.start(postgres.url('restarted')), await fleet.start(postgres.url('restarted'))]
  const boxes = ['w1', 'w2']
  const load = new Load(() => nodes, boxes)
  const gaps: number[] = []
  for (let i = 0; i < times(2, 10); i++) {
    const before = load.acknowledged.length
    await expect.poll(() => load.acknowledged.length, { interval: 5 }).toBeGreaterThan(before + 50)
    await postgres.stop(i % 2 ? 'SIGINT' : 'SIGQUIT')
    await postgres.resume()
    const restarted = performance.now()
    const acknowledged = load.acknowledged.length
    await expect.poll(() => load.acknowledged.length, { interval: 5 }).toBeGreaterThan(acknowledged + 10)
    gaps.push(load.longestGap(restarted))
  }
  await load.end()
  // Each server comes back by itself; the one that was asked may be the sooner.
  await expect.poll(async () => (await nodes[1]!.tryTo('GET', '/__admin/ready')).status, { timeout: 5000 }).toBe(200)
  expect(await wrongs(load, nodes[1]!, boxes)).toEqual([])
  expect(Math.max(...gaps)).toBeLessThan(5000)
}, 120_000)

test('a sandbox begun with other records, or by a later format, is 409 and is left as it was', async () => {
  const db = postgres.url('others')
  const first = await fleet.start(db)
  const id = await first.add('mine')
  const second = await fleet.start(db, '--scenario', 'documented')
  const asked = await second.ask('GET', '/~w1/api/clients')
  const { version } = JSON.parse((await first.ask('GET', '/__admin/health')).text)
  expect({ status: asked.status, ...JSON.parse(asked.text) }).toMatchObject({
    status: 409,
    detail: `Sandbox "w1" was begun by version ${version} with other records.`,
  })
  expect(await second.ask('GET', '/__admin/sandboxes/w1')).toMatchObject({ status: 409 })
  const [, entry] = await Promise.all([first.add('more'), first.ask('GET', '/__admin/sandboxes/w1/requests/r1')])
  // Nobody asked its owner for it: its journal is where it was.
  expect(entry.status).toBe(200)
  expect((await first.clients()).get(id!)).toBe('mine')
  expect(await second.add('other', 'w2')).not.toBeNull()
  await first.kill('SIGTERM')
  postgres.run("update others.sandbox set format = 99, version = '0.2' where name = 'w1'")
  const third = await fleet.start(db)
  expect(JSON.parse((await third.ask('GET', '/~w1/api/clients')).text)).toMatchObject({
    status: 409,
    detail: 'Sandbox "w1" was begun by version 0.2 with other records.',
  })
  expect(postgres.run("select format, owner from others.sandbox where name = 'w1'")).toBe('99|')
})

test('events of another server’s sandboxes come as sandbox and kind, and its sandboxes are listed', async () => {
  const db = postgres.url('events')
  const [here, there] = [await fleet.start(db), await fleet.start(db)]
  const reader = await here.stream('/__admin/events')
  await here.add('first', 'here')
  await expect.poll(reader.text).toContain('"sandbox":"here","cause":"write"')
  await expect
    .poll(async () => {
      await there.add('further', 'there')
      return reader.text()
    })
    .toMatch(/event: elsewhere\nid: \d+\ndata: \{"sandbox":"there","kind":"change"\}\n/)
  reader.end()
  const { sandboxes } = JSON.parse((await here.ask('GET', '/__admin/sandboxes')).text)
  const own = JSON.parse((await there.ask('GET', '/__admin/sandboxes/there')).text)
  const { now: _, lastRequestAt: __, urls: ___, requests: ____, ...same } = own
  expect(sandboxes).toMatchObject([{ id: 'default' }, { id: 'here' }, same])
})

test('a sandbox that is made on one server is taken on another, and dropped everywhere', async () => {
  const db = postgres.url('made')
  const [one, other] = [await fleet.start(db), await fleet.start(db)]
  expect(await one.ask('POST', '/__admin/sandboxes', { id: 'w1', seed: 7 })).toMatchObject({ status: 201 })
  expect(await other.ask('POST', '/__admin/sandboxes', { id: 'w1' })).toMatchObject({ status: 409 })
  expect(JSON.parse((await other.ask('GET', '/__admin/sandboxes/w1')).text)).toMatchObject({ seed: 7 })
  expect(await one.ask('DELETE', '/__admin/sandboxes/w1')).toMatchObject({ status: 204 })
  expect(await other.ask('GET', '/__admin/sandboxes/w1')).toMatchObject({ status: 404 })
  expect(await other.ask('POST', '/__admin/sandboxes', { id: 'w1', scenario: 'nope' })).toMatchObject({ status: 400 })
  expect(await one.ask('POST', '/__admin/sandboxes', { id: 'w1' })).toMatchObject({ status: 201 })
})

test('checkpoints, readings, clock and faults go with a sandbox', async () => {
  const db = postgres.url('whole')
  const [one, other] = [await fleet.start(db), await fleet.start(db)]
  const box = '/__admin/sandboxes/w1'
  await one.add('before')
  await one.ask('POST', `${box}/checkpoints`, { name: 'early' })
  await one.add('after')
  await one.ask('PUT', `${box}/clock`, { now: '2024-03-01T09:00:00+03:00', frozen: true })
  await one.ask('PUT', `${box}/readings`, { readings: { 'vodyanoy.created': '201' } })
  await one.ask('POST', `${box}/faults`, { match: { api: 'vodyanoy' }, status: 503, times: 2 })
  const parts = ['checkpoints', 'clock', 'readings', 'faults', 'state', 'changes']
  const told = async (node: Node): Promise<string[]> => {
    const texts: string[] = []
    for (const part of parts) texts.push((await node.ask('GET', `${box}/${part}`)).text)
    return texts
  }
  const before = await told(one)
  expect(await told(other)).toEqual(before)
  expect(await other.ask('POST', `${box}/checkpoints/early/restore`)).toMatchObject({ status: 200 })
  expect([...(await one.clients()).values()]).toEqual(['before'])
})

test('servers that start at once make the tables once, and need no more than a schema of their user’s own', async () => {
  postgres.run("create role member login password 'it@s'; create schema own authorization member")
  const db = postgres.url('own', postgres.port, 'member:it%40s')
  const [one, other] = await Promise.all(Array.from({ length: 4 }, () => fleet.start(db)))
  const first = await one!.add('first')
  await one!.kill()
  await expect.poll(async () => (await other!.clients()).get(first!)).toBe('first')
})

test.each([
  ['wrong', 'poligon:wr%40ng', 'the user or the password is wrong (28P01). Fix the address, or give another.'],
  ['missing', 'poligon', 'it asks for a password. Fix the address, or give another.'],
])('a password that is %s is told in words, without it', async (_, user, why) => {
  const started = fleet.start(postgres.url('poligon', postgres.port, user))
  await expect(started).rejects.toThrow(
    `Cannot use the database postgres://127.0.0.1:${postgres.port}/postgres: ${why}`,
  )
})

every('without --db postgres:// nothing of it is loaded', async () => {
  const node = await fleet.start('', ...[])
  expect(await node.add('in memory')).not.toBeNull()
  const without = await fleet.startWith({ POLIGON_DB: '', ...withoutPackages('pg') })
  expect(await without.add('in memory')).not.toBeNull()
})
