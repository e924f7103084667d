import { test } from 'poligon/vitest'
import { expect } from 'vitest'
import { SalesMan } from '../src/salesman.ts'
import { sync } from '../src/sync.ts'
import { account, daisy, violet } from './customers.ts'

test.override({ sandboxOptions: { scenario: 'duplicates' } })

test('a client that a manager entered by hand is updated, not added', async ({ sandbox }) => {
  const crm = new SalesMan(sandbox.baseUrl('salesman'), account)

  expect(await sync([daisy, violet], crm)).toEqual({ added: [7100], updated: [7001] })

  await sandbox.requests.verify({ operation: 'salesman client.update', where: { clid: 7001, uid: 'shop-1' }, times: 1 })
  expect(await sandbox.data('salesman', 'clients').get(7001)).toMatchObject({ title: 'ООО Ромашка', uid: 'shop-1' })
})

test('a second run of the sync adds nobody', async ({ sandbox }) => {
  const crm = new SalesMan(sandbox.baseUrl('salesman'), account)
  await sync([daisy, violet], crm)

  expect(await sync([daisy, violet], crm)).toEqual({ added: [], updated: [7001, 7100] })
})

test('a key that is refused ends the sync, and nothing is changed', async ({ sandbox }) => {
  const crm = new SalesMan(sandbox.baseUrl('salesman'), { ...account, apikey: 'wrong' })

  await expect(sync([daisy, violet], crm)).rejects.toMatchObject({ code: 400 })
  expect(await sandbox.changes()).toEqual([])
})
