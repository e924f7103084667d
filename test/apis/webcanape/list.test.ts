import { expect, test } from 'vitest'
import { type Row, rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'blank' })
const KEY = 'auth_key=sandbox-key'

const add = (id: number, more: object = {}) =>
  server.put('webcanape', 'clients', { id, user_id: 12, name: `Клиент ${id}`, ...more })

/** Clients 1 to `count`, each a minute newer than the one before. */
function addMany(count: number): void {
  for (let id = 1; id <= count; id++)
    add(id, { created_at: new Date(Date.UTC(2021, 5, 1, 9, id)).toISOString(), type: id % 3 === 0 ? 2 : 1 })
}

const got = (...ids: number[]) => ({ response: { items: ids.map(id => ({ id })) } })

const clients = {
  31: {
    ...{ user_id: 12, name: 'Ёлка и Ко', type: 1, email: 'tree@mail.test', phone: '2', description: 'б' },
    ...{ real_address: 'Ярославль', created_at: '2020-01-03T10:00:00+03:00', updated_at: '2022-01-01T00:00:00+03:00' },
  },
  32: {
    ...{ user_id: 13, name: '100% хлопок', type: 2, email: 'cotton@mail.test', phone: '3', description: 'а' },
    ...{ real_address: 'Азов', created_at: '2020-01-01T10:00:00+03:00', updated_at: '2022-01-03T00:00:00+03:00' },
  },
  33: {
    ...{ user_id: 13, name: 'snake_case\\win', type: 1, email: 'TREE@mail.test', phone: '1', description: 'в' },
    ...{ real_address: 'Бор', created_at: '2020-01-02 10:00:00', updated_at: '2022-01-02T00:00:00+03:00' },
  },
}
const three = () => {
  for (const [id, more] of Object.entries(clients)) add(Number(id), more)
}

/** A row of the list: its query, what is in the headers or the ids that come, and how many rules it breaks. */
function listRow(
  docs: string,
  says: string,
  query: string,
  ids: number[],
  violations = 0,
  more: Partial<Row> = {},
): Row {
  return {
    ...{ docs, says, given: three },
    send: { path: `/rest/client?${KEY}&fields=id${query}` },
    gets: {
      status: 200,
      body: got(...ids),
      headers: { 'x-mock-violations': violations === 0 ? undefined : String(violations) },
    },
    ...more,
  }
}
const reading = (option: Record<string, string>) => ({
  given: () => {
    three()
    server.readings(option)
  },
})
const yii = reading({ 'webcanape.sort': 'yii' })
const documented = reading({ 'webcanape.sort': 'documented' })

