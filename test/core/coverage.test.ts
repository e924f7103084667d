import { expect, test } from 'vitest'
import { ReadingTrail } from '../../src/core/api/chosen-option.ts'
import type { ReceivedRequest } from '../../src/core/api/received-request.ts'
import { Coverage } from '../../src/core/coverage/coverage.ts'
import { FoundViolations } from '../../src/core/journal/found-violations.ts'
import type { Outcome } from '../../src/core/journal/outcome.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { shop } from '../support/shop.ts'

const coverage = () => new Coverage([shop], new Validation(`${packageRoot}/schemas`))

test('sandboxes that come and go leave what they tried in the whole, and a bounded number of names', () => {
  const counts = coverage()
  for (let i = 0; i < 3000; i++) {
    const box = counts.of(`w${i}`)
    box.countUnmatched()
    box.arm('f1', { id: 'f1', delayMs: i })
    if (i % 2) box.strike('f1')
    counts.leave(`w${i}`)
  }
  const { unmatched, faults } = counts.report()
  expect({ unmatched, armed: faults.armed, struck: faults.struck }).toEqual({
    unmatched: 3000,
    armed: 3000,
    struck: 1500,
  })
  expect(counts.report({ sandbox: 'w2999' }).unmatched).toBe(1)
  expect(counts.report({ sandbox: 'w*' }).unmatched).toBe(1000)
  expect(faults.idle.at(-1)).toEqual({
    sandbox: 'w2998',
    id: 'f1',
    explains: 'Every request to any API waits 2998 ms.',
  })
  expect(faults.idle.length).toBeLessThanOrEqual(2000)
})

test('a sandbox that is made again goes on where it was', () => {
  const counts = coverage()
  counts.of('w1').countUnmatched()
  counts.leave('w1')
  counts.of('w1').countUnmatched()
  expect(counts.report({ sandbox: 'w1' }).unmatched).toBe(2)
})

test('a fault strikes once for all', () => {
  const box = coverage().of('w1')
  box.arm('f1', { id: 'f1' })
  box.strike('f1')
  box.strike('f1')
  expect([box.armed, box.struck, box.idle]).toEqual([1, 1, []])
})

test('requests that ask for the same readings share one trail', () => {
  const option = (name: string) => ({ id: name, option: 'a', reading: { about: '', options: {}, default: 'a' } })
  const [a, b] = [option('a'), option('b')]
  const trail = ReadingTrail.none.with(a).with(b)
  expect(trail).toBe(ReadingTrail.none.with(a).with(b).with(a))
  expect(trail.options).toEqual([a, b])
  expect(ReadingTrail.none.with(b)).not.toBe(trail)
})

test('rules that an API makes up are counted one by one up to a thousand, and the others together', () => {
  const counts = coverage()
  const request = { api: shop, operation: undefined } as unknown as ReceivedRequest
  for (let i = 0; i < 3000; i++) {
    const violations = new FoundViolations()
    violations.add({ rule: `made-up-${i}`, at: 'body', value: 1, docs: 'x' })
    counts.of('w1').count(request, { readings: ReadingTrail.none, violations, case: null } as unknown as Outcome)
  }
  const { violations } = counts.report()
  expect(Object.keys(violations)).toHaveLength(1001)
  expect(violations).toMatchObject({ 'made-up-0': 1, 'made-up-999': 1, other: 2000 })
})
