import { expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { checkScenario } from '../../src/core/scenarios/check.ts'
import type { Scenario } from '../../src/core/scenarios/scenario.ts'
import { serve } from '../support/server.ts'

const server = await serve({ scenario: 'blank' })

const clients = (record: object): Scenario => ({
  extends: 'blank',
  data: { webcanape: { clients: [{ id: 125, user_id: 12 }, record as Record<string, unknown>] } },
})
const flawsOf = async (record: object) =>
  (await checkScenario(clients(record), builtInApis, server.running.scenarios)).map(({ path }) => path.join('.'))

test('a record with repeat stands for as many, each with the next free key', async () => {
  const chain = await server.running.scenarios.chainOf(clients({ repeat: 3, user_id: 13, name: 'Ы' }))
  const { world } = await server.running.sandboxes.worldOf(chain)
  const keys = world.tables
    .get('webcanape.clients')!
    .natural.slice(0, 9)
    .map(({ key }) => key)
  expect(keys).toEqual([125, 124, 126, 127])
  expect(world.counters.get('webcanape.clients'), 'no write has to look for a free key').toBe(128)
})

test('repeat is part of the form of a record, and a number of at least 1', async () => {
  expect(await flawsOf({ repeat: 3, user_id: 13 })).toEqual([])
  expect(await flawsOf({ repeat: 0, user_id: 13 })).toEqual(['data.webcanape.clients.1.repeat'])
  expect(await flawsOf({ repeat: 2, user_id: 77 })).toEqual(['data.webcanape.clients.1.user_id'])
})
