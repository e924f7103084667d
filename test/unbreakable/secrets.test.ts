import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { placesOf } from '../../src/core/api/credentials.ts'
import { type Running, run } from '../../src/server.ts'
import type { Send } from '../support/server.ts'
import { send } from '../support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-secrets-'))
const file = join(folder, 'state.json')
let running: Running
const told: string[] = []

beforeAll(async () => {
  running = await run({
    port: 0,
    host: '127.0.0.1',
    records: 3,
    db: file,
    onDefect: error => told.push(`defect ${error}`),
  })
  running.events.watch(({ text }) => void told.push(text))
})
afterAll(async () => {
  await running.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Names under which people send secrets: those that APIs declare, and those that everybody knows. */
const DECLARED = [...new Set(builtInApis.flatMap(placesOf).flatMap(place => ('name' in place ? [place.name] : [])))]
const NAMES = [
  ...DECLARED,
  'password',
  'Password',
  'new_password',
  'access_token',
  'api_key',
  'X-Api-Key',
  'clientSecret',
]

const PATHS = builtInApis.map(api => `${api.basePath}${api.operations[0]!.path.replace(/:\w+/g, '1')}`)
const POSTS = builtInApis.flatMap(api => {
  const operation = api.operations.find(({ methods, body }) => methods.includes('POST') && body)
  return operation ? [`${api.basePath}${operation.path.replace(/:\w+/g, '1')}`] : []
})

const pick = <T>(all: readonly T[], die: number): T => all[die % all.length]!

/** The documented accounts, as far as headers carry them: what comes is served, and may be written. */
const ACCOUNTS = Object.fromEntries(
  builtInApis.flatMap(api =>
    Object.entries(api.credentials).flatMap(([credential, places]) =>
      places.flatMap(place => (place.in === 'header' ? [[place.name, api.account[credential] ?? '']] : [])),
    ),
  ),
)

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'
const escaped = (text: string): string =>
  [...Array(text.length).keys()].map(at => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
const percented = (bytes: Buffer): string => [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
/** In windows-1251, which has the letters of ASCII and the Russian ones. */
const bytes1251 = (text: string): Buffer =>
  Buffer.from(
    [...text].map(letter => {
      const code = letter.codePointAt(0)!
      return code < 128 ? code : code >= 0x410 && code <= 0x44f ? code - 0x350 : 0x3f
    }),
  )
const asciiOf = (text: string): string => text.replace(/[^\x21-\x7e]/g, 'x')

type Way = (name: string, secret: string) => Pick<Send, 'headers' | 'body'> & { query?: string }

const multipart = (fields: [string, string | Buffer][]): Buffer =>
  Buffer.concat([
    ...fields.flatMap(([name, value]) => [
      Buffer.from(`--b0und\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
      typeof value === 'string' ? Buffer.from(value) : value,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--b0und--\r\n'),
  ])

/** Every way in which a secret comes. */
const WAYS: Record<string, Way> = {
  'a query parameter': (name, secret) => ({ query: `${name}=${encodeURIComponent(secret)}` }),
  'a query parameter, twice': (name, secret) => ({ query: `${name}=${encodeURIComponent(secret)}&${name}=last` }),
  'a query parameter whose name is encoded': (name, secret) => ({
    query: `%${name.charCodeAt(0).toString(16)}${name.slice(1)}=${encodeURIComponent(secret)}`,
  }),
  'a query parameter, every byte encoded': (name, secret) => ({ query: `${name}=${percented(Buffer.from(secret))}` }),
  'a query parameter of a list': (name, secret) => ({ query: `${name}[]=${encodeURIComponent(secret)}` }),
  'a query parameter of windows-1251': (name, secret) => ({ query: `${name}=${percented(bytes1251(secret))}` }),
  'a header': (name, secret) => ({ headers: { [name]: asciiOf(secret) } }),
  'Authorization, Bearer': (_, secret) => ({ headers: { authorization: `Bearer ${asciiOf(secret)}` } }),
  'Authorization, Token': (_, secret) => ({ headers: { authorization: `Token ${asciiOf(secret)}` } }),
  'Authorization, Basic': (_, secret) => ({
    headers: { authorization: `Basic ${Buffer.from(`me:${secret}`).toString('base64')}` },
  }),
  'Authorization without a scheme': (_, secret) => ({ headers: { authorization: asciiOf(secret) } }),
  'Authorization with a word of its own': (_, secret) => ({
    headers: { authorization: `${asciiOf(secret)} and more` },
  }),
  'a header, and once more in a field of JSON, escaped': (name, secret) => ({
    headers: { [name]: asciiOf(secret), 'content-type': json },
    body: `{"title":"about ${escaped(asciiOf(secret))}, twice"}`,
  }),
  'a header, and once more in another parameter, encoded': (name, secret) => ({
    headers: { [name]: asciiOf(secret) },
    query: `order=${percented(Buffer.from(asciiOf(secret)))}`,
  }),
  'a parameter, and once more in JSON in a form': (name, secret) => ({
    query: `${name}=${encodeURIComponent(secret)}`,
    headers: { 'content-type': form },
    body: `data=${encodeURIComponent(`{"title":"${escaped(secret)}"}`)}`,
  }),
  'a cookie': (_, secret) => ({ headers: { cookie: `a=1; session=${asciiOf(secret).replaceAll(';', 'x')}; b=2` } }),
  'a field of JSON': (name, secret) => ({ body: { [name]: secret, title: 'x' } }),
  'a field of JSON deep inside': (name, secret) => ({ body: { a: [{ b: { [name]: secret } }] } }),
  'a field of JSON, escaped': (name, secret) => ({
    body: `{"${name}":"${escaped(secret)}"}`,
    headers: { 'content-type': json },
  }),
  'a field of JSON, slashes escaped': (name, secret) => ({
    body: `{"${name}":${JSON.stringify(secret).replaceAll('/', '\\/')}}`,
    headers: { 'content-type': json },
  }),
  'a field of JSON, its name escaped': (name, secret) => ({
    body: `{"${escaped(name)}":${JSON.stringify(secret)}}`,
    headers: { 'content-type': json },
  }),
  'a field of JSON, twice': (name, secret) => ({
    body: `{"${name}":${JSON.stringify(secret)},"${name}":"last"}`,
    headers: { 'content-type': json },
  }),
  'a list of JSON': (name, secret) => ({ body: { [name]: [secret, [secret]] } }),
  'an object of JSON': (name, secret) => ({ body: { [name]: { value: secret } } }),
  'JSON that is cut off': (name, secret) => ({
    body: `{"title":"x","${name}":${JSON.stringify(secret)},"a":`,
    headers: { 'content-type': json },
  }),
  'JSON that is cut off in the secret': (name, secret) => ({
    body: `{"${name}":${JSON.stringify(secret).slice(0, -1)}`,
    headers: { 'content-type': json },
  }),
  'JSON of another world': (name, secret) => ({
    body: `{'${name}': '${secret.replace(/['\\]/g, 'x')}', title: 1}`,
    headers: { 'content-type': json },
  }),
  'a form': (name, secret) => ({
    body: new URLSearchParams({ title: 'x', [name]: secret }).toString(),
    headers: { 'content-type': form },
  }),
  'a form of windows-1251': (name, secret) => ({
    body: `title=x&${name}=${percented(bytes1251(secret))}`,
    headers: { 'content-type': `${form}; charset=windows-1251` },
  }),
  'a form with brackets': (name, secret) => ({
    body: `client[${name}]=${encodeURIComponent(secret)}`,
    headers: { 'content-type': form },
  }),
  'a form that holds JSON': (name, secret) => ({
    body: `data=${encodeURIComponent(JSON.stringify({ [name]: secret }))}`,
    headers: { 'content-type': form },
  }),
  'a text of JSON that is JSON': (name, secret) => ({ body: { data: JSON.stringify({ [name]: secret }) } }),
  'a text of JSON that is JSON in JSON': (name, secret) => ({
    body: { data: JSON.stringify({ inner: JSON.stringify({ [name]: secret }) }) },
  }),
  'an address in JSON': (name, secret) => ({
    body: { title: 'x', callback: `http://127.0.0.1/hook?a=1&${name}=${encodeURIComponent(secret)}` },
  }),
  'an address in a query parameter': (name, secret) => ({
    query: `next=${encodeURIComponent(`http://127.0.0.1/hook?${name}=${encodeURIComponent(secret)}`)}`,
  }),
  'a list of fields': (name, secret) => ({
    body: {
      fields: [
        { name, value: secret },
        { name: 'city', value: 'x' },
      ],
    },
  }),
  'a list of fields, the value first': (name, secret) => ({
    body: {
      fields: [
        { value: 'x', name: 'city' },
        { value: secret, type: 'text', key: name },
      ],
    },
  }),
  'pairs that are parted by semicolons': (name, secret) => ({ query: `a=1;${name}=${encodeURIComponent(secret)};b=2` }),
  'such pairs in JSON': (name, secret) => ({ body: { title: 'x', note: `a=1;${name}=${encodeURIComponent(secret)}` } }),
  'JSON with a comment': (name, secret) => ({
    body: `{"a":1,"${name}"\n/* mine */ : /**/ ${JSON.stringify(secret)}}`,
    headers: { 'content-type': json },
  }),
  XML: (name, secret) => ({
    body: `<a><${name}>${secret.replace(/[<&\s]/g, 'x')}</${name}></a>`,
    headers: { 'content-type': 'text/xml' },
  }),
  'a form that says it is JSON': (name, secret) => ({
    body: `title=x&${name}=${encodeURIComponent(secret)}`,
    headers: { 'content-type': json },
  }),
  multipart: (name, secret) => ({
    body: multipart([
      ['title', 'x'],
      [name, secret.replaceAll('\r', ' ').replaceAll('\n', ' ')],
    ]),
    headers: { 'content-type': 'multipart/form-data; boundary=b0und' },
  }),
  'multipart of windows-1251': (name, secret) => ({
    body: multipart([
      ['title', 'x'],
      [name, bytes1251(secret)],
    ]),
    headers: { 'content-type': 'multipart/form-data; boundary=b0und; charset=windows-1251' },
  }),
}

const LETTERS = 'abcdefXYZ0189/+=\\"\'&%#~ .:-_жЯё😀'
/** Texts that nothing else holds: they begin and end with what no other text has. */
const secrets = fc
  .tuple(fc.integer({ min: 1e8, max: 2e9 }), fc.array(fc.constantFrom(...LETTERS), { maxLength: 60 }), fc.nat(20))
  .map(([number, letters, times]) => {
    const mark = number.toString(36)
    const long = times === 0 ? 'long'.repeat(200) : ''
    return `Q${mark}${letters.join('')}${long}${mark}Z`.replaceAll('~', '-')
  })

/** Every text in a JSON value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return [String(value)]
  return Object.entries(value).flatMap(([name, part]) => [name, ...textsIn(part)])
}

/** A text as whoever reads it may read it. */
function readingsOf(text: string): string[] {
  const plain = text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\(.)/g, '$1')
  const bytes = (from: string): Buffer =>
    Buffer.from(
      from.replace(/\+/g, ' ').replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
      'latin1',
    )
  return [
    text,
    plain,
    ...[text, plain].flatMap(one => [bytes(one).toString(), new TextDecoder('windows-1251').decode(bytes(one))]),
  ]
}

/** What of a secret must be nowhere: its beginning, its end, and both as they come through other encodings. */
function tracesOf(secret: string): string[] {
  const shown = [secret, asciiOf(secret), new TextDecoder('windows-1251').decode(bytes1251(secret))]
  return [...new Set(shown.flatMap(text => [text.slice(0, 7), text.slice(-7)]))]
}

const ASKED = [
  ['GET', 'requests'],
  ['POST', 'requests/verify', { operation: 'client.list', where: { title: 1, password: 2, a: 3 }, times: 7 }],
  ['POST', 'requests/verify', { operation: 'client.add', where: { title: 1, login: 2, auth_key: 3 }, times: 7 }],
] as const
const KEPT = [
  ['GET', 'state'],
  ['GET', 'changes'],
  ['GET', 'faults'],
] as const

const isGivenAway = (secret: string, text: string): boolean =>
  readingsOf(text).some(reading => tracesOf(secret).some(trace => reading.includes(trace)))

async function read(sandbox: string, asked: typeof ASKED | typeof KEPT): Promise<string[]> {
  const texts: string[] = []
  for (const [method, path, body] of asked) {
    const got = await send(running.url, { method, path: `/__admin/sandboxes/${sandbox}/${path}`, body })
    texts.push(...(got.body === undefined ? [got.text] : textsIn(got.body)))
  }
  return texts
}

describe('a secret is in clear in no place that a person can read', () => {
  const sent: string[] = []

  test.each(Object.entries(WAYS))('sent as %s', { timeout: 60_000 }, async (_, way) => {
    let turn = 0
    await fc.assert(
      fc.asyncProperty(secrets, fc.constantFrom(...NAMES), fc.nat(), async (secret, name, die) => {
        sent.push(secret)
        const { query, headers, body } = way(name, secret)
        const sandbox = `s${turn++ % 3}`
        told.length = 0
        await send(running.url, { method: 'DELETE', path: `/__admin/sandboxes/${sandbox}/requests` })
        for (const path of body === undefined ? [pick(PATHS, die)] : [pick(POSTS, die), pick(PATHS, die)])
          await send(running.url, {
            method: body === undefined ? 'GET' : 'POST',
            path: `/~${sandbox}${path}${query === undefined ? '' : `?${query}`}`,
            headers: { ...ACCOUNTS, ...headers },
            body,
          })
        const texts = [...(await read(sandbox, ASKED)), ...told.flatMap(text => textsIn(JSON.parse(text)))]
        expect(texts.length).toBeGreaterThan(20)
        expect(texts.filter(text => isGivenAway(secret, text)).map(text => text.slice(0, 300))).toEqual([])
      }),
      { numRuns: Number(process.env.SECRET_RUNS ?? 8) },
    )
  })

  test('nor is it kept: in the state, in the changes, in the file of --db', async () => {
    await expect.poll(() => readFileSync(file, 'utf8')).toContain('"s2"')
    const texts = [readFileSync(file, 'utf8')]
    for (const sandbox of ['s0', 's1', 's2']) texts.push(...(await read(sandbox, KEPT)))
    const whole = readingsOf(texts.join('\n')).join('\n')
    expect(sent.length).toBeGreaterThan(100)
    expect(sent.filter(secret => tracesOf(secret).some(trace => whole.includes(trace)))).toEqual([])
  })
})

test('what is no secret is shown as it came', async () => {
  const body = '{"title":"\\u041e\\u041e\\u041e \\"A\\"", "apikey":"some-wrong-key", "phone":"+7 100%"}'
  await send(running.url, {
    method: 'POST',
    path: '/~plain/developer/v3/client/add?a=%D0%B0+b',
    headers: { 'content-type': json },
    body,
  })
  const { requests } = (await send(running.url, { path: '/__admin/sandboxes/plain/requests' })).body as {
    requests: { url: string; body: string }[]
  }
  expect(requests[0]).toMatchObject({
    url: '/~plain/developer/v3/client/add?a=%D0%B0+b',
    body: '{"title":"\\u041e\\u041e\\u041e \\"A\\"", "apikey":"***", "phone":"+7 100%"}',
  })
})

test('of a list of fields, only the secret one is masked', async () => {
  const fields = [
    { name: 'password', value: 's3cret-one' },
    { name: 'city', value: 'Moscow' },
    { value: 'Ann', key: 'who' },
    { value: 's3cret-two', key: 'api_token' },
    { text: 'blue', id: 'colour' },
    { name: 'Secret Cinema', text: 'a film' },
  ]
  await send(running.url, { method: 'POST', path: '/~fields/developer/v3/client/add', body: { fields } })
  const { requests } = (await send(running.url, { path: '/__admin/sandboxes/fields/requests' })).body as {
    requests: { body: string }[]
  }
  expect(JSON.parse(requests[0]!.body).fields).toEqual([
    { name: 'password', value: '***' },
    { name: 'city', value: 'Moscow' },
    { value: 'Ann', key: 'who' },
    { value: '***', key: 'api_token' },
    { text: 'blue', id: 'colour' },
    { name: 'Secret Cinema', text: 'a film' },
  ])
})
