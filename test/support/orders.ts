import {
  type ApiTypes,
  collection,
  defineApi,
  defineReadings,
  operations,
  Refusal,
  schema,
  type Webhook,
} from '../../src/api.ts'
import type { Span } from '../../src/core/lib/span.ts'

export interface Order {
  id: number
  title: string
  state: 'new' | 'accepted' | 'sent'
  /** When it was accepted, milliseconds since the epoch. */
  acceptedAt: number | null
}

interface Types extends ApiTypes {
  records: { orders: Order; notes: { id: number; text: string; at: number } }
}

const operation = operations<Types>()
/** What a handler does too late. */
export const calls: (() => void)[] = []

const anything = schema<Record<string, unknown>>({ type: 'object' })

/** What the tests of timers and webhooks ask for: an order that is accepted after 30 seconds, and whatever they like. */
export const orders = defineApi<Types>({
  name: 'orders',
  title: 'Orders',
  docs: 'Orders',
  basePath: '/orders/v1',
  operations: [
    operation('POST /orders', {
      id: 'orders.create',
      summary: 'For tests',
      docs: 'Orders: create',
      body: anything,
      replies: { 201: anything },
      handle({ body, store, after, webhook }) {
        const order = store.orders.insert({ title: String(body.title), state: 'new', acceptedAt: null })
        after({ seconds: 30 }, 'accept', { id: order.id, hook: body.hook })
        if (body.hook) webhook({ ...(body.hook as Webhook), body: { event: 'created', id: order.id } })
        // Long after it was answered.
        if (body.late)
          setImmediate(() =>
            calls.push(
              () => after({ seconds: 1 }, 'note'),
              () => webhook({ url: 'http://127.0.0.1:1/' }),
            ),
          )
        if (body.fail) throw new Refusal('it failed at the end')
        return { status: 201, body: order as never }
      },
    }),
    operation('GET /orders/:id', {
      id: 'orders.get',
      summary: 'For tests',
      docs: 'Orders: one',
      replies: { 200: anything },
      handle: ({ params, store }) => ({ status: 200, body: store.orders.get(Number(params.id)) as never }),
    }),
    operation('POST /plan', {
      id: 'plan',
      summary: 'For tests',
      docs: 'Orders: plan',
      body: schema<{ span: Span; timer: string; payload?: unknown }>({ type: 'object' }),
      replies: { 200: anything },
      handle({ body: { span, timer, payload }, after }) {
        after(span, timer, payload)
        return { status: 200, body: {} }
      },
    }),
    operation('POST /send', {
      id: 'send',
      summary: 'For tests',
      docs: 'Orders: send',
      body: schema<{ webhooks: Webhook[]; conceal?: string; undo?: boolean }>({ type: 'object' }),
      replies: { 200: anything },
      handle({ body: { webhooks, conceal: secret, undo }, webhook, conceal, attempt }) {
        try {
          attempt(() => {
            for (const one of webhooks) webhook(one)
            if (undo) throw new Error('it is undone')
          })
        } catch (error) {
          if (!undo) throw error
        }
        if (secret) conceal(secret)
        return { status: 200, body: {} }
      },
    }),
  ],
  timers: {
    accept({ store, now, webhook }, { id, hook }: { id: number; hook?: Webhook }) {
      const order = store.orders.update(id, { state: 'accepted', acceptedAt: now })
      if (hook) webhook({ ...hook, body: { event: 'accepted', id: order.id } })
    },
    /** Writes down when it ran, and plans the next, so often. */
    note({ store, now, after }, { text, every, times = 0 }: { text: string; every?: Span; times?: number }) {
      store.notes.insert({ text, at: now })
      if (every && times > 0) after(every, 'note', { text, every, times: times - 1 })
    },
    fail({ store, after, webhook }, payload: { hook?: string }) {
      store.notes.insert({ text: 'never', at: 0 })
      after({ seconds: 1 }, 'note', { text: 'never' })
      if (payload?.hook) webhook({ url: payload.hook })
      throw new Error('the warehouse is closed')
    },
    async late({ store }) {
      store.notes.insert({ text: 'never', at: 0 })
      await Promise.resolve()
      store.notes.insert({ text: 'never', at: 0 })
      throw new Error('too late')
    },
    misuse({ webhook }) {
      webhook({ url: 5 as never })
    },
  },
  collections: {
    orders: collection<Order>({ key: 'id', keyType: 'integer', newKey: 1 }),
    notes: collection<{ id: number; text: string; at: number }>({ key: 'id', keyType: 'integer', newKey: 1 }),
  },
  readings: defineReadings({}),
  credentials: { key: [{ in: 'header', name: 'x-orders-key' }] },
  account: { key: 'orders-key-1' },
  authenticate: () => null,
  error: schema({}),
  refuse: error => ({ status: 500, text: error.message }),
})
