import { expect, test } from 'vitest'
import { salesman } from '../../src/apis/salesman/index.ts'
import { serve } from '../support/server.ts'

const server = await serve({ journalLimit: 2 })
const { admin } = server

const add = (body: object, box = 'default') =>
  server.send({ method: 'POST', path: `/~${box}/developer/v3/client/add`, headers: salesman.account, body })
const shown = async (box = 'default') => (await admin(`GET /sandboxes/${box}`)).body as Record<string, unknown>

test('a sandbox tells how many requests of its journal broke the documentation', async () => {
  const counts = async () => {
    const { requests, violations } = await shown()
    return [requests, violations]
  }
  await add({ title: 'А', foo: 1, bar: 2 })
  await add({ title: 'Б' })
  expect(await counts()).toEqual([2, 1])
  await add({ title: 'В' })
  expect(await counts()).toEqual([2, 0])
  await add({ title: 'Г', foo: 1 })
  expect(await counts()).toEqual([2, 1])
  await admin('DELETE /sandboxes/default/requests')
  expect(await counts()).toEqual([0, 0])
})

test('it tells how many answers its faults hold', async () => {
  await admin('POST /sandboxes/default/faults', {
    id: 'first',
    match: { operation: 'salesman client.add' },
    hold: true,
  })
  const answers = [add({ title: 'А' }), add({ title: 'Б' })]
  await expect.poll(shown).toMatchObject({ faults: 1, held: 2 })
  await admin('POST /sandboxes/default/faults/first/release')
  await Promise.all(answers)
  expect(await shown()).toMatchObject({ faults: 1, held: 0 })
})

test('it tells when it was last used, in real time, and reading is no use', async () => {
  const before = Date.now()
  await admin('POST /sandboxes', { id: 'w1', now: '2024-03-01T09:00:00+03:00' })
  const lastUsed = async (box: string) => Date.parse(String((await shown(box)).lastRequestAt))
  const made = await lastUsed('w1')
  expect(made).toBeGreaterThanOrEqual(before)
  await expect.poll(Date.now).toBeGreaterThan(made)
  expect(await lastUsed('w1')).toBe(made)
  await add({ title: 'А' }, 'w1')
  expect(await lastUsed('w1')).toBeGreaterThan(made)
  await add({ title: 'А' })
  expect(await lastUsed('default')).toBeGreaterThan(made)
})
