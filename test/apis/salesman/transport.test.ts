import { describe, expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { ask, at, BOSS, desk, KEY, MANAGER, query, refusal } from './desk.ts'

const server = await serve({ scenario: 'blank' })
const { client, code, say, violations } = desk(server)

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const asked = 'fields=title&filter[type]=person&filter[trash]=0'
const persons = { status: 200, body: { data: [{ title: 'Иванов' }], params: { page: 0, pageall: 1 }, count: 1 } }
const given = () => {
  client(1, { title: 'Иванов', type: 'person' })
  client(2, { title: 'Заря' })
}

rows(server, [
  {
    docs: 'S1, «filter[type]=client»',
    says: 'parameters come in the query string',
    given,
    send: query('list', asked),
    gets: persons,
  },
  {
    docs: 'S1',
    says: 'parameters come in a JSON body, on GET too',
    given,
    send: { ...ask('list', { fields: 'title', filter: { type: 'person', trash: false } }), method: 'GET' },
    gets: persons,
  },
  {
    docs: 'S1',
    says: 'parameters come in a form',
    given,
    send: { method: 'POST', path: at('list'), headers: { ...BOSS, ...FORM }, body: asked },
    gets: persons,
  },
  {
    docs: 'README 3',
    says: 'a form in windows-1251 is decoded, its percent encoding too',
    given,
    send: {
      ...{ method: 'POST', path: at('list') },
      headers: { ...BOSS, 'content-type': `${FORM['content-type']}; charset=windows-1251` },
      body: 'fields=title&word=%C8%E2%E0%ED',
    },
    gets: persons,
  },
  {
    docs: 'S1',
    says: 'names in a multipart form have brackets too',
    given,
    send: {
      ...{ method: 'POST', path: at('list') },
      headers: { ...BOSS, 'content-type': 'multipart/form-data; boundary=cut' },
      body: [
        ...['--cut', 'Content-Disposition: form-data; name="fields"', '', 'title'],
        ...['--cut', 'Content-Disposition: form-data; name="filter[type]"', '', 'person', '--cut--', ''],
      ].join('\r\n'),
    },
    gets: persons,
  },
  {
    docs: 'S1',
    says: 'a JSON body with a charset is a JSON body',
    given,
    send: {
      ...{ method: 'POST', path: at('list'), body: '{"fields":"title","filter":{"type":"person"}}' },
      headers: { ...BOSS, 'content-type': 'application/json; charset=utf-8' },
    },
    gets: persons,
  },
  {
    docs: 'S1, «may be mixed; the body wins»',
    says: 'query string and body make one request, and the body wins',
    given,
    send: {
      ...{ method: 'POST', path: at('list', '?fields=title&filter[type]=client'), headers: BOSS },
      body: { filter: { type: 'person' } },
    },
    gets: persons,
  },
  {
    docs: 'S2',
    says: 'key and login come as parameters, with the sandbox suffix',
    given,
    send: { path: at('list', `?${asked}&apikey=${KEY}~default&login=vladislav@isaler.ru~default`) },
    gets: persons,
  },
  {
    docs: 'S2, «the header wins»',
    says: 'of two keys and logins the header’s counts',
    given,
    send: query('list', `${asked}&apikey=wrong&login=nobody`),
    gets: persons,
  },
  {
    docs: 'S2',
    says: 'a wrong key comes before an unknown login and an unknown action',
    send: { path: at('dance'), headers: { apikey: 'wrong', login: 'nobody' } },
    gets: refusal(400, 'Не верный API key'),
  },
  {
    docs: 'S2',
    says: 'a missing key is a wrong key',
    send: { path: at('list'), headers: { login: BOSS.login } },
    gets: refusal(400, 'Не верный API key'),
  },
  {
    docs: 'S2',
    says: 'an unknown login comes before an unknown action',
    send: { path: at('dance'), headers: { apikey: KEY, login: 'nobody@omadaru.ru' } },
    gets: refusal(401, 'Неизвестный пользователь'),
  },
  {
    docs: 'S2',
    says: 'a missing login is an unknown one',
    send: { path: at('list'), headers: { apikey: KEY } },
    gets: refusal(401, 'Неизвестный пользователь'),
  },
  ...[at('dance'), '/developer/v3/client', '/developer/v3/deal/list', '/developer/v3//client/list'].map(path => ({
    docs: 'S2',
    says: `${path} is an unknown method`,
    send: { path, headers: BOSS },
    gets: refusal(402, 'Неизвестный метод'),
  })),
  {
    docs: 'S2',
    says: 'a verb other than GET and POST is an unknown method',
    send: { method: 'DELETE', path: at('delete'), headers: BOSS },
    gets: refusal(402, 'Неизвестный метод'),
  },
  {
    docs: 'S4',
    says: 'answers are JSON for any origin',
    send: query('list', 'fields=clid'),
    gets: {
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' },
    },
  },
  {
    docs: 'S5',
    says: 'a parameter of a wrong type is told by name',
    send: ask('info', { clid: ['a'] }),
    gets: refusal(405, 'Неверный тип параметра - clid: ["a"]'),
  },
  {
    docs: 'S5',
    says: 'one inside another is told with its path',
    send: ask('list', { filter: { type: { a: 1 } } }),
    gets: refusal(405, 'Неверный тип параметра - filter.type: {"a":1}'),
  },
  {
    docs: 'S5',
    says: 'a boolean is true, false, 1 or 0, as number or text',
    send: ask('list', { bankinfo: 'often' }),
    gets: { status: 405 },
  },
  {
    docs: 'S17a',
    says: 'malformed JSON is 400',
    send: { ...ask('list'), body: '{"fields": ', headers: { ...BOSS, 'content-type': 'application/json' } },
    gets: refusal(400, 'Не удалось разобрать JSON'),
  },
  {
    docs: 'S17a',
    says: 'another type of content is 415',
    send: { ...ask('list'), body: '<a/>', headers: { ...BOSS, 'content-type': 'application/xml' } },
    gets: refusal(415, 'Неподдерживаемый тип содержимого: ожидается application/json'),
  },
])

describe('S3, where a code stands', () => {
  test('the documented code is the HTTP status', async () => {
    expect((await server.send(ask('info', { clid: 5 }))).status).toBe(403)
  })
  test('or it is always 200', async () => {
    server.readings({ 'salesman.status': 'ok' })
    const got = await server.send(ask('info', { clid: 5 }))
    expect([got.status, got.body]).toMatchObject([200, { error: { code: 403 } }])
    expect((await server.send({ path: at('dance'), headers: { login: 'x' } })).status).toBe(200)
  })
})

test.each([true, 'true', 1, '1'])('S5: %j is true', async yes => {
  client(7, { recv: { castInn: '5904338272' } })
  expect((await say('info', { clid: 7, bankinfo: yes })).data).toHaveProperty('bankinfo.castInn', '5904338272')
})

test.each([false, 'false', 0, '0'])('S5: %j is false', async no => {
  client(7)
  expect((await say('info', { clid: 7, bankinfo: no })).data).not.toHaveProperty('bankinfo')
})

describe('S5: the words yes and no', () => {
  const rule = async (send: Parameters<typeof server.send>[0]) => {
    const { headers } = await server.send(send)
    const { body } = await server.admin('GET /sandboxes/default/requests')
    const { violations } = (body as { requests: { violations: { rule: string; at: string }[] }[] }).requests.at(-1)!
    expect(headers['x-mock-violations']).toBe(String(violations.length))
    return violations.map(({ rule, at }) => `${rule} ${at}`)
  }
  test('are true and false', async () => {
    client(1, { trash: true })
    client(2)
    const clids = async (filter: object) =>
      ((await say('list', { fields: 'clid', filter })) as { data?: object }).data as object
    expect(await clids({ trash: 'no' })).toEqual([{ clid: 2 }])
    expect(await clids({ trash: 'yes' })).toEqual([{ clid: 1 }])
    expect((await say('info', { clid: 2, bankinfo: 'yes' })).data).toHaveProperty('bankinfo')
  })
  test('and a violation', async () => {
    client(1)
    expect(await rule(ask('list', { filter: { trash: 'no' } }))).toEqual(['boolean-word trash'])
    expect(await rule(query('info', 'clid=1&uids=yes'))).toEqual(['boolean-word uids'])
    expect(await violations(ask('info', { clid: 1, uids: true }))).toBe(0)
  })
  test('which strictness refuses', async () => {
    await server.reset({ strict: true })
    expect(await code(ask('list', { bankinfo: 'no' }))).toBe(405)
    await server.reset({ strict: false })
  })
  test('S6: key and login in a JSON body are taken, and a violation each', async () => {
    const send = { method: 'POST', path: at('list'), body: { apikey: KEY, login: BOSS.login } }
    expect((await server.send(send)).status).toBe(200)
    expect(await rule(send)).toEqual(['credentials-in-body body.apikey', 'credentials-in-body body.login'])
    expect(await rule({ ...ask('list', { apikey: KEY }) })).toEqual(['credentials-in-body body.apikey'])
    const form = `apikey=${KEY}&login=${BOSS.login}`
    expect(await violations({ method: 'POST', path: at('list'), headers: FORM, body: form })).toBe(0)
    expect(await violations(ask('add', { title: 'x', des: '"apikey" "login"' }))).toBe(0)
  })
  test('S6: the journal does not show them', async () => {
    await server.send({ method: 'POST', path: at('list'), body: { apikey: KEY, login: BOSS.login } })
    expect((await server.admin('GET /sandboxes/default/requests')).text).not.toContain(KEY)
  })
})

describe('a method of the vendor’s that is not here', () => {
  const told = async (path: string) => {
    const got = await server.send({ path: `/developer/v3${path}`, headers: BOSS })
    const { body } = await server.admin('GET /sandboxes/default/requests')
    const { violations } = (body as { requests: { violations: { rule: string; docs: string }[] }[] }).requests.at(-1)!
    return { status: got.status, text: got.text, told: violations.map(({ rule, docs }) => `${rule}: ${docs}`) }
  }
  test('is told by a violation', async () => {
    const docs = 'salesman.pro/api3/deal: Метод “deal”. The vendor has it; here is only the method “client”.'
    const unknown = '{"result":"Error","error":{"code":402,"text":"Неизвестный метод"}}'
    expect(await told('/deal/list')).toEqual({ status: 402, text: unknown, told: [`not-mocked: ${docs}`] })
    server.profile('salesman', 'shipped')
    const query = `?apikey=${KEY}&login=${BOSS.login}`
    expect(await told(`/deal/list${query}`)).toEqual({ status: 200, text: '', told: [`not-mocked: ${docs}`] })
    expect(await told(`/clients/list${query}`)).toEqual({
      ...{ status: 200, text: '' },
      told: ['unknown-operation: salesman.txt: Метод “client”. No other method is here.'],
    })
  })
})

test('what the page does not name is served and noted', async () => {
  client(7)
  expect(await violations(ask('info', { clid: 7 }))).toBe(0)
  expect(await violations(ask('info', { clid: 7, colour: 'red' }))).toBe(1)
  expect(await violations(query('info', 'clid=7&colour=red&size=5'))).toBe(2)
})

test('a credential is known where it may stand, and deeper is a name like any other', async () => {
  await server.send(ask('add', { title: 'Ромашка', ...BOSS }, {}))
  await server.send(ask('add.list', { client: [{ title: 'Лютик', apikey: 'x' }] }))
  const { body } = await server.admin('GET /sandboxes/default/requests')
  const found = (body as { requests: { violations: { rule: string; at: string }[] }[] }).requests
  expect(found.map(({ violations }) => violations.map(({ rule, at }) => `${rule} ${at}`))).toEqual([
    ['credentials-in-body body.apikey', 'credentials-in-body body.login'],
    ['undocumented client.0.apikey'],
  ])
})

describe('salesman.transport: where the vendor’s server reads', () => {
  const JSON_EXACTLY = { ...BOSS, 'Content-Type': 'application/json' }

  test('with a charset a JSON body is not read', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    client(7)
    const body = '{"clid": 7}'
    const send = { method: 'POST', path: at('info'), body }
    const headers = { ...BOSS, 'Content-Type': 'application/json; charset=utf-8' }
    expect((await server.send({ ...send, headers: JSON_EXACTLY })).status).toBe(200)
    expect((await server.send({ ...send, headers })).status).toBe(405)
  })

  test('a JSON body hides the query string', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    client(7)
    const send = { method: 'GET', path: at('info', '?clid=7') }
    expect(await code({ ...send, headers: JSON_EXACTLY, body: '{}' })).toBe(405)
    expect((await server.send({ ...send, headers: BOSS })).status).toBe(200)
  })

  test('`action` may be a parameter, any method will do, and unknown names are nothing', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    client(7)
    const got = await server.send({ method: 'PUT', path: at('list', '?action=info&clid=7&colour=red'), headers: BOSS })
    expect(got.body).toMatchObject({ data: { clid: '7' } })
    expect(got.headers['x-mock-violations']).toBeUndefined()
  })

  test('an `action` that is no text: what is empty leaves it to the path, true is the first of all', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    client(7)
    const asked = async (action: unknown) =>
      Object.keys((await server.send({ ...ask('info', { clid: 7, action }), headers: JSON_EXACTLY })).body as object)
    for (const action of [0, false, '0', '', null, []]) expect(await asked(action)).toEqual(['data'])
    for (const action of [1, ['fields'], { a: 1 }, 'dance']) expect(await asked(action)).toEqual(['result', 'error'])
    const first = await server.send({ ...ask('info', { action: true }), headers: JSON_EXACTLY })
    expect(first.body).toHaveProperty('data.clid', 'Уникальный идентификатор записи клиента в CRM')
  })

  test('a number beyond 64 bits counts by its lowest 64', async () => {
    server.readings({ 'salesman.transport': 'shipped', 'salesman.lookup': 'shipped' })
    client(7)
    const send = (body: string) => ({ ...ask('info'), headers: JSON_EXACTLY, body })
    // 2^64 is none, 10^19 - 1 is negative: no client is named. 10^30 is some number, a text stops at the largest.
    expect(await code(send('{"clid":18446744073709551616}'))).toBe(405)
    expect(await code(send('{"clid":9999999999999999999}'))).toBe(405)
    expect(await code(send('{"clid":1e30}'))).toBe(403)
    expect(await code(send('{"clid":"9999999999999999999"}'))).toBe(403)
    expect(await code(send('{"clid":1e400}'))).toBe(405)
  })

  test('a body behind a byte order mark, or of other bytes than UTF-8, is not read', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    client(7)
    const send = { ...ask('info'), headers: JSON_EXACTLY }
    expect(await code({ ...send, body: '\ufeff{"clid":7}' })).toBe(405)
    const bytes = new Uint8Array(Buffer.from('{"clid":7,"x":"\xe0"}', 'latin1'))
    const got = await fetch(server.running.url + at('info'), { method: 'POST', headers: JSON_EXACTLY, body: bytes })
    expect(got.status).toBe(405)
    expect(await code({ ...send, body: '{"clid":7,"x":"\\ud83d"}' })).toBe(405)
    expect((await server.send({ ...send, body: '{"clid":7,"x":"\\ud83d\\ude00 \ufffd"}' })).status).toBe(200)
    expect(await violations({ ...send, body: '\ufeff{"clid":7}' })).toBe(1)
    await server.send({ ...ask('add'), headers: JSON_EXACTLY, body: '\ufeff{"title":"x"}' })
    expect(server.all('salesman', 'clients')).toHaveLength(1)
  })

  test('bytes that are not UTF-8 kill a query that has them', async () => {
    server.profile('salesman', 'shipped')
    client(7, { title: 'Альфа' })
    const who = `?apikey=${KEY}&login=${BOSS.login}&`
    const isDead = async (action: string, params: string) => {
      const { text } = await server.send({ path: at(action, who + params) })
      return text.includes('Fatal error')
    }
    expect(await isDead('list', 'order=clid&word=%E0%EB%FC')).toBe(true)
    expect(await isDead('list', 'order=clid&filter[territory]=%CF%E5')).toBe(true)
    expect(await isDead('list', 'order=clid&user=%CF%E5')).toBe(true)
    expect(await isDead('info', 'uid=%CF%E5')).toBe(true)
    expect(await isDead('add', 'title=%CF%E5')).toBe(true)
    expect(await isDead('add', 'title=x&address=%CF%E5')).toBe(true)
    expect(await isDead('list', 'order=clid&colour=%CF%E5')).toBe(false)
    expect(await isDead('list', 'order=clid&word=%EF%BF%BD')).toBe(false)
    expect(server.all('salesman', 'clients')).toHaveLength(1)
  })

  test('a path with two slashes before client is an unknown method', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    for (const path of [
      '/developer/v3//client/fields',
      '/developer/v3///client/fields',
      '/developer/v3/client//fields',
    ])
      expect(await code({ path, headers: BOSS })).toBe(402)
  })

  test('of a resource that is no client it says nothing at all', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    expect(await server.send({ path: '/developer/v3/deal/list', headers: BOSS })).toMatchObject({
      status: 200,
      text: '',
    })
  })

  test('quotes of a query string are replaced', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    await server.send({ path: at('add', '?title=ООО "Заря"'), headers: BOSS })
    expect(server.stored('salesman', 'clients', 6274)).toMatchObject({ title: 'ООО ”Заря”' })
  })

  test('numbers are juggled: page 0 where offset is a word', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    expect((await say('list', { offset: 'x' })).params).toMatchObject({ page: 0 })
    expect(await code(ask('delete', { clid: 'x' }))).toBe(405)
  })

  test('a body that is a JSON text kills it, and the journal tells why', async () => {
    server.readings({ 'salesman.transport': 'shipped' })
    const got = await server.send({ method: 'POST', path: at('add'), headers: JSON_EXACTLY, body: '"text"' })
    expect(got.status).toBe(200)
    expect(() => JSON.parse(got.text)).toThrow()
    expect(got.headers['x-mock-violations']).toBe('1')
    expect((await server.admin('GET /sandboxes/default/requests')).text).toContain('Send a JSON object.')
  })
})

