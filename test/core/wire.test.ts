import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'

const server = await serve({ bodyLimit: 4000 })
const CRM = '/developer/v3/client'
const AUTH = 'auth_key=sandbox-key'

/** Sends bytes as they are, in as many writes as there are parts, and gives all that comes back. */
function raw(...parts: (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(server.running.port, '127.0.0.1', () => {
      socket.setNoDelay(true)
      const write = (at: number): void => {
        if (at === parts.length) return
        socket.write(parts[at]!, () => setImmediate(write, at + 1))
      }
      write(0)
    })
    let got = ''
    socket.on('data', part => {
      got += part
    })
    socket.on('close', () => resolve(got))
    socket.on('error', reject)
  })
}

const head = (line: string, headers = '', last = 'Connection: close\r\n'): string =>
  `${line} HTTP/1.1\r\nHost: localhost\r\n${headers}${last}\r\n`

const statuses = (got: string): string[] => [...got.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!)

const journal = async (filter = ''): Promise<Record<string, unknown>[]> =>
  ((await server.admin(`GET /sandboxes/default/requests${filter}`)).body as { requests: Record<string, unknown>[] })
    .requests

describe('T3: a parameter’s name may be percent-encoded', () => {
  test.each([
    ['Web-canape’s key', '/rest/client/123?%61uth_key=sandbox-key&fields=id', 200],
    ['Web-canape’s key, of a name that PHP makes', '/rest/client/123?auth.key=sandbox-key', 200],
    ['Web-canape’s key, of a bracket that is not closed', '/rest/client/123?auth[key=sandbox-key', 200],
    ['Web-canape’s other key', '/rest/client/123?access%2Dtoken=sandbox-key', 200],
    [
      'SalesMan’s key and login',
      `${CRM}/fields?%61pikey=t1xdeOwWSIqgDol70CkRdK3WD4N4cm&log%69n=vladislav@isaler.ru`,
      200,
    ],
    ['Vodyanoy’s search by phone', '/api/clients?t%65l=71112223311', 200],
    ['r_keeper’s object', '/api/v1/crm/Countries?%6fbjectId=1', 200],
    ['a sandbox in such a credential', '/rest/client/123?%61uth_key=sandbox-key~BAD', 400],
  ])('%s', async (_, path, status) => {
    expect((await server.send({ path })).status).toBe(status)
  })
})

