import { expect } from 'vitest'
import { type Node, times } from './fleet.ts'
import { Load, stateOf, wrongs } from './load.ts'
import { describe, fleet, postgres, test } from './setting.ts'

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))

test('kill -9 under load loses, changes and repeats nothing that was acknowledged; the next server goes on within 2 s', async () => {
  const db = postgres.url('kills')
  const boxes = ['w1', 'w2', 'w3']
  let nodes = [await fleet.start(db), await fleet.start(db)]
  const load = new Load(() => nodes, boxes)
  const gaps: number[] = []
  for (let kill = 0; kill < times(3, 20); kill++) {
    const before = load.acknowledged.length
    await expect
      .poll(() => load.acknowledged.length, { interval: 5 })
      .toBeGreaterThan(before + 100 + Math.random() * 100)
    const [owner, other] = nodes as [Node, Node]
    const killed = performance.now()
    await owner.kill()
    const acknowledged = load.acknowledged.length
    await expect.poll(() => load.acknowledged.length, { interval: 5 }).toBeGreaterThan(acknowledged + 50)
    gaps.push(load.longestGap(killed))
    nodes = [other, await fleet.start(db)]
  }
  await load.end()
  expect(await wrongs(load, nodes[1]!, boxes)).toEqual([])
  expect(Math.max(...gaps)).toBeLessThan(2000)
}, 300_000)

describe.each([
  ['reset', 'POST', '/reset', {}],
  ['restore', 'POST', '/checkpoints/before/restore', undefined],
  // So many that they are written in several steps.
  ['state', 'PUT', '/state', stateOf(5000, 'new')],
  ['drop', 'DELETE', '', undefined],
])('%s that races a kill', (name, method, path, body) => {
  test('leaves the old world or the new one, never a mixture', async () => {
    const db = postgres.url('worlds')
    const seen = new Set<string>()
    for (let i = 0; i < times(3, 20); i++) {
      const box = `${name}${i}`
      const [owner, other] = [await fleet.start(db), await fleet.start(db)]
      const old = stateOf(200, 'old')
      await owner.ask('GET', `/~${box}/api/clients`)
      expect(await owner.ask('POST', `/__admin/sandboxes/${box}/checkpoints`, { name: 'before' })).toMatchObject({
        status: 201,
      })
      expect(await owner.ask('PUT', `/__admin/sandboxes/${box}/state`, old)).toMatchObject({ status: 200 })
      const asked = owner.ask(method, `/__admin/sandboxes/${box}${path}`, body).catch(() => null)
      await pause(i * (name === 'state' ? 80 : 3))
      await owner.kill()
      const answer = await asked
      await other.ask('GET', `/~${box}/api/clients`)
      const clients = [...(await other.clients(box)).values()].map(client => client.replace(/\d+$/, '')).sort()
      const world = `${clients.length} ${[...new Set(clients)].join()}`
      seen.add(world)
      const is = { reset: '0 ', restore: '0 ', state: '5000 new ', drop: '0 ' }[name]!
      expect(answer === null ? ['200 old ', is] : [is]).toContain(world)
      await other.kill()
    }
    expect(seen.size).toBeGreaterThan(0)
  }, 200_000)
})

test('after a take-over verify says that it cannot know, and a fault strikes no more than it was to', async () => {
  const db = postgres.url('verify')
  const [owner, other] = [await fleet.start(db), await fleet.start(db)]
  const box = '/__admin/sandboxes/w1'
  await owner.ask('GET', '/~w1/api/clients')
  await owner.ask('POST', `${box}/faults`, { status: 503, times: 3 })
  const struck = [await owner.ask('GET', '/~w1/api/clients'), await owner.ask('GET', '/~w1/api/clients')]
  expect(struck.map(({ status }) => status)).toEqual([503, 503])
  await owner.kill()
  const further = [await other.ask('GET', '/~w1/api/clients'), await other.ask('GET', '/~w1/api/clients')]
  expect(further.map(({ status }) => status)).toEqual([503, 200])
  const verify = await other.ask('POST', `${box}/requests/verify`, {
    api: 'vodyanoy',
    operation: 'clients.list',
    times: 2,
  })
  expect(verify.status).toBe(409)
})

test('SIGTERM under load resets no line and leaves no write unanswered; another server goes on at once', async () => {
  const db = postgres.url('stopping')
  const [first, second] = [await fleet.start(db), await fleet.start(db)]
  const resets: unknown[] = []
  const names: string[] = []
  let isOver = false
  const work = async (worker: number): Promise<void> => {
    for (let i = 0; !isOver; i++) {
      const name = `w1/${worker}/${i}`
      const answer = await first
        .ask('POST', '/~w1/api/clients', { naimenovanie: name })
        .catch(error => resets.push(error))
      if (typeof answer === 'number') return
      if (answer.status === 200) names.push(name)
      if (answer.headers.connection === 'close') return
    }
  }
  const workers = Array.from({ length: 8 }, (_, worker) => work(worker))
  await expect.poll(() => names.length, { interval: 5 }).toBeGreaterThan(100)
  const ended = first.kill('SIGTERM')
  await Promise.all(workers)
  isOver = true
  expect({ code: await ended, resets }).toEqual({ code: 0, resets: [] })
  const asked = performance.now()
  expect([...(await second.clients()).values()].sort()).toEqual(names.toSorted())
  expect(performance.now() - asked).toBeLessThan(1000)
})
