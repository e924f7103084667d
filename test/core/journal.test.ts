import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awaitVerdict } from '../../src/core/journal/await-verdict.ts'
import { Journal } from '../../src/core/journal/journal.ts'
import type { LoggedExchange } from '../../src/core/journal/logged-exchange.ts'
import { LoggedWebhook } from '../../src/core/journal/logged-webhook.ts'
import { Mask } from '../../src/core/journal/mask.ts'
import { SecretNames } from '../../src/core/journal/secret-names.ts'
import { type Expectation, verifying } from '../../src/core/journal/verify.ts'
import { SharedRoom } from '../../src/core/lib/shared-room.ts'
import { finish } from '../../src/core/lib/slices.ts'
import { isSubset } from '../../src/core/lib/subset.ts'

const entry = (journal: Journal, operation: string, params: unknown = {}, body = ''): LoggedExchange => {
  const seq = journal.nextSeq()
  return {
    id: `r${seq}`,
    seq,
    direction: 'in',
    at: 0,
    zone: 'UTC',
    realAt: 0,
    api: 'shop',
    operation,
    method: 'GET',
    url: '/shop/v1/items',
    path: '/shop/v1/items',
    headers: {},
    body,
    *readingParams() {
      yield
      return params
    },
    status: 200,
    replyHeaders: {},
    replyBody: '',
    durationMs: 0,
    servedFrom: 'handler',
    fault: null,
    struckBy: null,
    case: null,
    violations: [],
    readings: [],
    options: [],
    writes: [],
    stale: false,
    aborted: false,
    defect: null,
    violationsOmitted: 0,
    masking: () =>
      Mask.making({ url: '/shop/v1/items', headers: {}, body, isReadable: true, credentials: [] }, new SecretNames()),
    credentials: [],
    issued: [],
    weight: 4 * body.length + 3072,
  }
}

describe('while what had come before is counted, in steps', () => {
  const never = new Promise(() => {})
  const full = () => {
    const journal = new Journal(10_000)
    for (let i = 0; i < 3000; i++) journal.add(entry(journal, 'item.add'))
    return journal
  }

  test('what comes is counted too, once', async () => {
    const journal = full()
    const verdict = awaitVerdict(journal, { operation: 'item.add', times: 3001 }, 60_000, never)
    journal.add(entry(journal, 'item.add'))
    expect(await verdict).toMatchObject({ ok: true, matched: 3001 })
  })

  test('an emptied journal has none of it', async () => {
    const journal = full()
    const verdict = awaitVerdict(journal, { operation: 'item.add', times: 1 }, 60_000, never)
    journal.clear()
    journal.add(entry(journal, 'item.add'))
    expect(await verdict).toMatchObject({ ok: true, matched: 1 })
  })

  test('nothing is held before all is counted', async () => {
    const journal = full()
    const verdict = awaitVerdict(journal, { operation: 'item.add', times: 1 }, 60_000, never)
    journal.add(entry(journal, 'item.list'))
    expect(await verdict).toMatchObject({ ok: false })
  })
})

