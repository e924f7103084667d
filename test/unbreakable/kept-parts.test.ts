import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { roomIn, SharedRoom } from '../../src/core/lib/shared-room.ts'
import { WeighedMap } from '../../src/core/lib/weighed-map.ts'
import { Limits } from '../../src/core/sandbox/limits.ts'
import { ReplyCache } from '../../src/core/sandbox/reply-cache.ts'
import { serve } from '../support/server.ts'

const MB = 1024 * 1024
const server = await serve({ api: ['salesman', 'vodyanoy'], journalLimit: 1 })
const { admin } = server

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
function held(): number {
  collect()
  return process.memoryUsage().heapUsed / MB
}

const ACCOUNT = 'apikey=t1xdeOwWSIqgDol70CkRdK3WD4N4cm&login=vladislav@isaler.ru'
const junk = 'j'.repeat(MB - 1000)
let sent = 0

const ways: Record<string, () => Promise<unknown>> = {
  'a field of a form that becomes a record': () =>
    server.send({
      method: 'POST',
      path: `/developer/v3/client/add?${ACCOUNT}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `title=Ordinary-title-${++sent}&junk=${junk}`,
    }),
  'the name of a field that its secrets are sought under': async () => {
    await server.send({
      method: 'POST',
      path: '/api/clients?token=vodyanoy-token',
      body: { [`a-name-as-long-as-${++sent}`]: 1, junk },
    })
    return admin('GET /sandboxes/default/requests')
  },
}

test.each(Object.entries(ways))('%s does not keep the whole of what came', { timeout: 60_000 }, async (_, send) => {
  for (let i = 0; i < 10; i++) await send()
  const before = held()
  for (let i = 0; i < 40; i++) await send()
  expect(held() - before).toBeLessThan(15)
})

test('a value of a violation that is cut does not keep all of itself', { timeout: 60_000 }, async () => {
  await server.reset()
  const add = (id: string) =>
    server.send({ method: 'POST', path: `/~${id}/developer/v3/client/list?${ACCOUNT}`, body: { odd: `${id}${junk}` } })
  await add('first')
  const before = held()
  for (let i = 0; i < 30; i++) await add(`w${i}`)
  // The bodies themselves are in the journals.
  expect(held() - before).toBeLessThan(30 + 15)
})

test('kept answers and callers are weighed, and give way to what comes later', () => {
  const room = new SharedRoom(MB)
  const long = 'k'.repeat(1000)
  const cache = new ReplyCache(room)
  const limits = new Limits(room)
  for (let i = 0; i < 5000; i++) {
    cache.set(`${long}${i}`, 0, 60, i, 1000)
    limits.count({ requests: 5, per: '1m' }, `${long}${i}`, 0)
    expect(room.taken).toBeLessThanOrEqual(MB)
  }
  expect(cache.get(`${long}4999`, 0)?.value).toBe(4999)
  expect(cache.get(`${long}0`, 0)).toBeNull()
  cache.clear()
  limits.clear()
  expect(room.taken).toBe(0)
})

test('a room knows what those hold that share it, whatever they are given and lose', () => {
  const room = new SharedRoom(MB)
  const maps = [new WeighedMap<number>(room), new WeighedMap<number>(room)]
  for (let i = 0; i < 3000; i++) {
    const map = maps[i % 3 === 0 ? 0 : 1]!
    map.set(`k${i % 700}`, i, (i * 7919) % 5000)
    if (i % 5 === 0) map.delete(`k${i % 311}`)
    if (i % 1000 === 500) map.clear()
    expect(room.taken).toBe(maps[0]!.bytes + maps[1]!.bytes)
  }
  expect(maps.map(({ size }) => size > 0)).toEqual([true, true])
})

test.each([
  [64, 16],
  [1000, 250],
  [1024, 256],
  [4096, 256],
])('of a heap of %i MB all journals together may take %i', (heap, room) => {
  expect(roomIn(heap * MB)).toBe(room * MB)
})
