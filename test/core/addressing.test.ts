import { describe, expect, test } from 'vitest'
import type { ServerOptions } from '../../src/options.ts'
import { run } from '../../src/server.ts'
import { type Send, send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const ONE_API: ServerOptions = { apis: [shop], api: ['shop'], scenario: 'empty' }
const server = await serve(ONE_API)
const ITEMS = '/shop/v1/items'
let made = 0
const newName = (): string => `addr-${++made}`

/** Which sandbox a request came to: the one whose journal grew. */
async function reached(request: Send): Promise<string[]> {
  const { sandboxes } = server.running
  const before = new Map(sandboxes.list().map(({ id, journal }) => [id, journal.size]))
  const { status } = await server.send(request)
  expect(status).toBe(request.method === 'POST' ? 201 : 200)
  return sandboxes
    .list()
    .filter(({ id, journal }) => journal.size > (before.get(id) ?? 0))
    .map(({ id }) => id)
}

describe('a request names its sandbox', () => {
  test('not at all, and comes to «default»', async () => {
    expect(await reached({ path: ITEMS })).toEqual(['default'])
    expect(await reached({ path: ITEMS, headers: { 'x-key': 'open-sesame' } })).toEqual(['default'])
  })

  test.each<[string, (id: string) => Send]>([
    ['by a path prefix', id => ({ path: `/~${id}${ITEMS}` })],
    ['by a prefix whose tilde is encoded', id => ({ path: `/%7E${id}${ITEMS}` })],
    ['by a header', id => ({ path: ITEMS, headers: { 'x-mock-sandbox': id } })],
    ['by a header in any case', id => ({ path: ITEMS, headers: { 'X-Mock-Sandbox': id } })],
    ['by a credential in a header', id => ({ path: ITEMS, headers: { 'x-key': `open-sesame~${id}` } })],
    ['by a bearer token', id => ({ path: ITEMS, headers: { authorization: `Bearer open-sesame~${id}` } })],
    ['by a parameter', id => ({ path: `${ITEMS}?key=open-sesame~${id}` })],
    ['by an encoded parameter', id => ({ path: `${ITEMS}?key=open%7E${id}` })],
    ['by a body', id => ({ path: ITEMS, method: 'POST', body: { key: `open-sesame~${id}` } })],
    ['after the last tilde', id => ({ path: ITEMS, headers: { 'x-key': `o~p~e~n~${id}` } })],
    [
      'in every way at once',
      id => ({ path: `/~${id}${ITEMS}?key=k~${id}`, headers: { 'x-mock-sandbox': id, 'x-key': `k~${id}` } }),
    ],
    ['in two credentials', id => ({ path: `${ITEMS}?key=k~${id}`, headers: { 'x-key': `k~${id}` } })],
    ['in one of two credentials', id => ({ path: `${ITEMS}?key=k`, headers: { 'x-key': `k~${id}` } })],
  ])('%s', async (_, request) => {
    const id = newName()
    expect(await reached(request(id))).toEqual([id])
    expect(await reached(request(id))).toEqual([id])
  })

  test('as «default» too', async () => {
    expect(await reached({ path: `/~default${ITEMS}` })).toEqual(['default'])
  })

  test('with any name of the allowed form', async () => {
    for (const id of ['0', 'a.b_c-d', 'x'.repeat(63)]) expect(await reached({ path: `/~${id}${ITEMS}` })).toEqual([id])
  })
})

describe('a credential', () => {
  test('is read without its suffix', async () => {
    const keys: unknown[] = []
    const strict = await run({
      ...ONE_API,
      port: 0,
      apis: [
        {
          ...shop,
          authenticate: call => {
            keys.push(call.credential('key'))
            return null
          },
        },
      ],
    })
    await send(strict.url, { path: ITEMS, headers: { 'x-key': 'open-sesame~w1' } })
    await send(strict.url, { path: ITEMS, headers: { 'x-key': 'o~p~w1' } })
    await send(strict.url, { path: ITEMS, headers: { 'x-key': 'plain' } })
    await strict.close()
    expect(keys).toEqual(['open-sesame', 'o~p', 'plain'])
  })
})

describe('a request is refused with a problem document', () => {
  test.each<[string, Send]>([
    ['path and header', { path: `/~one${ITEMS}`, headers: { 'x-mock-sandbox': 'two' } }],
    ['path and credential', { path: `/~one${ITEMS}`, headers: { 'x-key': 'k~two' } }],
    ['header and credential', { path: `${ITEMS}?key=k~two`, headers: { 'x-mock-sandbox': 'one' } }],
    ['path and body', { path: `/~one${ITEMS}`, method: 'POST', body: { key: 'k~two' } }],
    ['two credentials', { path: `${ITEMS}?key=k~two`, headers: { 'x-key': 'k~one' } }],
    ['«default» and another', { path: `/~default${ITEMS}`, headers: { 'x-mock-sandbox': 'two' } }],
  ])('where %s disagree', async (_, request) => {
    const before = server.running.sandboxes.list().reduce((sum, { journal }) => sum + journal.size, 0)
    const got = await server.send(request)
    expect(got).toMatchObject({
      status: 400,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: { title: 'Two sandboxes', status: 400, hint: expect.any(String) },
    })
    expect(got.text).toMatch(/one|default/)
    expect(got.text).toContain('two')
    expect(server.running.sandboxes.list().reduce((sum, { journal }) => sum + journal.size, 0)).toBe(before)
  })

  test.each(['A', '-a', '.a', '_a', 'a b', 'ы', 'a'.repeat(64), 'a!', ''])(
    'where the name is malformed: %j',
    async id => {
      const encoded = encodeURIComponent(id)
      const requests: Send[] = [
        { path: `/~${encoded}${ITEMS}` },
        { path: `${ITEMS}?key=k~${encoded}` },
        { path: ITEMS, headers: { 'x-key': `k~${encoded}` } },
        { path: ITEMS, method: 'POST', body: { key: `k~${id}` } },
        ...(id === '' ? [] : [{ path: ITEMS, headers: { 'x-mock-sandbox': encoded } }]),
      ]
      for (const request of requests)
        expect(await server.send(request)).toMatchObject({
          status: 400,
          body: {
            title: 'Malformed sandbox name',
            hint: expect.stringMatching(/^Use 1 to 63 of .*, beginning with a letter or digit\.$/),
          },
        })
    },
  )

  test('where the name is unknown and --no-auto-sandbox is on, with how to make it', async () => {
    const running = await run({ ...ONE_API, port: 0, autoSandbox: false })
    const ask = (path: string) => send(running.url, { path })
    expect(await ask(`/~w1${ITEMS}`)).toMatchObject({
      status: 404,
      body: { title: 'Unknown sandbox', hint: expect.stringContaining('POST /__admin/sandboxes {"id":"w1"}') },
    })
    expect(await ask(ITEMS)).toMatchObject({ status: 200 })
    await send(running.url, { method: 'POST', path: '/__admin/sandboxes', body: { id: 'w1' } })
    expect(await ask(`/~w1${ITEMS}`)).toMatchObject({ status: 200 })
    await running.close()
  })

  test('where there are too many sandboxes, with when to come again', async () => {
    const running = await run({ ...ONE_API, port: 0, maxSandboxes: 3, sandboxTtl: 90_000 })
    const ask = (path: string, method = 'GET', body?: unknown) => send(running.url, { path, method, body })
    for (const id of ['a', 'b']) expect(await ask(`/~${id}${ITEMS}`)).toMatchObject({ status: 200 })
    const full = {
      status: 503,
      body: { title: 'Too many sandboxes', hint: expect.stringContaining('--max-sandboxes') },
    }
    for (const got of [await ask(`/~c${ITEMS}`), await ask('/__admin/sandboxes', 'POST', { id: 'c' })]) {
      expect(got).toMatchObject(full)
      const seconds = Number(got.headers['retry-after'])
      expect(seconds).toBeGreaterThan(80)
      expect(seconds).toBeLessThanOrEqual(90)
    }
    expect(await ask(`/~a${ITEMS}`)).toMatchObject({ status: 200 })
    await ask('/__admin/sandboxes/a', 'DELETE')
    expect(await ask(`/~c${ITEMS}`)).toMatchObject({ status: 200 })
    await running.close()
  })
})

test('a sandbox that nobody uses goes after its time; «default» and those in use stay', async () => {
  const running = await run({ ...ONE_API, port: 0, sandboxTtl: 0 })
  await send(running.url, { path: `/~idle${ITEMS}` })
  await send(running.url, { path: ITEMS })
  await expect
    .poll(() => {
      running.sandboxes.sweep()
      return running.sandboxes.list().map(({ id }) => id)
    })
    .toEqual(['default'])
  await running.close()
  const patient = await run({ ...ONE_API, port: 0, sandboxTtl: 60_000 })
  await send(patient.url, { path: `/~idle${ITEMS}` })
  patient.sandboxes.sweep()
  expect(patient.sandboxes.size).toBe(2)
  await patient.close()
})

test('an address that no API knows is told the nearest operations, and makes no sandbox', async () => {
  const got = await server.send({ path: '/~unmade/shop/v2/items' })
  expect(got).toMatchObject({ status: 404, body: { received: { method: 'GET', path: '/shop/v2/items' } } })
  expect(got.body).toMatchObject({
    nearest: expect.arrayContaining([expect.objectContaining({ operation: 'shop item.list' })]),
  })
  expect(server.running.sandboxes.get('unmade')).toBeUndefined()
})
