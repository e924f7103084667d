import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Tree } from '../../src/core/store/tree.ts'

const compare = (a: number, b: number): number => a - b
const sorted = (values: Iterable<number>): number[] => [...new Set(values)].sort(compare)

type Step = { op: 'insert' | 'remove'; value: number }
const steps = fc.array(
  fc.record<Step>({ op: fc.constantFrom('insert', 'insert', 'remove'), value: fc.integer({ min: 0, max: 400 }) }),
  { maxLength: 600 },
)

describe('a tree', () => {
  test('holds what a sorted array holds after the same steps, and older trees stay as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 }), steps, (start, changes) => {
        let model = sorted(start)
        let tree = Tree.of(compare, model)
        const history: [Tree<number>, number[]][] = [[tree, model]]
        for (const { op, value } of changes) {
          tree = op === 'insert' ? tree.insert(value) : tree.remove(value)
          model = op === 'insert' ? sorted([...model, value]) : model.filter(other => other !== value)
          history.push([tree, model])
        }
        for (const [old, was] of history.filter((_, i) => i % 50 === 0 || i === history.length - 1)) {
          expect([...old]).toEqual(was)
          expect(old.size).toBe(was.length)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('answers positions, ranks and pages as a sorted array does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -500, max: 500 }), { maxLength: 500 }),
        fc.integer(),
        fc.nat(600),
        fc.nat(60),
        (values, probe, from, count) => {
          const model = sorted(values)
          let tree = Tree.of<number>(compare)
          for (const value of values) tree = tree.insert(value)
          expect(tree.rank(value => value < probe)).toBe(model.filter(value => value < probe).length)
          expect(tree.at(from)).toBe(model[from])
          expect(tree.slice(from, from + count)).toEqual(model.slice(from, from + count))
          expect(tree.find(value => value - probe)).toBe(model.find(value => value === probe))
          const backwards: number[] = []
          tree.walk(value => void backwards.push(value), true)
          expect(backwards).toEqual([...model].reverse())
        },
      ),
      { numRuns: 200 },
    )
  })

  test('gives the same tree where it removes what it does not hold', () => {
    const tree = Tree.of(compare, [1, 3, 5])
    expect(tree.remove(4)).toBe(tree)
    expect(tree.remove(0)).toBe(tree)
    expect([...tree.remove(1).remove(3).remove(5)]).toEqual([])
  })

  test('stops walking where the visitor says no', () => {
    const seen: number[] = []
    Tree.of(
      compare,
      Array.from({ length: 100 }, (_, i) => i),
    ).walk(value => {
      seen.push(value)
      return value < 40
    })
    expect(seen).toHaveLength(41)
  })
})
