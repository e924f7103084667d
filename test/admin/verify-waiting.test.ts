import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type Got, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], scenario: 'empty', journalLimit: 4 })
const { admin, box } = server
const HOME = '/sandboxes/default/requests'
const verify = (body: object) => admin(`POST ${HOME}/verify`, body)
const add = (title: string, headers?: Record<string, string>) =>
  server.send({ method: 'POST', path: '/shop/v1/items', body: { title }, headers })
const list = () => server.send({ path: '/shop/v1/items' })

/** A verification under way: it waits when this resolves. */
async function waiting(body: object): Promise<{ got: Promise<Got>; isOver: () => boolean }> {
  const before = box.journal.watchers
  let over = false
  const got = verify(body).finally(() => (over = true))
  await expect.poll(() => box.journal.watchers).toBe(before + 1)
  return { got, isOver: () => over }
}

afterEach(() => expect(box.journal.watchers).toBe(0))

describe('verify with “within”', () => {
  test('counts what is there already, and answers at once where it holds', async () => {
    await add('lamp')
    expect((await verify({ operation: 'item.add', within: '60s' })).body).toEqual({
      ok: true,
      matched: 1,
      expected: { atLeast: 1 },
      nearest: [],
    })
  })

  test('answers as soon as it holds', async () => {
    await add('lamp')
    const { got, isOver } = await waiting({ operation: 'item.add', where: { title: 'sofa' }, times: 2, within: '60s' })
    await add('sofa')
    await list()
    expect(isOver()).toBe(false)
    await add('sofa')
    expect((await got).body).toMatchObject({ ok: true, matched: 2, expected: 2 })
  })

  test('counts headers too', async () => {
    const { got } = await waiting({ operation: 'item.add', headers: { 'X-Try': 2 }, within: 60_000 })
    await add('lamp', { 'x-try': '1' })
    await add('lamp', { 'x-try': '2' })
    expect((await got).body).toMatchObject({ ok: true, matched: 1 })
  })

  test('fails in words when the time is over', async () => {
    await add('sofa')
    const started = performance.now()
    expect((await verify({ operation: 'item.add', where: { title: 'lamp' }, within: '80ms' })).body).toMatchObject({
      ok: false,
      matched: 0,
      nearest: [{ id: 'r1', differs: ['title: "sofa" instead of "lamp"'] }],
      message: 'Cannot verify item.add with {"title":"lamp"}: 0 came, expected at least 1 within 80ms.',
    })
    expect(performance.now() - started).toBeGreaterThanOrEqual(75)
  })

  test('fails at once where it can hold no more', async () => {
    const { got } = await waiting({ operation: 'item.add', times: { atLeast: 2, atMost: 2 }, where: {}, within: '60s' })
    await add('a')
    await add('b')
    expect((await got).body).toMatchObject({ ok: true })
    expect((await verify({ operation: 'item.add', times: 1, within: '60s' })).body).toMatchObject({
      ok: false,
      matched: 2,
    })
  })

  test('counts on where the journal drops what it counted', async () => {
    const { got } = await waiting({ operation: 'item.add', times: 6, within: '60s' })
    for (const title of ['a', 'b', 'c', 'd', 'e', 'f']) await add(title)
    expect((await got).body).toMatchObject({ ok: true, matched: 6 })
  })

  test('begins anew where the journal is emptied', async () => {
    await add('a')
    const { got } = await waiting({ operation: 'item.add', times: 2, within: '60s' })
    await admin(`DELETE ${HOME}`)
    await add('b')
    await add('c')
    expect((await got).body).toMatchObject({ ok: true, matched: 2 })
  })

  test.each([[{ operation: 'item.add', within: '60s' }], [{ operation: 'item.add', never: true, within: '60s' }]])(
    '%j ends with a reset, and does not hold',
    async expectation => {
      await list()
      const { got } = await waiting(expectation)
      await admin('POST /sandboxes/default/reset')
      expect((await got).body).toMatchObject({
        ok: false,
        matched: 0,
        nearest: [{ id: 'r1' }],
        message: expect.stringContaining('the sandbox was reset or dropped meanwhile'),
      })
    },
  )

  test('ends where its sandbox is dropped', async () => {
    await admin('POST /sandboxes', { id: 'w1' })
    const got = admin('POST /sandboxes/w1/requests/verify', { operation: 'item.add', within: '60s' })
    await expect.poll(() => server.running.sandboxes.get('w1')!.journal.watchers).toBe(1)
    await admin('DELETE /sandboxes/w1')
    expect((await got).body).toMatchObject({ ok: false })
  })

  test('waits on through a checkpoint that is restored', async () => {
    await admin('POST /sandboxes/default/checkpoints', { name: 'one' })
    const { got } = await waiting({ operation: 'item.add', within: '60s' })
    await admin('POST /sandboxes/default/checkpoints/one/restore')
    await add('lamp')
    expect((await got).body).toMatchObject({ ok: true })
  })

  test('leaves nothing behind of a client that leaves', async () => {
    const url = new URL(`/__admin${HOME}/verify`, server.running.url)
    const req = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } })
    req.on('error', () => {})
    req.end(JSON.stringify({ operation: 'item.add', within: '60s' }))
    await expect.poll(() => box.journal.watchers).toBe(1)
    req.destroy()
    await expect.poll(() => box.journal.watchers).toBe(0)
  })

  test('lets no more than a hundred wait', async () => {
    const all = Array.from({ length: 100 }, () => verify({ operation: 'item.add', within: '60s' }))
    await expect.poll(() => box.journal.watchers).toBe(100)
    expect(await verify({ operation: 'item.add', within: '60s' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { hint: expect.any(String) },
    })
    expect(await verify({ operation: 'item.add' })).toMatchObject({ status: 200 })
    await add('lamp')
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(all.map(() => 200))
  })
})

