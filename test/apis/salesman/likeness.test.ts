import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { folded } from '../../../src/apis/salesman/shipped/collation.ts'
import { foldedLikeness, likeness } from '../../../src/apis/salesman/shipped/likeness.ts'

/** The same as a regular expression. */
function expression(pattern: string): RegExp {
  const signs = [...folded(pattern).matchAll(/\\(.)|(%)|(_)|(.)/gsu)].map(([sign, escaped, any, one]) => {
    if (any) return '.*'
    return one ? '.' : (escaped ?? sign).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
  return new RegExp(`^${signs.join('')}$`, 'su')
}

const text = fc.string({ unit: fc.constantFrom('а', 'б', '😀', '%', '_', '\\', '\n'), maxLength: 12 })
const pattern = fc.oneof(
  text,
  text.map(part => `%${part}%`),
)

describe('LIKE', () => {
  test('finds what the same regular expression finds', () => {
    fc.assert(
      fc.property(pattern, text, (like, among) => {
        expect(foldedLikeness(like)(folded(among))).toBe(expression(like).test(folded(among)))
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    ['%_%_%', 'аб', true],
    ['%_%_%_%', 'аб', false],
    ['%%%%а%%%%', 'бАб', true],
    ['%😀_%', '😀', false],
    ['%😀_%', '😀б', true],
    ['_', '😀', true],
    ['а\\', 'а\\', true],
    ['%\\%%', 'сто %', true],
    ['%\\%%', 'сто', false],
    ['', '', true],
    ['%', '', true],
  ])('%s among %s: %s', (like, among, found) => {
    expect(likeness(like)(among)).toBe(found)
  })

  test('what is not there is like nothing', () => {
    expect(likeness('%')(null)).toBe(false)
  })
})
