import { expect, test } from 'vitest'
import { records } from '../../../fixtures/webcanape.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ records: 24 })
const KEY = 'auth_key=sandbox-key'

test('the documented client has as many deals, offers, invoices and contracts as the page counts', async () => {
  const counts = 'count_deals=1&count_offers=1&count_invoices=1&count_contracts=1'
  const got = await server.send({ path: `/rest/client/123?${KEY}&fields=id&${counts}` })
  expect(got.body).toEqual({
    response: { id: 123, count_deals: 321, count_offers: 123, count_invoices: 345, count_contracts: 78 },
  })
})

test('generated clients come beside the documented one and belong to its users', () => {
  const clients = server.all('webcanape', 'clients')
  expect(clients).toHaveLength(25)
  expect(new Set(clients.map(client => client.user_id))).toEqual(new Set([12, 13]))
  expect(clients.filter(({ type }) => type === 2)).toHaveLength(8)
})

test('generated ids are far above the counter', async () => {
  const generated = server.all('webcanape', 'clients').filter(({ id }) => id !== 123)
  expect(Math.min(...generated.map(({ id }) => id as number))).toBe(1_000_001)
  const got = await server.send({ method: 'POST', path: `/rest/client?${KEY}&fields=id`, body: { name: 'Ы', type: 1 } })
  expect(got.body).toEqual({ response: { id: 124 } })
})

test('a dozen generated clients have what the ratio says, and one of them has nothing', async () => {
  const { clients, ...related } = await records(12, 7, () => [{ id: 5 }])
  const { deals, offers, invoices, contracts } = related
  expect([deals, offers, invoices, contracts].map(rows => rows.length)).toEqual([18, 12, 12, 6])
  const busy = new Set(Object.values(related).flatMap(rows => rows.map(row => row.client_id)))
  expect(clients.filter(client => !busy.has((client as { id: number }).id))).toHaveLength(1)
})

test('the same seed gives the same records, another gives others, and nobody has none', async () => {
  const users = () => [{ id: 5 }, { id: 6 }]
  const first = await records(30, 3, users)
  expect(await records(30, 3, users)).toEqual(first)
  expect(await records(30, 4, users)).not.toEqual(first)
  expect((await records(30, 3, () => [])).clients).toEqual([])
})
