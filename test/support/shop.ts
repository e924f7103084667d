import { collection, defineApi, defineReadings, operations, Refusal, schema } from '../../src/api.ts'

export interface Item {
  id: number
  title: string
  price: number
  /** The item that it goes with. */
  with: number | null
  tags?: string[]
}

export interface Note {
  id: string
  text: string
}

interface Types {
  records: { items: Item; notes: Note }
  readings: typeof readings
  caller: string | null
}

const readings = defineReadings({
  missing: {
    about: 'What is an unknown item answered?',
    options: { 404: 'status 404', 410: 'status 410' },
    default: '404',
    profiles: { old: '410' },
  },
  greeting: { about: 'How does it greet?', options: { short: '«Hi»', long: '«Good day»' }, default: 'short' },
})

class Missing extends Refusal {}

const item = schema<Item>({
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title'],
  properties: {
    id: { type: 'integer' },
    title: { type: 'string', minLength: 1 },
    price: { type: 'number', minimum: 0 },
    with: { type: ['integer', 'null'] },
    tags: { type: 'array', items: { type: 'string' } },
  },
})
const anything = schema({})
const fields = schema<Partial<Item>>({
  type: 'object',
  properties: { title: {}, price: {}, with: {}, tags: {}, key: {}, deep: {} },
  additionalProperties: false,
})

const operation = operations<Types>()
const docs = 'shop.txt: items'

const list = operation('GET /items', {
  id: 'item.list',
  summary: 'Every item',
  docs,
  query: schema({ type: 'object', properties: { order: {}, key: {} }, additionalProperties: false }),
  replies: { 200: anything },
  handle: ({ store }) => ({ status: 200, body: store.items.all() }),
})
const get = operation('GET /items/:id', {
  id: 'item.get',
  summary: 'One item',
  docs,
  replies: { 200: anything },
  handle({ store, params, reading }) {
    const found = store.items.get(Number(params.id))
    if (!found) throw new Missing(reading('missing'))
    return { status: 200, body: found }
  },
})
const add = operation('POST /items', {
  id: 'item.add',
  summary: 'Adds an item',
  docs,
  body: fields,
  replies: { 201: anything },
  handle({ store, body, random, nextId }) {
    const { title = 'nameless', price, tags } = body
    const id = nextId('items')
    return {
      status: 201,
      body: { ...store.items.insert({ id, title, price, tags, with: body.with }), receipt: random.uuid() },
    }
  },
})
const change = operation('PUT /items/:id', {
  id: 'item.change',
  summary: 'Changes an item',
  docs,
  body: fields,
  replies: { 200: anything },
  handle({ store, params, body }) {
    const { title, price } = body
    const key = Number(params.id)
    if (!store.items.has(key)) throw new Missing('404')
    return {
      status: 200,
      body: store.items.update(key, { ...(title && { title }), ...(price !== undefined && { price }) }),
    }
  },
})
const remove = operation('DELETE /items/:id', {
  id: 'item.remove',
  summary: 'Removes an item',
  docs,
  replies: { 200: anything },
  handle({ store, params }) {
    if (!store.items.has(Number(params.id))) throw new Missing('404')
    return { status: 200, body: store.items.remove(Number(params.id)) }
  },
})
const count = operation('GET /count', {
  id: 'item.count',
  summary: 'How many items there are, remembered for a minute',
  docs,
  replies: { 200: anything },
  cache: () => ({ seconds: 60, key: '' }),
  handle: ({ store }) => ({ status: 200, body: { count: store.items.size } }),
})
const visit = operation('POST /visits', {
  id: 'visit',
  summary: 'Counts visits, in memory and in a counter of its own',
  docs,
  replies: { 200: anything },
  handle(call) {
    const visits = ((call.memory as { visits?: number } | undefined)?.visits ?? 0) + 1
    call.memory = { visits }
    return { status: 200, body: { visits, ticket: call.nextId('tickets'), dice: call.random.number(), at: call.now } }
  },
})
const note = operation('POST /notes', {
  id: 'note.add',
  summary: 'Adds a note under a random key',
  docs,
  replies: { 200: anything },
  handle: ({ store }) => ({ status: 200, body: store.notes.insert({ text: 'noted' }) }),
})
const dice = operation('POST /dice', {
  id: 'dice',
  summary: 'Throws dice, and changes nothing else',
  docs,
  replies: { 200: anything },
  handle: ({ random }) => ({ status: 200, body: { dice: random.number() } }),
})
const broken = operation('GET /broken', {
  id: 'broken',
  summary: 'Breaks',
  docs,
  replies: { 200: anything },
  handle(): never {
    throw new TypeError('the shop is broken')
  },
})

/** An API that no vendor has, with one of everything that a sandbox holds. */
export const shop = defineApi<Types>({
  name: 'shop',
  title: 'Shop',
  docs: 'shop.txt',
  basePath: '/shop/v1',
  operations: [list, get, add, change, remove, count, visit, note, dice, broken],
  collections: {
    items: collection<Item>({
      key: 'id',
      keyType: 'integer',
      newKey: 100,
      defaults: { price: 0, with: null },
      schema: item,
      references: { with: { to: 'items', onDelete: 'unbind' } },
    }),
    notes: collection<Note>({ key: 'id', keyType: 'string', newKey: 'uuid' }),
  },
  counters: { tickets: 7 },
  readings,
  credentials: {
    key: [{ in: 'header', name: 'x-key' }, { in: 'bearer' }, { in: 'query', name: 'key' }, { in: 'body', name: 'key' }],
  },
  account: { key: 'open-sesame' },
  authenticate: ({ credential }) => credential('key') ?? null,
  error: anything,
  refuse: (error, { now }) => ({
    status: error instanceof Missing ? Number(error.message) : 'status' in error ? error.status : 400,
    body: { error: error.message, at: now },
  }),
})
