import { describe, expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { ask, BOSS, desk, fault, MANAGER, query, refusal } from './desk.ts'

const server = await serve({ scenario: 'blank' })
const { card, client, record, say, turnOff, turnOn, violations } = desk(server)

const added = (clid: number) => ({ result: 'Успешно', data: clid })
const NO_TITLE = 'Отсутствуют параметры - Название клиента'

rows(server, [
  {
    docs: 'S14, «обязательный параметр title»',
    says: 'a title is enough',
    send: ask('add', { title: 'Заря' }),
    gets: { status: 200, body: added(6274) },
  },
  {
    docs: 'S14',
    says: 'parameters may be in the query string',
    send: query('add', 'title=Заря&phone[]=1&phone[]=2&recv[castInn]=5904338272'),
    gets: { status: 200, body: added(6274) },
  },
  ...[{}, { title: '' }, { title: ' \n ' }, { title: null }].map(body => ({
    docs: 'S14',
    says: `${JSON.stringify(body)} has no title`,
    send: ask('add', body),
    gets: refusal(405, NO_TITLE),
  })),
  ...(
    [
      ['type', 'enemy'],
      ['date_create', '2022-02-30 10:00:00'],
      ['date_create', '2022-02-03'],
      ['date_create', '2022-02-03T10:00:00'],
      ['phone', { a: 1 }],
      ['recv', 'ИНН 5904338272'],
      ['title', 5],
    ] as const
  ).map(([name, value]) => ({
    docs: 'S14, S5',
    says: `${name} is not ${JSON.stringify(value)}`,
    send: ask('add', { title: 'Заря', [name]: value }),
    gets: { status: 405, body: fault(405, expect.stringContaining(name) as never) },
  })),
])

describe('S14, what is written', () => {
  test('type client, the caller as the person in charge, now', async () => {
    server.now('2022-12-01T10:20:30+03:00')
    await say('add', { title: ' Заря ' }, MANAGER)
    expect(record(6274)).toMatchObject({
      ...{ title: ' Заря ', type: 'client', iduser: 2, date_create: '2022-12-01 10:20:30', date_edit: null },
      ...{ trash: false, idcategory: 0, phone: null, recv: null },
    })
  })
  test('what is given', async () => {
    const given = {
      ...{ title: 'Заря', uid: 'A-7', type: 'contractor', address: 'Пермь', fax: '2', site_url: 'a.ru', des: 'о них' },
      ...{ mail_url: 'a@b.ru', scheme: 'решает один', date_create: '2021-01-02 03:04:05', phone: '1; 2' },
    }
    await say('add', { ...given, user: 'marand@omadaru.ru', recv: { castInn: '1', castOkpo: null } })
    expect(record(6274)).toMatchObject({ ...given, iduser: 2, recv: { castInn: '1', castOkpo: '' } })
  })
  test('iduser counts where user is absent', async () => {
    await say('add', { title: 'Заря', iduser: 2 })
    await say('add', { title: 'Бета', iduser: 2, user: 'vladislav@isaler.ru' })
    expect([record(6274).iduser, record(6275).iduser]).toEqual([2, 1])
  })
  test.each([{ user: 'nobody@omadaru.ru' }, { iduser: 77 }])('of %j the caller is in charge', async who => {
    expect(await violations(ask('add', { title: 'Заря', ...who }, MANAGER))).toBe(1)
    expect(record(6274).iduser).toBe(2)
  })
  test('phones of a list are joined, a text is kept', async () => {
    await say('add', { title: 'Заря', phone: ['+7 1', '8(2)'] })
    await say('add', { title: 'Бета', phone: '+7 1 ,8(2);' })
    expect([record(6274).phone, record(6275).phone]).toEqual(['+7 1, 8(2)', '+7 1 ,8(2);'])
  })
  test('parnter is partner, and no violation', async () => {
    expect(await violations(ask('add', { title: 'Заря', type: 'parnter' }))).toBe(0)
    expect(record(6274).type).toBe('partner')
  })
  test.each(['documented', 'shipped'])('a new entry of a guide comes after the largest id (%s)', async profile => {
    server.profile('salesman', profile)
    server.put('salesman', 'categories', { id: 40, title: 'Сорок' })
    server.put('salesman', 'territories', { id: 7, title: 'Семь' })
    server.put('salesman', 'clientpaths', { id: 9, title: 'Девять' })
    server.put('salesman', 'relations', { id: 30, title: 'Тридцать' })
    const given = { idcategory: 'Новая', territory: 'Новая', clientpath: 'Новый' }
    const headers = { ...BOSS, 'Content-Type': 'application/json' }
    await say('add', { title: 'А', ...given }, headers)
    await say('add', { title: 'Б', idcategory: 'Ещё одна' }, headers)
    expect(record(6274)).toMatchObject({ idcategory: 41, territory: 8, clientpath: 10 })
    expect(record(6275)).toMatchObject({ idcategory: 42 })
    await say('update', { clid: 6274, territory: 'Третья' }, headers)
    expect(record(6274)).toMatchObject({ territory: 9 })
    if (profile === 'documented') await say('add', { title: 'В', tip_cmr: 'Новое' })
    else await say('add', { title: 'В', tip_cmr: 77 }, headers)
    expect(server.all('salesman', 'relations').map(({ id }) => id)).toContain(31)
  })
  test('a filter that makes a source gives it the next id too', async () => {
    server.profile('salesman', 'shipped')
    server.put('salesman', 'clientpaths', { id: 9, title: 'Девять' })
    await say(
      'list',
      { order: 'clid', filter: { clientpath: 'Новый' } },
      { ...BOSS, 'Content-Type': 'application/json' },
    )
    expect(server.all('salesman', 'clientpaths').at(-1)).toMatchObject({ id: 10, title: 'Новый' })
  })
  test('of a guide the entry of that title, else a new one', async () => {
    await say('add', { title: 'Заря', territory: ' москва', idcategory: 'Космос', tip_cmr: 'Друзья', clientpath: '' })
    await say('add', { title: 'Бета', idcategory: 'КОСМОС' })
    expect(record(6274)).toMatchObject({ territory: 2, idcategory: 4, tip_cmr: 'Друзья', clientpath: 0 })
    expect(record(6275).idcategory).toBe(4)
    expect(server.all('salesman', 'categories')).toHaveLength(4)
    expect(server.all('salesman', 'relations').map(({ title }) => title)).toContain('Друзья')
    expect(await card(6274)).toMatchObject({ territory: 'Москва', idcategory: 'Космос' })
  })
  test('requisites are never looked at', async () => {
    expect(await violations(ask('add', { title: 'Заря', recv: { castInn: 'нет', castBankBik: '1' } }))).toBe(0)
    expect(await violations(ask('add', { title: 'Бета', recv: { inn: '1' } }))).toBe(1)
    expect(record(6275).recv).toEqual({})
  })
  test('clid, date_edit and trash are ignored, and noted', async () => {
    expect(await violations(ask('add', { title: 'Заря', clid: 5, date_edit: '2022-01-01', trash: true }))).toBe(3)
    expect(record(6274)).toMatchObject({ date_edit: null, trash: false })
  })
  test('so are fields that are off', async () => {
    turnOff('fax')
    turnOn('input1')
    expect(await violations(ask('add', { title: 'Заря', fax: '1', input1: 'x', input2: 'y' }))).toBe(2)
    expect(record(6274)).toMatchObject({ fax: null, input1: 'x' })
    expect(record(6274).input2 ?? null).toBeNull()
  })
  test('a contact or a head that there is none of is 0, and noted', async () => {
    client(7)
    expect(await violations(ask('add', { title: 'Заря', head_clid: 7, pid: 55 }))).toBe(1)
    expect(record(6274)).toMatchObject({ head_clid: 7, pid: 0 })
  })
  test('S18: a row of history', async () => {
    await say('add', { title: 'Заря' })
    expect(server.stored('salesman', 'history', 25316)).toMatchObject({ clid: 6274, iduser: 1 })
  })
})

describe('S15, duplicates', () => {
  const twin = (clid: number) => fault(406, 'Найден существующий клиент', { data: clid })
  const zarya = (more: object = {}) =>
    client(7, { title: 'ООО Заря', phone: '+7 (912) 884-45-55, 2-12', mail_url: 'Info@Zarya.ru', uid: 'A-7', ...more })

  test('nothing is written of one, and its clid is told', async () => {
    zarya()
    const got = await server.send(ask('add', { title: 'ООО Заря', territory: 'Космос' }))
    expect([got.status, got.body]).toEqual([406, twin(7)])
    expect(server.all('salesman', 'clients')).toHaveLength(1)
    expect(server.all('salesman', 'territories')).toHaveLength(2)
  })
  test.each([
    [{ title: ' ооо  заря ' }, true],
    [{ title: 'ООО Заря', phone: '79128844555' }, true],
    [{ title: 'ООО Заря', phone: ['1', '212'] }, true],
    [{ title: 'ООО Заря', phone: '5, 6' }, false],
    [{ title: 'ООО Заря', mail_url: 'INFO@zarya.ru' }, true],
    [{ title: 'ООО Заря', mail_url: 'other@zarya.ru' }, false],
    [{ title: 'ООО Заря', phone: '212', mail_url: 'other@zarya.ru' }, false],
    [{ title: 'Заря', phone: '212', mail_url: 'Info@Zarya.ru', uid: 'A-7' }, false],
  ])('title, and the phone and mail that are given: %j: %j', async (body, isTwin) => {
    zarya()
    expect(await say('add', body)).toEqual(isTwin ? twin(7) : added(6274))
  })
  test('clients of others and in the trash count', async () => {
    zarya({ iduser: 1, trash: true })
    expect(await say('add', { title: 'ООО Заря' }, MANAGER)).toEqual(twin(7))
  })
  test('or by title alone', async () => {
    server.readings({ 'salesman.duplicate': 'title' })
    zarya()
    expect(await say('add', { title: 'ооо заря', phone: '5', mail_url: 'x@y.ru' })).toEqual(twin(7))
    expect(await say('add', { title: 'Бета', phone: '212', uid: 'A-7' })).toEqual(added(6274))
  })
  test('or by uid alone', async () => {
    server.readings({ 'salesman.duplicate': 'uid' })
    zarya()
    expect(await say('add', { title: 'Бета', uid: 'A-7' })).toEqual(twin(7))
    expect(await say('add', { title: 'ООО Заря' })).toEqual(added(6274))
    expect(await say('add', { title: 'ООО Заря', uid: 'a-7' })).toEqual(added(6275))
  })
  test.each([
    { title: 'ооо заря' },
    { title: 'Б', phone: '212' },
    { title: 'Б', mail_url: 'info@zarya.ru' },
    { title: 'Б', uid: 'A-7' },
  ])('or by any of them: %j', async body => {
    server.readings({ 'salesman.duplicate': 'any' })
    zarya()
    expect(await say('add', body)).toEqual(twin(7))
    expect(await say('add', { title: 'В', phone: '213', mail_url: 'b@zarya.ru', uid: 'A-8' })).toEqual(added(6274))
  })
})

describe('S16, add.list', () => {
  test('each record has its own answer', async () => {
    server.readings({ 'salesman.errors': 'documented' })
    const got = await server.send(
      ask('add.list', {
        client: [
          { title: 'Заря' },
          { type: 'person' },
          { title: 'заря' },
          { title: 'Бета', type: 'enemy' },
          5,
          { title: 'Бета' },
        ],
      }),
    )
    expect([got.status, got.body]).toEqual([
      200,
      [
        ...[added(6274), fault(405, NO_TITLE), fault(406, 'Найден существующий клиент', { data: 6274 })],
        ...[fault(405, 'Неверный тип параметра - type'), fault(405, expect.any(String) as never), added(6275)],
      ],
    ])
    expect(server.all('salesman', 'clients')).toHaveLength(2)
    expect(server.all('salesman', 'history').map(({ id }) => id)).toEqual([25316, 25317])
  })
  test('one that fails leaves no guide entries behind', async () => {
    await say('add.list', { client: [{ title: 'Заря', territory: 'Космос', iduser: 'x' }] })
    expect(server.all('salesman', 'territories')).toHaveLength(2)
  })
  test('user beside it serves records without their own', async () => {
    const records = [{ title: 'А' }, { title: 'Б', user: 'vladislav@isaler.ru' }, { title: 'В', iduser: 1 }]
    await say('add.list', { user: 'marand@omadaru.ru', client: records })
    expect([6274, 6275, 6276].map(clid => record(clid).iduser)).toEqual([2, 1, 1])
  })
  test('of none the answer is empty', async () => {
    expect(await say('add.list', { client: [] })).toEqual([])
  })
  test.each([{}, { client: null }, { client: 'Заря' }, { client: { title: 'Заря' } }])('%j is 405', async body => {
    const got = await server.send(ask('add.list', body))
    expect([got.status, got.body]).toEqual([405, fault(405, expect.stringContaining('client') as never)])
  })
})

describe('salesman.telephony: phones of a new client', () => {
  const phones = { phone: '+7(343)260-10-10, 8 912 1; доб. 3' }
  test('are as they are written', async () => {
    await say('add', { title: 'А', ...phones })
    expect(record(6274)).toMatchObject(phones)
  })
  test('or digits alone', async () => {
    server.readings({ 'salesman.telephony': 'on' })
    await say('add', { title: 'А', ...phones, fax: '+7 1' })
    await say('add', { title: 'Б', phone: ['8 (343) 1', '2'] })
    await say('add', { title: 'В', phone: 'нет' })
    expect(record(6274)).toMatchObject({ phone: '73432601010,89121,3', fax: '+7 1' })
    expect([6275, 6276].map(clid => record(clid).phone)).toEqual(['83431,2', null])
    await say('update', { clid: 6274, ...phones })
    expect(record(6274)).toMatchObject(phones)
  })
  test('of the vendor’s server too', async () => {
    server.profile('salesman', 'shipped')
    server.readings({ 'salesman.telephony': 'on' })
    const headers = { ...BOSS, 'Content-Type': 'application/json' }
    await say(
      'add.list',
      {
        client: [
          { title: 'А', ...phones },
          { title: 'Б', phone: ['8 (343) 1', '2'] },
        ],
      },
      headers,
    )
    expect([6274, 6275].map(clid => record(clid).phone)).toEqual(['73432601010,89121,3', '83431,2'])
  })
})
