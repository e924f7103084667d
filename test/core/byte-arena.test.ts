import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteArena } from '../../src/core/journal/byte-arena.ts'

test('texts lie in blocks as the bytes that they are, and none touches another', () => {
  const size = fc.oneof(fc.nat(40), fc.nat(3000), fc.nat(40_000))
  const text = fc
    .tuple(fc.string({ unit: fc.constantFrom('a', 'ж', '€', '😀', '\ud800', '\0'), maxLength: 20 }), size)
    .map(([unit, times]) => unit.repeat(Math.ceil(times / (unit.length || 1))))
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), texts => {
      const blocks = new ByteArena()
      const bytes = texts.map(text => blocks.of(text))
      expect(bytes.map(part => part.toString('hex'))).toEqual(texts.map(text => Buffer.from(text).toString('hex')))
    }),
    { numRuns: 60 },
  )
})

test('a few short texts take little memory, and many share what they take', () => {
  const blocks = new ByteArena()
  const kept = Array.from({ length: 1000 }, (_, n) => blocks.of(`answer ${n}`))
  const buffers = new Set(kept.map(({ buffer }) => buffer))
  expect(kept[0]!.buffer.byteLength).toBeLessThanOrEqual(4096)
  expect(buffers.size).toBeLessThan(10)
})