describe('a journal', () => {
  test('of a hundred thousand requests keeps the last ten thousand, and counts what it lost', () => {
    const journal = new Journal(10_000)
    for (let i = 0; i < 100_000; i++) journal.add(entry(journal, i % 2 ? 'item.add' : 'item.list', { i }))
    expect([journal.size, journal.dropped, journal.entries().length]).toEqual([10_000, 90_000, 10_000])
    expect([journal.entries()[0]!.id, journal.entries().at(-1)!.id]).toEqual(['r90001', 'r100000'])
    const verdict = (expectation: Expectation) => finish(verifying(journal, expectation)).ok
    expect(verdict({ operation: 'item.add', times: 50_000 })).toBeNull()
    expect(verdict({ operation: 'item.add', times: { atLeast: 5000 } })).toBe(true)
    expect(verdict({ operation: 'item.add', times: { atLeast: 5001 } })).toBeNull()
    expect(verdict({ operation: 'item.add', times: { atLeast: 50_001 } })).toBe(false)
    expect(verdict({ operation: 'item.add', where: { i: 99_999 } })).toBe(true)
    expect(verdict({ operation: 'item.add', where: { i: 1 } })).toBeNull()
    expect(verdict({ operation: 'item.remove', times: 0 })).toBe(true)
  })

  test('is bounded by bytes too, and keeps at least the last entry', () => {
    const journal = new Journal(10_000)
    for (let i = 0; i < 300; i++) journal.add(entry(journal, 'item.add', {}, 'x'.repeat(1_000_000)))
    expect(journal.size).toBeLessThan(40)
    expect(journal.size + journal.dropped).toBe(300)
    journal.add(entry(journal, 'item.add', {}, 'x'.repeat(100_000_000)))
    expect(journal.entries().map(({ id }) => id)).toEqual(['r301'])
    journal.add(entry(journal, 'item.add'))
    expect(journal.entries().map(({ id }) => id)).toEqual(['r302'])
  })

  test('gives way, the fullest first, where all of a server have no room together', () => {
    const room = new SharedRoom(1_000_000)
    const [small, large] = [new Journal(10_000, room), new Journal(10_000, room)]
    for (let i = 0; i < 10; i++) small.add(entry(small, 'item.add'))
    for (let i = 0; i < 1000; i++) large.add(entry(large, 'item.add'))
    expect([small.size, small.dropped]).toEqual([10, 0])
    expect(large.size + large.dropped).toBe(1000)
    expect(large.dropped).toBeGreaterThan(500)
    expect(small.bytes + large.bytes).toBeLessThanOrEqual(1_000_000)
    const others = Array.from({ length: 400 }, () => new Journal(10_000, room))
    for (const one of others) one.add(entry(one, 'item.add'))
    expect(others.at(-1)!.size).toBe(1)
    expect(room.taken).toBeLessThanOrEqual(1_000_000)
    for (const one of others) one.close()
    for (let i = 0; i < 100; i++) small.add(entry(small, 'item.add'))
    expect(small.size).toBeGreaterThanOrEqual(100)
    others[0]!.add(entry(others[0]!, 'item.add'))
    expect(others[0]!.size).toBe(0)
  })

  test('gives its last entry, the oldest first, where many journals have one each and no room together', () => {
    const room = new SharedRoom(1_000_000)
    const journals = Array.from({ length: 30 }, () => new Journal(10_000, room))
    for (const one of journals) one.add(entry(one, 'item.add', {}, 'x'.repeat(100_000)))
    const kept = journals.filter(({ size }) => size === 1)
    expect(kept).toEqual(journals.slice(-kept.length))
    expect(kept.length).toBeGreaterThan(1)
    expect(room.taken).toBeLessThanOrEqual(1_000_000)
    expect(journals[0]!.dropped).toBe(1)
    const huge = journals[0]!
    huge.add(entry(huge, 'item.add', {}, 'x'.repeat(3_000_000)))
    expect(journals.map(({ size }) => size)).toEqual([1, ...journals.slice(1).map(() => 0)])
  })

  test('weighs a webhook anew with each attempt, and knows how many it lost apart from requests', () => {
    const journal = new Journal(3)
    const webhooks = Array.from({ length: 5 }, (_, i) => {
      const outgoing = { url: 'http://a/', method: 'POST', headers: {}, body: `${i}`, retry: [], secrets: [] }
      const moment = { seq: journal.nextSeq(), at: 0, zone: 'UTC', secrets: journal.secrets }
      const webhook = new LoggedWebhook('shop', outgoing, null, moment)
      journal.add(webhook)
      return webhook
    })
    const attempt = { at: 0, realAt: 0, durationMs: 1, status: 200, error: null, fault: null }
    for (const webhook of webhooks)
      for (const length of [10, 5000, 100])
        journal.reweigh(webhook, () => webhook.add(attempt, { status: 200, headers: {}, body: 'x'.repeat(length) }))
    expect(journal.bytes).toBe(webhooks.slice(2).reduce((sum, { weight }) => sum + weight, 0))
    journal.add(entry(journal, 'item.add'))
    const verdict = (expectation: Expectation) => finish(verifying(journal, expectation)).ok
    expect(verdict({ direction: 'out', times: 5 })).toBeNull()
    expect(verdict({ direction: 'out', api: 'other', times: 0 })).toBe(true)
    expect(verdict({ operation: 'item.add', times: 1 })).toBe(true)
    journal.clear()
    expect(journal.bytes).toBe(0)
  })

  test.each([0, 1, 2])('of %i entries keeps so many', limit => {
    const journal = new Journal(limit)
    for (let i = 0; i < 5; i++) journal.add(entry(journal, 'item.add'))
    expect([journal.size, journal.entries().length, journal.dropped]).toEqual([limit, limit, 5 - limit])
  })

  test('never gives a verdict that a journal without limits would not give', () => {
    const times = fc.oneof(
      fc.nat(4),
      fc.record({ atLeast: fc.nat(4) }),
      fc.record({ atMost: fc.nat(4) }),
      fc.record({ atLeast: fc.nat(2), atMost: fc.nat(4) }),
      fc.constant(undefined),
    )
    const came = fc.array(fc.record({ operation: fc.constantFrom('a', 'b'), x: fc.nat(1) }), { maxLength: 8 })
    const where = fc.constantFrom(undefined, { x: 0 }, { x: 1 })
    fc.assert(
      fc.property(came, fc.nat(8), times, where, (all, limit, times, where) => {
        const [bounded, whole] = [new Journal(limit), new Journal(100)]
        for (const journal of [bounded, whole])
          for (const { operation, x } of all) journal.add(entry(journal, operation, { x }))
        const expectation: Expectation = { operation: 'a', where, times }
        const [said, truth] = [finish(verifying(bounded, expectation)).ok, finish(verifying(whole, expectation)).ok]
        expect(truth).not.toBeNull()
        if (said !== null) expect(said).toBe(truth)
        if (limit >= all.length) expect(said).toBe(truth)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a subset', () => {
  test.each<[unknown, unknown, boolean]>([
    [{}, {}, true],
    [{}, { a: 1 }, true],
    [{ a: 1 }, {}, false],
    [{ a: 1 }, { a: '1' }, true],
    [{ a: '1' }, { a: 1 }, true],
    [{ a: '1' }, { a: '01' }, false],
    [{ a: true }, { a: 'true' }, true],
    [{ a: null }, { a: null }, true],
    [{ a: null }, { a: 'null' }, false],
    [{ a: null }, {}, false],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, true],
    [{ a: { b: 1 } }, { a: 1 }, false],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2, c: 3 }] }, true],
    [{ a: [1] }, { a: [1, 2] }, false],
    [{ a: [] }, { a: {} }, false],
    [{ toString: 1 }, {}, false],
  ])('%j of %j: %s', (part, whole, holds) => {
    expect(isSubset(part, whole)).toBe(holds)
  })

  test('is everything of itself', () => {
    fc.assert(fc.property(fc.jsonValue(), value => isSubset(value, value)))
  })
})
