import axios from 'axios'
import got from 'got'
import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { brokenRules } from './program.ts'

// What npm's clients send as programs use them, each in its own way of saying it.

const server = await serve()
const { url } = server.running
const keys = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
const crm = `${url}/rest/client?auth_key=sandbox-key&fields=id,name`
const salesman = `${url}/developer/v3/client`
const rkeeper = `${url}/api/v1/crm/Clients?objectId=1&clientId=10000000009188`
const name = 'ООО Ромашка'

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData()
  for (const [field, value] of Object.entries(fields)) data.append(field, value)
  return data
}
const file = (): FormData => {
  const data = form({ title: name })
  data.append('file', new Blob(['1']), 'счёт.txt')
  return data
}

type Scene = readonly [string, () => Promise<unknown>, object]

const fetched = async (address: string, init: RequestInit = {}): Promise<unknown> => (await fetch(address, init)).json()
const json = { 'content-type': 'application/json' }

const byFetch: readonly Scene[] = [
  ['letters in a URL', () => fetched(`${crm}&name=Ромашка`), { response: { items: [{ id: 900 }] } }],
  [
    'JSON',
    () => fetched(rkeeper, { method: 'PUT', headers: { ...json, sid: 'rkeeper-sid' }, body: '{"note":"я"}' }),
    { status: 'Ok', data: { note: 'я' } },
  ],
  [
    'FormData with a file',
    () => fetched(`${salesman}/add`, { method: 'POST', headers: keys, body: file() }),
    { result: 'Успешно' },
  ],
  [
    'URLSearchParams',
    () => fetched(crm, { method: 'POST', body: new URLSearchParams({ name, type: '1' }) }),
    { response: { name } },
  ],
  [
    'a stream',
    () =>
      fetched(`${url}/api/clients`, {
        ...{ method: 'POST', headers: json, duplex: 'half' },
        body: new Blob([JSON.stringify({ naimenovanie: name })]).stream(),
      } as RequestInit),
    { result: expect.anything() },
  ],
]

const byAxios: readonly Scene[] = [
  [
    'letters in params',
    async () => (await axios.get(crm, { params: { name: 'Ромашка' } })).data,
    { response: { items: [{ id: 900 }] } },
  ],
  [
    'nested params',
    async () => (await axios.get(`${salesman}/list`, { headers: keys, params: { filter: { type: 'client' } } })).data,
    { count: expect.any(Number) },
  ],
  [
    'JSON',
    async () => (await axios.post(`${url}/api/clients`, { naimenovanie: name })).data,
    { result: expect.anything() },
  ],
  ['postForm', async () => (await axios.postForm(crm, { name, type: 1 })).data, { response: { name } }],
  [
    'postForm of a list',
    async () =>
      (await axios.postForm(`${salesman}/add.list`, { client: [{ title: 'А' }, { title: 'Б' }] }, { headers: keys }))
        .data,
    [{ result: 'Успешно' }, { result: 'Успешно' }],
  ],
  [
    'a form of a list',
    async () =>
      (
        await axios.post(
          `${salesman}/add.list`,
          { client: [{ title: 'А' }, { title: 'Б' }] },
          { headers: { ...keys, 'content-type': 'application/x-www-form-urlencoded' } },
        )
      ).data,
    [{ result: 'Успешно' }, { result: 'Успешно' }],
  ],
  [
    'DELETE with a body',
    async () =>
      (await axios.delete(`${salesman}/delete`, { headers: keys, data: { clid: 6274 }, validateStatus: null })).data,
    { error: { code: 402 } },
  ],
]

const byGot: readonly Scene[] = [
  [
    'searchParams',
    () => got(crm, { searchParams: `${new URL(crm).search.slice(1)}&name=Ромашка` }).json(),
    { response: { items: [{ id: 900 }] } },
  ],
  [
    'json',
    () => got.put(rkeeper, { headers: { sid: 'rkeeper-sid' }, json: { note: 'я' } }).json(),
    { data: { note: 'я' } },
  ],
  ['form', () => got.post(crm, { form: { name, type: 1 } }).json(), { response: { name } }],
  ['FormData', () => got.post(`${salesman}/add`, { headers: keys, body: file() }).json(), { result: 'Успешно' }],
  [
    'JSON with GET',
    () => got(`${salesman}/info`, { headers: keys, json: { clid: 1781 }, allowGetBody: true }).json(),
    { data: { clid: '1781' } },
  ],
]

describe.each([
  ['fetch', byFetch],
  ['axios', byAxios],
  ['got', byGot],
] as const)('%s', (_, scenes) => {
  test.each(scenes)('%s', async (scene, ask, body) => {
    server.put('webcanape', 'clients', { id: 900, name, type: 1, user_id: 12 })
    expect(await ask()).toMatchObject(body)
    expect(brokenRules(server)).toEqual(scene === 'DELETE with a body' ? ['unknown-operation'] : [])
  })
})