rows(server, [
  {
    docs: 'W2',
    says: 'a tuple has the keys of the example, in their order; an absent value is null',
    given: () => add(500, { created_at: '2021-06-01T12:00:05+05:00', type: 2, person_details: 'паспорт' }),
    send: { path: `/rest/client?${KEY}` },
    gets: {
      status: 200,
      text: '{"response":{"items":[{"id":500,"user":12,"name":"Клиент 500","type":2,"email":null,"phone":null,"real_address":null,"description":null,"created_at":"2021-06-01 10:00:05","updated_at":null}]}}',
    },
  },
  {
    docs: 'W2',
    says: 'expand puts the user in the place of his id',
    given: () => add(501, { user_id: 13 }),
    send: { path: `/rest/client?${KEY}&expand=user&fields=user_id,name` },
    gets: {
      status: 200,
      text: '{"response":{"items":[{"user_id":13,"user":{"id":13,"username":"Petrov","fname":"P. P.","lname":"Petrov","email":"petrov@owncomp.com"},"name":"Клиент 501"}]}}',
    },
  },
  {
    docs: 'W2',
    says: 'so it does in a tuple that is shown whole',
    given: () => add(502, { user_id: 13 }),
    send: { path: `/rest/client?${KEY}&expand=user` },
    gets: {
      status: 200,
      text: '{"response":{"items":[{"id":502,"user_id":13,"user":{"id":13,"username":"Petrov","fname":"P. P.","lname":"Petrov","email":"petrov@owncomp.com"},"name":"Клиент 502","type":1,"email":null,"phone":null,"real_address":null,"description":null,"created_at":null,"updated_at":null}]}}',
    },
  },

  listRow('W5', 'newest first by itself', '', [31, 33, 32]),
  listRow('W5, sort=documented', 'a bare name goes down', '&sort=created_at', [31, 33, 32], 0, documented),
  listRow('W5, sort=documented', 'with a minus it goes up', '&sort=-created_at', [32, 33, 31], 0, documented),
  listRow('W5, sort=documented', 'so does any other', '&sort=real_address', [31, 33, 32], 0, documented),
  listRow('W5, sort=yii', 'a bare name goes up', '&sort=updated_at', [31, 33, 32], 0, yii),
  listRow('W5, sort=yii', 'with a minus it goes down', '&sort=-phone', [32, 31, 33], 0, yii),
  listRow('W5, sort=yii', 'user is an attribute', '&sort=-user', [33, 32, 31], 0, yii),
  listRow('W5, sort=yii', 'user_id is the same', '&sort=-user_id,name', [33, 32, 31], 0, yii),
  listRow('W5, sort=yii', 'description is sorted by too', '&sort=description', [32, 31, 33], 0, yii),
  listRow('W5, sort=yii', 'the first known of several counts', '&sort=colour,-id,name', [33, 32, 31], 1, yii),
  listRow('W5', 'an unknown name leaves the order', '&sort=bank_details', [31, 33, 32], 1),
  listRow('W5', 'an array is not read', '&sort[]=id', [31, 33, 32], 1),

  listRow('W6', 'user_id keeps his clients', '&user_id=13', [33, 32]),
  listRow('W6', 'a user without clients has none', '&user_id=14', []),
  listRow('W6', 'a user that is not a number has none', '&user_id=x', [], 1),
  listRow('W6', 'type keeps one type', '&type=2', [32]),
  listRow('W6', 'a type that is none keeps nobody', '&type=3', [], 1),
  listRow('W6', 'an array is no filter', '&type[]=2', [31, 33, 32], 1),
  listRow('W6', 'name is a part, in any letter case', '&name=ЁЛ', [31]),
  listRow('W6', 'a percent sign is itself', '&name=0%25 ', [32]),
  listRow('W6', 'so is an underscore', '&name=_', [33]),
  listRow('W6', 'so is a backslash', '&name=%5C', [33]),
  listRow('W6', 'so is what a pattern is made of', '&name=.*', []),
  listRow('W6', 'search is the same', '&search=CASE', [33]),
  listRow('W6', 'and goes beside name', '&search=case&name=ёлка', []),
  listRow('W6', 'email is equal, letter by letter', '&email=tree@mail.test', [31]),
  listRow('W6', 'filters are joined', '&user_id=13&type=1&name=snake', [33]),
  listRow('W6', 'blank ones are none', '&user_id=&type=%20&name=%09&search=&email=+', [31, 33, 32]),
  listRow('W6', 'an undocumented one is none', '&phone=1', [31, 33, 32], 1),
])

const HEADERS = ['total-count', 'page-count', 'current-page', 'per-page'] as const

function pageRow(says: string, query: string, expected: string, violations = 0): Row {
  const counts = expected.split(' ')
  const headers = Object.fromEntries(HEADERS.map((name, i) => [`x-pagination-${name}`, counts[i]]))
  return {
    ...{ docs: 'W4', says, given: () => addMany(57) },
    send: { method: 'HEAD', path: `/rest/client?${KEY}${query}` },
    gets: {
      status: 200,
      headers: { ...headers, 'x-mock-violations': violations === 0 ? undefined : String(violations) },
    },
  }
}

