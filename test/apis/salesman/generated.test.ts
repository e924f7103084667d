import { expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { ask, desk } from './desk.ts'

const server = await serve({ records: 40 })
const { card, list, say } = desk(server)

const all = (name: string) => server.all('salesman', name)
const generated = () => all('clients').slice(1)

test('generated clients stand behind the documented one, in a range of their own', () => {
  expect(all('clients').map(({ clid }) => clid)).toEqual([1781, ...Array.from({ length: 40 }, (_, n) => 1_000_001 + n)])
  for (const [name, key] of [
    ['persons', 'pid'],
    ['deals', 'did'],
    ['history', 'id'],
  ] as const)
    expect(all(name).filter(record => Number(record[key]) > 1000).length).toBeGreaterThan(5)
})

test('they refer to the users and guides of the scenario', () => {
  for (const name of ['clients', 'persons', 'deals', 'history']) {
    const store = server.box.collection('salesman', name)!
    expect(store.all().flatMap(record => store.dangling(record))).toEqual([])
  }
  expect(new Set(generated().map(({ iduser }) => iduser))).toEqual(new Set([1, 2]))
  expect(generated().filter(({ idcategory }) => Number(idcategory) > 0)).toHaveLength(40)
})

test('neither the next client nor its row of history minds them', async () => {
  expect(await say('add', { title: 'Заря' })).toEqual({ result: 'Успешно', data: 6274 })
  expect(await say('update', { clid: 6274, title: 'Бета' })).toMatchObject({ hid: 25317 })
})

test('every one can be shown, listed and changed', async () => {
  expect(await list()).toMatchObject({ count: 41, params: { pageall: 1 } })
  for (const { clid, title } of generated() as { clid: number; title: string }[]) {
    expect(await card(clid, { bankinfo: true, contacts: true, uids: true })).toMatchObject({
      clid: String(clid),
      title,
    })
    expect(await say('update', { clid, des: 'Новое' })).toMatchObject({ result: 'Успешно' })
  }
})

test('the same seed gives the same clients, another seed others', async () => {
  const first = JSON.stringify(generated())
  await server.reset({ seed: 2 })
  expect(JSON.stringify(generated())).not.toBe(first)
  await server.reset({ seed: 1 })
  expect(JSON.stringify(generated())).toBe(first)
})

test('without users and guides they refer to nothing', async () => {
  await server.reset({ scenario: 'empty', records: 7 })
  expect(all('clients')).toHaveLength(7)
  for (const client of all('clients'))
    expect(client).toMatchObject({ iduser: 0, idcategory: 0, territory: 0, clientpath: 0, tip_cmr: null })
  expect((await server.send(ask('list'))).status).toBe(401)
})
