import { expect, test } from 'vitest'
import { shorten } from '../../../src/core/lib/shorten.ts'

test.each([
  ['Ромашка', 7, 'Ромашка'],
  ['Ромашка', 6, 'Ромашк…'],
  ['a😀b', 2, 'a…'],
  ['a😀b', 3, 'a😀…'],
  ['', 0, ''],
])('%j in %i letters is %j', (text, longest, shown) => {
  expect(shorten(text, longest)).toBe(shown)
})
