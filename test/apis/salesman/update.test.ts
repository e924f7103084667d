import { describe, expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { ask, desk, fault, MANAGER, query, refusal } from './desk.ts'

const server = await serve({ scenario: 'blank' })
const { client, record, say, violations } = desk(server)

const NOT_HIS = 'Клиент с указанным clid не найден в пределах аккаунта указанного пользователя'
const SAME = 'Данные корректны, но идентичны имеющимся.'
const changed = { data: 7, hid: 25316, result: 'Успешно' }

rows(server, [
  {
    docs: 'S17, «clid ИЛИ uid»',
    says: 'a client is changed by clid',
    given: () => client(7),
    send: ask('update', { clid: '7', title: 'Заря' }),
    gets: { status: 200, body: changed },
  },
  {
    docs: 'S17',
    says: 'or by uid',
    given: () => client(7, { uid: 'A-7' }),
    send: query('update', 'uid=A-7&title=Заря'),
    gets: { status: 200, body: changed },
  },
  {
    docs: 'S17',
    says: 'what is the same is told',
    given: () => client(7, { title: 'Заря', phone: null }),
    send: ask('update', { clid: 7, title: 'Заря', phone: '', type: 'client' }),
    gets: { status: 200, body: { data: 7, result: SAME } },
  },
  {
    docs: 'S17',
    says: 'a change of requisites alone gives no hid',
    given: () => client(7),
    send: ask('update', { clid: 7, recv: { castInn: '1' } }),
    gets: { status: 200, body: { data: 7, result: `${SAME}; Реквизиты обновлены` } },
  },
  {
    docs: 'S17',
    says: 'requisites are told of after a change',
    given: () => client(7),
    send: ask('update', { clid: 7, title: 'Заря', recv: { castInn: '1' } }),
    gets: { status: 200, body: { ...changed, result: 'Успешно; Реквизиты обновлены' } },
  },
  {
    docs: 'S17, «Результат выносится в отдельный ответ "recv"»',
    says: 'or on their own',
    given: () => {
      server.readings({ 'salesman.recvResult': 'separate' })
      client(7)
    },
    send: ask('update', { clid: 7, recv: { castInn: '1' } }),
    gets: { status: 200, body: { data: 7, result: SAME, recv: 'Реквизиты обновлены' } },
  },
  {
    docs: 'S17',
    says: 'an unknown clid is 403',
    send: ask('update', { clid: 7, title: 'Заря' }),
    gets: refusal(403, NOT_HIS),
  },
  {
    docs: 'S17',
    says: 'so is another’s',
    given: () => client(7),
    send: ask('update', { clid: 7, title: 'Заря' }, MANAGER),
    gets: refusal(403, NOT_HIS),
  },
  {
    docs: 'S17',
    says: 'and an unknown uid',
    send: ask('update', { uid: 'A-7', title: 'Заря' }),
    gets: refusal(403, NOT_HIS),
  },
  {
    docs: 'S17',
    says: 'neither of them is 405',
    send: ask('update', { title: 'Заря' }),
    gets: refusal(405, 'Отсутствуют параметры - clid клиента'),
  },
  {
    docs: 'S17',
    says: 'a blank title is 405',
    given: () => client(7),
    send: ask('update', { clid: 7, title: ' ' }),
    gets: refusal(405, 'Отсутствуют параметры - Название клиента'),
  },
])

describe('S17, what is written', () => {
  test('what is given alone, date_edit and a row of history', async () => {
    server.now('2022-12-01T10:20:30+03:00')
    client(7, { title: 'Заря', phone: '1', address: 'Пермь', fax: '5' })
    await say('update', { clid: 7, phone: ['2', '3'], address: '', tip_cmr: 'Друзья', territory: 'Омск' }, MANAGER)
    expect(record(7).phone).toBe('1')
    await say('update', { clid: 7, phone: ['2', '3'], address: '', tip_cmr: 'Друзья', territory: 'Омск' })
    expect(record(7)).toMatchObject({
      ...{ title: 'Заря', phone: '2, 3', fax: '5', tip_cmr: 'Друзья', territory: 3, date_edit: '2022-12-01 10:20:30' },
      address: null,
    })
    expect(server.stored('salesman', 'history', 25316)).toMatchObject({
      clid: 7,
      iduser: 1,
      datum: '2022-12-01 10:20:30',
    })
  })
  test('where both are given, clid finds and uid is set', async () => {
    client(7)
    client(8, { uid: 'A-8' })
    await say('update', { clid: 7, uid: 'A-8' })
    expect(record(7).uid).toBe('A-8')
  })
  test('requisites are merged', async () => {
    client(7, { recv: { castInn: '1', castKpp: '2' } })
    await say('update', { clid: 7, recv: { castKpp: '', castBank: 'Банк' } })
    expect(record(7)).toMatchObject({ recv: { castInn: '1', castKpp: '', castBank: 'Банк' }, date_edit: null })
    expect(server.all('salesman', 'history')).toEqual([])
  })
  test('iduser hands a client over; an unknown one does not', async () => {
    client(7)
    expect(await say('update', { clid: 7, iduser: 2 })).toEqual(changed)
    expect(await violations(ask('update', { clid: 7, iduser: 77 }))).toBe(1)
    expect(record(7).iduser).toBe(2)
  })
  test('a wrong requisite changes nothing at all', async () => {
    client(7, { title: 'Заря' })
    expect(await say('update', { clid: 7, title: 'Бета', recv: { castInn: [1] } })).toMatchObject({
      error: { code: 405 },
    })
    expect(record(7).title).toBe('Заря')
  })
})

const COUNTS = (history: number, persons: number, reminders: number, files: number) =>
  `Успешно: Клиент удален.<br>Также удалено ${history} записи истории активностей. ` +
  `Снята привязка к Клиенту у ${persons} Контактов. Удалено ${reminders} записей напоминаний. Удалено ${files} файлов.`

describe('S18, delete', () => {
  test('counts what goes along', async () => {
    client(7)
    client(8)
    for (const [clid, ids] of [
      [7, [1, 2, 3]],
      [8, [4]],
    ] as const)
      for (const id of ids)
        for (const name of ['history', 'files', 'uids'])
          if (name !== 'files' || id < 3) server.put('salesman', name, { id, clid, system: 'x', value: 'y' })
    server.put('salesman', 'reminders', { id: 1, clid: 7 })
    server.put('salesman', 'persons', { pid: 1, clid: 7, person: 'Иванова' })
    expect(await say('delete', { clid: 7 })).toEqual({ message: COUNTS(3, 1, 1, 2), result: 'Клиент удален', data: 7 })
    expect(server.stored('salesman', 'clients', 7)).toBeUndefined()
    expect(server.stored('salesman', 'persons', 1)).toMatchObject({ clid: 0, person: 'Иванова' })
    for (const name of ['history', 'uids']) expect(server.all('salesman', name)).toMatchObject([{ clid: 8 }])
    expect(server.all('salesman', 'reminders')).toEqual([])
  })
  test('of nothing else nothing', async () => {
    client(7)
    expect((await server.send(query('delete', 'clid=7'))).body).toMatchObject({ message: COUNTS(0, 0, 0, 0) })
  })
  test.each(['active', 'closed'])('an %s deal forbids it', async status => {
    client(7)
    server.put('salesman', 'deals', { did: 1, clid: 7, status })
    server.put('salesman', 'history', { id: 1, clid: 7 })
    const got = await server.send(ask('delete', { clid: 7 }))
    expect([got.status, got.body]).toEqual([406, fault(406, 'Удаление клиента не возможно - есть сделки')])
    expect([server.all('salesman', 'clients').length, server.all('salesman', 'history').length]).toEqual([1, 1])
  })
  test('an unknown or another’s client is 403, none 405', async () => {
    client(7)
    expect(await say('delete', { clid: 8 })).toEqual(fault(403, NOT_HIS))
    expect(await say('delete', { clid: 7 }, MANAGER)).toEqual(fault(403, NOT_HIS))
    expect(await say('delete')).toEqual(fault(405, 'Отсутствуют параметры - clid клиента'))
    expect(record(7)).toBeDefined()
  })
})
