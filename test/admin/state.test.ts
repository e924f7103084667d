import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../src/core/scenarios/scenario.ts'
import { type Got, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({
  apis: [shop],
  api: ['shop', 'vodyanoy'],
  records: { vodyanoy: 5 },
  now: '2024-03-01T09:00:00+03:00',
  frozen: true,
})
const { admin } = server
let made = 0
const newBox = async (start: object = {}): Promise<string> => {
  const id = `state-${++made}`
  await admin('POST /sandboxes', { id, ...start })
  return id
}
const BARE = { scenario: 'empty', records: 0 }
const shopAt = (id: string, line: string, body?: unknown) => {
  const [method, path] = line.split(' ') as [string, string]
  return server.send({ method, path: `/~${id}/shop/v1${path}`, body })
}
const stateOf = async (id: string): Promise<Scenario> => (await admin(`GET /sandboxes/${id}/state`)).body as Scenario
const put = (id: string, state: object): Promise<Got> => admin(`PUT /sandboxes/${id}/state`, state)

/** Requests that use all that a sandbox holds: records, counters, random stream, memory, clock. */
const lines = [
  ['POST /items', { title: 'lamp', tags: ['a', 'b'] }],
  ['POST /items', { title: 'sofa', price: 7.5 }],
  ['PUT /items/100', { title: 'lantern' }],
  ['DELETE /items/100'],
  ['DELETE /items/101'],
  ['POST /notes'],
  ['POST /visits'],
  ['GET /items'],
] as const
const play = async (id: string, which: readonly number[]) => {
  const answers: unknown[] = []
  for (const i of which) {
    const { status, text } = await shopAt(id, lines[i]![0], lines[i]![1])
    answers.push([status, text])
  }
  return answers
}

describe('the state of a sandbox', () => {
  test('is a scenario document that starts empty', async () => {
    const id = await newBox({ seed: 4, readings: { 'shop.greeting': 'long' }, profiles: { shop: 'old' }, strict: true })
    await shopAt(id, 'POST /items', { title: 'lamp' })
    expect(await stateOf(id)).toEqual({
      empty: true,
      records: 0,
      seed: 4,
      now: '2024-03-01T09:00:00+03:00',
      frozen: true,
      timezone: 'Europe/Moscow',
      profiles: { shop: 'old' },
      readings: { 'shop.greeting': 'long' },
      strict: true,
      counters: expect.objectContaining({ 'shop.items': 101, 'shop.tickets': 7 }),
      data: {
        shop: { items: [{ id: 100, title: 'lamp', price: 0, with: null }], notes: [] },
        vodyanoy: expect.objectContaining({ clients: expect.any(Array) }),
      },
      faults: [],
      random: expect.any(Number),
      memory: {},
    })
  })

  test('comes back as it was given, and the same requests get the same answers from there on, in any sandbox', async () => {
    const which = fc.array(fc.nat(lines.length - 1), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(which, which, async (before, after) => {
        const from = await newBox({ seed: 3 })
        const into = await newBox({ ...BARE, timezone: 'UTC', readings: { 'shop.greeting': 'long' } })
        await play(from, before)
        await play(into, after)
        const state = await stateOf(from)
        expect((await put(into, state)).status).toBe(200)
        expect((await admin(`GET /sandboxes/${into}/state`)).text).toBe(JSON.stringify(state))
        const [one, other] = [await play(from, after), await play(into, after)]
        expect(other).toEqual(one)
        expect(await stateOf(into)).toEqual(await stateOf(from))
        await put(from, state)
        expect(await stateOf(from)).toEqual(state)
      }),
      { numRuns: 25 },
    )
  })

  test('holds all faker records, and the vendor’s answers with them', async () => {
    const [from, into] = [await newBox({ records: { vodyanoy: 30 } }), await newBox(BARE)]
    await server.send({ method: 'POST', path: `/~${from}/api/clients`, body: { NAIMENOVANIE: 'Ромашка' } })
    await put(into, await stateOf(from))
    const lists = [from, into].map(id => server.send({ path: `/~${id}/api/clients` }))
    const [one, other] = await Promise.all(lists)
    expect(other!.text).toBe(one!.text)
    expect(one!.text.length).toBeGreaterThan(1000)
  })

  test('keeps what faults will still do', async () => {
    const [from, into] = [await newBox(), await newBox()]
    await admin(`POST /sandboxes/${from}/faults`, {
      match: { operation: 'shop item.list' },
      after: 1,
      times: 3,
      status: 503,
    })
    await admin(`POST /sandboxes/${from}/faults`, { match: { method: 'DELETE' }, times: 1, status: 500 })
    for (const line of ['GET /items', 'GET /items', 'DELETE /items/1']) await shopAt(from, line)
    const { faults } = await stateOf(from)
    expect(faults).toEqual([{ id: 'f1', match: { operation: 'shop item.list' }, after: 0, times: 2, status: 503 }])
    await put(into, await stateOf(from))
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) statuses.push((await shopAt(into, 'GET /items')).status)
    expect(statuses).toEqual([503, 503, 200])
  })

  test('says that references are unchecked where one dangles', async () => {
    const id = await newBox(BARE)
    server.running.sandboxes.get(id)!.transact(() =>
      server.running.sandboxes
        .get(id)!
        .collection('shop', 'items')!
        .insert({ title: 'lone', with: 999 } as object),
    )
    const state = await stateOf(id)
    expect(state.references).toBe('unchecked')
    expect((await put(id, state)).status).toBe(200)
    expect((await put(id, { ...state, references: 'checked' })).status).toBe(400)
  })
})

