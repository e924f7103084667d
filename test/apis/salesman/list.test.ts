import { describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { ask, desk, fault, MANAGER, query } from './desk.ts'

const server = await serve({ scenario: 'blank' })
const { client, clids, list, say, turnOff, turnOn, violations } = desk(server)

describe('S10, «order» and «first»', () => {
  const given = () => {
    client(1, { title: 'Бета', date_create: '2022-03-01 10:00:00', date_edit: '2022-09-01 10:00:00' })
    client(2, { title: 'Альфа', date_create: '2022-02-01 10:00:00', date_edit: '2022-09-02 10:00:00' })
    client(3, { title: 'Гамма', date_create: '2022-03-01 10:00:00' })
  }
  test('the newest come first, and ties go by clid', async () => {
    given()
    expect(await clids()).toEqual([3, 1, 2])
    expect(await clids({ first: 'old' })).toEqual([2, 1, 3])
  })
  test('by any active field, in both directions', async () => {
    given()
    expect(await clids({ order: 'title' })).toEqual([3, 1, 2])
    expect(await clids({ order: 'title', first: 'old' })).toEqual([2, 1, 3])
    expect(await clids({ order: 'clid', first: 'old' })).toEqual([1, 2, 3])
  })
  test.each(['date_change', 'date_chage', 'date_edit'])('%s is the date of the change', async order => {
    given()
    expect(await clids({ order })).toEqual([2, 1, 3])
    expect(await violations(ask('list', { order }))).toBe(0)
  })
  test.each(['colour', 'input1', 'recv', 'trash'])('%s, which is no active field, is date_create', async order => {
    given()
    expect(await clids({ order })).toEqual([3, 1, 2])
    expect(await violations(ask('list', { order }))).toBe(1)
  })
  test('a first that is neither is new', async () => {
    given()
    expect(await clids({ first: 'middle' })).toEqual([3, 1, 2])
    expect(await violations(ask('list', { first: 'middle' }))).toBe(1)
  })
})

describe('S10, pages of 200', () => {
  const given = () => {
    for (let clid = 1; clid <= 401; clid++) client(clid, { title: `К${clid}`, date_create: '2022-02-01 10:00:00' })
  }
  test('offset is the number of the page', async () => {
    given()
    const first = await list({ fields: 'clid', first: 'old' })
    expect([first.data.length, first.data[0], first.params, first.count]).toEqual([
      ...[200, { clid: 1 }, { page: 0, pageall: 3 }, 401],
    ])
    const last = await list({ fields: 'clid', first: 'old', offset: '2' })
    expect([last.data, last.params, last.count]).toEqual([[{ clid: 401 }], { page: 2, pageall: 3 }, 401])
    const newest = await list({ fields: 'clid', offset: 1 })
    expect([newest.data.length, newest.data[0], newest.data[199]]).toEqual([200, { clid: 201 }, { clid: 2 }])
    expect((await list({ fields: 'clid', offset: 2 })).data).toEqual([{ clid: 1 }])
    expect(await list({ offset: 3 })).toEqual({ data: [], params: { page: 3, pageall: 3 }, count: 401 })
  })
  test('or count is the number of rows here', async () => {
    given()
    server.readings({ 'salesman.count': 'page' })
    expect((await list({ fields: 'clid' })).count).toBe(200)
    expect((await list({ fields: 'clid', offset: 2 })).count).toBe(1)
  })
  test('of nothing there are no pages', async () => {
    expect(await list()).toEqual({ data: [], params: { page: 0, pageall: 0 }, count: 0 })
  })
  test('a negative offset is a wrong one', async () => {
    expect((await server.send(query('list', 'offset=-1'))).status).toBe(405)
  })
})

describe('S10, who sees what', () => {
  const given = () => {
    client(1, { iduser: 1 })
    client(2, { iduser: 2 })
    client(3, { iduser: 0 })
  }
  test('an admin sees all, a manager their own', async () => {
    given()
    expect(await clids({ order: 'clid' })).toEqual([3, 2, 1])
    expect(await clids({}, MANAGER)).toEqual([2])
  })
  test('user and iduser narrow what one sees, both together too', async () => {
    given()
    expect(await clids({ user: 'marand@omadaru.ru' })).toEqual([2])
    expect(await clids({ iduser: 1 })).toEqual([1])
    expect(await clids({ iduser: '1', user: 'marand@omadaru.ru' })).toEqual([])
    expect(await clids({ user: 'nobody@omadaru.ru' })).toEqual([])
    expect(await clids({ iduser: 1 }, MANAGER)).toEqual([])
  })
})

describe('S11, dates', () => {
  const given = () => {
    client(1, { date_create: '2022-05-01 00:00:00', date_edit: '2022-07-01 00:00:00' })
    client(2, { date_create: '2022-05-02 23:59:59', date_edit: '2022-07-02 12:00:00' })
    client(3, { date_create: '2022-05-03 00:00:00' })
  }
  const sorted = { order: 'clid', first: 'old' }
  test('a start alone is from its day on, an end alone before it, both are all days between', async () => {
    given()
    expect(await clids({ ...sorted, dateStart: '2022-05-01' })).toEqual([1, 2, 3])
    expect(await clids({ ...sorted, dateStart: '2022-05-02' })).toEqual([2, 3])
    expect(await clids({ ...sorted, dateEnd: '2022-05-03' })).toEqual([1, 2])
    expect(await clids({ ...sorted, dateStart: '2022-05-01', dateEnd: '2022-05-02' })).toEqual([1, 2])
  })
  test('or after the start and before the end', async () => {
    given()
    server.readings({ 'salesman.dates': 'strict' })
    expect(await clids({ ...sorted, dateStart: '2022-05-01' })).toEqual([2, 3])
    expect(await clids({ ...sorted, dateEnd: '2022-05-03' })).toEqual([1, 2])
    expect(await clids({ ...sorted, dateStart: '2022-05-01', dateEnd: '2022-05-03' })).toEqual([2])
  })
  test('of the change likewise; what was never changed is in none', async () => {
    given()
    expect(await clids({ ...sorted, dateChangeStart: '2022-07-01' })).toEqual([1, 2])
    expect(await clids({ ...sorted, dateChangeEnd: '2022-07-02' })).toEqual([1])
    expect(await clids({ ...sorted, dateChangeStart: '2022-07-02', dateChangeEnd: '2022-07-02' })).toEqual([2])
  })
  test.each(['2022-13-01', '01.05.2022', 'вчера'])('%s is not a date', async dateStart => {
    expect((await server.send(ask('list', { dateStart }))).body).toMatchObject(
      fault(405, expect.stringContaining('dateStart') as never),
    )
  })
})

describe('S11, «word»', () => {
  const given = () => {
    client(1, { title: 'ООО Заря', phone: '+7(342)254-55-77, 8 912 884 45 55' })
    client(2, { title: 'Бета', des: 'не ЗАРЯ', mail_url: 'Info@Beta.ru' })
    client(3, { title: 'Гамма', address: 'ул. Зари', site_url: 'https://gamma.su' })
  }
  const sorted = { order: 'clid', first: 'old' }
  test('is looked for in five fields, letter case aside', async () => {
    given()
    expect(await clids({ ...sorted, word: 'заря' })).toEqual([1, 2])
    expect(await clids({ ...sorted, word: 'info@' })).toEqual([2])
    expect(await clids({ ...sorted, word: 'GAMMA.su' })).toEqual([3])
    expect(await clids({ ...sorted, word: 'ул.' })).toEqual([])
  })
  test('of digits is looked for in the digits of phones', async () => {
    given()
    expect(await clids({ ...sorted, word: '254 55 77' })).toEqual([1])
    expect(await clids({ ...sorted, word: '8 (912) 884' })).toEqual([1])
    expect(await clids({ ...sorted, word: '55.77, 8' })).toEqual([])
    expect(await clids({ ...sorted, word: 'т. 2545577' })).toEqual([])
    client(4, { phone: '1-2 34' })
    expect(await clids({ ...sorted, word: '123' })).toEqual([4])
    expect(await clids({ ...sorted, word: '12' })).toEqual([1])
  })
  test('or as it is written alone', async () => {
    given()
    server.readings({ 'salesman.word': 'text' })
    expect(await clids({ ...sorted, word: '2545577' })).toEqual([])
    expect(await clids({ ...sorted, word: '254-55-77' })).toEqual([1])
  })
})

describe('S11, «filter»', () => {
  const sorted = { order: 'clid', first: 'old' }
  test('guide entries by title or id', async () => {
    client(1, { idcategory: 1, territory: 2, clientpath: 1, tip_cmr: 'Постоянный клиент' })
    client(2, { idcategory: 2, territory: 1, clientpath: 2, tip_cmr: 'Не работаем' })
    client(3)
    for (const filter of [
      ...[{ idcategory: 'торговля' }, { idcategory: 1 }, { idcategory: '1' }, { territory: 'Москва' }],
      ...[
        { territory: 2 },
        { clientpath: 'САЙТ' },
        { clientpath: 1 },
        { relation: 'постоянный  клиент' },
        { relation: 3 },
      ],
    ])
      expect([filter, await clids({ ...sorted, filter })]).toEqual([filter, [1]])
    expect(await clids({ ...sorted, filter: { idcategory: 'Космос' } })).toEqual([])
    expect(await clids({ ...sorted, filter: { idcategory: 1, territory: 1 } })).toEqual([])
  })
  test('the trash is hidden unless asked for', async () => {
    client(1, { trash: true })
    client(2)
    expect(await clids(sorted)).toEqual([2])
    expect(await clids({ ...sorted, filter: { trash: true } })).toEqual([1])
    expect(await clids({ ...sorted, filter: { trash: 'false' } })).toEqual([2])
  })
  test('or shown unless asked for', async () => {
    client(1, { trash: true })
    client(2)
    server.readings({ 'salesman.trash': 'show' })
    expect(await clids(sorted)).toEqual([1, 2])
    expect(await clids({ ...sorted, filter: { trash: true } })).toEqual([1])
    expect(await clids({ ...sorted, filter: { trash: 0 } })).toEqual([2])
  })
  test('types; an unknown one matches nothing', async () => {
    client(1, { type: 'partner' })
    client(2, { type: 'contractor' })
    expect(await clids({ filter: { type: 'contractor' } })).toEqual([2])
    expect(await clids({ filter: { type: 'parnter' } })).toEqual([1])
    expect(await clids({ filter: { type: 'enemy' } })).toEqual([])
  })
  test('a part of an additional field that is on; input10 matches nothing', async () => {
    client(1, { input3: 'Красный цвет', input10: 'x' })
    client(2, { input3: 'Зелёный цвет' })
    expect(await clids({ ...sorted, filter: { input3: 'красный' } })).toEqual([1, 2])
    expect(await violations(ask('list', { filter: { input3: 'красный' } }))).toBe(1)
    turnOn('input3')
    expect(await clids({ ...sorted, filter: { input3: 'красный' } })).toEqual([1])
    expect(await clids({ ...sorted, filter: { input10: 'x' } })).toEqual([])
  })
  test('one that the page does not name is ignored, and noted', async () => {
    client(1)
    expect(await clids({ filter: { colour: 'red' } })).toEqual([1])
    expect(await violations(ask('list', { filter: { colour: 'red', relations: 'x' } }))).toBe(2)
    for (const filter of ['', [], null]) expect(await clids({ filter })).toEqual([1])
    expect((await server.send(ask('list', { filter: 'type' }))).status).toBe(405)
  })
  test('all of them are AND-ed', async () => {
    client(1, { type: 'person', tip_cmr: 'Не работаем', iduser: 2 })
    client(2, { type: 'person', tip_cmr: 'Не работаем' })
    expect(
      await clids({ user: 'marand@omadaru.ru', word: 'клиент', filter: { type: 'person', relation: 'Не работаем' } }),
    ).toEqual([1])
  })
})

describe('S12, rows', () => {
  test('have every active field but recv, guide entries by title, what is empty as ""', async () => {
    client(7, {
      ...{ title: 'Заря', uid: 'A-7', idcategory: 2, territory: 1, clientpath: 2, tip_cmr: 'Не работаем', pid: 0 },
      ...{ date_create: '2022-05-01 00:00:00', input1: 'x', recv: { castInn: '1' } },
    })
    const [row] = (await list()).data
    expect(row).toEqual({
      ...{ clid: 7, uid: 'A-7', type: 'client', date_create: '2022-05-01 00:00:00', date_edit: '', title: 'Заря' },
      ...{ iduser: 1, idcategory: 'Промышленность', head_clid: '', pid: '', address: '', phone: '', fax: '' },
      ...{ site_url: '', mail_url: '', territory: 'Пермь', des: '', scheme: '', tip_cmr: 'Не работаем' },
      clientpath: '100crm',
    })
    const { data } = (await say('fields')) as { data: object }
    expect(Object.keys(row!)).toEqual(Object.keys(data).filter(name => name !== 'recv'))
  })
  test('have the names asked for in the form’s order', async () => {
    client(7, { title: 'Заря', phone: '1' })
    expect(JSON.stringify((await list({ fields: 'phone, title,clid' })).data)).toBe(
      '[{"clid":7,"title":"Заря","phone":"1"}]',
    )
  })
  test('or in the request’s', async () => {
    client(7, { title: 'Заря', phone: '1' })
    server.readings({ 'salesman.fieldsOrder': 'request' })
    expect(JSON.stringify((await list({ fields: 'phone,title,clid' })).data)).toBe(
      '[{"phone":"1","title":"Заря","clid":7}]',
    )
  })
  test('drop unknown names and those that are off', async () => {
    client(7)
    turnOff('phone')
    expect((await list({ fields: 'clid,colour,phone,input1' })).data).toEqual([{ clid: 7 }])
    expect(await violations(ask('list', { fields: 'clid,colour,phone,input1' }))).toBe(3)
    expect((await list()).data[0]).not.toHaveProperty('phone')
  })
  test.each(['date_change', 'date_chage'])('send the change as %s where it is asked for so', async name => {
    client(7, { date_edit: '2022-05-01 00:00:00' })
    expect((await list({ fields: `clid,${name}` })).data).toEqual([{ clid: 7, [name]: '2022-05-01 00:00:00' }])
    expect(await violations(ask('list', { fields: name }))).toBe(0)
  })
  test('add requisites and identifiers', async () => {
    client(7, { recv: { castInn: '5904338272' } })
    server.put('salesman', 'uids', { id: 1, clid: 7, system: 'roistat', value: '17' })
    const [row] = (await list({ fields: 'clid', bankinfo: true, uids: 1 })).data as Record<string, object>[]
    expect(row).toMatchObject({
      clid: 7,
      uids: [{ name: 'roistat', value: '17' }],
      bankinfo: { castInn: '5904338272' },
    })
    expect([Object.keys(row!.bankinfo!).length, row!.bankinfo]).toMatchObject([15, { castBank: '' }])
  })
})

test('S9: fields lists the page’s 21 names, then additional ones that are on, less what is off', async () => {
  const names = async () => Object.keys(((await say('fields')) as { data: object }).data)
  expect(await names()).toHaveLength(21)
  turnOn('input2', 'input9')
  turnOff('fax')
  expect((await names()).slice(-3)).toEqual(['clientpath', 'input2', 'input9'])
  expect(await names()).not.toContain('fax')
})

test('S9, «input1..input9»: an input10 of the form is in no answer', async () => {
  server.put('salesman', 'fields', { name: 'input10', title: 'Цвет' })
  turnOn('input9')
  const { data } = (await say('fields')) as { data: object }
  expect(Object.keys(data).slice(-2)).toEqual(['clientpath', 'input9'])
})
