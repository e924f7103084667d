import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/api.ts'
import { builtInApis } from '../../src/apis/index.ts'
import { run, version } from '../../src/server.ts'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop] })
const { admin } = server

describe('GET /health', () => {
  test('says that it lives, and which server it is', async () => {
    expect(await admin('GET /health')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: {
        status: 'ok',
        version,
        runId: server.running.runId,
        dataHash: server.running.sandboxes.dataHash,
        apis: [...builtInApis.map(({ name }) => name), 'shop'],
        sandboxes: server.running.sandboxes.size,
        problems: [],
      },
    })
  })

  test('counts uptime in seconds', async () => {
    const uptime = async () => ((await admin('GET /health')).body as { uptime: number }).uptime
    const first = await uptime()
    expect(first).toBeGreaterThan(0)
    await expect.poll(uptime).toBeGreaterThan(first)
    expect(first).toBeLessThan(60)
  })

  test('tells servers apart by run, and their data by hash', async () => {
    const options = { port: 0, apis: [shop], api: ['shop'], scenario: 'empty' }
    const runs = await Promise.all([run(options), run(options), run({ ...options, seed: 2 })])
    const [one, same, other] = runs.map(({ runId, sandboxes }) => ({ runId, hash: sandboxes.dataHash }))
    await Promise.all(runs.map(running => running.close()))
    expect(new Set([one!.runId, same!.runId, other!.runId]).size).toBe(3)
    expect(one!.hash).toBe(same!.hash)
    expect(one!.hash).not.toBe(other!.hash)
  })
})

describe('GET /apis', () => {
  test('shows an API whole', async () => {
    const { apis } = (await admin('GET /apis')).body as { apis: { name: string }[] }
    expect(apis.map(({ name }) => name)).toEqual([...builtInApis.map(({ name }) => name), 'shop'])
    expect(apis.at(-1)).toEqual({
      name: 'shop',
      title: 'Shop',
      basePath: '/shop/v1',
      credentials: { key: 'open-sesame' },
      operations: expect.arrayContaining([{ id: 'item.add', method: 'POST', path: '/items', docs: 'shop.txt: items' }]),
      readings: [
        {
          id: 'shop.missing',
          about: 'What is an unknown item answered?',
          options: ['404', '410'],
          default: '404',
        },
        {
          id: 'shop.greeting',
          about: 'How does it greet?',
          options: ['short', 'long'],
          default: 'short',
        },
      ],
      profiles: ['documented', 'old'],
      collections: [
        { name: 'items', key: 'id' },
        { name: 'notes', key: 'id' },
      ],
    })
  })

  test('lists every operation of every API, in the order of its page', async () => {
    const { apis } = (await admin('GET /apis')).body as { apis: { name: string; operations: { id: string }[] }[] }
    for (const api of builtInApis) {
      const listed = apis.find(({ name }) => name === api.name)!.operations.map(({ id }) => id)
      expect(listed).toEqual(api.operations.map(({ id }: Operation) => id))
    }
  })
})

test('GET /scenarios lists name and description', async () => {
  const { scenarios } = (await admin('GET /scenarios')).body as { scenarios: object[] }
  expect(scenarios).toEqual(
    expect.arrayContaining([
      { name: 'documented', description: expect.stringMatching(/./) },
      { name: 'empty', description: expect.stringMatching(/./) },
      { name: 'blank', description: expect.stringMatching(/./) },
    ]),
  )
})

