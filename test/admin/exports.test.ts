import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { startMockServer } from '../../src/index.ts'
import { type Send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], now: '2024-03-01T09:00:00Z', frozen: true })
const { admin, box } = server
const HOME = '/sandboxes/default/requests'
const account = (name: string) => builtInApis.find(api => api.name === name)!.account as Record<string, string>
const SALESMAN = account('salesman')
const run = promisify(execFile)

/** Runs a line in sh, as whoever copies it does. */
function sh(line: string, environment: Record<string, string>): Promise<unknown> {
  const done = run('sh', { env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...environment } })
  done.child.stdin!.end(line)
  return done
}

const variables = (credentials: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).map(([name, value]) => [`POLIGON_${name.toUpperCase()}`, value]))

interface Entry {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly status: number
  readonly response: { readonly body: string }
}
const entries = async () => ((await admin(`GET ${HOME}`)).body as { requests: Entry[] }).requests
const form = async (id: string, format: string) => {
  const got = await admin(`GET ${HOME}/${id}?format=${format}`)
  expect(got).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  return got.text
}

const BOUNDARY = 'multipart/form-data; boundary=XX'
const multipart = (value: string) =>
  `--XX\r\nContent-Disposition: form-data; name="title"\r\n\r\n${value}\r\n--XX--\r\n`
const add = (body: unknown, type?: string, method = 'POST'): Send => ({
  method,
  path: '/developer/v3/client/add',
  headers: { ...SALESMAN, ...(type && { 'content-type': type }) },
  body,
})

describe('a curl line, run by sh, sends the same', () => {
  test.each<[string, Send]>([
    ['no body', { path: '/developer/v3/client/list?limit=2', headers: SALESMAN }],
    ['JSON', add({ title: 'ООО «Ромашка» \'24 $HOME `id` \\ "x" !' })],
    ['JSON of several lines', add('{\n\t"title": "100% \\u0440",\r\n "des": "a\\nb"}', 'application/json')],
    ['a form', add('title=%D0%9E+%26&des=a%3Db', 'application/x-www-form-urlencoded')],
    [
      'a form of windows-1251',
      add(
        Buffer.from([...Buffer.from('title='), 0xd0, 0xee, 0xec]),
        'application/x-www-form-urlencoded; charset=windows-1251',
      ),
    ],
    ['multipart', add(multipart('Ромашка'), BOUNDARY)],
    ['no JSON', add('{"title": ', 'application/json')],
    ['a body that begins with @', add('@/etc/hostname', 'application/json')],
    ['a body that begins with -', add('-n\n', 'application/json')],
    ['a body with a zero byte', add('{"title":"a\u0000b"}', 'application/json')],
    ['a body without a type', { ...add('title=x'), headers: { ...SALESMAN } }],
    ['a long body', add({ title: 'x'.repeat(300_000) })],
    ['a body with GET', add({ title: 'Get' }, undefined, 'GET')],
    [
      'another method',
      {
        method: 'DELETE',
        path: '/rest/client/1',
        headers: { authorization: `Bearer ${account('webcanape').auth_key}` },
      },
    ],
    ['HEAD', { method: 'HEAD', path: '/api/clients' }],
    [
      'a query of brackets',
      {
        path: '/rest/client?filter[title]=x&per-page=1',
        headers: { authorization: `Bearer ${account('webcanape').auth_key}` },
      },
    ],
    ['dots in a path', { path: '/api/clients/../clients' }],
    ['an empty header', { path: '/api/clients', headers: { 'x-empty': '', 'X-Other': 'a; b' } }],
    ['a header in Russian', { path: '/api/clients', headers: { 'x-who': Buffer.from('Иван').toString('latin1') } }],
    ['a prefix', { path: '/~default/api/clients?page=1' }],
  ])('%s', async (_, request) => {
    await server.send(request)
    const line = await form('r1', 'curl')
    await server.reset()
    const { auth_key } = account('webcanape')
    await sh(line, { ...variables(SALESMAN), POLIGON_AUTH_KEY: auth_key! })
    const again = await entries()
    await server.reset()
    await server.send(request)
    const [first] = await entries()
    const shown = ({ method, url, headers, body, status, response }: Entry) => ({
      ...{ method, url, body, status, reply: response.body },
      headers: Object.fromEntries(
        Object.keys(first!.headers)
          .filter(name => !['host', 'connection', 'accept-encoding', 'content-length', 'content-type'].includes(name))
          .map(name => [name, headers[name]]),
      ),
      type: headers['content-type']?.replace('windows-1251', 'utf-8'),
    })
    expect(again.map(shown)).toEqual([shown(first!)])
  })

  test('is one line', async () => {
    await server.send(add(multipart('a\nb'), BOUNDARY))
    const line = await form('r1', 'curl')
    expect(line.trimEnd().split('\n')).toHaveLength(1)
    expect(line).toContain('--data-binary')
  })
})

