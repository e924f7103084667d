import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Bundle, type MockServer, type Sandbox, startMockServer } from '../../src/index.ts'
import { type Got, type Send, send } from '../support/server.ts'

let server: MockServer
let other: MockServer
let box: Sandbox
beforeAll(async () => {
  server = await startMockServer({ port: 0, seed: 7, records: 5 })
  other = await startMockServer({ port: 0, records: 0, readings: { 'vodyanoy.total': 'matching' } })
})
afterAll(() => Promise.all([server.close(), other.close()]))
beforeEach(async () => {
  box = await server.sandbox('w1', { now: '2024-03-01T09:00:00+03:00' })
})

const SALESMAN = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
const ask = (request: Send): Promise<Got> => send(server.url, { ...request, path: `/~w1${request.path}` })
const add = (title: string, headers: Record<string, string> = SALESMAN) =>
  ask({ method: 'POST', path: '/developer/v3/client/add', headers, body: { title } })
const country = () => ask({ path: '/api/v1/crm/Countries?objectId=1', headers: { sid: 'rkeeper-sid' } })

/** Something of each API: ids, random values, times, links, a cache. */
async function talk(): Promise<void> {
  await add('ООО Ромашка')
  await add('ООО Ромашка')
  await country()
  await box.clock.advance({ seconds: 90 })
  await country()
  await ask({ path: '/rest/client?per-page=2&auth_key=sandbox-key' })
  await ask({ path: '/api/clients?page=1' })
  await ask({ path: '/api/lite/settings/counteragents' })
  await ask({ path: '/developer/v3/nothing', headers: SALESMAN })
}

test('a bundle is what its sandbox was asked, without credentials in clear', async () => {
  await add('ООО Ромашка')
  const bundle = await box.bundle()
  expect(bundle).toMatchObject({
    scenario: 'documented',
    seed: 7,
    clock: { now: expect.stringMatching(/^2024-03-01T09:00:00/), frozen: false },
    readings: { 'salesman.status': 'code' },
    profiles: { salesman: 'documented' },
    faults: [],
    requests: [
      {
        id: 'r1',
        url: '/~w1/developer/v3/client/add',
        headers: { apikey: '$POLIGON_APIKEY', login: '$POLIGON_LOGIN' },
        status: 200,
      },
    ],
  })
  for (const secret of Object.values(SALESMAN)) expect(JSON.stringify(bundle)).not.toContain(secret)
})

test('played again, here or on a server of other options, nothing differs, and nothing is left behind', async () => {
  await talk()
  const bundle = JSON.parse(JSON.stringify(await box.bundle())) as Bundle
  for (const player of [server, other]) {
    const { sandboxes } = await player.health()
    expect(await player.replay(bundle)).toEqual({ played: 8, differs: null })
    expect((await player.health()).sandboxes).toBe(sandboxes)
  }
})

test('under another reading, the first answer that differs is told', async () => {
  await talk()
  const { played, differs } = await other.replay(await box.bundle(), { readings: { 'salesman.status': 'ok' } })
  expect(played).toBe(2)
  expect(differs).toMatchObject({
    request: { id: 'r2', operation: 'client.add' },
    expected: { status: 406, body: expect.stringContaining('406') },
    got: { status: 200, body: expect.stringContaining('406') },
  })
})

test('under the readings, the profile and the strictness of its sandbox', async () => {
  await box.reset({
    readings: { 'vodyanoy.total': 'matching' },
    profiles: { salesman: 'shipped' },
    strict: true,
    seed: 3,
  })
  await ask({ path: '/api/clients?page=1&nope=1' })
  await add('ООО Ромашка')
  expect(await other.replay(await box.bundle())).toEqual({ played: 2, differs: null })
})

