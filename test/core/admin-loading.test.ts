import { afterAll, expect, test, vi } from 'vitest'
import { run } from '../../src/server.ts'
import { send } from '../support/server.ts'
import { shop } from '../support/shop.ts'

// A server out of descriptors cannot read the files of /__admin when it is first asked for.
const told = vi.hoisted(() => ({ times: 0 }))
vi.mock('../../src/admin/admin.ts', () => ({
  get createAdmin() {
    told.times++
    throw new Error("EMFILE: too many open files, open 'admin.js'\n    at open (node:internal)")
  },
}))

const running = await run({ port: 0, host: '127.0.0.1', apis: [shop], scenario: 'empty' })
afterAll(() => running.close())

test('where /__admin cannot be loaded, who asks for it is told why, each anew, and the APIs go on', async () => {
  for (const times of [1, 2]) {
    const { status, body } = await send(running.url, { path: '/__admin/health' })
    expect({ status, body }).toMatchObject({
      status: 500,
      body: {
        title: 'Not loaded',
        detail: "/__admin cannot be loaded: EMFILE: too many open files, open 'admin.js'.",
        hint: expect.stringContaining('start the server again'),
      },
    })
    expect(told.times).toBe(times)
  }
  expect(await send(running.url, { path: '/shop/v1/items' })).toMatchObject({ status: 200 })
})
