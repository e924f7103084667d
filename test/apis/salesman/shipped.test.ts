import { describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { ask, at, BOSS, desk, MANAGER } from './desk.ts'

const server = await serve({ scenario: 'blank' })
const { card, client, clids, code, list, record, say, turnOff, turnOn } = desk(server)

/** A request that the vendor's server dies of: what the journal tells. */
async function deathOf(send: ReturnType<typeof ask>): Promise<string> {
  const got = await server.send(send)
  expect(got.status).toBe(200)
  expect(got.text).toBe('<br />\n<b>Fatal error</b>:  Uncaught Error<br />\n')
  const { body } = await server.admin('GET /sandboxes/default/requests')
  const { violations } = (body as { requests: { violations: { rule: string; docs: string }[] }[] }).requests.at(-1)!
  expect(violations.map(({ rule }) => rule)).toEqual(['fatal'])
  return violations[0]!.docs
}

test('salesman.formFields: five names of its own, then the form’s in the order of its records', async () => {
  server.readings({ 'salesman.formFields': 'shipped' })
  turnOff('fax')
  turnOn('input1')
  server.put('salesman', 'fields', { name: 'input10', title: 'Цвет' })
  const { data } = (await say('fields')) as { data: Record<string, string> }
  expect(Object.keys(data).slice(0, 6)).toEqual(['clid', 'uid', 'type', 'date_create', 'date_edit', 'title'])
  expect(data).toMatchObject({ type: expect.stringContaining('parnter'), input1: expect.any(String), input10: 'Цвет' })
  expect(data).not.toHaveProperty('fax')
})

describe('salesman.order', () => {
  const given = () => {
    server.readings({ 'salesman.order': 'shipped' })
    client(1, { title: 'ёж', address: 'Б' })
    client(2, { title: 'Жук', address: 'Б' })
    client(3, { title: 'аист', address: 'А' })
  }
  test('always descends, as the database compares texts', async () => {
    given()
    expect(await clids({ order: 'title', first: 'old' })).toEqual([2, 1, 3])
    expect(await clids({ order: 'ADDRESS, clid', first: 'old' })).toEqual([3, 2, 1])
    expect(await clids({ order: 'address DESC, clid' })).toEqual([2, 1, 3])
    expect(await clids({ order: 'address asc,title' })).toEqual([3, 2, 1])
    expect(await clids({ order: '3' })).toEqual([2, 1, 3])
    expect(await clids({ order: '`clid`' })).toEqual([3, 2, 1])
  })
  test('takes expressions, the name of its table, numbers and true', async () => {
    given()
    expect(await clids({ order: 'app_clientcat.title' })).toEqual([2, 1, 3])
    expect(await clids({ order: '`app_clientcat`.`clid`' })).toEqual([3, 2, 1])
    expect(await clids({ order: 'LENGTH(title)' })).toEqual([3, 2, 1])
    expect(await clids({ order: 'clid * -1' })).toEqual([1, 2, 3])
    expect(await clids({ order: '-clid' })).toEqual([1, 2, 3])
    expect(await clids({ order: "IF(address = 'а', 0, clid)" })).toEqual([2, 1, 3])
    expect(await clids({ order: 'CASE WHEN clid IN (1, 3) THEN 0 ELSE 1 END, clid' })).toEqual([3, 1, 2])
    expect(await clids({ order: "title LIKE 'ж%' OR clid BETWEEN 3 AND 4 DESC, clid" })).toEqual([3, 2, 1])
    expect(await clids({ order: 'FIELD(clid, 2, 3, 1)' })).toEqual([1, 3, 2])
    expect(await clids({ order: 'CONCAT(address, title)' })).toEqual([2, 1, 3])
    expect(await clids({ order: 'mail_url IS NULL AND NOT clid <=> 2, clid' })).toEqual([2, 3, 1])
    expect(await clids({ order: '1 + 1' })).toEqual([1, 2, 3])
    expect(await clids({ order: 'RAND(1)' })).toEqual([2, 1, 3])
    expect((await clids({ order: 'RAND()' })).sort()).toEqual([1, 2, 3])
  })
  test('counts columns where the order is a number, and takes true for date_change', async () => {
    given()
    server.box.transact(
      () => void server.box.collection('salesman', 'clients')!.update(2, { date_edit: '2024-01-01 00:00:00' }),
    )
    server.readings({ 'salesman.order': 'shipped', 'salesman.transport': 'shipped', 'salesman.listParams': 'shipped' })
    const headers = { ...BOSS, 'Content-Type': 'application/json' }
    const ord = async (order: unknown) => {
      const { data, params } = await list({ order, fields: 'clid' }, headers)
      return [params.ord, data.map(({ clid }) => clid)]
    }
    expect(await ord(1)).toEqual([1, [3, 2, 1]])
    expect(await ord(2)).toEqual([2, [1, 2, 3]])
    expect(await ord(true)).toEqual(['date_edit', [2, 1, 3]])
    expect(await ord('date_change')).toEqual(['date_edit', [2, 1, 3]])
  })
  test('rows that are equal come in the order of the table, on every page', async () => {
    server.readings({ 'salesman.order': 'shipped' })
    const given = Array.from({ length: 450 }, (_, i) => ({
      clid: i + 1,
      iduser: (i % 2) + 1,
      trash: i % 3 === 0,
      date_create: `2024-01-0${1 + Math.floor(i / 150)} 00:00:00`,
      date_edit: i === 7 ? '2024-02-01 00:00:00' : null,
    }))
    for (const { clid, ...more } of given) client(clid, more)
    const sorted = (field: 'date_create' | 'date_edit', keeps = (_: (typeof given)[0]) => true) =>
      given.filter(keeps).sort((a, b) => {
        const [left, right] = [a[field] ?? '', b[field] ?? '']
        return left < right ? 1 : left > right ? -1 : a.clid - b.clid
      })
    const page = (rows: { clid: number }[], offset: number) =>
      rows.slice(offset * 200, offset * 200 + 200).map(({ clid }) => clid)
    server.readings({ 'salesman.order': 'shipped', 'salesman.trash': 'show' })
    for (const offset of [0, 1, 2])
      for (const order of ['date_create', 'date_edit'] as const)
        expect(await clids({ order, offset })).toEqual(page(sorted(order), offset))
    const own = ({ iduser }: { iduser: number }) => iduser === 2
    for (const offset of [0, 1])
      expect(await clids({ order: 'date_create', offset }, MANAGER)).toEqual(page(sorted('date_create', own), offset))
    const shelved = ({ trash }: { trash: boolean }) => !trash
    for (const order of ['date_create', 'date_edit'] as const)
      expect(await clids({ order, offset: 1, filter: { trash: false } })).toEqual(page(sorted(order, shelved), 1))
    const first = ({ clid }: { clid: number }) => String(clid).includes('1')
    expect(await clids({ order: 'date_create', word: 'Клиент', filter: {} })).toEqual(page(sorted('date_create'), 0))
    expect(await clids({ order: 'date_create', word: '1' })).toEqual(page(sorted('date_create', first), 0))
  })
  test('takes ten thousand words and signs, no more', async () => {
    given()
    const sum = (count: number) => ask('list', { order: `clid${'+1'.repeat(count)}` })
    expect((await server.send(sum(900))).body).toMatchObject({ count: 3 })
    expect(await deathOf(sum(5000))).toContain('it has more than 10000 words and signs')
  })

  test('by what is like patterns, one or many', async () => {
    given()
    expect(await clids({ order: "address like 'а'" })).toEqual([3, 1, 2])
    expect(await clids({ order: 'title like address, clid' })).toEqual([3, 2, 1])
  })

  test('without a column it dies', async () => {
    given()
    for (const order of [
      'title desc',
      'other.title',
      'NO_SUCH(title)',
      'title +',
      '(title',
      "'a",
      'clid; DROP',
      'clid -- ',
    ])
      expect(await deathOf(ask('list', { order }))).toContain(JSON.stringify(order))
    expect(await deathOf(ask('list'))).toContain('Send order=date_create.')
    expect(await deathOf(ask('list', { order: 'colour' }))).toContain('colour')
    expect(await deathOf(ask('list', { order: 'title asc' }))).toContain('title asc')
    expect(await deathOf(ask('list', { order: '99' }))).toContain('99')
  })
})

describe('salesman.filters', () => {
  const sorted = { order: 'clid', first: 'old' }
  const given = () => {
    server.readings({ 'salesman.filters': 'shipped' })
    client(1, { title: 'ООО Заря', tip_cmr: 'Не работаем', date_create: '2022-05-01 12:00:00', idcategory: 1 })
    client(2, { title: 'Бета', address: 'ул. Заря_ное', phone: '+7 (342) 1-2', date_create: '2022-05-02 12:00:00' })
    client(3, { iduser: 2, trash: true, date_create: '2022-05-03 12:00:00' })
  }
  test('words have wildcards, and are looked for in addresses', async () => {
    given()
    expect(await clids({ ...sorted, word: 'ЗАРЯ' })).toEqual([1, 2])
    expect(await clids({ ...sorted, word: 'з_ря%ное' })).toEqual([2])
    expect(await clids({ ...sorted, word: '734212' })).toEqual([2])
  })
  test('relations, not relation', async () => {
    given()
    server.readings({ 'salesman.trash': 'show' })
    expect(await clids({ ...sorted, filter: { relations: 'не РАБОТАЕМ' } })).toEqual([1])
    expect(await clids({ ...sorted, filter: { relation: 'Не работаем' } })).toEqual([1, 2, 3])
  })
  test('an unknown entry finds clients without one; an unknown source is made', async () => {
    given()
    expect(await clids({ ...sorted, filter: { idcategory: 'Космос' } })).toEqual([2, 3])
    expect(await clids({ ...sorted, filter: { clientpath: 'Реклама' } })).toEqual([])
    expect(server.all('salesman', 'clientpaths').map(({ title }) => title)).toContain('Реклама')
  })
  test('dates to the second; trash where it is asked for', async () => {
    given()
    expect(await clids({ ...sorted, dateStart: '2022-05-01 12:00:00' })).toEqual([2, 3])
    expect(await clids({ ...sorted, dateStart: '2022-05-01 12:00:00', dateEnd: '2022-05-02 12:00:00' })).toEqual([1, 2])
    expect(await clids({ ...sorted, dateStart: '2022-04-31', dateEnd: '2022-05-02' })).toEqual([1])
    expect(await clids({ ...sorted, dateStart: '2022-13-01' })).toEqual([1, 2, 3])
    expect(await clids({ ...sorted, filter: { trash: true } })).toEqual([3])
  })
  test('d1 and d2 are names of dates too', async () => {
    given()
    server.readings({ 'salesman.trash': 'show' })
    expect(await clids({ ...sorted, d1: '2022-05-01 12:00:00' })).toEqual([2, 3])
    expect(await clids({ ...sorted, d2: '2022-05-02' })).toEqual([1])
    expect(await clids({ ...sorted, d1: '2022-05-01 12:00:00', d2: '2022-05-02 12:00:00' })).toEqual([1, 2])
    expect(await clids({ ...sorted, d1: '2022-05-01', dateStart: '2022-05-03' })).toEqual([3])
    expect(await clids({ ...sorted, d1: '', d2: null })).toEqual([1, 2, 3])
  })
  test('iduser lifts visibility', async () => {
    given()
    expect(await clids({ ...sorted, iduser: 1 }, MANAGER)).toEqual([1, 2])
    expect(await clids(sorted, MANAGER)).toEqual([3])
  })
})

test('salesman.visibility: by position, and none at all for changes', async () => {
  client(1, { iduser: 2 })
  client(2, { iduser: 3 })
  client(3, { iduser: 77 })
  client(4, { iduser: 1 })
  server.put('salesman', 'users', { iduser: 3, login: 'c@omadaru.ru', title: 'Третий', mid: 2 })
  server.box.transact(() => void server.box.collection('salesman', 'users')!.update(2, { tip: 'Руководитель отдела' }))
  expect(await clids({ order: 'clid' }, MANAGER)).toEqual([1])
  server.readings({ 'salesman.visibility': 'shipped' })
  expect(await clids({ order: 'clid' }, MANAGER)).toEqual([2, 1])
  expect(await clids({ order: 'clid' })).toEqual([4, 3, 2, 1])
  expect(await code(ask('info', { clid: 3 }))).toBe(403)
  expect(await say('update', { clid: 4, title: 'Заря' }, MANAGER)).toMatchObject({ data: 4, result: 'Успешно' })
  expect(await say('delete', { clid: 4 }, MANAGER)).toMatchObject({ data: 4 })
})

test('salesman.listParams: page 0 is 1, and the order is told', async () => {
  server.readings({ 'salesman.listParams': 'shipped' })
  client(1)
  expect((await list({ order: 'title' })).params).toEqual({ page: 1, ord: 'title', tuda: 'DESC', pageall: 1, count: 1 })
})

test('salesman.rows: titles and ids, null for what is empty', async () => {
  server.readings({ 'salesman.rows': 'shipped' })
  server.put('salesman', 'persons', { pid: 4, clid: 1, person: 'Иванова Анна Петровна' })
  client(1, { title: 'Заря', territory: 2, pid: 4, recv: { castInn: '1' } })
  expect(
    (await list({ fields: 'title,phone,iduser,territory,pid,idcategory', fieldsOrder: 'x', bankinfo: 1 })).data,
  ).toEqual([
    {
      ...{ title: 'Заря', user: 'vladislav@isaler.ru', iduser: 1, idcategoryTitle: '--не определено--', idcategory: 0 },
      ...{ person: 'Иванова Анна', pid: 4, phone: null, territoryTitle: 'Москва', territory: 2 },
      bankinfo: expect.objectContaining({ castInn: '1', castKpp: '' }),
    },
  ])
})

test('salesman.lookup: uid before clid, INN beside them', async () => {
  server.readings({ 'salesman.lookup': 'shipped' })
  client(1, { uid: 'A-1', recv: { castOgrn: '5904338272' } })
  client(2, { uid: 'A-2' })
  expect(await card(1, { uid: 'a-2' })).toMatchObject({ clid: '2' })
  expect(await card(1, { inn: '5904338272' })).toMatchObject({ clid: '1' })
  expect(await code(ask('info', { clid: 2, inn: '5904338272' }))).toBe(403)
})

test('salesman.lookup: a clid is compared with its fraction, an INN with its spaces', async () => {
  server.readings({ 'salesman.lookup': 'shipped', 'salesman.transport': 'shipped' })
  client(1, { recv: { castInn: '5904338272' } })
  expect(await card(1, { clid: '1.0 ' })).toMatchObject({ clid: '1' })
  expect(await code(ask('info', { clid: '1.5' }))).toBe(403)
  expect(await code(ask('info', { inn: '5904338272 ' }))).toBe(404)
})

describe('salesman.infoView', () => {
  test('is the whole record under names of its own', async () => {
    server.readings({ 'salesman.infoView': 'shipped' })
    client(7, { title: 'Заря', territory: 2, trash: false })
    const shown = await card(7)
    expect(shown).toMatchObject({ clid: '7', title: 'Заря', iduser: 1 })
    expect(Object.keys(shown).length).toBeGreaterThan(20)
    expect(shown).toHaveProperty('person')
  })
  test('and nothing of a client without a title', async () => {
    server.readings({ 'salesman.infoView': 'shipped' })
    client(7, { title: '' })
    const got = await say('info', { clid: 7 })
    expect(JSON.stringify(got)).not.toContain('territory')
  })
})

describe('salesman.matching', () => {
  test('a phone but for its first digit, a part of a mail', async () => {
    client(7, { title: 'ООО Заря', phone: '+7(912)884-45-55', mail_url: 'info@zarya.ru' })
    const alike = { title: 'ООО «ЗАРЯ»', phone: '89128844555', mail_url: 'zarya' }
    expect(await say('add', alike)).toMatchObject({ data: 6274 })
    server.readings({ 'salesman.matching': 'shipped' })
    expect(await say('add', { ...alike, title: 'ооо заря' })).toMatchObject({ data: 7 })
    expect(await say('add', { ...alike, title: 'ооо заря', mail_url: 'z_rya%u' })).toMatchObject({ data: 7 })
    expect(await say('add', { ...alike, title: 'ооо заря', phone: '8912884455' })).toMatchObject({ data: 7 })
    expect(await say('add', { ...alike, title: 'ооо заря', phone: '9128844556' })).toMatchObject({ data: 6275 })
  })
})

test('more than 50,000 phones of one client are refused', async () => {
  server.profile('salesman', 'shipped')
  expect(await say('add', { title: 'Ромашка', phone: '12;'.repeat(50_000) })).toMatchObject({
    data: expect.any(Number),
  })
  expect(await say('add', { title: 'Лютик', phone: '1,2;'.repeat(25_001) })).toMatchObject({ error: { code: 413 } })
  expect(server.all('salesman', 'clients')).toHaveLength(1)
})

describe('salesman.cleaning', () => {
  test('takes markup and quotes away, and phones apart', async () => {
    server.readings({ 'salesman.cleaning': 'shipped' })
    await say('add', { title: '<b>ООО</b> "Заря"', phone: '+7 1; 8(2)', des: 'a<script>b</script>', user: 'nobody' })
    expect(record(6274).title).not.toMatch(/[<>]/)
    expect(record(6274)).toMatchObject({ phone: '+7 1,8(2)', iduser: 0, recv: { castInn: '' } })
  })
  test('cuts texts to their columns', async () => {
    server.readings({ 'salesman.cleaning': 'shipped', 'salesman.transport': 'shipped' })
    await say('add', { title: 'Заря', type: 'enemy', uid: 'я'.repeat(300) })
    expect(record(6274).uid).toBe('я'.repeat(30))
    expect(record(6274)).toMatchObject({ type: 'enemy' })
  })
  test.each([
    ['20150530102030', '2015-05-30 10:20:30'],
    ['20150530T10:20:30', '2015-05-30 10:20:30'],
    ['30.05.15', '2015-05-30 00:00:00'],
    ['31.12.71 8:05', '1971-12-31 08:05:00'],
    ['30 May 2015', '2015-05-30 00:00:00'],
    ['dec 3, 2015 10:20', '2015-12-03 10:20:00'],
    ['2015-00-10', '2014-12-10 00:00:00'],
    ['2015-05-00', '2015-04-30 00:00:00'],
    ['10.05.15', '2024-03-01 10:05:15'],
    ['yesterday', '2024-02-29 00:00:00'],
    ['+2 weeks', '2024-03-15 09:00:00'],
    ['last monday of february 2024', '2024-02-26 00:00:00'],
    ['2024-W10-3', '2024-03-06 00:00:00'],
    ['2024.060', '2024-02-29 00:00:00'],
    ['2024-02-29 23:59:60', '2024-03-01 00:00:00'],
    ['1 Mar 2024 10:00 Europe/London', '2024-03-01 13:00:00'],
    ['+9999999999999 days', '0000-00-00 00:00:00'],
    ['7:45', '2024-03-01 07:45:00'],
    // Out of the column's range.
    ['0000-00-00', '0000-00-00 00:00:00'],
    ['1965-05-05', '0000-00-00 00:00:00'],
    ['2038-01-20', '0000-00-00 00:00:00'],
    // No dates: the present.
    ['2015.05.30', '2024-03-01 09:00:00'],
    ['2015-13-01', '2024-03-01 09:00:00'],
    ['30 мая 2015', '2024-03-01 09:00:00'],
  ])('reads the date %s as %s', async (date_create, kept) => {
    await server.reset({ now: '2024-03-01T09:00:00+03:00', frozen: true })
    server.readings({ 'salesman.dateCreate': 'shipped' })
    await say('add', { title: 'Заря', date_create })
    expect(record(6274)).toMatchObject({ date_create: kept })
  })
  test('writes numbers as PHP does, and cuts what a column cannot hold', async () => {
    server.readings({ 'salesman.cleaning': 'shipped', 'salesman.transport': 'shipped' })
    const account = Number('40702810621810000563')
    const given = {
      title: 'Заря',
      des: 0.00001,
      fax: 0.1 + 0.2,
      scheme: 2 ** 53,
      address: 1e25,
      territory: 9e9,
      pid: '-2.5',
    }
    await say('add', { ...given, idcategory: '-9000000000', recv: { castBankRs: account, castInn: 7700000001 } })
    expect(record(6274)).toMatchObject({
      ...{ des: '1.0E-5', fax: '0.3', scheme: '9007199254740992', address: '1.0E+25' },
      ...{ territory: 2147483647, idcategory: -2147483648, pid: -3 },
      recv: { castBankRs: '4.070281062181E+19', castInn: '7700000001' },
    })
  })
  test('keeps a uid that is set, and writes an empty text', async () => {
    server.readings({ 'salesman.cleaning': 'shipped' })
    client(7, { uid: 'A-7', address: 'Пермь' })
    expect(await say('update', { clid: 7, uid: 'B-7', address: '' })).toMatchObject({ hid: 25316 })
    expect(record(7)).toMatchObject({ uid: 'A-7', address: '' })
  })
  test('recv that is a text kills it', async () => {
    server.readings({ 'salesman.cleaning': 'shipped', 'salesman.transport': 'shipped' })
    const json = { 'Content-Type': 'application/json' }
    const send = ask('add', { title: 'Заря', recv: 'ИНН' })
    expect(await deathOf({ ...send, headers: { ...send.headers, ...json } })).toContain('Send recv as an object.')
  })
})

test('salesman.addList: no list is an empty one, and iduser in a record is ignored', async () => {
  server.readings({ 'salesman.addList': 'shipped' })
  expect(await say('add.list')).toEqual([])
  await say('add.list', {
    client: [
      { title: 'А', iduser: 2 },
      { title: 'Б', user: 'marand@omadaru.ru' },
    ],
  })
  expect([6274, 6275].map(clid => record(clid).iduser)).toEqual([1, 2])
  expect(await deathOf(ask('add.list', { client: [{ title: 'В' }, 'Г'] }))).toContain('array of objects')
  expect(record(6276).title).toBe('В')
})

test('salesman.deletion: reminders with a contact and identifiers stay', async () => {
  server.readings({ 'salesman.deletion': 'shipped' })
  client(7)
  server.put('salesman', 'history', { id: 1, clid: 7 })
  server.put('salesman', 'files', { id: 1, clid: 7 })
  server.put('salesman', 'uids', { id: 1, clid: 7, system: 'x', value: 'y' })
  server.put('salesman', 'persons', { pid: 3, clid: 7 })
  server.put('salesman', 'reminders', { id: 1, clid: 7, pid: 3 })
  server.put('salesman', 'reminders', { id: 2, clid: 7 })
  expect(await say('delete', { clid: 7 })).toMatchObject({ message: expect.stringContaining('Удалено 0 файлов.') })
  expect(server.all('salesman', 'reminders')).toMatchObject([{ id: 1, clid: 0 }])
  expect(server.all('salesman', 'uids')).toHaveLength(1)
  expect(server.all('salesman', 'files')).toEqual([])
})

test('the profile is all of them', async () => {
  server.profile('salesman', 'shipped')
  client(7, { title: 'Заря' })
  const headers = { 'Content-Type': 'application/json', apikey: 'wrong', login: 'nobody' }
  const wrong = await server.send({ method: 'POST', path: at('list'), headers, body: '{}' })
  expect([wrong.status, wrong.text]).toEqual([
    ...[200, '{"result":"Error","error":{"code":401,"text":"Неизвестный пользователь"}}'],
  ])
  await deathOf({ ...ask('list'), headers: { ...ask('list').headers, 'Content-Type': 'application/json' } })
})
