import { test } from 'poligon/vitest'
import { expect } from 'vitest'
import { SalesMan } from '../src/salesman.ts'
import { sync } from '../src/sync.ts'
import { account, daisy, violet } from './customers.ts'

// duplicates.test.ts adds the same clients at the same time in another worker: nothing of it is seen here.

test.for([1, 2, 3])('in a world of its own the first client always gets the same clid (%i)', async (_, { sandbox }) => {
  const crm = new SalesMan(sandbox.baseUrl('salesman'), account)

  expect(await sync([daisy, violet], crm)).toEqual({ added: [6274, 6275], updated: [] })
  expect((await sandbox.changes()).filter(({ collection }) => collection === 'clients')).toHaveLength(2)
})
