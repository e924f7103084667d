import { afterEach, expect, test, vi } from 'vitest'
import { serve } from '../support/server.ts'

const server = await serve({ api: ['salesman'] })
afterEach(() => void vi.restoreAllMocks())

// What waits for the rest of a body would hold its request for as long.
test.each([
  ['to a host that is not ours', { headers: { host: 'evil.example' } }],
  ['to a sandbox whose name is none', { path: '/~bad!name/developer/v3/client/add' }],
  ['that is larger than it may be', { body: { title: 'x'.repeat(2_000_000) } }],
])('nothing waits for a request %s once its body has come', async (_, request) => {
  const set = vi.spyOn(globalThis, 'setTimeout')
  const cleared = vi.spyOn(globalThis, 'clearTimeout')
  const got = await server.send({ method: 'POST', path: '/developer/v3/client/add', body: { title: 'x' }, ...request })
  expect(got.status).toBeGreaterThanOrEqual(400)
  const waiting = set.mock.results.filter((_, i) => set.mock.calls[i]![1] === 5000).map(({ value }) => value)
  expect(waiting.length).toBeGreaterThan(0)
  await expect.poll(() => cleared.mock.calls.map(([timer]) => timer)).toEqual(expect.arrayContaining(waiting))
})
