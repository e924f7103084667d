import request from 'supertest'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startMockServer } from '../src/index.ts'

// What a newcomer tries on each API, told from beginning to end over real HTTP.

const server = await startMockServer({ port: 0, now: '2024-03-01T09:00:00+03:00', frozen: true })
const http = request(server.url)

beforeEach(() => server.reset())
afterAll(() => server.close())

describe('SalesMan', () => {
  const KEYS = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
  const call = (action: string, body: object) => http.post(`/developer/v3/client/${action}`).set(KEYS).send(body)

  test('a client is added, found, refused a second time, changed and deleted', async () => {
    const clid = (await call('add', { title: 'ИП Сычёва', mail_url: 'sycheva@example.ru' }).expect(200)).body.data
    await call('info', { clid })
      .expect(200)
      .expect(({ body }) => expect(body.data.title).toBe('ИП Сычёва'))
    await call('add', { title: 'ип сычёва' })
      .expect(406)
      .expect(({ body }) => expect(body.data).toBe(clid))
    await call('update', { clid, address: 'Пермь' })
      .expect(200)
      .expect(({ body }) => expect(body.result).toBe('Успешно'))
    await call('delete', { clid }).expect(200)
    await call('info', { clid }).expect(403)
  })

  test('a client with a deal stays', async () => {
    await call('delete', { clid: 1781 }).expect(406)
    await call('info', { clid: 1781 }).expect(200)
  })
})

describe('Vodyanoy', () => {
  test('a client is created, and found by each of its phones and by its password', async () => {
    const client = {
      naimenovanie: 'Зуева Анна',
      telefon: '+7 (912) 111-22-33 Анна, 89223334455',
      psw: 'тайна',
      ulica: 'Мира',
    }
    const { result } = (await http.post('/api/clients').send(client).expect(200)).body
    for (const tel of ['79121112233', '8 922 333-44-55']) {
      await http
        .get('/api/clients')
        .query({ tel })
        .expect(200)
        .expect(({ body }) => expect(body.result.id).toBe(String(result)))
    }
    await http
      .get('/api/clients')
      .query({ psw: 'тайна' })
      .expect(200)
      .expect(({ body }) => expect(body.result.ID).toBe(String(result)))
    await http.get('/api/clients').query({ psw: 'не та' }).expect(404, { result: {} })
  })
})

describe('Kaktus Lite', () => {
  const PATH = '/api/lite/settings/counteragents'

  test('two companies share an organization, and a change through one is seen through the other', async () => {
    const organization = { id: '11111111-2222-4333-8444-555555555555', name: 'ООО Исток', inn: '5904338272' }
    const save = (name: string, more: object) =>
      http.post(PATH).send({ type: 'COMPANY', name, organization: { ...organization, ...more } })
    await save('Исток, склад', {}).expect(200)
    await save('Исток, офис', { phones: '79120000000' }).expect(200)
    const { body } = await http.get(PATH).query({ query: 'исток, склад' }).expect(200)
    expect(body).toMatchObject({
      success: true,
      recordsTotal: 1,
      counteragents: [{ organization: { phones: '79120000000' } }],
    })
  })
})

describe('Web-canape', () => {
  const key = { auth_key: 'sandbox-key' }

  test('a person is created, listed first, changed by PATCH, and deleted', async () => {
    const { body } = await http
      .post('/rest/client')
      .query(key)
      .send({ name: 'Юлия', type: 2, person_details: 'паспорт' })
      .expect(200)
    const { id } = body.response
    const list = await http
      .get('/rest/client')
      .query({ ...key, per_page: 1 })
      .expect(200)
    expect(list.body.response.items).toMatchObject([{ id, name: 'Юлия' }])
    await http.patch(`/rest/client/${id}`).query(key).send({ phone: '79120001122', type: 1 }).expect(200)
    await http
      .get(`/rest/client/${id}`)
      .query(key)
      .expect(200)
      .expect(({ body }) => expect(body.response).toMatchObject({ phone: '79120001122', type: 2 }))
    await http.delete(`/rest/client/${id}`).query(key).expect(200, '')
    await http.get(`/rest/client/${id}`).query(key).expect(404)
  })

  test('a client with deals is not deleted', () => http.delete('/rest/client/123').query(key).expect(409))
})

describe('r_keeper', () => {
  test('a list is stale for a minute, and no longer', async () => {
    const cities = () => http.get('/api/v1/crm/Cities').query({ countryId: 2, objectId: 1 }).expect(200)
    const before = (await cities()).body.data
    await http.post('/api/v1/crm/Cities').query({ countryId: 2, objectId: 1 }).send({ Name: 'Оханск' }).expect(200)
    expect((await cities()).body.data).toEqual(before)
    await server.clock.advance({ seconds: 60 })
    expect((await cities()).body.data).toEqual([...before, { id: '10000000000034', name: 'Оханск' }])
  })
})
