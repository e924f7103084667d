import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { type Item, shop } from '../support/shop.ts'

const EPOCH = Date.parse('2024-03-01T09:00:00Z')
const START = { now: new Date(EPOCH).toISOString(), frozen: true, timezone: 'UTC' }
const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty', ...START })
const { admin } = server

/** A sandbox as plainly as can be: whole copies, and nothing shared. */
interface Plain {
  items: Item[]
  nextId: number
  visits: number
  now: number
  greeting: string
  /** What it started with. */
  since: number
}
const fresh = (since = EPOCH): Plain => ({ items: [], nextId: 100, visits: 0, now: since, greeting: 'short', since })

class Model {
  readonly boxes = new Map<string, Plain>()
  readonly points = new Map<string, Map<string, Plain>>()

  /** As using it does: made where it is new. */
  box(id: string): Plain {
    if (!this.boxes.has(id)) {
      this.boxes.set(id, fresh())
      this.points.set(id, new Map())
    }
    return this.boxes.get(id)!
  }
}

const ids = fc.constantFrom('m1', 'm2', 'm3')
const places = fc.nat(3)
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ op: fc.constant('add' as const), id: ids, title: fc.constantFrom('a', 'b', 'c') }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('change' as const), id: ids, at: places, price: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('remove' as const), id: ids, at: places }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('visit' as const), id: ids }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('take' as const), id: ids, name: fc.constantFrom('p', 'q') }) },
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant('restore' as const), id: ids, name: fc.constantFrom('p', 'q') }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('reset' as const), id: ids }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('restart' as const), id: ids, hours: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('drop' as const), id: ids }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('advance' as const), id: ids, seconds: fc.integer({ min: -60, max: 600 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('greet' as const), id: ids, greeting: fc.constantFrom('short', 'long') }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('copy' as const), id: ids, from: ids }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Does a step in the model and on the server. */
async function act(model: Model, doing: Step): Promise<void> {
  const { op, id } = doing
  const box = model.box(id)
  const points = model.points.get(id)!
  const home = `/sandboxes/${id}`
  const ask = (method: string, path: string, body?: unknown) =>
    server.send({ method, path: `/~${id}/shop/v1${path}`, body })
  switch (op) {
    case 'add':
      box.items.push({ id: box.nextId++, title: doing.title, price: 0, with: null })
      return void (await ask('POST', '/items', { title: doing.title }))
    case 'change': {
      const item = box.items[doing.at]
      if (item) item.price = doing.price
      return void (await ask('PUT', `/items/${item?.id ?? 1}`, { price: doing.price }))
    }
    case 'remove': {
      const [item] = box.items.splice(doing.at, 1)
      return void (await ask('DELETE', `/items/${item?.id ?? 1}`))
    }
    case 'visit':
      expect((await ask('POST', '/visits')).body).toMatchObject({ visits: ++box.visits, at: box.now })
      return
    case 'take': {
      const isNew = !points.has(doing.name)
      if (isNew) points.set(doing.name, structuredClone(box))
      expect((await admin(`POST ${home}/checkpoints`, { name: doing.name })).status).toBe(isNew ? 201 : 409)
      return
    }
    case 'restore': {
      const point = points.get(doing.name)
      if (point) model.boxes.set(id, { ...structuredClone(point), since: box.since })
      expect((await admin(`POST ${home}/checkpoints/${doing.name}/restore`)).status).toBe(point ? 200 : 404)
      return
    }
    case 'reset':
      model.boxes.set(id, fresh(box.since))
      return void (await admin(`POST ${home}/reset`))
    case 'restart': {
      const since = EPOCH + doing.hours * 3_600_000
      model.boxes.set(id, fresh(since))
      return void (await admin(`POST ${home}/reset`, { now: new Date(since).toISOString() }))
    }
    case 'drop':
      model.boxes.delete(id)
      return void (await admin(`DELETE ${home}`))
    case 'advance':
      box.now += doing.seconds * 1000
      return void (await admin(`POST ${home}/clock/advance`, { seconds: doing.seconds }))
    case 'greet':
      box.greeting = doing.greeting
      return void (await admin(`PUT ${home}/readings`, { 'shop.greeting': doing.greeting }))
    case 'copy': {
      const from = model.box(doing.from)
      model.boxes.set(id, { ...structuredClone(from), since: box.since })
      server.running.sandboxes.take(doing.from)
      const state = await admin(`GET /sandboxes/${doing.from}/state`)
      expect(await admin(`PUT ${home}/state`, state.body)).toMatchObject({ status: 200, text: state.text })
    }
  }
}

test('sandboxes do what naive copies of worlds do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async steps => {
      const { sandboxes } = server.running
      for (const box of sandboxes.list()) if (box.id !== 'default') sandboxes.drop(box)
      const model = new Model()
      for (const doing of steps) {
        model.box(doing.id)
        sandboxes.take(doing.id)
        await act(model, doing)
        for (const [id, plain] of model.boxes) {
          const box = sandboxes.get(id)!
          expect(box.collection('shop', 'items')!.all()).toEqual(plain.items)
          expect([box.now, box.reading(shop, 'greeting')]).toEqual([plain.now, plain.greeting])
        }
        expect(sandboxes.size).toBe(model.boxes.size + 1)
      }
      for (const [id, { items }] of model.boxes) {
        const changes = items.map(after => ({
          api: 'shop',
          collection: 'items',
          key: after.id,
          op: 'insert',
          before: null,
          after,
        }))
        expect((await admin(`GET /sandboxes/${id}/changes`)).body).toEqual({ changes })
        await admin(`POST /sandboxes/${id}/reset`)
        expect(sandboxes.get(id)!.collection('shop', 'items')!.size).toBe(0)
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)