rows(server, [
  pageRow('ten a page', '', '57 6 1 10'),
  pageRow('per_page is the size', '&per_page=8&page=8', '57 8 8 8'),
  pageRow('a page past the end is the last', '&page=900', '57 6 6 10'),
  pageRow('and so it is behind a filter', '&page=900&type=2', '19 2 2 10'),
  pageRow('fifty is the most', '&per_page=51', '57 2 1 50'),
  pageRow('a number is cut to its leading integer', '&page=%203.9x&per_page=7z', '57 9 3 7', 2),
  pageRow('none is 1', '&page=x&per_page=x', '57 57 1 1', 2),
  pageRow('below 1 is 1', '&page=0&per_page=-4', '57 57 1 1', 2),
  pageRow('empty is 1', '&page=&per_page=', '57 57 1 1', 2),
  pageRow('an array is the default', '&page[]=4&per_page[a]=3', '57 6 1 10', 2),
  pageRow('a number beyond all bounds is the last page', '&page=123456789012345678901234567890', '57 6 6 10'),
  pageRow('where nothing is, page 1 of 0 is', '&name=zzz&page=3', '0 0 1 10'),
  {
    docs: 'W4, reading maxPerPage=none',
    says: 'a page may be as large as requested',
    given: () => {
      addMany(57)
      server.readings({ 'webcanape.maxPerPage': 'none' })
    },
    send: { path: `/rest/client?${KEY}&per_page=2000&type=1&name=1` },
    gets: { status: 200, headers: { 'x-pagination-per-page': '2000' } },
  },
  {
    docs: 'W4, reading pagingHeaders=both',
    says: 'the counts come by both names',
    send: { path: `/rest/client?${KEY}` },
    gets: { status: 200, headers: { 'x-pagination-per-page': '10', x_pagination_per_page: '10' } },
  },
  {
    docs: 'W4, reading pagingHeaders=hyphen',
    says: 'they come as Yii sends them',
    given: () => server.readings({ 'webcanape.pagingHeaders': 'hyphen' }),
    send: { path: `/rest/client?${KEY}` },
    gets: { status: 200, headers: { 'x-pagination-total-count': '0', x_pagination_total_count: undefined } },
  },
  {
    docs: 'W4, reading pagingHeaders=underscore',
    says: 'they come as the page prints them',
    given: () => server.readings({ 'webcanape.pagingHeaders': 'underscore' }),
    send: { path: `/rest/client?${KEY}` },
    gets: { status: 200, headers: { 'x-pagination-total-count': undefined, x_pagination_total_count: '0' } },
  },
])

/** What is sent, and the links that come: each the query beside the key, and its relation. */
const links: [says: string, query: string, ...links: [query: string, rel: string][]][] = [
  ['the only page', 'type=2&per_page=50', ['type=2&per_page=50&page=1', 'self']],
  [
    'the first page',
    'per_page=20',
    ['per_page=20&page=1', 'self'],
    ['per_page=20&page=2', 'next'],
    ['per_page=20&page=3', 'last'],
  ],
  [
    'one between',
    'page=2&per_page=20',
    ['page=2&per_page=20', 'self'],
    ['page=1&per_page=20', 'first'],
    ['page=1&per_page=20', 'prev'],
    ['page=3&per_page=20', 'next'],
    ['page=3&per_page=20', 'last'],
  ],
  [
    'a page past the end, of a size that is cut',
    'per_page=99&page=77',
    ['per_page=50&page=2', 'self'],
    ['per_page=50&page=1', 'first'],
    ['per_page=50&page=1', 'prev'],
  ],
  ['the usual size is left out', 'name=45&per_page=010', ['name=45&page=1', 'self']],
  [
    'arrays have their keys, in the order in which they came',
    'name=45&b[x]=1&b[]=2&b[7]=3&b[]=4&9=z',
    ['name=45&b%5Bx%5D=1&b%5B0%5D=2&b%5B7%5D=3&b%5B8%5D=4&9=z&page=1', 'self'],
  ],
  [
    'texts are encoded anew',
    'name=45&a.b=%d1%84+%20(!)~*&c&d=e=f&=g',
    ['name=45&a_b=%D1%84++%28%21%29%7E%2A&c=&d=e%3Df&page=1', 'self'],
  ],
  ['bytes that are no text stay', 'name=45&q=%E6%FF', ['name=45&q=%E6%FF&page=1', 'self']],
]

test.each(links)('W4: %s has its links', async (_, query, ...expected) => {
  addMany(57)
  const { headers } = await server.send({ path: `/rest/client?${KEY}&${query}` })
  const url = `${server.running.url}/rest/client?${KEY}`
  expect(headers.link?.split(', ')).toEqual(expected.map(([params, rel]) => `<${url}&${params}>; rel=${rel}`))
})

test('W4: links go where the request came to', async () => {
  const got = await server.send({ path: `/~w7/rest/client?${KEY}`, headers: { host: 'localhost:81' } })
  expect(got.headers.link).toBe(`<http://localhost:81/~w7/rest/client?${KEY}&page=1>; rel=self`)
})
