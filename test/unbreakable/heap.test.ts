import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { started } from '../cli/command.ts'
import { type Got, send } from '../support/server.ts'

const MB = 128
const FULL = /^The memory is full: \d+ of the 128 MB that Node may use are taken\.$/

test('who writes without end is refused before the memory is gone, and goes on after a reset', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'poligon-heap-'))
  const server = await started(['--port', '0'], join(folder, 'ready.json'), folder, {
    NODE_OPTIONS: `--max-old-space-size=${MB}`,
  })
  try {
    const { url } = server.ready
    const headers = { authorization: 'Bearer sandbox-key', 'content-type': 'application/json' }
    const add = (i: number): Promise<Got> =>
      send(url, {
        method: 'POST',
        path: `/~w${i % 3}/rest/client`,
        headers,
        body: { name: `x${i}`, type: 1, description: 'т'.repeat(400_000) },
      })
    const statuses = new Set<number>()
    let refused: Got | undefined
    for (let i = 0; i < 600; i++) {
      const got = await add(i)
      statuses.add(got.status)
      if (got.status === 507) refused ??= got
    }
    expect(statuses).toEqual(new Set([200, 507]))
    expect(refused!.body).toEqual({
      ...{ type: 'about:blank', title: 'Memory full', status: 507 },
      detail: expect.stringMatching(FULL),
      hint: 'Reset or delete sandboxes, or give the server more: NODE_OPTIONS=--max-old-space-size=4096.',
    })
    const health = () => send(url, { path: '/__admin/health' })
    expect((await health()).body).toMatchObject({ status: 'degraded', problems: [expect.stringMatching(FULL)] })
    expect(server.stderr().trim().split('\n')[0]).toMatch(FULL)

    // What is refused for it is not written down, and nothing large is taken by another door.
    for (const id of ['w0', 'w1', 'w2'])
      expect((await send(url, { path: `/__admin/sandboxes/${id}/requests?status=507` })).body).toMatchObject({
        total: 0,
      })
    const state = { data: { webcanape: { clients: [{ id: 1, name: 'x'.repeat(5000) }] } } }
    expect(await send(url, { method: 'PUT', path: '/__admin/sandboxes/w0/state', body: state })).toMatchObject({
      status: 507,
    })

    // To look at a sandbox and to reset it is what helps.
    expect(await send(url, { path: '/__admin/sandboxes/w1/requests?limit=1' })).toMatchObject({ status: 200 })
    for (const id of ['w0', 'w1', 'w2'])
      expect(await send(url, { method: 'POST', path: `/__admin/sandboxes/${id}/reset` })).toMatchObject({ status: 200 })
    // It is seen without a request that brings anything.
    await expect.poll(async () => (await health()).body, { timeout: 30_000 }).toMatchObject({ status: 'ok' })
    expect((await add(1)).status).toBe(200)
  } finally {
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0 })
    rmSync(folder, { recursive: true })
  }
})