describe('PUT state', () => {
  test('makes the document the present, and its difference from the start the changes', async () => {
    const id = await newBox(BARE)
    await put(id, { empty: true, data: { shop: { items: [{ id: 3, title: 'chair' }] } } })
    expect((await shopAt(id, 'GET /items')).body).toEqual([{ id: 3, title: 'chair', price: 0, with: null }])
    expect((await admin(`GET /sandboxes/${id}/changes`)).body).toEqual({
      changes: [
        {
          api: 'shop',
          collection: 'items',
          key: 3,
          op: 'insert',
          before: null,
          after: { id: 3, title: 'chair', price: 0, with: null },
        },
      ],
    })
    await admin(`POST /sandboxes/${id}/reset`)
    expect((await shopAt(id, 'GET /items')).body).toEqual([])
  })

  test('shows what a start has and the document lacks as deleted, and what both have not at all', async () => {
    const id = await newBox()
    const state = await stateOf(id)
    const { clients, ledger } = state.data!.vodyanoy! as Record<'clients' | 'ledger', Record<string, unknown>[]>
    const [changed, ...others] = clients
    const [gone, ...rest] = ledger
    const vodyanoy = {
      ...state.data!.vodyanoy,
      clients: [{ ...changed, naimenovanie: 'Иначе' }, ...others],
      ledger: rest,
    }
    await put(id, { ...state, data: { ...state.data, vodyanoy } })
    const { changes } = (await admin(`GET /sandboxes/${id}/changes`)).body as { changes: object[] }
    expect(changes).toEqual([
      expect.objectContaining({ key: changed!.id, op: 'update', after: { ...changed, naimenovanie: 'Иначе' } }),
      expect.objectContaining({ key: gone!.id, op: 'delete', before: gone, after: null }),
    ])
  })

  test('keeps the order of the document', async () => {
    const items = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 })
    const asItems = (ids: readonly number[]) => ids.map(id => ({ id, title: `no ${id}`, price: 0, with: null }))
    await fc.assert(
      fc.asyncProperty(items, items, async (first, second) => {
        const id = await newBox(BARE)
        for (const ids of [first, second, first]) {
          await put(id, { empty: true, data: { shop: { items: asItems(ids) } } })
          expect((await shopAt(id, 'GET /items')).body).toEqual(asItems(ids))
        }
        await shopAt(id, 'POST /items', { title: 'last' })
        expect(((await shopAt(id, 'GET /items')).body as { title: string }[]).at(-1)!.title).toBe('last')
      }),
      { numRuns: 40 },
    )
  })

  test('keeps the order of the document where the start has records too, and calls a record that only moved no change', async () => {
    const id = await newBox({ ...BARE, records: { vodyanoy: 8 } })
    const state = await stateOf(id)
    const start = state.data!.vodyanoy!.clients!
    const added = [1, 2].map(i => ({ ...start[0], id: `3000000000000${i}` }))
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...start, ...added]), async clients => {
        const document = { ...state, references: 'unchecked', data: { vodyanoy: { clients } } }
        const got = await put(id, document)
        expect((got.body as Scenario).data!.vodyanoy!.clients).toEqual(clients)
        const { changes } = (await admin(`GET /sandboxes/${id}/changes`)).body as {
          changes: { collection: string; op: string; key: string }[]
        }
        const box = server.running.sandboxes.get(id)!
        const stored = box.collection('vodyanoy', 'clients')!
        box.transact(() => {
          for (const client of clients) stored.update(client.id as string, { email: 'moved@b.example' } as object)
          if (clients[1]) stored.remove(clients[1].id as string, [])
        })
        const left = clients.filter((_, i) => i !== 1).map(client => client.id)
        expect((stored.all() as { id: string }[]).map(client => client.id)).toEqual(left)
        const keys = new Set(clients.map(client => client.id))
        const gone = start.filter(client => !keys.has(client.id)).map(client => `delete ${client.id}`)
        const come = added.filter(client => keys.has(client.id)).map(client => `insert ${client.id}`)
        const said = changes.filter(({ collection }) => collection === 'clients').map(({ op, key }) => `${op} ${key}`)
        expect(said.sort()).toEqual([...gone, ...come].sort())
      }),
      { numRuns: 40 },
    )
  })

  test('takes readings, profile, zone, strictness and clock of the document; a reset takes those of the start', async () => {
    const id = await newBox({ timezone: 'Asia/Omsk', strict: true })
    await put(id, {
      extends: 'empty',
      now: '2020-01-01T00:00:00Z',
      timezone: 'UTC',
      profiles: { shop: 'old' },
      readings: { 'shop.greeting': 'long' },
    })
    const forced = { now: '2020-01-01T00:00:00+00:00', frozen: true, timezone: 'UTC', strict: false }
    await admin(`PUT /sandboxes/${id}/clock`, { now: '2020-01-01T00:00:00Z', frozen: true })
    expect((await admin(`GET /sandboxes/${id}`)).body).toMatchObject({ ...forced, profiles: { shop: 'old' } })
    await admin(`POST /sandboxes/${id}/reset`)
    expect((await admin(`GET /sandboxes/${id}`)).body).toMatchObject({
      timezone: 'Asia/Omsk',
      strict: true,
      profiles: {},
    })
  })

  test('empties caches, for the answers in them are of another world', async () => {
    const id = await newBox(BARE)
    await shopAt(id, 'GET /count')
    await put(id, { empty: true, data: { shop: { items: [{ id: 1, title: 'chair' }] } } })
    expect((await shopAt(id, 'GET /count')).body).toEqual({ count: 1 })
  })

  test('gives records without a key the next one, and defaults to those that lack fields', async () => {
    const id = await newBox(BARE)
    await put(id, { empty: true, data: { shop: { items: [{ title: 'chair' }, { title: 'desk', price: 3 }] } } })
    expect((await shopAt(id, 'GET /items')).body).toMatchObject([
      { id: 100, title: 'chair', price: 0 },
      { id: 101, title: 'desk', price: 3 },
    ])
    expect((await shopAt(id, 'POST /items', { title: 'bed' })).body).toMatchObject({ id: 102 })
  })

  test.each([
    ['names that no scenario has', { emtpy: true, sede: 4 }, ['emtpy', 'sede']],
    ['values of wrong types', { seed: 'x', frozen: 1 }, ['seed', 'frozen']],
    ['an unknown API', { data: { bakery: {} } }, ['data.bakery']],
    ['an unknown collection', { data: { shop: { shelves: [] } } }, ['data.shop.shelves']],
    ['an unknown API that remembers', { memory: { bakery: 1 } }, ['memory.bakery']],
    ['an unknown counter', { counters: { 'shop.shelves': 1 } }, ['counters.shop.shelves']],
    [
      'a fault of an unknown operation',
      { faults: [{ match: { operation: 'shop item.lits' } }] },
      ['faults[0].match.operation'],
    ],
    ['an unknown scenario to extend', { extends: 'nowhere' }, ['extends']],
    ['a file to extend', { extends: '../package.json' }, ['extends']],
    [
      'a record that its schema forbids',
      { data: { shop: { items: [{ id: 1, title: '' }] } } },
      ['data.shop.items[0].title'],
    ],
    [
      'every record that its schema forbids',
      { data: { shop: { items: [{ id: 1 }, { id: 2, title: 'ok' }, { id: 3, title: 'x', price: -1 }] } } },
      ['data.shop.items[0]', 'data.shop.items[2].price'],
    ],
    [
      'a reference that dangles',
      { data: { shop: { items: [{ id: 1, title: 'x', with: 2 }] } } },
      ['data.shop.items[0].with'],
    ],
    ['a list', [], ['']],
  ])('refuses %s, and the sandbox stays as it was', async (_, document, paths) => {
    const id = await newBox()
    await shopAt(id, 'POST /items', { title: 'kept' })
    const before = await stateOf(id)
    const got = await put(id, document)
    expect(got).toMatchObject({ status: 400, body: { status: 400 } })
    expect((got.body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths)
    expect(await stateOf(id)).toEqual(before)
  })

  test('takes a state larger than a request may be', async () => {
    const id = await newBox(BARE)
    const items = Array.from({ length: 12_000 }, (_, i) => ({
      id: i + 1,
      title: 'x'.repeat(100),
      price: 1,
      with: null,
    }))
    expect((await put(id, { empty: true, data: { shop: { items } } })).status).toBe(200)
    expect(await stateOf(id)).toMatchObject({ data: { shop: { items: { length: 12_000 } } } })
  })
})
