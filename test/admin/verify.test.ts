import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['shop', 'vodyanoy'], scenario: 'empty', journalLimit: 4 })
const { admin } = server
const verify = (body: unknown) => admin('POST /sandboxes/default/requests/verify', body)
const add = (body: object, query = '') => server.send({ method: 'POST', path: `/shop/v1/items${query}`, body })
const list = (query = '') => server.send({ path: `/shop/v1/items${query}` })

describe('verify', () => {
  const came = async () => {
    await add({ title: 'lamp', price: 5, tags: ['a', 'b'], deep: { down: { x: 1, y: 2 } } })
    await add({ title: 'sofa', price: 5 }, '?title=query&order=asc')
    await list('?order=5')
  }
  test.each([
    [{ operation: 'item.add' }, 2, true],
    [{ operation: 'shop item.add' }, 2, true],
    [{ operation: 'item.add', api: 'shop' }, 2, true],
    [{ operation: 'item.remove' }, 0, false],
    [{ operation: 'item.remove', times: 0 }, 0, true],
    [{ operation: 'item.add', times: 2 }, 2, true],
    [{ operation: 'item.add', times: 1 }, 2, false],
    [{ operation: 'item.add', times: 3 }, 2, false],
    [{ operation: 'item.add', times: { atLeast: 2 } }, 2, true],
    [{ operation: 'item.add', times: { atLeast: 3 } }, 2, false],
    [{ operation: 'item.add', times: { atMost: 1 } }, 2, false],
    [{ operation: 'item.add', times: { atLeast: 1, atMost: 2 } }, 2, true],
    [{ operation: 'item.add', where: { title: 'lamp' } }, 1, true],
    [{ operation: 'item.add', where: { price: 5 } }, 2, true],
    [{ operation: 'item.add', where: { price: '5' } }, 2, true],
    [{ operation: 'item.list', where: { order: 5 } }, 1, true],
    [{ operation: 'item.add', where: { deep: { down: { y: 2 } } } }, 1, true],
    [{ operation: 'item.add', where: { deep: { down: { z: 2 } } } }, 0, false],
    [{ operation: 'item.add', where: { tags: ['a', 'b'] } }, 1, true],
    [{ operation: 'item.add', where: { tags: ['a'] } }, 0, false],
    [{ operation: 'item.add', where: { title: 'query' } }, 0, false],
    [{ operation: 'item.add', where: { order: 'asc' } }, 1, true],
    [{ operation: 'item.add', where: {} }, 2, true],
    [{ operation: 'item.add', headers: { 'Content-Type': 'application/json' } }, 2, true],
    [{ operation: 'item.add', headers: { 'CONTENT-LENGTH': 31, host: 'elsewhere' } }, 0, false],
    [{ operation: 'item.list', headers: { 'content-type': 'application/json' } }, 0, false],
    [{ operation: 'item.add', never: false }, 2, true],
  ])('%j: %i matched, %s', async (expectation, matched, ok) => {
    await came()
    const expected = 'times' in expectation ? expectation.times : { atLeast: 1 }
    expect(await verify(expectation)).toMatchObject({ status: 200, body: { ok, matched, expected } })
  })

  test('says of the nearest in words what is otherwise', async () => {
    await came()
    const { body } = await verify({ operation: 'item.add', where: { title: 'lamp', price: 6, colour: 'red' } })
    expect(body).toMatchObject({
      ok: false,
      nearest: [
        { id: 'r1', operation: 'item.add', method: 'POST', url: '/shop/v1/items' },
        { id: 'r2', url: '/shop/v1/items?title=query&order=asc' },
        { id: 'r3', operation: 'item.list' },
      ],
    })
    const { nearest } = body as { nearest: { differs: string[] }[] }
    expect(nearest[0]!.differs).toEqual(['price: 5 instead of 6', 'colour: missing, expected "red"'])
    expect(nearest[1]!.differs[0]).toBe('title: "sofa" instead of "lamp"')
    expect(nearest[2]!.differs[0]).toBe('operation: item.list of shop instead of item.add')
  })

  test('says of the nearest which headers are otherwise', async () => {
    await server.send({ path: '/shop/v1/items', headers: { 'x-key': 'hush-hush', 'X-Try': '1' } })
    const { body, text } = await verify({
      operation: 'item.list',
      headers: { 'x-try': 2, 'X-KEY': 'other', 'X-Absent': 'a' },
    })
    expect(body).toMatchObject({
      ok: false,
      nearest: [
        {
          id: 'r1',
          differs: [
            'header x-try: "1" instead of 2',
            'header X-KEY: "***" instead of "***"',
            'header X-Absent: missing, expected "a"',
          ],
        },
      ],
      message:
        'Cannot verify item.list with the header x-try: 2 and the header X-KEY: *** and the header X-Absent: a: 0 came, expected at least 1.',
    })
    expect(text).not.toContain('hush')
  })

  test.each([
    [{ api: 'shop', operation: 'item.add', times: 1 }, 'Cannot verify shop item.add: 2 came, expected exactly 1.'],
    [
      { operation: 'shop item.add', times: { atLeast: 3, atMost: 4 } },
      'Cannot verify shop item.add: 2 came, expected at least 3 and at most 4.',
    ],
    [{ operation: 'item.add', never: true }, 'Cannot verify item.add: 2 came, expected none.'],
  ])('fails in words: %j', async (expectation, message) => {
    await came()
    expect((await verify(expectation)).body).toMatchObject({ ok: false, message })
  })

  test('shows those that were too many', async () => {
    await came()
    expect((await verify({ operation: 'item.add', times: 1 })).body).toMatchObject({
      nearest: [
        { id: 'r1', differs: [] },
        { id: 'r2', differs: [] },
      ],
    })
  })

  test('compares parameters of the path too, whenever it is asked', async () => {
    await server.send({ path: '/shop/v1/items/77' })
    await server.send({ path: '/shop/v1/items/78' })
    expect((await verify({ operation: 'item.get', where: { id: 77 }, times: 1 })).body).toMatchObject({ ok: true })
  })

  test('shows no credential', async () => {
    await server.send({ path: '/shop/v1/items?key=hush-hush' })
    const { text } = await verify({ operation: 'item.list', where: { key: 'other' } })
    expect(text).not.toContain('hush')
  })

  test('counts requests that failed, that were struck, and that a cache answered', async () => {
    await admin('POST /sandboxes/default/faults', { match: { operation: 'item.list' }, times: 1, status: 500 })
    await list()
    for (let i = 0; i < 2; i++) await server.send({ path: '/shop/v1/count' })
    await server.send({ path: '/shop/v1/items/9' })
    for (const [operation, times] of [
      ['item.list', 1],
      ['item.count', 2],
      ['item.get', 1],
    ] as const)
      expect((await verify({ operation, times })).body).toMatchObject({ ok: true })
  })

  test.each([
    [{}],
    [{ operation: 'item.add', were: {} }],
    [{ operation: 'item.add', where: [] }],
    [{ operation: 'item.add', times: -1 }],
    [{ operation: 'item.add', times: 1.5 }],
    [{ operation: 'item.add', times: {} }],
    [{ operation: 'item.add', times: { atLest: 1 } }],
    [{ operation: 'item.add', times: { atLeast: 2, atMost: 1 } }],
    [{ operation: 'item.dad', times: 0 }],
    [{ operation: 'vodyanoy item.add', times: 0 }],
    [{ operation: 'item.add', api: 'vodyanoy', times: 0 }],
    [{ operation: 'item.add', headers: { a: true } }],
    [{ operation: 'item.add', headers: 'a' }],
    [{ operation: 'item.add', within: '61s' }],
    [{ operation: 'item.add', within: 60_001 }],
    [{ operation: 'item.add', within: -1 }],
    [{ operation: 'item.add', within: '2 seconds' }],
    [{ operation: 'item.add', within: null }],
    [{ operation: 'item.add', never: 'yes' }],
    [{ operation: 'item.add', never: true, times: 0 }],
  ])('refuses %j', async body => {
    expect(await verify(body)).toMatchObject({ status: 400, body: { errors: expect.any(Array) } })
  })
})

