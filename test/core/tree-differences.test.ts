import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Tree } from '../../src/core/store/tree.ts'

interface Item {
  readonly key: number
}
const byKey = (a: Item, b: Item): number => a.key - b.key

/** How a tree comes about from another: keys that are put, negative ones removed. */
const steps = fc.array(fc.integer({ min: -150, max: 150 }), { maxLength: 200 })
const changed = (tree: Tree<Item>, keys: readonly number[]): Tree<Item> =>
  keys.reduce((now, key) => (key < 0 ? now.remove({ key: -key }) : now.insert({ key })), tree)

test('what two trees do not share is told, in order, whatever way they came about', () => {
  fc.assert(
    fc.property(steps, steps, steps, (common, one, other) => {
      const start = changed(Tree.of(byKey), common)
      const before = changed(start, one)
      const after = changed(start, other)
      const expected = []
      const keys = new Set([...before, ...after].map(({ key }) => key))
      for (const key of [...keys].sort((a, b) => a - b)) {
        const [x, y] = [before, after].map(tree => tree.find(item => item.key - key))
        if (x !== y) expected.push({ before: x, after: y })
      }
      expect([...before.differences(after)]).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

test('of large trees only what differs is looked at', () => {
  let compared = 0
  const counting = (a: Item, b: Item): number => {
    compared++
    return a.key - b.key
  }
  const large = Tree.of(
    counting,
    Array.from({ length: 100_000 }, (_, i) => ({ key: 2 * i })),
  )
  const after = large.insert({ key: 5001 }).remove({ key: 90_000 })
  compared = 0
  expect([...large.differences(after)].map(({ before, after }) => [before?.key, after?.key])).toEqual([
    [undefined, 5001],
    [90_000, undefined],
  ])
  expect(compared).toBeLessThan(1000)
})
