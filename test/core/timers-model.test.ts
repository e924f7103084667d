import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orders } from '../support/orders.ts'
import { serve } from '../support/server.ts'

const EPOCH = Date.parse('2024-03-01T09:00:00Z')
const START = { now: new Date(EPOCH).toISOString(), frozen: true, timezone: 'UTC' }
const server = await serve({ apis: [orders], api: ['orders'], scenario: 'empty', ...START })
const { admin } = server

interface Note {
  text: string
  /** Milliseconds to the next, and how many are to come. */
  every: number
  times: number
}
interface Waiting extends Note {
  at: number
}
/** A webhook that fails, and what its entry is to tell of it. */
interface Failing {
  at: number
  retry: number[]
  attempts: number[]
}

/** A sandbox as plainly as can be: a clock that goes millisecond by millisecond would do the same. */
interface Plain {
  now: number
  /** In the order in which they were set. */
  waiting: Waiting[]
  ran: { text: string; at: number }[]
  failing: Failing[]
}
const fresh = (): Plain => ({ now: EPOCH, waiting: [], ran: [], failing: [] })

/** Lets the clock get to a moment. */
function goTo(box: Plain, until: number): void {
  for (;;) {
    const due = box.waiting.filter(({ at }) => at <= until)
    if (due.length === 0) break
    const first = due.reduce((earliest, other) => (other.at < earliest.at ? other : earliest))
    box.waiting = box.waiting.filter(other => other !== first)
    const { text, every, times, at } = first
    box.ran.push({ text, at })
    if (times > 0) box.waiting.push({ text, every, times: times - 1, at: at + every })
  }
  for (const webhook of box.failing)
    while (webhook.at <= until) {
      webhook.attempts.push(webhook.at)
      const [seconds] = webhook.retry.splice(0, 1)
      webhook.at = seconds === undefined ? Number.POSITIVE_INFINITY : webhook.at + seconds * 1000
    }
  box.now = until
}

const points = fc.constantFrom('p', 'q')
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('plan' as const),
      after: fc.constantFrom(0, 1, 1000, 1000, 2500, 60_000),
      text: fc.constantFrom('a', 'b', 'c'),
      every: fc.constantFrom(1, 500, 1000),
      times: fc.nat(4),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('advance' as const),
      ms: fc.constantFrom(0, 1, 999, 1000, 1500, 61_000, -2000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('set' as const), ms: fc.integer({ min: -5000, max: 90_000 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('fail' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('send' as const),
      retry: fc.array(fc.constantFrom(0.5, 1, 2, 60), { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('reset' as const) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('take' as const), name: points }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('restore' as const), name: points }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('reload' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

class Model {
  /** What waits to be sent again has an entry of its own from then on. */
  goOnFrom(point: Plain): void {
    this.box = structuredClone(point)
    const waiting = this.box.failing.filter(({ at }) => at !== Number.POSITIVE_INFINITY)
    this.box.failing = waiting.toSorted((a, b) => a.at - b.at).map(webhook => ({ ...webhook, attempts: [] }))
    this.begun = new Set(this.box.failing)
  }

  /** Webhooks that have no entry yet, as it is made with their next attempt. */
  begun = new Set<Failing>()

  /** Every attempt of each entry. */
  journal(): number[][] {
    for (const webhook of this.begun)
      if (webhook.attempts.length > 0) {
        this.entries.push(webhook.attempts)
        this.begun.delete(webhook)
      }
    return this.entries.map(attempts => [...attempts]).toSorted()
  }

  box = fresh()
  /** What the journal has of webhooks: it goes on where a checkpoint is restored. */
  entries: number[][] = []
  readonly points = new Map<string, Plain>()

  async act(doing: Step): Promise<void> {
    const { box } = this
    const home = '/sandboxes/model'
    // Whatever is asked next finds done what was due at that moment.
    goTo(box, box.now)
    switch (doing.op) {
      case 'plan': {
        const { after, text, every, times } = doing
        box.waiting.push({ at: box.now + after, text, every, times })
        const body = { span: { ms: after }, timer: 'note', payload: { text, every: { ms: every }, times } }
        expect(await server.send({ method: 'POST', path: '/~model/orders/v1/plan', body })).toMatchObject({
          status: 200,
        })
        return
      }
      case 'send': {
        const attempts: number[] = []
        box.failing.push({ at: box.now, retry: [...doing.retry], attempts })
        this.entries.push(attempts)
        // Nobody listens there: each attempt fails at once.
        const body = { webhooks: [{ url: 'http://127.0.0.1:1/', retry: doing.retry }] }
        return void (await server.send({ method: 'POST', path: '/~model/orders/v1/send', body }))
      }
      case 'fail': {
        const body = { title: 'x', fail: true }
        return void (await server.send({ method: 'POST', path: '/~model/orders/v1/orders', body }))
      }
      case 'advance':
        goTo(box, box.now + doing.ms)
        return void (await admin(`POST ${home}/clock/advance`, { ms: doing.ms }))
      case 'set':
        goTo(box, EPOCH + doing.ms)
        return void (await admin(`PUT ${home}/clock`, { now: new Date(EPOCH + doing.ms).toISOString() }))
      case 'reset':
        this.box = fresh()
        this.entries = []
        return void (await admin(`POST ${home}/reset`))
      case 'take':
        if (!this.points.has(doing.name)) this.points.set(doing.name, structuredClone(box))
        return void (await admin(`POST ${home}/checkpoints`, { name: doing.name }))
      case 'restore': {
        const point = this.points.get(doing.name)
        if (point) this.goOnFrom(point)
        return void (await admin(`POST ${home}/checkpoints/${doing.name}/restore`))
      }
      case 'reload': {
        this.goOnFrom(box)
        const state = await admin(`GET ${home}/state`)
        expect(await admin(`PUT ${home}/state`, state.body)).toMatchObject({ status: 200, text: state.text })
      }
    }
  }
}

interface Sent {
  readonly webhooks: readonly { readonly attempts: readonly { readonly at: string }[] }[]
}

test('timers and retries do what a clock does that goes from moment to moment', async () => {
  const { sandboxes } = server.running
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async steps => {
      const old = sandboxes.get('model')
      if (old) sandboxes.drop(old)
      const box = sandboxes.take('model')
      const model = new Model()
      for (const doing of steps) {
        await model.act(doing)
        const { webhooks } = (await admin('GET /sandboxes/model/webhooks?idle=true')).body as Sent
        const asked = await admin('GET /sandboxes/model/timers')
        goTo(model.box, model.box.now)
        const { waiting, ran, now } = model.box
        expect(webhooks.map(({ attempts }) => attempts.map(({ at }) => Date.parse(at))).toSorted()).toEqual(
          model.journal(),
        )
        expect(box.now).toBe(now)
        expect(
          box
            .collection('orders', 'notes')!
            .all()
            .map(note => ({ ...note, id: 0 })),
        ).toEqual(ran.map(note => ({ id: 0, ...note })))
        const listed = (asked.body as { timers: { at: string; payload: { text: string } }[] }).timers
        expect(listed.map(({ at, payload }) => [Date.parse(at), payload.text])).toEqual(
          waiting.toSorted((a, b) => a.at - b.at).map(({ at, text }) => [at, text]),
        )
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)
