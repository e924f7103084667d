import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodePhp } from '../../src/apis/salesman/shipped/json.ts'
import type { HandlerCall } from '../../src/core/http/handler-call.ts'
import { isLong, writeLong } from '../../src/core/http/long-reply.ts'
import { encodedBody } from '../../src/core/http/own-fault.ts'
import { finish } from '../../src/core/lib/slices.ts'
import { serve } from '../support/server.ts'

const server = await serve({ api: ['webcanape'], scenario: 'blank' })

const callOf = (encode?: (body: unknown) => string, sandbox: object = { holdsLarge: true, writes: [] }): HandlerCall =>
  ({ api: { encode }, sandbox }) as unknown as HandlerCall
const long = 'ж'.repeat(3_000_000)

const pads = fc.constantFrom('', 'x', 'ж"\\/\n', 'ж'.repeat(70_000), '<b>/'.repeat(20_000))
const values = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(pads, fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', '1', '"', 'ключ')), tie('value'), { maxKeys: 5 }),
  ),
})).value

describe('a long reply', () => {
  test.each<[string, ((body: unknown) => string) | undefined]>([
    ['JSON', undefined],
    ['PHP’s JSON', encodePhp],
  ])('in %s is written in steps as it is at once', (_, encode) => {
    const call = callOf(encode)
    fc.assert(
      fc.property(fc.oneof(fc.array(values), fc.dictionary(fc.string(), values)), body => {
        const { written } = finish(writeLong({ status: 200, body }, call))
        expect(written.toString()).toBe(encodedBody(body, call))
      }),
      { numRuns: 100 },
    )
  })

  test('is one that has more than two million letters, where large records may be, nothing was written, and JSON is plain', () => {
    const reply = { status: 200, body: [{ text: long }] }
    expect(isLong(reply, callOf())).toBe(true)
    expect(isLong({ status: 200, body: [{ text: 'x' }] }, callOf())).toBe(false)
    expect(isLong({ ...reply, text: 'x' }, callOf())).toBe(false)
    expect(isLong(reply, callOf(undefined, { holdsLarge: false, writes: [] }))).toBe(false)
    expect(isLong(reply, callOf(undefined, { holdsLarge: true, writes: [{}] }))).toBe(false)
    expect(
      isLong(
        reply,
        callOf(body => JSON.stringify({ data: body })),
      ),
    ).toBe(false)
    expect(
      isLong(
        reply,
        callOf(body => JSON.stringify(body, null, 1)),
      ),
    ).toBe(false)
    expect(isLong(reply, callOf(encodePhp))).toBe(true)
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

  test('comes whole, and is in the journal, after what came while it was written', async () => {
    for (let i = 0; i < 12; i++) expect(await add(`Клиент ${i}`)).toMatchObject({ status: 200 })
    await server.admin('DELETE /sandboxes/default/requests')
    const [got, other] = await Promise.all([page('&sort=id'), server.send({ path: '/rest/client/999', headers })])
    expect(other.status).toBe(404)
    const { items } = (got.body as { response: { items: { name: string; description: string }[] } }).response
    expect(items).toHaveLength(12)
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
