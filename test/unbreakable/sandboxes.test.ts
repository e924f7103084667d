import { expect, test } from 'vitest'
import { type Got, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty', maxSandboxes: 1000 })
const { sandboxes } = server.running

const ask = (path: string) => server.send({ path })

test('ten thousand sandboxes are asked for: a thousand are had, the rest told when to come again', {
  timeout: 60_000,
}, async () => {
  const answers: Got[] = []
  const meanwhile: Got[] = []
  for (let n = 0; n < 10_000; n += 500) {
    const batch = Array.from({ length: 500 }, (_, i) => ask(`/~w${n + i}/shop/v1/items`))
    meanwhile.push(await ask('/shop/v1/items'), await ask('/~w0/shop/v1/items'))
    answers.push(...(await Promise.all(batch)))
  }
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(999)
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused).toHaveLength(9001)
  for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(new Set(meanwhile.map(({ status }) => status))).toEqual(new Set([200]))
  expect(sandboxes.size).toBe(1000)

  expect(await server.admin('POST /sandboxes', {})).toMatchObject({
    status: 503,
    headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    body: { hint: expect.stringContaining('--max-sandboxes') },
  })
  expect(await server.admin('DELETE /sandboxes/w7')).toMatchObject({ status: 204 })
  expect(await ask('/~fresh/shop/v1/items')).toMatchObject({ status: 200 })
})
