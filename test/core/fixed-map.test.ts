import { expect, test } from 'vitest'
import { FixedMap } from '../../src/core/lib/fixed-map.ts'

const first = FixedMap.of({ one: 1, two: 2 })

test('another value gives another register, and leaves the first as it was', () => {
  const second = first.with('two', 22)
  expect([first.get('two'), second.get('two'), second.get('one')]).toEqual([2, 22, 1])
  expect(JSON.stringify(second)).toBe('{"one":1,"two":22}')
  expect(second.map((value, name) => `${name} ${value}`).toJSON()).toEqual({ one: 'one 1', two: 'two 22' })
})

test('names are fixed, those of an object’s machinery among them', () => {
  expect([first.get('three'), first.get('toString'), first.get('__proto__')]).toEqual([undefined, undefined, undefined])
  expect(() => first.with('three', 3)).toThrow('There is no three among one, two')
})