describe('credentials', () => {
  const key = SALESMAN.apikey!
  const secrets = [key, SALESMAN.login!, encodeURIComponent(SALESMAN.login!), 'sandbox-key', 'hush-hush']
  test.each<[string, Send, string]>([
    ['in headers', { path: '/developer/v3/client/list', headers: SALESMAN }, '"apikey: $POLIGON_APIKEY"'],
    ['with a sandbox suffix', { path: '/api/clients?token=hush-hush~default' }, '?token=$POLIGON_TOKEN~default"'],
    [
      'in a query',
      { path: `/developer/v3/client/list?apikey=${key}&login=${encodeURIComponent(SALESMAN.login!)}` },
      '=$POLIGON_LOGIN"',
    ],
    ['percent-encoded', { path: `/developer/v3/client/list?apikey=%74${key.slice(1)}&login=a` }, '$POLIGON_APIKEY'],
    ['in JSON', { method: 'POST', path: '/developer/v3/client/list', body: SALESMAN }, '$POLIGON_APIKEY'],
    [
      'in a form',
      {
        method: 'POST',
        path: '/developer/v3/client/list',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `apikey=${key}&login=${encodeURIComponent(SALESMAN.login!)}`,
      },
      '=$POLIGON_LOGIN"',
    ],
    [
      'as a bearer',
      { path: '/rest/client', headers: { authorization: 'Bearer sandbox-key' } },
      '"authorization: Bearer $POLIGON_AUTH_KEY"',
    ],
    [
      'of a cookie and a basic authorization',
      { path: '/api/clients', headers: { cookie: 'a=hush-hush', authorization: 'Basic hush-hush' } },
      '***',
    ],
    [
      'in JSON that is broken',
      {
        method: 'POST',
        path: '/developer/v3/client/list',
        headers: { 'content-type': 'application/json' },
        body: `{"apikey":"${key}",`,
      },
      '***',
    ],
    [
      'that is wrong',
      { path: '/developer/v3/client/list', headers: { apikey: 'hush-hush', login: 'x' } },
      '$POLIGON_APIKEY',
    ],
  ])('%s never stand in clear', async (_, request, shown) => {
    await server.send(request)
    const curl = await form('r1', 'curl')
    const http = await form('r1', 'http')
    const har = (await admin(`GET ${HOME}?format=har`)).text
    for (const text of [curl, http, har]) for (const secret of secrets) expect(text).not.toContain(secret)
    expect(curl).toContain(shown)
  })
})

test('an .http file has the request, and variables for credentials', async () => {
  await server.send(add({ title: 'Ромашка' }))
  expect(await form('r1', 'http')).toBe(
    [
      '### r1 salesman client.add',
      `POST ${server.running.url}/developer/v3/client/add`,
      'content-type: application/json',
      'apikey: {{POLIGON_APIKEY}}',
      'login: {{POLIGON_LOGIN}}',
      '',
      '{"title":"Ромашка"}',
      '',
    ].join('\n'),
  )
})

test('one entry is given as in the list, and an unknown one not at all', async () => {
  await server.send(add({ title: 'Ромашка' }))
  expect((await admin(`GET ${HOME}/r1`)).body).toMatchObject((await entries())[0]!)
  expect(await admin(`GET ${HOME}/r2`)).toMatchObject({ status: 404, body: { title: 'Unknown request' } })
  expect(await admin(`GET ${HOME}/r2?format=curl`)).toMatchObject({ status: 404 })
  expect(await admin(`GET ${HOME}/r1?format=wget`)).toMatchObject({ status: 400 })
})

