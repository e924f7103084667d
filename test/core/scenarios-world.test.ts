import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { serve } from '../support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-worlds-'))
afterAll(() => rmSync(folder, { recursive: true }))

const server = await serve({ records: undefined })
let made = 0

/** Resets the sandbox to a scenario file of these lines. */
async function from(...lines: string[]): Promise<void> {
  const file = join(folder, `world-${++made}.yaml`)
  writeFileSync(file, lines.join('\n'))
  await server.reset({ scenario: await server.running.scenarios.open(file, builtInApis) })
}

const titles = () => server.all('salesman', 'clients').map(({ clid, title }) => [clid, title])

test('records merge by key over what is extended, in its place; new ones follow', async () => {
  await from(
    'extends: documented',
    'records: 0',
    'data: { salesman: { clients: [{ clid: 9001, title: Новый }, { clid: 1781, fax: "77" }] } }',
  )
  expect(server.stored('salesman', 'clients', 1781)).toMatchObject({
    fax: '77',
    iduser: 1,
    title: expect.stringMatching(/./),
  })
  expect(titles()).toHaveLength(2)
  expect(titles().at(-1)).toEqual([9001, 'Новый'])
})

test('empty: true leaves out whatever is extended', async () => {
  await from('extends: documented', 'records: 0', 'empty: true', 'data: { salesman: { users: [{ login: one }] } }')
  expect(titles()).toEqual([])
  expect(server.all('salesman', 'users')).toMatchObject([{ iduser: 1, login: 'one', role: 'manager' }])
})

test('a record without a key takes the next of its counter that is free, and the counter passes over it', async () => {
  await from(
    'extends: blank',
    'counters: { salesman.clients: 7100 }',
    'data: { salesman: { clients: [{ clid: 7101, title: b }, { title: a }, { title: c }, { clid: 7102, title: d }] } }',
  )
  expect(titles()).toEqual([
    [7101, 'b'],
    [7100, 'a'],
    [7103, 'c'],
    [7102, 'd'],
  ])
  expect(server.box.nextId('salesman', 'clients')).toBe(7104)
})

test('repeat stands for as many alike, each with a key of its own', async () => {
  await from(
    'extends: documented',
    'records: 0',
    'data: { webcanape: { offers: [{ repeat: 3, client_id: 123, title: x }], deals: [{ repeat: 2, client_id: 123 }] } }',
  )
  expect(server.all('webcanape', 'offers').filter(({ title }) => title === 'x')).toHaveLength(3)
  expect(server.all('webcanape', 'deals')).toHaveLength(323)
})

test('records is how many clients are generated, for all or by API', async () => {
  await from('extends: blank', 'records: { salesman: 3 }')
  expect(titles()).toHaveLength(3)
  expect(server.all('vodyanoy', 'clients')).toEqual([])
  await from('extends: blank', 'records: 2')
  expect([titles().length, server.all('vodyanoy', 'clients').length]).toEqual([2, 2])
})

test('time, zone, readings, profiles and faults are in force', async () => {
  await from(
    'extends: blank',
    'now: 2024-03-01T09:00',
    'timezone: Asia/Yekaterinburg',
    'frozen: true',
    'readings: { vodyanoy.created: 201 }',
    'profiles: { salesman: shipped }',
    'strict: true',
    'faults: [{ match: { api: kaktus }, times: 1, status: 502 }]',
  )
  expect(server.box.now).toBe(Date.parse('2024-03-01T09:00:00+05:00'))
  expect(server.box.state).toMatchObject({
    readings: { 'vodyanoy.created': '201' },
    profiles: { salesman: 'shipped' },
    strict: true,
  })
  expect((await server.send({ path: '/api/lite/settings/counteragents' })).status).toBe(502)
})

test('what a request asks wins over the scenario', async () => {
  await from('extends: blank', 'now: 2024-03-01T09:00:00Z', 'frozen: true', 'records: { salesman: 3 }')
  const scenario = `world-${made}`
  await server.reset({ scenario, now: '2025-01-01T00:00:00Z', records: 1, readings: { 'vodyanoy.created': '201' } })
  expect(server.box.now).toBe(Date.parse('2025-01-01T00:00:00Z'))
  expect(titles()).toHaveLength(1)
})