describe('T4: raw letters in a target', () => {
  test.each([
    ['UTF-8', Buffer.from(head(`GET /rest/client?${AUTH}&name=Ивановы&fields=id`))],
    [
      'windows-1251',
      Buffer.concat([
        Buffer.from(`GET /rest/client?${AUTH}&name=`),
        Buffer.from([0xc8, 0xe2, 0xe0, 0xed, 0xee, 0xe2, 0xfb]),
        Buffer.from('&fields=id HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
      ]),
    ],
  ])('in %s are served as if they had been percent-encoded, and are a violation', async (_, bytes) => {
    server.put('webcanape', 'clients', { id: 900, name: 'ООО Ивановы', type: 1, user_id: 12 })
    expect(await raw(bytes)).toContain('{"response":{"items":[{"id":900}]}}')
    const [entry] = await journal()
    expect(entry).toMatchObject({ status: 200, url: expect.stringContaining('name=%D0%98%D0%B2%D0%B0%D0%BD%D0%BE') })
    expect(entry!.violations).toEqual([expect.objectContaining({ rule: 'raw-url', at: 'url' })])
  })

  test('in a path, with a body, and followed by others on one connection, in their order', async () => {
    const body = JSON.stringify({ name: 'ООО Сом', type: 1 })
    const post = `POST /rest/client?${AUTH}&fields=id&x=ж HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    const got = await raw(
      `${head('GET /api/clients/10000000000048/balance', '', '')}${post}`,
      head(`GET /rest/client?${AUTH}&name=Сом&fields=id`, '', ''),
      head('GET /nowhere/я'),
    )
    expect(statuses(got)).toEqual(['200', '200', '200', '404'])
    expect(got.match(/\{"response":[^\r]*?\}\}/g)).toEqual([
      '{"response":{"id":124}}',
      '{"response":{"items":[{"id":124}]}}',
    ])
  })

  test('that come in pieces are waited for', async () => {
    const [before, after] = [
      'GET /api/clients?tel=ж',
      'ук&limit=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ]
    expect(statuses(await raw(before!, after!))).toEqual(['404'])
    expect((await journal())[0]).toMatchObject({ url: '/api/clients?tel=%D0%B6%D1%83%D0%BA&limit=1' })
  })

  test('a raw space is not taken, and the text says so', async () => {
    const got = await raw(head(`GET /rest/client?${AUTH}&name=a b`))
    expect(statuses(got)).toEqual(['400'])
    expect(got).toContain('space in a URL as %20')
  })

  test('for /__admin too', async () => {
    const got = await raw(head('GET /__admin/sandboxes/default/requests?path=/ж'))
    expect(got).toContain('"requests":[]')
  })
})

describe('T5: a header’s value', () => {
  test('is UTF-8 where its bytes are: a login, in the credentials and in the journal', async () => {
    server.put('salesman', 'users', { iduser: 7, login: 'маша', title: 'Маша', role: 'admin' })
    const headers = 'apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm\r\nlogin: маша\r\nUser-Agent: Касса\r\n'
    expect(statuses(await raw(Buffer.from(head(`GET ${CRM}/info?clid=1781`, headers))))).toEqual(['200'])
    expect((await journal())[0]).toMatchObject({ headers: { 'user-agent': 'Касса' } })
  })

  test('is Latin-1 where they are not UTF-8', async () => {
    await raw(Buffer.from(head('GET /api/clients?limit=1', 'User-Agent: caf\xe9\r\n'), 'latin1'))
    expect((await journal())[0]).toMatchObject({ headers: { 'user-agent': 'caf\xe9' } })
  })

  test('that names a sandbox badly is told as it was sent', async () => {
    const got = await raw(Buffer.from(head('GET /api/clients?limit=1', 'x-mock-sandbox: ящик\r\n')))
    expect(got).toContain('\\"ящик\\" is not a valid sandbox name')
  })

  test('of a fault goes out as UTF-8', async () => {
    const fault = { match: { path: '/api/clients' }, status: 503, headers: { 'x-why': 'плановые работы' } }
    expect((await server.admin('POST /sandboxes/default/faults', fault)).status).toBe(201)
    expect(await raw(head('GET /api/clients'))).toContain('x-why: плановые работы\r\n')
    expect((await journal())[0]).toMatchObject({ response: { headers: { 'x-why': 'плановые работы' } } })
  })
})

describe('T6: a page of another origin', () => {
  const origin = 'http://shop.test'

  test('gets its origin back, with credentials, and the headers’ names one by one', async () => {
    const { headers } = await server.send({ path: `/rest/client?${AUTH}`, headers: { origin } })
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    })
    const exposed = headers['access-control-expose-headers']!.split(', ')
    expect(exposed).toEqual(
      expect.arrayContaining(['x-mock-request-id', 'x-mock-violations', 'X-Pagination-Total-Count', 'Link']),
    )
    expect(exposed).not.toContain('*')
  })

  test('gets one origin of SalesMan, whose own `*` stays without one', async () => {
    const send = (headers: object) => server.send({ path: `${CRM}/fields`, headers: { ...headers } })
    expect((await send({ origin })).headers['access-control-allow-origin']).toBe(origin)
    expect((await send({})).headers['access-control-allow-origin']).toBe('*')
    expect((await send({})).headers).not.toHaveProperty('access-control-allow-credentials')
  })
})

describe('T7: the requests of one connection', () => {
  test('run in the order in which they came, bodies or not', async () => {
    const body = '{"name":"pipe-1","type":1}'
    const got = await raw(
      `${head(`POST /rest/client?${AUTH}&fields=id`, `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`, '')}${body}` +
        head(`GET /rest/client?${AUTH}&name=pipe-1&fields=id`, '', '') +
        head(`DELETE /rest/client/124?${AUTH}`),
    )
    expect(statuses(got)).toEqual(['200', '200', '200'])
    expect(got).toContain('{"response":{"items":[{"id":124}]}}')
  })

  test('a body that comes late is waited for', async () => {
    const body = '{"name":"slow","type":1}'
    const first = head(
      `POST /rest/client?${AUTH}&fields=id`,
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`,
      '',
    )
    const got = await raw(
      first,
      body.slice(0, 5),
      `${body.slice(5)}${head(`GET /rest/client?${AUTH}&name=slow&fields=id`)}`,
    )
    expect(got).toContain('{"response":{"items":[{"id":124}]}}')
  })

  test('a broken second request closes the line after the first answer', async () => {
    const body = '{"name":"first","type":1}'
    const got = await raw(
      `${head(`POST /rest/client?${AUTH}&fields=id`, `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`, '')}${body}NONSENSE\r\n\r\n`,
    )
    expect(statuses(got)).toEqual(['200', '400'])
  })

  test('a held first answer is not overtaken either', async () => {
    await server.admin('POST /sandboxes/default/faults', { match: { path: '/api/clients' }, times: 1, delayMs: 30 })
    expect(statuses(await raw(`${head('GET /api/clients?limit=1', '', '')}NONSENSE\r\n\r\n`))).toEqual(['200', '400'])
  })

  test('an open stream of events never gets a second status line', async () => {
    const got = await raw(`${head('GET /__admin/events', '', '')}NONSENSE\r\n\r\n`)
    expect(statuses(got)).toEqual(['200'])
  })

  test('a broken body is answered in its own place', async () => {
    const got = await raw(
      head('GET /api/clients?limit=1', '', '') +
        head('POST /api/clients', 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n', '') +
        'zz\r\n',
    )
    expect(statuses(got)).toEqual(['200', '400'])
  })
})

/** A write of each API, its right headers, and the HTTP statuses of what it does not support and of what is broken. */
const WRITES = [
  ['vodyanoy', '/api/clients', {}, 415, 400],
  ['kaktus', '/api/lite/settings/counteragents', {}, 200, 200],
  ['salesman', `${CRM}/add`, { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }, 415, 400],
  ['webcanape', `/rest/client?${AUTH}`, {}, 415, 400],
  ['rkeeper', '/api/v1/crm/Clients?objectId=1', { sid: 'rkeeper-sid' }, 200, 200],
] as const

describe.each(WRITES)('T8: %s names the true fault of a body', (_, path, own, unsupported, broken) => {
  const gzip = gzipSync('{"title":"x"}')
  const json = { 'content-type': 'application/json' }
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"title":"x"}', 'utf16le')])

  test.each([
    ['an unknown coding', { ...json, 'content-encoding': 'zstd' }, 'x', unsupported, 'zstd'],
    ['several codings', { ...json, 'content-encoding': 'gzip, br' }, gzip, unsupported, 'gzip, br'],
    ['gzip that is none', { ...json, 'content-encoding': 'gzip' }, '{"title":"x"}', broken, 'gzip'],
    ['gzip that is cut off', { ...json, 'content-encoding': 'GZIP' }, gzip.subarray(0, 20), broken, 'gzip'],
    ['brotli that is none', { ...json, 'content-encoding': 'br' }, '{"title":"x"}', broken, 'br'],
    ['deflate that is none', { ...json, 'content-encoding': 'deflate' }, '{"title":"x"}', broken, 'deflate'],
    ['an unknown charset', { 'content-type': 'application/json; charset=koi8-r' }, '{}', unsupported, 'koi8-r'],
    ['a charset in quotes', { 'content-type': 'application/json; charset="UTF-16"' }, '{}', unsupported, 'UTF-16'],
    ['UTF-16, by its mark', json, wide, unsupported, 'utf-16'],
  ])('%s', async (_, headers, body, status, named) => {
    const before = server.box.world
    const got = await server.send({ method: 'POST', path, headers: { ...own, ...headers }, body })
    expect([got.status, got.text]).toEqual([status, expect.stringContaining(named)])
    expect(got.text).not.toMatch(/ожидается (application\/)?json|разобрать JSON|Invalid JSON/i)
    expect(server.box.world).toBe(before)
  })
})

