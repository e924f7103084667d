import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, defineApi, encodeDecimals, operations, schema } from '../../src/api.ts'
import { builtInApis } from '../../src/apis/index.ts'
import { encodePhp } from '../../src/apis/salesman/shipped/json.ts'
import type { HandlerCall } from '../../src/core/http/handler-call.ts'
import { isLong, writeLong } from '../../src/core/http/long-reply.ts'
import { encodedBody } from '../../src/core/http/own-fault.ts'
import { finish } from '../../src/core/lib/slices.ts'
import { run } from '../../src/server.ts'
import { send, serve } from '../support/server.ts'

const server = await serve({ api: ['webcanape'], scenario: 'blank', checkReplies: false })

const callOf = (encode?: (body: unknown) => string, sandbox: object = { sawLarge: true, writes: [] }): HandlerCall =>
  ({ api: { encode }, sandbox }) as unknown as HandlerCall
const long = 'ж'.repeat(3_000_000)

const pads = fc.constantFrom('', 'x', 'ж"\\/\n', 'ж'.repeat(70_000), '<b>/'.repeat(20_000))
const values = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(pads, fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(number => decimal(number)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', '1', '"', 'ключ')), tie('value'), { maxKeys: 5 }),
  ),
})).value

describe('a long reply', () => {
  test.each<[string, ((body: unknown) => string) | undefined]>([
    ['JSON', undefined],
    ['PHP’s JSON', encodePhp],
    ['JSON with decimals', encodeDecimals],
  ])('in %s is written in steps as it is at once', (_, encode) => {
    const call = callOf(encode)
    fc.assert(
      fc.property(fc.oneof(fc.array(values), fc.dictionary(fc.string(), values)), body => {
        const { bytes } = finish(writeLong({ status: 200, body }, call))
        expect(bytes.toString()).toBe(encodedBody(body, call))
      }),
      { numRuns: 100 },
    )
  })

  test('is one that has more than two million letters, where large records may be, and nothing was written', () => {
    const reply = { status: 200, body: [{ text: long }] }
    expect(isLong(reply, callOf())).toBe(true)
    expect(isLong({ status: 200, body: [{ text: 'x' }] }, callOf())).toBe(false)
    expect(isLong({ ...reply, text: 'x' }, callOf())).toBe(false)
    expect(isLong(reply, callOf(undefined, { sawLarge: false, writes: [] }))).toBe(false)
    expect(isLong(reply, callOf(undefined, { sawLarge: true, writes: [{}] }))).toBe(false)
    expect(isLong({ status: 200, body: Buffer.alloc(3_000_000) }, callOf())).toBe(false)
  })
})

describe('a page of large records', () => {
  const headers = { authorization: 'Bearer sandbox-key', 'content-type': 'application/json' }
  const page = (query = '') => server.send({ path: `/rest/client?per_page=50${query}`, headers })
  const add = (name: string) =>
    server.send({
      method: 'POST',
      path: '/rest/client',
      headers,
      body: { name, type: 1, description: `${name}${'д'.repeat(500_000)}` },
    })

  test('may be where something large came by any door', async () => {
    const large = { name: 'x', type: 1, description: 'д'.repeat(70_000) }
    const small = { ...large, description: 'д' }
    const saw = async (id: string, line: string, body: object): Promise<boolean> => {
      const [method, path] = line.split(' ') as [string, string]
      await server.send({ method, path: path.replace(':id', id), headers, body })
      return server.running.sandboxes.get(id)!.sawLarge
    }
    expect(await saw('a', 'POST /~:id/rest/client', small)).toBe(false)
    expect(await saw('a', 'POST /~:id/rest/client', large)).toBe(true)
    expect(await saw('b', 'POST /~:id/rest/client', small)).toBe(false)
    const records = '/__admin/sandboxes/:id/data/webcanape/clients'
    expect(await saw('b', `POST ${records}`, { id: 7, ...small })).toBe(false)
    expect(await saw('b', `PATCH ${records}/7`, { description: large.description })).toBe(true)
    // It goes on to count: a checkpoint may bring it back.
    expect(await saw('b', 'POST /__admin/sandboxes/:id/reset', {})).toBe(true)
    expect(await saw('c', 'POST /~:id/rest/client', small)).toBe(false)
    expect(await saw('c', 'PUT /__admin/sandboxes/:id/state', {})).toBe(true)
  })

  test('comes whole, and is in the journal, after what came while it was written', async () => {
    // So many that the other one comes while they are written, on any machine.
    for (let i = 0; i < 50; i++) expect(await add(`Клиент ${i}`)).toMatchObject({ status: 200 })
    await server.admin('DELETE /sandboxes/default/requests')
    const [got, other] = await Promise.all([page('&sort=id'), server.send({ path: '/rest/client/999', headers })])
    expect(other.status).toBe(404)
    const { items } = (got.body as { response: { items: { name: string; description: string }[] } }).response
    expect(items).toHaveLength(50)
    for (const { name, description } of items) expect(description).toBe(`${name}${'д'.repeat(500_000)}`)
    expect(got.text).toBe(JSON.stringify(got.body))
    expect(got.headers['content-length']).toBe(String(Buffer.byteLength(got.text)))
    const { requests } = (await server.admin('GET /sandboxes/default/requests')).body as {
      requests: { id: string; url: string; status: number }[]
    }
    expect(requests.map(({ url, status }) => [url.split('?')[0], status])).toEqual([
      ['/rest/client/999', 404],
      ['/rest/client', 200],
    ])
    expect(requests[1]!.id).toBe(got.headers['x-mock-request-id'])
  })
})

test('an API that comes along encodes its bodies in one of these ways', () => {
  expect(builtInApis.filter(({ encode }) => encode).map(({ name }) => name)).toEqual([
    'vodyanoy',
    'salesman',
    'rkeeper',
  ])
  for (const name of ['vodyanoy', 'rkeeper'])
    expect(builtInApis.find(api => api.name === name)!.encode).toBe(encodeDecimals)
})

test('an API of one’s own that lays its answers in something is answered as it encodes them', async () => {
  const own = defineApi({
    name: 'wrapped',
    title: 'Wrapped',
    basePath: '/wrapped',
    docs: 'wrapped.txt',
    refuse: error => ({ status: 400, body: { error: error.message } }),
    encode: body => JSON.stringify({ data: body }, null, 1),
    operations: [
      operations()('POST /echo', {
        id: 'echo',
        summary: 'Gives back what came, five times',
        docs: 'wrapped.txt',
        body: schema<{ text: string }>({}),
        replies: { 200: schema({}) },
        handle: ({ body, reply }) => reply(200, Array(5).fill(body)),
      }),
    ],
  })
  const running = await run({ port: 0, apis: [own] })
  const sent = { text: 'ж'.repeat(450_000) }
  const got = await send(running.url, {
    method: 'POST',
    path: '/wrapped/echo',
    headers: { 'content-type': 'application/json' },
    body: sent,
  })
  await running.close()
  expect(got.text).toBe(JSON.stringify({ data: Array(5).fill(sent) }, null, 1))
})
