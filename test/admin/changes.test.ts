import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['vodyanoy', 'shop'], records: { vodyanoy: 3 }, scenario: 'blank' })
const { admin } = server
const changes = async () => ((await admin('GET /sandboxes/default/changes')).body as { changes: object[] }).changes
const ask = (line: string, body?: unknown) => {
  const [method, below] = line.split(' ') as [string, string]
  return server.send({ method, path: `/shop/v1${below}`, body })
}
const lamp = { id: 100, title: 'lamp', price: 0, with: null }

test('a sandbox begins without changes', async () => {
  expect(await changes()).toEqual([])
})

test('what requests insert, update and delete is a change, by API, collection and key', async () => {
  const [client] = server.all('vodyanoy', 'clients')
  const [ledger] = server.all('vodyanoy', 'ledger')
  await ask('POST /items', { title: 'lamp' })
  server.box.transact(() => {
    server.box.collection('vodyanoy', 'clients')!.update(client!.id as string, { email: 'a@b.example' } as object)
    if (ledger) server.box.collection('vodyanoy', 'ledger')!.remove(ledger.id as string)
  })
  const changed = { api: 'vodyanoy', collection: 'clients', key: client!.id }
  const gone = { api: 'vodyanoy', collection: 'ledger', key: ledger?.id, op: 'delete', before: ledger, after: null }
  expect(await changes()).toEqual([
    { ...changed, op: 'update', before: client, after: { ...client, email: 'a@b.example' } },
    ...(ledger ? [gone] : []),
    { api: 'shop', collection: 'items', key: 100, op: 'insert', before: null, after: lamp },
  ])
})

test('what is inserted and then changed is one insert; what is inserted and then deleted is nothing', async () => {
  await ask('POST /items', { title: 'lamp' })
  await ask('PUT /items/100', { title: 'lantern' })
  await ask('POST /items', { title: 'sofa' })
  await ask('DELETE /items/101')
  expect(await changes()).toEqual([
    { api: 'shop', collection: 'items', key: 100, op: 'insert', before: null, after: { ...lamp, title: 'lantern' } },
  ])
})

test('a record that is changed and changed back is no change', async () => {
  const [client] = server.all('vodyanoy', 'clients')
  for (const email of ['a@b.example', client!.email])
    server.box.transact(() =>
      server.box.collection('vodyanoy', 'clients')!.update(client!.id as string, { email } as object),
    )
  expect(await changes()).toEqual([])
})

test('a refused request is no change', async () => {
  expect(await ask('PUT /items/5', { title: 'x' })).toMatchObject({ status: 404 })
  expect(await ask('POST /items', '{"title"')).toMatchObject({ status: 400 })
  expect(await changes()).toEqual([])
})

test('keys come in their own order', async () => {
  for (const title of ['a', 'b', 'c']) await ask('POST /items', { title })
  await ask('PUT /items/100', { title: 'z' })
  expect(await changes()).toMatchObject([{ key: 100 }, { key: 101 }, { key: 102 }])
})
