import { describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'empty' })

const ANNA = '50000000000001'
const client = (more: object, id = ANNA) => server.put('vodyanoy', 'clients', { id, naimenovanie: 'Анна', ...more })
const address = (more: object, id = '60000000000001') =>
  server.put('vodyanoy', 'addresses', { id, client: ANNA, ...more })

const byPhone = (tel: string) => server.send({ path: `/api/clients?tel=${encodeURIComponent(tel)}` })
const card = async (tel: string) => ((await byPhone(tel)).body as { result: Record<string, string> }).result

describe('V7, what a phone is', () => {
  test.each([
    ['digits', '79632171717', '79632171717'],
    ['punctuation in the query', '79632171717', '+7 (963) 217-17-17'],
    ['punctuation in the record', '+7 (963) 217-17-17', '79632171717'],
    ['8 for 7 in the query', '79632171717', '89632171717'],
    ['8 for 7 in the record', '8-963-217.17.17', '79632171717'],
    ['dashes of every length', '8 (963) 217–17‑17 — Анна', '79632171717'],
    ['the second of two that a dash parts', '79632171717 – 79632171718', '79632171718'],
    ['the second of several', '79632171717 Анна, 79632171718 Пётр', '79632171718'],
    ['one before a name', 'Анна 79632171717', '79632171717'],
    ['one on a line of its own', '79632171717\n79632171718', '79632171718'],
    ['the first of two that only a blank parts', '79632171717 79632171718', '79632171717'],
    ['the first of two local ones that only a blank parts', '217-17-17 217-17-18', '2171717'],
    ['the second of two printed ones', '8 (963) 217-17-17 +7 963 217 17 18', '79632171718'],
    ['one that a plus begins, after a short one', '217-17 +7-18-19', '71819'],
    ['one of another country', '+375 29 123-45-67', '375291234567'],
    ['a plus that the query string made a blank', '79632171717', ' 79632171717'],
    ['a number with an extension', '8 (963) 217-17-17 доб. 12', '79632171717'],
  ])('%s', async (_, telefon, tel) => {
    client({ telefon })
    expect(await card(tel)).toMatchObject({ id: ANNA })
  })

  test.each([
    ['a part at the end', '79632171717', '2171717'],
    ['a part at the start', '79632171717', '7963217171'],
    ['a longer number', '2171717', '79632171717'],
    ['a number without its country', '79632171717', '9632171717'],
    ['two numbers run together', '79632171717 79632171718', '7963217171779632171718'],
    ['the end of one and the start of the next', '217-17-17 963-44-55', '17179634455'],
    ['7 for the 8 of a local number', '821-71-71', '7217171'],
    ['no digits', 'Анна', 'Анна'],
    ['digits that stand in the name', '', '5'],
  ])('%s is not it', async (_, telefon, tel) => {
    client({ telefon, naimenovanie: 'Дом 5', dop_sv: '5' })
    expect(await byPhone(tel)).toMatchObject({ status: 404, body: { result: {} } })
  })

  test('an empty tel is refused', async () => {
    expect(await byPhone('')).toMatchObject({ status: 400, body: { result: {}, error: 'Параметр tel: не указан' } })
  })

  test('two clients with one number: the lower id, the shorter before the longer', async () => {
    client({ telefon: '79632171717' }, '50000000000003')
    client({ telefon: '8 963 2171717' }, '50000000000002')
    expect(await card('79632171717')).toMatchObject({ id: '50000000000002' })
    client({ telefon: '79632171717' }, '9000000000001')
    expect(await card('79632171717')).toMatchObject({ id: '9000000000001' })
  })

  test('a number of one client and of another’s address: the lower id', async () => {
    client({ telefon: '79632171717' }, '50000000000009')
    client({ telefon: '' })
    address({ telefon: '79632171717', pod: '3' })
    expect(await card('79632171717')).toMatchObject({ id: ANNA, pod: '3' })
  })

  test('a number of two clients’ addresses: the lower id, with its own address', async () => {
    client({}, '50000000000009')
    client({})
    address({ telefon: '79632171717', pod: '1', client: '50000000000009' }, '60000000000001')
    address({ telefon: '79632171717', pod: '2' }, '60000000000002')
    expect(await card('79632171717')).toMatchObject({ id: ANNA, pod: '2' })
  })
})

