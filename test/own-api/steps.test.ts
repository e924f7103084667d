import { expect, test } from 'vitest'
import { type Call, collection, defineApi, operations, Refusal, type Reply, schema, type Work } from '../../src/api.ts'
import { serve } from '../support/server.ts'

interface Types {
  records: { items: { id: number; title: string } }
  readings: Record<never, never>
  caller: null
}

const operation = operations<Types>()
const docs = 'bulk.txt: items'

function* addEach(titles: readonly string[], { store }: Pick<Call<Types>, 'store'>): Work<Reply> {
  for (const title of titles) {
    if (title === 'bad') throw new Refusal('it is bad')
    store.items.insert({ title })
    yield
  }
  return { status: 200, body: { added: titles.length } }
}

let steps = 0
function* goOn(): Work<Reply> {
  for (;;) yield void steps++
}

const bulk = defineApi<Types>({
  name: 'bulk',
  title: 'Bulk',
  docs: 'bulk.txt',
  basePath: '/bulk/v1',
  credentials: {},
  account: {},
  authenticate: () => null,
  error: schema({ type: 'object' }),
  refuse: error => ({ status: 400, body: { error: error.message } }),
  readings: {},
  collections: { items: collection({ key: 'id', keyType: 'integer', newKey: 1 }) },
  operations: [
    operation('POST /items', {
      id: 'item.bulk',
      summary: 'Adds many',
      docs,
      body: schema<{ titles: string[] }>({
        type: 'object',
        properties: { titles: { type: 'array', items: { type: 'string' } } },
        required: ['titles'],
      }),
      replies: { 200: schema({ type: 'object' }) },
      handle: call => addEach(call.body.titles, call),
    }),
    operation('POST /endless', {
      id: 'endless',
      summary: 'Never comes to an end',
      docs,
      replies: { 200: schema({ type: 'object' }) },
      handle: goOn,
    }),
  ],
})

const server = await serve({ apis: [bulk], scenario: 'empty' })
const add = (titles: readonly string[]) => server.send({ method: 'POST', path: '/bulk/v1/items', body: { titles } })
const many = (count: number) => Array.from({ length: count }, (_, n) => `t${n}`)

test.each([0, 99, 100, 101, 1234])(
  'an operation that gives a generator answers what it returns: %i steps',
  async count => {
    expect(await add(many(count))).toMatchObject({ status: 200, body: { added: count } })
    expect(server.all('bulk', 'items')).toHaveLength(count)
  },
)

test('one that is under way ends with its sandbox, even where it writes nothing', async () => {
  const started = steps
  const pending = server.send({ method: 'POST', path: '/~gone/bulk/v1/endless' })
  await expect.poll(() => steps, { interval: 1, timeout: 10_000 }).toBeGreaterThan(started + 300)
  expect((await server.admin('DELETE /sandboxes/gone')).status).toBe(204)
  expect((await pending).status).toBe(409)
})

test('one that refuses leaves what was done in whole transactions before it, and says why', async () => {
  const got = await add([...many(250), 'bad', ...many(250)])
  expect(got).toMatchObject({ status: 400, body: { error: 'it is bad' } })
  const left = server.all('bulk', 'items').map(item => (item as { title: string }).title)
  // A transaction is a hundred steps, or fewer where the machine is slow.
  expect(left).toEqual(many(250).slice(0, left.length))
  expect(left.length).toBeGreaterThan(0)
})