test.each(WRITES)('T8: %s is sent JSON by a type that a proxy has joined with itself', async (_, path, own) => {
  const headers = { ...own, 'content-type': 'application/json, application/json' }
  const got = await server.send({ method: 'POST', path, headers, body: '{' })
  expect(got.text).toMatch(/разобрать JSON|Invalid JSON/)
})

describe('T8: a broken multipart body', () => {
  test.each([
    ['SalesMan', WRITES[2], 'multipart/form-data', /boundary/],
    ['SalesMan', WRITES[2], 'multipart/form-data; boundary="XX', /boundary/],
    ['Web-canape', WRITES[3], 'multipart/form-data', /boundary/],
    ['Web-canape', WRITES[3], 'multipart/form-data; boundary="XX', /boundary/],
  ])('of %s has words of its own', async (_, [, path, own], type, words) => {
    const got = await server.send({ method: 'POST', path, headers: { ...own, 'content-type': type }, body: 'x' })
    expect([got.status, got.text]).toEqual([400, expect.stringMatching(words)])
    expect(got.text).not.toContain('JSON')
  })

  test.each([WRITES[0], WRITES[1], WRITES[4]])('is of a wrong type in %s', async (_, path, own, status) => {
    const headers = { ...own, 'content-type': 'multipart/form-data; boundary=XX' }
    const body = '--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--XX--\r\n'
    const got = await server.send({ method: 'POST', path, headers, body })
    expect([got.status, got.text]).toEqual([status, expect.stringMatching(/Content-Type.*application\/json/)])
  })
})