describe('an HTTP archive', () => {
  const require = createRequire(import.meta.url)
  const schemas = require('har-schema') as Record<string, object>
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-06.json'))
  for (const one of Object.values(schemas)) ajv.addSchema(one)
  const validate = ajv.getSchema('har.json#')!
  const har = async (query = '') => {
    const got = await admin(`GET ${HOME}?format=har${query}`)
    expect(got).toMatchObject({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } })
    expect(validate(got.body), JSON.stringify(validate.errors)).toBe(true)
    return (got.body as { log: { version: string; creator: object; entries: object[] } }).log
  }

  test('fits the schema of HAR 1.2 and has what came and went', async () => {
    await server.send(add({ title: 'Ромашка' }))
    await server.send({ path: '/~default/developer/v3/client/list?limit=1&word=a%20b', headers: SALESMAN })
    await server.send(add('{', 'application/json'))
    const { version, creator, entries } = await har()
    expect(version).toBe('1.2')
    expect(creator).toMatchObject({ name: 'poligon' })
    expect(entries).toMatchObject([
      {
        request: {
          method: 'POST',
          url: `${server.running.url}/developer/v3/client/add`,
          headers: expect.arrayContaining([{ name: 'apikey', value: '***' }]),
          postData: { mimeType: 'application/json', text: '{"title":"Ромашка"}' },
        },
        response: { status: 200, statusText: 'OK', content: { text: expect.stringContaining('Успешно') } },
        comment: 'r1 salesman client.add',
      },
      {
        request: {
          queryString: [
            { name: 'limit', value: '1' },
            { name: 'word', value: 'a b' },
          ],
        },
      },
      { response: { status: 400 } },
    ])
  })

  test('takes the filters of the list', async () => {
    for (let i = 0; i < 120; i++) await server.send({ path: '/api/clients' })
    await server.send(add({ title: 'Ромашка' }))
    expect((await har('&operation=client.add')).entries).toMatchObject([{ comment: 'r121 salesman client.add' }])
    expect((await har()).entries).toHaveLength(121)
    expect((await har('&limit=2&after=r3')).entries.map(entry => (entry as { comment: string }).comment)).toEqual([
      'r4 vodyanoy clients.list',
      'r5 vodyanoy clients.list',
    ])
    expect((await har('&status=599')).entries).toEqual([])
    expect(await admin(`GET ${HOME}?format=xml`)).toMatchObject({ status: 400 })
  })

  test('has a request that was never answered', async () => {
    await admin('POST /sandboxes/default/faults', { abort: 'empty' })
    await server.send({ path: '/api/clients' }).catch(() => {})
    expect((await har()).entries).toHaveLength(1)
    expect(box.journal.size).toBe(1)
  })
})

describe('what is long and taken slowly, while the journal drops what is in it', () => {
  const MOST = 80

  test.each(['/requests?format=har', '/bundle'])('%s is of the moment at which it was asked for', async path => {
    const small = await startMockServer({ port: 0, records: 0, journalLimit: MOST })
    try {
      const ask = (i: number) =>
        fetch(`${small.url}/api/lite`, { method: 'POST', body: `${i} ${'x'.repeat(100_000)}` }).then(got => got.text())
      for (let i = 0; i < MOST; i++) await ask(i)
      const req = get(`${small.url}/__admin/sandboxes/default${path}`, { agent: false })
      const [res] = (await once(req, 'response')) as [IncomingMessage]
      for (let i = 0; i < MOST; i++) await ask(MOST + i)
      res.setEncoding('utf8')
      let text = ''
      for await (const part of res) text += part
      const said = JSON.parse(text)
      const sent: string[] = (said.requests ?? said.log.entries).map(
        (entry: { body?: string; request?: { postData: { text: string } } }) =>
          (entry.body ?? entry.request!.postData.text).split(' ', 1)[0],
      )
      expect(sent).toEqual(Array.from({ length: MOST }, (_, i) => String(i)))
    } finally {
      await small.close()
    }
  })
})

describe('changes since a checkpoint', () => {
  const item = (method: string, path: string, body?: object) =>
    server.send({ method, path: `/shop/v1/items${path}`, body })
  const changes = async (query: string) =>
    (
      (await admin(`GET /sandboxes/default/changes${query}`)).body as { changes: Record<string, unknown>[] }
    ).changes.map(({ key, op, before, after }) => [
      key,
      op,
      (before as { title?: string })?.title,
      (after as { title?: string })?.title,
    ])
  const checkpoint = (name: string) => admin('POST /sandboxes/default/checkpoints', { name })

  test('are what differs from it', async () => {
    await server.reset({ scenario: 'empty' })
    for (const title of ['a', 'b', 'c']) await item('POST', '', { title })
    await checkpoint('three')
    expect(await changes('?since=three')).toEqual([])
    await item('PUT', '/100', { title: 'A' })
    await item('DELETE', '/101')
    await item('PUT', '/102', { title: 'C' })
    await item('PUT', '/102', { title: 'c' })
    await item('POST', '', { title: 'd' })
    expect(await changes('?since=three')).toEqual([
      [100, 'update', 'a', 'A'],
      [101, 'delete', 'b', undefined],
      [103, 'insert', undefined, 'd'],
    ])
    expect((await changes('')).map(([key]) => key)).toEqual([100, 102, 103])
  })

  test('are told of a checkpoint of an earlier life', async () => {
    await server.reset({ scenario: 'empty' })
    await item('POST', '', { title: 'a' })
    await checkpoint('one')
    await server.reset({ scenario: 'empty', seed: 2 })
    expect(await changes('?since=one')).toEqual([[100, 'delete', 'a', undefined]])
  })

  test('are unknown where there is none', async () => {
    expect(await admin('GET /sandboxes/default/changes?since=nothing')).toMatchObject({
      status: 404,
      body: { title: 'Unknown checkpoint' },
    })
  })
})
