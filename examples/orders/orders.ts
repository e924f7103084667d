import { collection, defineApi, type HttpFault, operations, type RecordsOf, schema } from 'poligon'

const asked = { dish: { type: 'string' }, callback: { type: 'string' } } as const
const order = schema({
  type: 'object',
  properties: { id: { type: 'integer' }, ...asked, state: { enum: ['new', 'accepted'] } },
  required: ['id', 'dish', 'callback', 'state'],
})
const collections = {
  orders: collection({ key: 'id', keyType: 'integer', newKey: 1, defaults: { state: 'new' }, schema: order }),
}
type Types = { records: RecordsOf<typeof collections>; readings: Record<string, never>; caller: unknown }
export type Order = Types['records']['orders']
const operation = operations<Types>()

const create = operation('POST /orders', {
  id: 'orders.create',
  summary: 'Takes an order, which is accepted 30 seconds later',
  docs: 'Orders: create',
  body: schema({ type: 'object', properties: asked, required: ['dish', 'callback'] }),
  replies: { 201: order },
  handle({ body, store, after, reply, link }) {
    const made = store.orders.insert(body)
    after({ seconds: 30 }, 'accept', { id: made.id })
    return reply(201, made, { location: link('/orders/:id', made) })
  },
})

const get = operation('GET /orders/:id', {
  id: 'orders.get',
  summary: 'One order',
  docs: 'Orders: one',
  replies: { 200: order },
  handle: ({ params, store, reply }) => reply(200, store.orders.need(params.id)),
})

export const orders = defineApi<Types>({
  name: 'orders',
  title: 'Orders of a kitchen',
  docs: 'Orders',
  basePath: '/kitchen/v1',
  operations: [create, get],
  collections,
  timers: {
    accept({ store, webhook }, { id }: { id: number }) {
      const { callback, dish } = store.orders.update(id, { state: 'accepted' })
      webhook({ url: callback, body: { event: 'accepted', id, dish }, retry: [1, 5, 30] })
    },
  },
  error: schema({ type: 'object', properties: { message: { type: 'string' } }, required: ['message'] }),
  refuse: error => ({ status: (error as HttpFault).status, body: { message: error.message } }),
})
