import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'empty', now: '2024-03-10T09:05:00+03:00', frozen: true })

const create = (body: unknown, headers: Record<string, string> = {}) =>
  server.send({ method: 'POST', path: '/api/clients', body, headers })

/** Creates, and gives both codes as texts. */
async function created(body: object): Promise<{ id: string; adr: string }> {
  const { result, adr } = (await create(body)).body as Record<string, number>
  return { id: String(result), adr: String(adr) }
}

const whole = {
  ...{ naimenovanie: ' Пётр ', dop_sv: 'сосед', telefon: '8 (863) 217-00-01 Пётр, 79632170002 Анна', ulica: '17' },
  ...{ dom: '5а', korpus: '2', kv: '9', email: 'p@n.ru', etoof: 1, commvod: 'лифт', commdisp: 'после 9', psw: 'тайна' },
}

describe('V10', () => {
  test('both codes are JSON numbers, one after another', async () => {
    expect(await create(whole)).toMatchObject({ status: 200, text: '{"result":10000000000092,"adr":10000000000084}' })
    expect(await create(whole)).toMatchObject({ text: '{"result":10000000000093,"adr":10000000000085}' })
  })

  test('a taken code is passed over', async () => {
    server.put('vodyanoy', 'clients', { id: '10000000000092' })
    expect(await created(whole)).toEqual({ id: '10000000000093', adr: '10000000000084' })
  })

  test('reading created = 201: the status, the same body', async () => {
    server.readings({ 'vodyanoy.created': '201' })
    expect(await create(whole)).toMatchObject({ status: 201, text: '{"result":10000000000092,"adr":10000000000084}' })
  })

  test('it makes the client and its main address, and stamps both dates', async () => {
    const { id, adr } = await created(whole)
    const stamp = '2024-03-10T09:05:00+03:00'
    expect(server.stored('vodyanoy', 'clients', id)).toEqual({
      ...{ id, naimenovanie: ' Пётр ', telefon: whole.telefon, dop_sv: 'сосед', email: 'p@n.ru', disp: '' },
      ...{ dszd: stamp, dataizm: stamp, psw_hash: createHash('sha256').update('тайна').digest('hex') },
    })
    expect(server.stored('vodyanoy', 'addresses', adr)).toEqual({
      ...{ id: adr, client: id, main: true, telefon: '', ulica: '17', dom: '5а', korpus: '2', kv: '9', etoof: 1 },
      ...{ commvod: 'лифт', commdisp: 'после 9' },
    })
  })

  test('it is found at once by id, by each phone and by password', async () => {
    const { id } = await created(whole)
    const view = {
      ...{ ID: id, NAIMENOVANIE: ' Пётр ', TELEFON: whole.telefon, DOP_SC: 'сосед', EMAIL: 'p@n.ru' },
      ...{ DSZD: '10.03.2024 9:05:00', DATAIZM: '10.03.2024 9:05:00' },
    }
    expect((await server.send({ path: `/api/clients/${id}` })).body).toEqual({ result: view })
    expect((await server.send({ path: '/api/clients?psw=тайна' })).body).toEqual({ result: view })
    expect((await server.send({ path: '/api/clients' })).body).toEqual({ result: [view], total: 1 })
    for (const tel of ['78632170001', '89632170002']) {
      expect((await server.send({ path: `/api/clients?tel=${tel}` })).body).toEqual({
        result: {
          ...{ id, naimenovanie: ' Пётр ', telefon: whole.telefon, email: 'p@n.ru', dop_sv: 'сосед', ulica: '17' },
          ...{ dom: '5а', korpus: '2', kv: '9', etoof: '1', commvod: 'лифт', commdisp: 'после 9' },
          ...{ dszd: '10.03.2024 9:05:00', dataizm: '10.03.2024 9:05:00' },
        },
      })
    }
  })

  test('nothing but the name is needed', async () => {
    const { id } = await created({ naimenovanie: 'Я' })
    expect(server.stored('vodyanoy', 'clients', id)).toMatchObject({ naimenovanie: 'Я', telefon: '', psw_hash: null })
  })

  test('an empty password is none', async () => {
    const { id } = await created({ naimenovanie: 'Я', psw: '' })
    expect(server.stored('vodyanoy', 'clients', id)).toMatchObject({ psw_hash: null })
  })

  test.each([
    ['no name', {}, 'Параметр naimenovanie: не указан'],
    ['an empty name', { naimenovanie: '' }, 'Параметр naimenovanie: не указан'],
    ['a blank name', { naimenovanie: ' \t ' }, 'Параметр naimenovanie: недопустимое значение " \\t "'],
    ['null for a name', { naimenovanie: null }, 'Параметр naimenovanie: недопустимое значение null'],
    ['a number for a phone', { naimenovanie: 'Я', telefon: 7 }, 'Параметр telefon: недопустимое значение 7'],
    ['an object for a house', { naimenovanie: 'Я', dom: {} }, 'Параметр dom: недопустимое значение {}'],
    ['2 for etoof', { naimenovanie: 'Я', etoof: 2 }, 'Параметр etoof: недопустимое значение 2'],
    ['a text for etoof', { naimenovanie: 'Я', etoof: '1' }, 'Параметр etoof: недопустимое значение "1"'],
    ['an empty etoof', { naimenovanie: 'Я', etoof: '' }, 'Параметр etoof: недопустимое значение ""'],
    ['true for etoof', { naimenovanie: 'Я', etoof: true }, 'Параметр etoof: недопустимое значение true'],
  ])('V11: %s is refused, named, and takes no code', async (_, body, error) => {
    const before = server.box.world
    expect(await create(body)).toMatchObject({ status: 400, body: { result: {}, error } })
    expect(server.box.world).toBe(before)
    expect(await created(whole)).toEqual({ id: '10000000000092', adr: '10000000000084' })
  })

  test('an undocumented field is not stored, and breaks a rule', async () => {
    const { headers } = await create({ naimenovanie: 'Я', vip: true, main: false, psw_hash: 'x' })
    expect(headers['x-mock-violations']).toBe('3')
    expect(server.stored('vodyanoy', 'clients', '10000000000092')).toMatchObject({ psw_hash: null })
    expect(server.stored('vodyanoy', 'clients', '10000000000092')).not.toHaveProperty('vip')
  })

  test('a parameter in the query breaks a rule', async () => {
    const request = { method: 'POST', path: '/api/clients?limit=1', body: { naimenovanie: 'Я' } }
    expect((await server.send(request)).headers['x-mock-violations']).toBe('1')
  })

  test('a name that looks like our own mark of a number stays a text', async () => {
    const naimenovanie = '\u0000decimal:1.00'
    const { id } = await created({ naimenovanie })
    const { body } = await server.send({ path: `/api/clients/${id}` })
    expect(body).toMatchObject({ result: { NAIMENOVANIE: naimenovanie } })
  })
})
