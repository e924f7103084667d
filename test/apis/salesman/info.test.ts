import { describe, expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { ask, desk, MANAGER, query, refusal } from './desk.ts'

const server = await serve({ scenario: 'blank' })
const { client, card } = desk(server)

const NOT_HIS = 'Клиент с указанным clid не найден в пределах аккаунта указанного пользователя'
const only = (clid: string) => ({ data: expect.objectContaining({ clid }) })

rows(server, [
  {
    docs: 'S13, «clid, uid или inn»',
    says: 'a client is found by clid',
    given: () => client(7),
    send: query('info', 'clid=7'),
    gets: { status: 200, body: only('7') },
  },
  {
    docs: 'S13',
    says: 'or by uid',
    given: () => client(7, { uid: 'A-7' }),
    send: ask('info', { uid: 'A-7' }),
    gets: { status: 200, body: only('7') },
  },
  {
    docs: 'S13',
    says: 'or by INN',
    given: () => client(7, { recv: { castInn: '5904338272' } }),
    send: ask('info', { inn: '5904338272' }),
    gets: { status: 200, body: only('7') },
  },
  {
    docs: 'S13, «else»',
    says: 'clid comes before uid and INN',
    given: () => {
      client(7, { uid: 'A-7' })
      client(8)
    },
    send: ask('info', { clid: 8, uid: 'A-7', inn: '1' }),
    gets: { status: 200, body: only('8') },
  },
  {
    docs: 'S13',
    says: 'a trashed client is shown',
    given: () => client(7, { trash: true }),
    send: ask('info', { clid: '7' }),
    gets: { status: 200, body: only('7') },
  },
  {
    docs: 'S13',
    says: 'an unknown clid is 403',
    send: ask('info', { clid: 9 }),
    gets: refusal(403, NOT_HIS),
  },
  {
    docs: 'S13',
    says: 'another’s clid is 403',
    given: () => client(7),
    send: ask('info', { clid: 7 }, MANAGER),
    gets: refusal(403, NOT_HIS),
  },
  {
    docs: 'S13',
    says: 'a uid that only another’s client has is 404',
    given: () => client(7, { uid: 'A-7' }),
    send: ask('info', { uid: 'A-7' }, MANAGER),
    gets: refusal(404, 'Не найдено'),
  },
  {
    docs: 'S13',
    says: 'a uid finds one’s own of several clients',
    given: () => {
      client(7, { uid: 'A-7' })
      client(8, { uid: 'A-7', iduser: 2 })
    },
    send: ask('info', { uid: 'A-7' }, MANAGER),
    gets: { status: 200, body: only('8') },
  },
  {
    docs: 'S13',
    says: 'an INN without a hit is 404',
    send: ask('info', { inn: '5904338272' }),
    gets: refusal(404, 'Не найдено'),
  },
  {
    docs: 'S13',
    says: 'none of the three is 405',
    send: ask('info', { bankinfo: true }),
    gets: refusal(405, 'Отсутствуют параметры - clid клиента'),
  },
])

describe('S13, what info shows', () => {
  test('every active field, what is unset as ""', async () => {
    client(7, { title: 'Заря', territory: 2 })
    const shown = await card(7)
    expect(Object.keys(shown)).toHaveLength(20)
    expect(shown).toMatchObject({ clid: '7', iduser: 1, title: 'Заря', territory: 'Москва', idcategory: '', phone: '' })
  })
  test('clid may be a number', async () => {
    client(7)
    server.readings({ 'salesman.infoClid': 'number' })
    expect((await card(7)).clid).toBe(7)
  })
  test('requisites, identifiers and contacts where asked for, in this order', async () => {
    client(7, { recv: { castInn: '5904338272' } })
    server.put('salesman', 'persons', { pid: 3, clid: 7, person: 'Иванова Анна', mob: '+7 900', mail: 'a@b.ru' })
    server.put('salesman', 'uids', { id: 1, clid: 7, system: 'roistat', value: '17' })
    const shown = await card(7, { contacts: 'true', uids: true, bankinfo: true })
    expect(Object.keys(shown).slice(-3)).toEqual(['bankinfo', 'uids', 'contacts'])
    expect(Object.keys(shown.bankinfo as object)).toHaveLength(15)
    expect(shown).toMatchObject({
      bankinfo: { castInn: '5904338272', castKpp: '' },
      uids: [{ name: 'roistat', value: '17' }],
      contacts: [{ pid: 3, person: 'Иванова Анна', ptitle: '', tel: '', mob: '+7 900', mail: 'a@b.ru' }],
    })
  })
  test('empty ones of a client that has none', async () => {
    client(7)
    const shown = await card(7, { contacts: true, uids: true, bankinfo: true })
    expect(shown).toMatchObject({ uids: [], contacts: [], bankinfo: { castUrName: '', castUrAddr: '' } })
  })
})
