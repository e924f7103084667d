import { expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { CRM } from './answers.ts'

const server = await serve({ records: 30 })

interface Row {
  id: string
  contacts: { id: string }[]
  addresses: { id: string; cityId?: string }[]
  accounts: object[]
  cards: object[]
}

const clients = (): Row[] => server.all('rkeeper', 'clients') as unknown as Row[]

test('generated clients stand behind the documented one, in ranges of their own', () => {
  expect(clients().map(({ id }) => id)).toEqual([
    '10000000009188',
    ...Array.from({ length: 30 }, (_, n) => String(20000000000001 + n)),
  ])
  const parts = clients()
    .slice(1)
    .flatMap(({ contacts, addresses }) => [...contacts, ...addresses])
  expect(parts.filter(({ id }) => id < '20000000000001')).toEqual([])
})

test('generated clients refer to the guides of the scenario, and some have accounts and cards', () => {
  const store = server.box.collection('rkeeper', 'clients')!
  expect(clients().flatMap(client => store.dangling(client))).toEqual([])
  for (const part of ['contacts', 'addresses', 'accounts', 'cards'] as const)
    expect(clients().filter(client => client[part].length > 0).length).toBeGreaterThan(5)
  expect(clients().some(({ addresses }) => addresses.some(({ cityId }) => cityId === '10000000000016'))).toBe(true)
})

test('guides are not generated, and the next client gets the id that the page prints', async () => {
  expect(server.all('rkeeper', 'cities')).toHaveLength(4)
  const body = { lastname: 'Новый', contacts: [{ typeId: '1', value: '1' }], addresses: [{ typeId: '1' }] }
  const got = await server.send({ method: 'POST', path: `${CRM}/Clients?objectId=1`, body })
  expect(got.body).toMatchObject({
    data: { id: '10000000009263', contacts: [{ id: '10000000008067' }], addresses: [{ id: '10000000003277' }] },
  })
})

test('every generated client can be shown', async () => {
  for (const { id } of clients())
    expect((await server.send({ path: `${CRM}/Clients?Id=${id}&objectId=1` })).body).toMatchObject({ data: { id } })
})

test('the same seed gives the same clients, another seed others', async () => {
  const first = JSON.stringify(clients())
  await server.reset({ seed: 2 })
  expect(JSON.stringify(clients())).not.toBe(first)
  await server.reset({ seed: 1 })
  expect(JSON.stringify(clients())).toBe(first)
})

test('without guides generated clients refer to nothing', async () => {
  await server.reset({ scenario: 'empty', records: 7 })
  expect(clients()).toHaveLength(7)
  expect(clients().flatMap(({ contacts, addresses }) => [...contacts, ...addresses])).toEqual([])
  await server.reset({ scenario: 'documented', records: 30 })
})
