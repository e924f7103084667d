import { Agent, request } from 'node:http'
import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty', maxSandboxes: 1000 })
const { port, sandboxes } = server.running

interface Short {
  status: number
  retryAfter: string | undefined
}

function ask(path: string, agent: Agent): Promise<Short> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, agent }, res => {
      res.resume().on('end', () => resolve({ status: res.statusCode!, retryAfter: res.headers['retry-after'] }))
    })
    req.on('error', reject).end()
  })
}

test('ten thousand sandboxes are asked for: a thousand are had, the rest told when to come again', {
  timeout: 60_000,
}, async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const answers: Short[] = []
  const meanwhile: Short[] = []
  for (let n = 0; n < 10_000; n += 500) {
    const batch = Array.from({ length: 500 }, (_, i) => ask(`/~w${n + i}/shop/v1/items`, agent))
    meanwhile.push(await ask('/shop/v1/items', agent), await ask('/~w0/shop/v1/items', agent))
    answers.push(...(await Promise.all(batch)))
  }
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(999)
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused).toHaveLength(9001)
  for (const { retryAfter } of refused) expect(Number(retryAfter)).toBeGreaterThan(0)
  expect(new Set(meanwhile.map(({ status }) => status))).toEqual(new Set([200]))
  expect(sandboxes.size).toBe(1000)

  expect(await server.admin('POST /sandboxes', {})).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    body: { hint: expect.stringContaining('--max-sandboxes') },
  })
  expect(await server.admin('DELETE /sandboxes/w7')).toMatchObject({ status: 204 })
  expect(await ask('/~fresh/shop/v1/items', agent)).toMatchObject({ status: 200 })
  agent.destroy()
})