test('a wrong credential is wrong again, and one that an answer gave is given again', async () => {
  await box.reset({ readings: { 'kaktus.auth': 'bearer' } })
  await add('ООО Ромашка', { ...SALESMAN, apikey: 'wrong' })
  const { credentials } = (await server.apis()).find(({ name }) => name === 'kaktus')!
  const { body } = await ask({ method: 'POST', path: '/api/lite/auth', body: credentials })
  const { access_token: token } = body as { access_token: string }
  const headers = { authorization: `Bearer ${token}` }
  expect(await ask({ path: '/api/lite/settings/counteragents', headers })).toMatchObject({ status: 200 })
  const bundle = await box.bundle()
  expect(JSON.stringify(bundle)).not.toContain(token)
  expect(bundle.requests.map(({ headers }) => headers.apikey ?? headers.authorization)).toEqual([
    '***',
    undefined,
    'Bearer $POLIGON_TOKEN',
  ])
  expect(await other.replay(bundle)).toEqual({ played: 3, differs: null })
})

test('a sandbox that was named by a credential or a header', async () => {
  const path = '/developer/v3/client/add'
  const suffixed = { ...SALESMAN, apikey: `${SALESMAN.apikey}~w1` }
  await send(server.url, { method: 'POST', path, headers: suffixed, body: { title: 'a' } })
  await send(server.url, {
    method: 'POST',
    path,
    headers: { ...SALESMAN, 'x-mock-sandbox': 'w1' },
    body: { title: 'b' },
  })
  expect(await other.replay(await box.bundle())).toEqual({ played: 2, differs: null })
})

test('faults strike again where they did, and keep nobody waiting', async () => {
  await country()
  await box.faults.add({ match: { api: 'rkeeper' }, probability: 0.5, status: 503, delayMs: 1 })
  for (let i = 0; i < 6; i++) await country()
  const held = await box.faults.add({ match: { api: 'salesman' }, times: 1, hold: true })
  const slow = add('ООО Ромашка')
  await expect.poll(async () => (await box.faults.list()).at(-1)!.held).toBe(1)
  await box.faults.release(held)
  await slow
  await box.faults.add({ match: { api: 'vodyanoy' }, times: 1, abort: 'reset', delayMs: 5 })
  await ask({ path: '/api/clients' }).catch(() => {})
  const bundle = await box.bundle()
  expect(new Set(bundle.requests.map(({ status }) => status))).toEqual(new Set([200, 503]))
  expect(bundle.faults.map(({ id, since }) => [id, since])).toEqual([
    ['f1', 'r1'],
    ['f2', 'r7'],
    ['f3', 'r8'],
  ])
  expect(await other.replay(bundle)).toEqual({ played: 9, differs: null })
})

test('forms, and bodies that cannot be read', async () => {
  const path = '/developer/v3/client/add'
  const type = 'application/x-www-form-urlencoded'
  const form = new URLSearchParams({ ...SALESMAN, title: 'Ромашка & Ко' }).toString()
  await ask({ method: 'POST', path, headers: { 'content-type': type }, body: form })
  await ask({ method: 'POST', path, headers: { ...SALESMAN, 'content-type': 'application/json' }, body: '{"title":' })
  expect(await other.replay(await box.bundle())).toEqual({ played: 2, differs: null })
})

test('on a server that has fewer APIs', async () => {
  await add('ООО Ромашка')
  const fewer = await startMockServer({ port: 0, api: ['salesman'] })
  expect(await fewer.replay(await box.bundle())).toEqual({ played: 1, differs: null })
  await fewer.close()
})

test('a bundle tells how many requests before its own the journal lost', async () => {
  const short = await startMockServer({ port: 0, records: 0, journalLimit: 2 })
  for (let page = 1; page < 4; page++) await send(short.url, { path: `/api/clients?page=${page}` })
  expect(await short.bundle()).toMatchObject({ dropped: 1, requests: [{ id: 'r2' }, { id: 'r3' }] })
  await short.close()
})

test('a scenario that the server does not know is refused in words', async () => {
  const bundle = await box.bundle()
  await expect(other.replay({ ...bundle, scenario: 'elsewhere' })).rejects.toThrow(/elsewhere/)
})