describe('verify with “never”', () => {
  test('holds where none came in all the time', async () => {
    const started = performance.now()
    expect((await verify({ operation: 'item.add', never: true, within: 80 })).body).toEqual({
      ok: true,
      matched: 0,
      expected: 0,
      nearest: [],
    })
    expect(performance.now() - started).toBeGreaterThanOrEqual(75)
  })

  test('fails at once when one comes', async () => {
    const { got } = await waiting({ operation: 'item.add', where: { title: 'lamp' }, never: true, within: '60s' })
    await add('sofa')
    await add('lamp')
    expect((await got).body).toMatchObject({
      ok: false,
      matched: 1,
      nearest: [{ id: 'r2', differs: [] }],
      message: 'Cannot verify item.add with {"title":"lamp"}: 1 came, expected none within 60s.',
    })
  })

  test.each([[{}], [{ within: '60s' }]])('fails at once where one came already: %j', async more => {
    await add('lamp')
    expect((await verify({ operation: 'item.add', never: true, ...more })).body).toMatchObject({
      ok: false,
      matched: 1,
    })
  })
})

describe('verify-order', () => {
  const order = (...sequence: object[]) => admin(`POST ${HOME}/verify-order`, { sequence })
  const lamp = { operation: 'item.add', where: { title: 'lamp' } }
  const sofa = { operation: 'shop item.add', where: { title: 'sofa' } }
  const listed = { operation: 'item.list' }
  const came = async () => {
    await add('lamp')
    await list()
    await add('sofa')
    await list()
  }
  test.each([
    [[lamp], true],
    [[lamp, sofa], true],
    [[lamp, listed, sofa, listed], true],
    [[listed, listed], true],
    [[lamp, listed, listed], true],
    [[{ operation: 'item.add', api: 'shop' }, sofa], true],
    [[sofa, lamp], false],
    [[sofa, sofa], false],
    [[listed, listed, listed], false],
    [[listed, listed, sofa], false],
    [[{ operation: 'item.remove' }], false],
    [[{ ...lamp, headers: { 'x-no': '1' } }], false],
  ])('%j: %s', async (sequence, ok) => {
    await came()
    expect(await order(...sequence)).toMatchObject({ status: 200, body: { ok, expected: sequence.length } })
  })

  test('fails in words, with the nearest', async () => {
    await came()
    expect((await order(listed, sofa, lamp)).body).toEqual({
      ok: false,
      matched: 2,
      expected: 3,
      nearest: [
        expect.objectContaining({ id: 'r1', differs: ['order: came before r3, not after it'] }),
        expect.objectContaining({ id: 'r4' }),
      ],
      message: 'Cannot verify the order: request 3 of 3, item.add with {"title":"lamp"}, did not come after r3.',
    })
    expect((await order({ operation: 'item.count' })).body).toMatchObject({
      message: 'Cannot verify the order: request 1 of 1, item.count, did not come.',
    })
  })

  test.each([
    [[lamp, sofa], null],
    [[lamp, listed, listed, listed], null],
    [[listed, listed, listed, listed], true],
    [[lamp, lamp, lamp, listed], false],
    [[{ operation: 'item.count' }, listed], false],
    [[listed, lamp], false],
  ])('%j is %s where the first two item.add are gone', async (sequence, ok) => {
    await add('lamp')
    await add('sofa')
    for (let i = 0; i < 4; i++) await list()
    const got = await order(...sequence)
    expect([got.status, (got.body as { ok?: boolean }).ok ?? null]).toEqual([ok === null ? 409 : 200, ok])
  })

  test.each([
    [{}, ''],
    [{ sequence: [] }, 'sequence'],
    [{ sequence: [{ where: {} }] }, 'sequence[0]'],
    [{ sequence: [{ operation: 'item.lits' }] }, 'sequence[0].operation'],
    [{ sequence: [{ operation: 'item.list', times: 2 }] }, 'sequence[0].times'],
  ])('refuses %j', async (body, path) => {
    const got = await admin(`POST ${HOME}/verify-order`, body)
    expect(got).toMatchObject({ status: 400 })
    expect((got.body as { errors: { path: string }[] }).errors[0]!.path).toContain(path)
  })
})
