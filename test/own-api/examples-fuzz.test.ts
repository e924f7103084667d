import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leads } from '../../examples/hal/leads.ts'
import { portal } from '../../examples/methods/portal.ts'
import { orders } from '../../examples/orders/orders.ts'
import type { Api } from '../../src/core/api/define-api.ts'
import { run } from '../../src/server.ts'
import { ask } from '../../src/testkit/ask.ts'

// What is copied from must not fail, whatever a client sends.

const NAMES = ['fields', 'cmd', 'filter', 'order', 'select', 'start', 'id', 'halt', 'name', 'price', 'NAME', 'PHONE']
const MORE = ['dish', 'callback', 'client_id', 'client_secret', 'grant_type', 'refresh_token', 'code', 'request_id']
const TEXTS = [
  '',
  'a',
  '$result[a][b]',
  'crm.contact.add?fields[NAME]=x',
  'crm.contact.list?order[]=1&select=x',
  '__proto__',
]

const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, 0, -1, 1e308, true, ...TEXTS),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES, ...MORE), tie('value'), { maxKeys: 4 }),
  ),
}))

test('an example answers whatever it is sent, and none of its code fails', async () => {
  const apis = [leads, portal, orders] as Api[]
  const defects: unknown[] = []
  const running = await run({
    port: 0,
    apis,
    api: apis.map(({ name }) => name),
    onDefect: defect => defects.push(defect),
  })
  const grant = { client_id: 'integration', client_secret: 's3cret', grant_type: 'authorization_code' }
  const { body: tokens } = await ask(running.url, {
    ...{ method: 'POST', path: '/oauth2/access_token', body: { ...grant, code: 'one-time-code' } },
  })
  const operations = apis.flatMap(api => api.operations.map(operation => ({ base: api.basePath, ...operation })))
  const { access_token } = tokens as { access_token: string }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), value, async ({ base, path, methods }, body) => {
      for (const sandbox of running.sandboxes.list()) sandbox.limits.clear()
      const method = methods.at(-1)!
      const headers = { authorization: `Bearer ${base === portal.basePath ? 'token-of-anna' : access_token}` }
      const search = `?limit=${encodeURIComponent(JSON.stringify(body))}`
      const got = await ask(running.url, {
        ...{ method, headers, path: base + path.replace(/:\w+/g, '1') + (method === 'GET' ? search : '') },
        body: method === 'GET' ? undefined : body,
      })
      expect({ status: got.status, text: got.text, defects }).toMatchObject({ defects: [] })
      expect(got.status).toBeLessThan(500)
    }),
    { numRuns: 1000 },
  )
  await running.close()
})