describe('what is asked of /__admin in vain', () => {
  test.each([
    ['an unknown path', 'GET /sandbox', 404, 'Not found'],
    ['no path', 'GET ', 404, 'Not found'],
    ['a path with another case', 'GET /Health', 404, 'Not found'],
    ['a path below a leaf', 'GET /health/now', 404, 'Not found'],
    ['a broken encoding', 'GET /sandboxes/%E0%A4', 400, 'Malformed path'],
    ['a method that a path does not have', 'PATCH /sandboxes/default', 405, 'Method not allowed'],
    ['an unknown method', 'PROPFIND /sandboxes', 405, 'Method not allowed'],
    ['OPTIONS', 'OPTIONS /sandboxes', 405, 'Method not allowed'],
    ['a parameter where none is known', 'GET /health?pretty=1', 400, 'Invalid request'],
    ['a body where none is known', 'POST /sandboxes/default/checkpoints/a/restore', 404, 'Unknown checkpoint'],
  ])('%s is a problem document: %s gets %i', async (_, line, status, title) => {
    const got = await admin(line)
    expect(got).toMatchObject({ status, headers: { 'content-type': 'application/problem+json; charset=utf-8' } })
    expect(got.body).toMatchObject({
      type: 'about:blank',
      title,
      status,
      detail: expect.any(String),
      hint: expect.any(String),
    })
  })

  test('an unknown path is told the nearest', async () => {
    expect((await admin('GET /sandboxes/default/request')).body).toMatchObject({
      nearest: expect.arrayContaining([{ method: 'GET', path: '/__admin/sandboxes/:id/requests' }]),
    })
  })

  test('a wrong method is told the right ones', async () => {
    expect((await admin('PUT /sandboxes/default')).headers.allow).toBe('GET, DELETE, HEAD')
    expect((await admin('GET /sandboxes/default/reset')).headers.allow).toBe('POST')
  })

  test.each([
    ['malformed JSON', '{"id":', {}, 400],
    ['bytes that are not UTF-8 text', Buffer.from([0xff, 0x00]), {}, 400],
    ['a form', 'id=w1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a plain text', '{}', { 'content-type': 'text/plain' }, 415],
    ['an unknown coding', '{}', { 'content-encoding': 'zstd-9' }, 415],
    ['a broken coding', '{}', { 'content-encoding': 'gzip' }, 400],
    ['an unknown charset', '{}', { 'content-type': 'application/json; charset=klingon' }, 415],
    ['more than the limit', JSON.stringify({ id: 'x'.repeat(1024 * 1024) }), {}, 413],
  ])('%s is refused', async (_, body, headers, status) => {
    const type = { 'content-type': 'application/json' }
    const before = server.running.sandboxes.size
    const got = await admin('POST /sandboxes', body, { ...type, ...headers })
    expect(got).toMatchObject({ status, body: { status, hint: expect.any(String) } })
    expect(server.running.sandboxes.size).toBe(before)
  })

  test('a body without a type is taken for JSON, and so is any kind of JSON', async () => {
    expect(await admin('POST /sandboxes', '{"id":"untyped"}')).toMatchObject({ status: 201 })
    const type = { 'content-type': 'application/vnd.api+json; charset=UTF-8' }
    expect(await admin('POST /sandboxes', '{"id":"typed"}', type)).toMatchObject({ status: 201 })
  })

  test('HEAD is GET without a body', async () => {
    const [head, get] = [await admin('HEAD /scenarios'), await admin('GET /scenarios')]
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
  })

  test('names of an object’s machinery are names like others', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await admin(`GET /sandboxes/${name}`)).toMatchObject({ status: 404 })
      expect(await admin(`GET /sandboxes/default/faults/${name}`)).toMatchObject({ status: 404 })
      expect(await admin(`GET /sandboxes/default/requests?${name}=1`)).toMatchObject({ status: 400 })
      expect(await admin('PUT /sandboxes/default/readings', `{"${name}":"y"}`)).toMatchObject({ status: 400 })
      expect(await admin('PUT /sandboxes/default/readings', `{"shop.${name}":"x"}`)).toMatchObject({ status: 400 })
      for (const body of [
        `"scenario":"${name}"`,
        `"${name}":1`,
        `"profiles":{"${name}":"x"}`,
        `"records":{"${name}":1}`,
      ])
        expect(await admin('POST /sandboxes', `{${body}}`)).toMatchObject({ status: 400 })
      for (const body of [
        `"${name}":{}`,
        `"data":{"${name}":{}}`,
        `"data":{"shop":{"${name}":[]}}`,
        `"counters":{"${name}":1}`,
      ])
        expect(await admin('PUT /sandboxes/default/state', `{"empty":true,${body}}`)).toMatchObject({ status: 400 })
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})