test.each([
  [{ 'content-encoding': 'zstd' }, 415, 'Content-Encoding zstd is not supported', 'gzip, deflate or br'],
  [{ 'content-encoding': 'gzip' }, 400, 'The body is not gzip', 'as its Content-Encoding says'],
  [{ 'content-type': 'application/json; charset=koi8-r' }, 415, 'charset koi8-r is not supported', 'Send UTF-8'],
  [{ 'content-type': 'application/xml' }, 415, 'application/xml is not JSON', 'application/json'],
  [{}, 400, 'The body is not JSON', 'Send JSON'],
])('T8: /__admin names the true fault of a body and what to do: %s', async (headers, status, detail, hint) => {
  const send = { 'content-type': 'application/json', ...headers }
  const got = await server.send({ method: 'POST', path: '/__admin/sandboxes', headers: send, body: '{"id": ' })
  expect(got.body).toMatchObject({
    status,
    detail: expect.stringContaining(detail),
    hint: expect.stringContaining(hint),
  })
})

describe('T9: Web-canape takes the verb from the field `_method` or the header X-HTTP-Method-Override', () => {
  const path = `/rest/client/123?${AUTH}&fields=id,phone`
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = { 'content-type': 'application/json' }

  test.each([
    [
      'a header on POST',
      { method: 'POST', headers: { ...json, 'x-http-method-override': 'put' }, body: '{"phone":"1"}' },
      200,
      '1',
    ],
    ['a field', { method: 'POST', headers: form, body: '_method=patch&phone=2' }, 200, '2'],
    [
      'the field before the header',
      { method: 'POST', headers: { ...form, 'x-http-method-override': 'DELETE' }, body: '_method=PUT&phone=3' },
      200,
      '3',
    ],
    [
      'a field that would turn it into GET counts not',
      { method: 'PUT', headers: form, body: '_method=GET&phone=4' },
      200,
      '4',
    ],
  ])('%s', async (_, request, status, phone) => {
    const got = await server.send({ path, ...request })
    expect([got.status, got.body]).toEqual([status, { response: { id: 123, phone } }])
    expect((await journal('?violations=true')).length).toBe(0)
  })

  test('a header turns POST into GET, and nothing is made; an unknown verb is 405', async () => {
    const headers = { ...json, 'x-http-method-override': 'GET' }
    const got = await server.send({
      method: 'POST',
      path: `/rest/client?${AUTH}&fields=id`,
      headers,
      body: '{"name":"x","type":1}',
    })
    expect(got.body).toEqual({ response: { items: [{ id: 123 }] } })
    const other = { method: 'GET', path, headers: { 'x-http-method-override': 'LINK' } }
    expect((await server.send(other)).status).toBe(405)
    expect((await server.send({ method: 'GET', path, headers: { 'x-http-method-override': 'HEAD' } })).text).toBe('')
  })

  test('other APIs know no such thing', async () => {
    const got = await server.send({ path: '/api/clients?limit=1', headers: { 'x-http-method-override': 'DELETE' } })
    expect(got.status).toBe(200)
  })
})