describe('salesman.auth: how the vendor’s server knows who calls', () => {
  test('letter case of key and login does not count', async () => {
    const headers = { apikey: KEY.toUpperCase(), login: 'MARAND@omadaru.ru', 'Content-Type': 'application/json' }
    const send = { method: 'POST', path: at('fields'), headers, body: '{}' }
    expect((await server.send(send)).status).toBe(400)
    server.readings({ 'salesman.auth': 'shipped' })
    expect((await server.send(send)).status).toBe(200)
  })

  test('headers of another case than its own are not seen', async () => {
    server.readings({ 'salesman.auth': 'shipped' })
    const headers = { APIKEY: KEY, LOGIN: BOSS.login, 'Content-Type': 'application/json' }
    expect((await server.send({ method: 'POST', path: at('fields'), headers, body: '{}' })).status).toBe(400)
  })

  test('a request that is not JSON has them in its parameters', async () => {
    server.readings({ 'salesman.auth': 'shipped' })
    expect((await server.send({ path: at('fields'), headers: MANAGER })).status).toBe(400)
    expect((await server.send({ path: at('fields', `?apikey=${KEY}&login=${MANAGER.login}`) })).status).toBe(200)
  })
})

describe('salesman.json: how the vendor’s server writes JSON', () => {
  test('slashes are escaped, and letters that are neither ASCII nor Russian', async () => {
    client(7, { site_url: 'https://заря.рф/é', title: '№ 1' })
    const send = ask('list', { fields: 'title,site_url' })
    expect((await server.send(send)).text).toContain('{"title":"№ 1","site_url":"https://заря.рф/é"}')
    server.readings({ 'salesman.json': 'shipped' })
    expect((await server.send(send)).text).toContain('{"title":"\\u2116 1","site_url":"https:\\/\\/заря.рф\\/\\u00e9"}')
  })
})

describe('salesman.errors: what the vendor’s server says instead', () => {
  test('other codes and texts', async () => {
    server.readings({ 'salesman.errors': 'shipped' })
    client(7, { title: 'Заря' })
    server.put('salesman', 'deals', { did: 1, clid: 7 })
    expect(await code({ path: at('list'), headers: { apikey: 'wrong', login: 'x' } })).toBe(401)
    expect(await say('add', {})).toMatchObject({
      error: { code: 402, text: 'Отсутствуют параметры - Название клиента' },
    })
    expect(await say('add', { title: 'Заря' })).toEqual({
      ...{ result: 'Error', exists: 7 },
      error: { code: 304, text: 'Найден существующий клиент - Заря (clid = 7). Запрос отклонен.' },
    })
    expect(await code(ask('delete', { clid: 7 }))).toBe(408)
    expect(await code(ask('delete'))).toBe(403)
    expect(await code(ask('update', { title: 'x' }))).toBe(403)
  })
})
