import { expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { addressOf, COUNTERAGENTS, failure, idOf, organizationOf, personOf } from './views.ts'

const server = await serve({ scenario: 'empty' })

/** Three companies (two of one organization) and a person, stored against the order of their ids. */
function stock(): void {
  const put = (collection: string, record: object) => server.put('kaktus', collection, record)
  put('organizations', { id: idOf(71), name: 'Склад', inn: '7802111222', ogrn: '1117847000001' })
  put('organizations', { id: idOf(72), name: 'Берег', inn: '5403777888', ogrn: '1025400000777', orgLegalType: 'ZAO' })
  put('counteragents', { id: idOf(4), name: 'Ёлка и Ко', role: 'CUSTOMER', extId: 'one', organizationId: idOf(71) })
  put('counteragents', { id: idOf(3), name: ' Пристань ', role: 'CUSTOMER', extId: 'two', organizationId: idOf(72) })
  put('counteragents', { id: idOf(2), type: 'PERSON', name: 'пристанский', extId: 'one', person: { phone: '777888' } })
  put('counteragents', { id: idOf(1), name: 'Склад-2', role: 'DELIVERY_SERVICE', organizationId: idOf(71) })
}

async function found(query: string): Promise<unknown> {
  const { body } = await server.send({ path: COUNTERAGENTS + query })
  const { recordsTotal, counteragents } = body as { recordsTotal: number; counteragents: { id: string }[] }
  return [recordsTotal, ...counteragents.map(({ id }) => Number(id.slice(-2)))]
}

test.each([
  ['K1: without filters all come, in the order in which they were stored', '', [4, 4, 3, 2, 1]],
  ['K1: an id is an exact filter', `?id=${idOf(3)}`, [1, 3]],
  ['K1: a part of an id finds nothing', `?id=${idOf(3).slice(0, -1)}`, [0]],
  ['K1: an unknown id is an empty list', '?id=00000000-0000-0000-0000-000000000000', [0]],
  ['K1: an extId is an exact filter, and gives all that have it', '?extId=one', [2, 4, 2]],
  ['K1: a part of an extId finds nothing', '?extId=on', [0]],
  ['K1: query is a part of the name, whatever its case', '?query=ПРИСТАН', [2, 3, 2]],
  ['K1: query is not trimmed', '?query=пристань%20', [1, 3]],
  ['K1: query is a part of the ИНН', '?query=7802111', [2, 4, 1]],
  ['K1: query is a part of the ОГРН', '?query=02540', [1, 3]],
  ['K1: query is not looked for in the organization’s name', '?query=Берег', [0]],
  ['K1: query is not looked for in phones', '?query=777888', [1, 3]],
  ['K1: an empty query keeps all', '?query=', [4, 4, 3, 2, 1]],
  ['K1: role filters by role', '?role=CUSTOMER', [2, 4, 3]],
  ['K1: filters combine: role and query', '?role=CUSTOMER&query=7802', [1, 4]],
  ['K1: filters combine: extId and role', '?extId=one&role=CUSTOMER', [1, 4]],
  ['K1: filters combine: id and extId that disagree', `?id=${idOf(4)}&extId=two`, [0]],
  ['K2: page counts from 0', '?page=0&size=3', [4, 4, 3, 2]],
  ['K2: recordsTotal counts all matches, whatever the page', '?page=1&size=3', [4, 1]],
  ['K2: a page past the end is empty', '?page=2&size=3', [4]],
  ['K2: a page far past the end is empty', '?page=999999999999999&size=999999999999999', [4]],
  ['K2: pages are of what the filters keep', '?role=CUSTOMER&size=1&page=1', [2, 3]],
])('%s', async (_, query, expected) => {
  stock()
  expect(await found(query)).toEqual(expected)
})

test('K2: size is 10 where it is not given', async () => {
  for (let n = 11; n <= 33; n++) server.put('kaktus', 'counteragents', { id: idOf(n), name: `№ ${n}` })
  expect([await found('?page=1'), await found('?page=2')]).toEqual([
    [23, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
    [23, 31, 32, 33],
  ])
})

test.each([
  ['the first page is 1', '?page=1&size=3', [4, 4, 3, 2]],
  ['the second is 2', '?page=2&size=3', [4, 1]],
  ['no page is the first one', '?size=3', [4, 4, 3, 2]],
])('K2, reading firstPage = 1: %s', async (_, query, expected) => {
  server.readings({ 'kaktus.firstPage': '1' })
  stock()
  expect(await found(query)).toEqual(expected)
})

test('K2, reading firstPage = 1: page 0 gets the first page, and breaks a rule', async () => {
  server.readings({ 'kaktus.firstPage': '1' })
  stock()
  expect(await found('?page=0&size=2')).toEqual([4, 4, 3])
  expect(server.box.journal.entries().at(-1)).toMatchObject({
    violations: [{ rule: 'list.page', at: 'query.page', value: '0' }],
  })
})

rows(
  server,
  ['page=-1', 'page=1.5', 'page=', 'page=one', 'size=0', 'size=-5', 'size=', 'size=2x'].map(query => ({
    docs: 'K2',
    says: `«${query}» is refused`,
    send: { path: `${COUNTERAGENTS}?${query}` },
    gets: {
      status: 200,
      body: failure(`Параметр ${query.split('=')[0]}: недопустимое значение ${JSON.stringify(query.split('=')[1])}`),
    },
  })),
)

rows(server, [
  {
    docs: 'K2',
    says: 'both faults of a page are told at once',
    send: { path: `${COUNTERAGENTS}?size=zero&page=x` },
    gets: {
      status: 200,
      body: failure('Параметр page: недопустимое значение "x"', 'Параметр size: недопустимое значение "zero"'),
    },
  },
  {
    docs: 'K1',
    says: 'a role that is none of the five finds nothing, and breaks a rule',
    given: stock,
    send: { path: `${COUNTERAGENTS}?role=customer` },
    gets: {
      status: 200,
      body: { success: true, recordsTotal: 0, counteragents: [] },
      headers: { 'x-mock-violations': '1' },
    },
  },
  {
    docs: 'contract, rule 4',
    says: 'an undocumented parameter changes nothing, and breaks a rule',
    send: { path: `${COUNTERAGENTS}?sort=name` },
    gets: {
      status: 200,
      body: { success: true, recordsTotal: 0, counteragents: [] },
      headers: { 'x-mock-violations': '1' },
    },
  },
  {
    docs: 'contract, rule 3',
    says: 'a list in place of an id is refused',
    send: { path: `${COUNTERAGENTS}?id[]=${idOf(1)}` },
    gets: { status: 200, body: failure(`Параметр id: недопустимое значение ["${idOf(1)}"]`) },
  },
  {
    docs: 'K3',
    says: 'a company is sent key by key and null by null, its extId left out where it has none',
    given: () => {
      server.put('kaktus', 'organizations', {
        id: idOf(7),
        name: ' Лад ',
        phones: ['+7 1'],
        address: { city: 'Тверь' },
      })
      server.put('kaktus', 'counteragents', { id: idOf(8), name: ' Лад ', organizationId: idOf(7) })
    },
    send: { path: COUNTERAGENTS },
    gets: {
      status: 200,
      text: JSON.stringify({
        success: true,
        recordsTotal: 1,
        counteragents: [
          {
            ...{ id: idOf(8), type: 'COMPANY', role: null, name: ' Лад ' },
            organization: organizationOf({
              ...{ id: idOf(7), name: ' Лад ', phones: ['+7 1'], address: addressOf({ city: 'Тверь' }) },
            }),
            person: null,
          },
        ],
      }),
    },
  },
  {
    docs: 'K3',
    says: 'postalAddress stands between address and email, where there is one',
    given: () => {
      server.put('kaktus', 'organizations', { id: idOf(7), postalAddress: { zip: '170000' }, email: 'a@b.ru' })
      server.put('kaktus', 'counteragents', { id: idOf(8), extId: '', name: 'Лад', organizationId: idOf(7) })
    },
    send: { path: COUNTERAGENTS },
    gets: {
      status: 200,
      text: JSON.stringify({
        success: true,
        recordsTotal: 1,
        counteragents: [
          {
            ...{ id: idOf(8), extId: '', type: 'COMPANY', role: null, name: 'Лад' },
            organization: organizationOf({
              ...{ id: idOf(7), postalAddress: addressOf({ zip: '170000' }), email: 'a@b.ru' },
            }),
            person: null,
          },
        ],
      }),
    },
  },
  {
    docs: 'K3',
    says: 'a person has no organization, whatever the record says',
    given: () => {
      server.put('kaktus', 'organizations', { id: idOf(7) })
      server.put('kaktus', 'counteragents', {
        ...{ id: idOf(9), extId: 'x', type: 'PERSON', role: 'CUSTOMER', name: 'Ия', organizationId: idOf(7) },
        person: { surname: 'Лунина', address: { flat: '1' } },
      })
    },
    send: { path: COUNTERAGENTS },
    gets: {
      status: 200,
      text: JSON.stringify({
        success: true,
        recordsTotal: 1,
        counteragents: [
          {
            ...{ id: idOf(9), extId: 'x', type: 'PERSON', role: 'CUSTOMER', name: 'Ия', organization: null },
            person: personOf({ surname: 'Лунина', address: addressOf({ flat: '1' }) }),
          },
        ],
      }),
    },
  },
  {
    docs: 'control, HEAD',
    says: 'HEAD is GET without a body',
    send: { method: 'HEAD', path: COUNTERAGENTS },
    gets: { status: 200, text: '', headers: { 'content-type': 'application/json; charset=utf-8' } },
  },
])
