import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canFitRoute, fitsGlob } from '../../src/core/lib/glob.ts'

test.each([
  ['/a/b', '/a/b', true],
  ['/a/b', '/a/bc', false],
  ['/a/*', '/a/', true],
  ['/a/*', '/a/b/c', true],
  ['/a/*', '/a', false],
  ['*/list', '/v3/client/list', true],
  ['/a*a', '/a', false],
  ['/*/x/*', '/1/x/2', true],
  ['/*/x/*', '/1/y/2', false],
  ['*', '', true],
])('%s fits %s: %s', (pattern, text, fits) => expect(fitsGlob(pattern, text)).toBe(fits))

test('a pattern fits what a regular expression of it fits', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
  fc.assert(
    fc.property(pattern, text, (one, other) => {
      expect(fitsGlob(one, other)).toBe(new RegExp(`^${one.replaceAll('*', '.*')}$`).test(other))
    }),
    { seed: 7 },
  )
})

test.each([
  ['/clients/7', '/clients/:id', true],
  ['/clients/', '/clients/:id', false],
  ['/clients/7/8', '/clients/:id', false],
  ['/clients/*', '/clients/:id/balance', true],
  ['/clients/7/*', '/clients/:id/balance', true],
  ['*/balance', '/clients/:id/balance', true],
  ['/cl*s/*/b*', '/clients/:id/balance', true],
  ['/users/*', '/clients/:id', false],
  ['/clients/:id', '/clients/:id', true],
  ['/api/x', '/api/*', true],
  ['/ap', '/api/*', false],
  ['/*', '/api/*', true],
])('some path fits %s and %s: %s', (pattern, route, can) => expect(canFitRoute(pattern, route)).toBe(can))