describe('where entries were dropped', () => {
  const overflow = async () => {
    for (const title of ['a', 'b', 'c']) await add({ title })
    for (let i = 0; i < 3; i++) await list()
  }
  test.each([
    [{ operation: 'item.add' }, true],
    [{ operation: 'item.add', times: { atLeast: 1 } }, true],
    [{ operation: 'item.add', times: { atLeast: 4 } }, false],
    [{ operation: 'item.add', times: { atMost: 3 } }, true],
    [{ operation: 'item.add', times: 4 }, false],
    [{ operation: 'item.add', times: 0 }, false],
    [{ operation: 'item.add', times: 1 }, null],
    [{ operation: 'item.add', times: 3 }, null],
    [{ operation: 'item.add', times: { atLeast: 2 } }, null],
    [{ operation: 'item.add', times: { atMost: 2 } }, null],
    [{ operation: 'item.add', where: { title: 'a' } }, null],
    [{ operation: 'item.add', where: { title: 'a' }, times: 0 }, null],
    [{ operation: 'item.add', where: { title: 'c' } }, true],
    [{ operation: 'item.list', times: 3 }, true],
    [{ operation: 'item.list', times: 4 }, false],
    [{ operation: 'item.get', times: 0 }, true],
  ])('%j is %s where two item.add are gone', async (expectation, ok) => {
    await overflow()
    const got = await verify(expectation)
    if (ok === null) {
      expect(got).toMatchObject({ status: 409, body: { dropped: 2, hint: expect.stringContaining('--journal-limit') } })
    } else expect(got).toMatchObject({ status: 200, body: { ok } })
  })

  test('an emptied journal begins to be certain again', async () => {
    await overflow()
    expect((await admin('GET /sandboxes/default/requests')).body).toMatchObject({ total: 4, dropped: 2 })
    await admin('DELETE /sandboxes/default/requests')
    expect((await verify({ operation: 'item.add', times: 0 })).body).toMatchObject({ ok: true })
    expect((await admin('GET /sandboxes/default/requests')).body).toMatchObject({ dropped: 0 })
  })
})
