import { collection, defineApi, defineReadings, type HttpFault, operations, Refusal, schema } from 'poligon'

export interface Order {
  id: number
  dish: string
  /** Whom to tell when the kitchen accepts it. */
  callback: string
  state: 'new' | 'accepted'
}

const asked = { dish: { type: 'string' }, callback: { type: 'string' } }
const properties = { id: { type: 'integer' }, ...asked, state: { enum: ['new', 'accepted'] } }
const order = schema<Order>({ type: 'object', properties, required: Object.keys(properties) })

const readings = defineReadings({})
type Types = { records: { orders: Order }; readings: typeof readings; caller: null }
const operation = operations<Types>()

const create = operation('POST /orders', {
  id: 'orders.create',
  summary: 'Takes an order, which is accepted 30 seconds later',
  docs: 'Orders: create',
  body: schema<Pick<Order, 'dish' | 'callback'>>({ type: 'object', properties: asked, required: Object.keys(asked) }),
  replies: { 201: order },
  handle({ body, store, after }) {
    const made = store.orders.insert({ ...body, state: 'new' })
    after({ seconds: 30 }, 'accept', { id: made.id })
    return { status: 201, body: made }
  },
})

const get = operation('GET /orders/:id', {
  id: 'orders.get',
  summary: 'One order',
  docs: 'Orders: one',
  replies: { 200: order },
  handle({ params, store }) {
    const found = store.orders.get(Number(params.id))
    if (!found) throw new Refusal(`There is no order ${params.id}`)
    return { status: 200, body: found }
  },
})

export const orders = defineApi<Types>({
  ...{ name: 'orders', title: 'Orders of a kitchen', docs: 'Orders', basePath: '/kitchen/v1' },
  operations: [create, get],
  timers: {
    accept({ store, webhook }, { id }: { id: number }) {
      const { callback, dish } = store.orders.update(id, { state: 'accepted' })
      webhook({ url: callback, body: { event: 'accepted', id, dish }, retry: [1, 5, 30] })
    },
  },
  collections: { orders: collection<Order>({ key: 'id', keyType: 'integer', newKey: 1, schema: order }) },
  ...{ readings, credentials: {}, account: {}, authenticate: () => null },
  error: schema({ type: 'object', properties: { message: { type: 'string' } }, required: ['message'] }),
  refuse: error => ({
    status: error instanceof Refusal ? 404 : (error as HttpFault).status,
    body: { message: error.message },
  }),
})
