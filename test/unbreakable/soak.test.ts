import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { drive } from '../../bench/load.ts'
import { mixOf } from '../../bench/mix.ts'
import { bytesOf } from '../../bench/shot.ts'
import { serve } from '../support/server.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Megabytes that are in use after everything else was collected. */
async function held(): Promise<number> {
  await new Promise(resolve => setImmediate(resolve))
  collect()
  return process.memoryUsage().heapUsed / 1024 / 1024
}

const SANDBOXES = 10
const server = await serve({ records: 50, journalLimit: 100 })
const { port, sandboxes } = server.running

/** `npm run soak` does the same a million times. */
test('twenty thousand mixed requests leave no memory, sockets, timers or sandboxes behind', {
  timeout: 120_000,
}, async () => {
  const next = mixOf(SANDBOXES)
  const statuses = new Map<number, number>()
  const send = async (count: number): Promise<void> => {
    let sent = 0
    await drive({
      port,
      connections: 16,
      next: () => (sent++ < count ? bytesOf(next()) : null),
      told: status => statuses.set(status, (statuses.get(status) ?? 0) + 1),
    })
  }
  const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const sockets = (): number => process.getActiveResourcesInfo().filter(name => name === 'TCPSocketWrap').length
  await send(6000)
  const before = { heap: await held(), timers: timers() }
  await send(14_000)
  const after = { heap: await held(), timers: timers() }
  expect(after.heap).toBeLessThan(before.heap * 1.25 + 10)
  expect(after.timers).toBeLessThan(before.timers + 10)
  await expect.poll(sockets).toBeLessThanOrEqual(1)
  expect(sandboxes.size).toBeLessThanOrEqual(SANDBOXES + 1)
  expect(statuses.get(500)).toBeUndefined()
  expect(statuses.get(200)).toBeGreaterThan(15_000)
  for (const status of [0, 201, 204, 400, 404, 409, 429, 503]) expect(statuses.get(status)).toBeGreaterThan(0)
})