describe('V7, the card', () => {
  /** A client with two addresses, each with a phone. */
  function household(): void {
    client({
      ...{ telefon: '79000000001', disp: '50', dataizm: '2022-01-01T09:00:00+03:00', email: 'a@b.ru', psw_hash: 'h' },
      ...{ dszd: '2020-01-01T10:00:00+03:00', dop_sv: 'x', pslknt: '2022-03-04', firma: '7', kv: '1', chast: 0 },
    })
    const main = { main: true, telefon: '79000000002', kv: '15', etoof: 0, posldst: '2022-05-06', shirota: '47.1' }
    address(main, '60000000000003')
    address(
      {
        ...{ telefon: '79000000003', disp: '51', dataizm: '2022-02-02T19:30:00+03:00', kv: '', ulica: '10' },
        ...{ dom: '2', korpus: '3', commvod: 'вход', commdisp: 'звонить', kodpod: '77' },
      },
      '60000000000002',
    )
  }
  const own = { id: ANNA, naimenovanie: 'Анна', chast: '0', pslknt: '04.03.2022', dszd: '01.01.2020 10:00:00' }
  const rest = { firma: '7', email: 'a@b.ru', dop_sv: 'x' }

  test('a phone of the client’s own brings the main address, and the client’s phone, employee and date', async () => {
    household()
    expect(await card('79000000001')).toEqual({
      ...own,
      ...{ telefon: '79000000001', disp: '50', dataizm: '01.01.2022 9:00:00' },
      ...{ posldst: '06.05.2022', shirota: '47.1', kv: '15', etoof: '0' },
      ...rest,
    })
  })

  test('a phone of an address brings that address, and its phone, employee and date', async () => {
    household()
    expect(await card('79000000003')).toEqual({
      ...own,
      ...{ telefon: '79000000003', disp: '51', dataizm: '02.02.2022 19:30:00', kodpod: '77' },
      ...{ ulica: '10', dom: '2', korpus: '3', kv: '1', commvod: 'вход', commdisp: 'звонить' },
      ...rest,
    })
  })

  test('what the address of the phone does not have is the client’s', async () => {
    household()
    expect(await card('79000000002')).toMatchObject({
      ...{ telefon: '79000000002', disp: '50', dataizm: '01.01.2022 9:00:00' },
    })
  })

  test('keys follow the example’s order, and what it does not show comes after', async () => {
    household()
    const keys = ['id', 'naimenovanie', 'kodpod', 'telefon', 'chast', 'pslknt', 'dszd', 'dataizm', 'disp', 'firma']
    expect(Object.keys(await card('79000000003'))).toEqual([
      ...keys,
      ...['email', 'dop_sv', 'ulica', 'dom', 'korpus', 'kv', 'commvod', 'commdisp'],
    ])
  })

  test('a client without an address has a card too', async () => {
    client({ telefon: '79000000001' })
    expect(await card('79000000001')).toEqual({ id: ANNA, naimenovanie: 'Анна', telefon: '79000000001' })
  })

  test.each([
    ['2024-02-29', 201],
    ['', 201],
    [null, 201],
    ['2023-02-29', 422],
    ['29.02.2024', 422],
    ['2024-02-29T00:00:00+03:00', 422],
  ])('V2a: of a client and of an address a day is stored as YYYY-MM-DD: %j is answered %i', async (day, status) => {
    const data = 'POST /sandboxes/default/data/vodyanoy'
    client({})
    expect(await server.admin(`${data}/clients`, { posldst: day })).toMatchObject({ status })
    expect(await server.admin(`${data}/addresses`, { client: ANNA, datapech: day })).toMatchObject({ status })
  })

  test('the codes of address and client, whether it is the main one, and the password’s hash are never sent', async () => {
    household()
    for (const tel of ['79000000001', '79000000002', '79000000003']) {
      const { text } = await byPhone(tel)
      expect(text).not.toMatch(/60000000000|"client"|"main"|psw|true/)
    }
  })
})