test('T10: a 404 of ours with a doubled slash says so', async () => {
  expect((await server.send({ path: '/nothing//here' })).body).toMatchObject({
    hint: expect.stringContaining('double slash'),
  })
})

describe('T11', () => {
  test('a client that waits for leave to send too much gets 413 and no 100', async () => {
    const got = await raw(
      head('POST /api/clients', 'Content-Type: application/json\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n'),
    )
    expect(statuses(got)).toEqual(['413'])
  })

  test('one that may send is asked to', async () => {
    const body = '{"naimenovanie":"A"}'
    const got = await raw(
      head(
        'POST /api/clients',
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n`,
      ),
      body,
    )
    expect(statuses(got)).toEqual(['100', '200'])
  })

  test.each([
    ['http://localhost/api/clients?limit=1', 200],
    ['http://user:secret@localhost/api/clients?limit=1', 200],
    ['http://evil.example/api/clients?limit=1', 421],
    ['http://localhost@evil.example/api/clients?limit=1', 421],
  ])('a target with a host of its own goes by that: %s', async (target, status) => {
    expect(statuses(await raw(head(`GET ${target}`)))).toEqual([String(status)])
  })

  test('two Host headers are refused', async () => {
    expect(statuses(await raw(head('GET /api/clients?limit=1', 'Host: localhost\r\n')))).toEqual(['400'])
  })

  test('a byte order mark wins over a declared charset', async () => {
    const body = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"naimenovanie":"Жук"}')])
    const headers = { 'content-type': 'application/json; charset=windows-1251' }
    const { status, body: got } = await server.send({ method: 'POST', path: '/api/clients', headers, body })
    expect(status).toBe(200)
    const id = String((got as { result: number }).result)
    expect(server.stored('vodyanoy', 'clients', id)).toMatchObject({ naimenovanie: 'Жук' })
  })
})

test.each(["'utf-8'", '"utf-8"', 'UTF8', 'Utf_8'])('T12: charset=%s is UTF-8', async charset => {
  const headers = { 'content-type': `application/json; charset=${charset}` }
  const body = '{"naimenovanie":"Жук"}'
  expect((await server.send({ method: 'POST', path: '/api/clients', headers, body })).status).toBe(200)
})

describe('T13: r_keeper takes back what it gave', () => {
  const path = '/api/v1/crm/Clients?objectId=1&clientId=10000000009188'

  test('a client that was read, changed and written', async () => {
    const read = await server.send({ path: '/api/v1/crm/Clients?objectId=1&Id=10000000009188' })
    const client = (read.body as { data: Record<string, unknown> }).data
    expect(client.birthday).toBe('1971-10-18T00:00:00')
    const written = await server.send({ method: 'PUT', path, body: { ...client, note: 'звонить' } })
    expect(written.body).toMatchObject({ status: 'Ok', data: { birthday: '1971-10-18T00:00:00', note: 'звонить' } })
  })

  test.each(['1971-10-18T10:00:00', '1971-13-18T00:00:00', '18.10.1971'])('no other form: %s', async birthday => {
    const got = await server.send({ method: 'PUT', path, body: { birthday } })
    expect(got.body).toMatchObject({
      status: 'Err',
      errors: [{ code: 'DLW-0001', details: expect.stringContaining('birthday') }],
    })
  })
})

test('a body in gzip is read', async () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  const body = gzipSync('{"naimenovanie":"Жук"}')
  expect((await server.send({ method: 'POST', path: '/api/clients', headers, body })).status).toBe(200)
})
