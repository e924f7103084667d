import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PartTooLarge, parsingJson } from '../../src/core/lib/json-steps.ts'
import { finish } from '../../src/core/lib/slices.ts'

const parse = (text: string, deepest = 512): unknown => finish(parsingJson(Buffer.from(text), { deepest }))

/** Values of which some take more than one step. */
const pad = fc.constantFrom('', 'x', 'ж'.repeat(5000), '\\"[{,'.repeat(4000), 'z'.repeat(40_000))
const values = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(fc.jsonValue({ maxDepth: 1 }), pad),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', '1', '', '"', 'a,b', pad.toString())),
      tie('value'),
      { maxKeys: 6 },
    ),
    fc
      .tuple(tie('value'), fc.nat(3000))
      .map(([value, times]) => Array(times).fill(value === null ? 0 : { a: 'b', c: [1] })),
  ),
})).value

test('gives what JSON.parse gives', () => {
  fc.assert(
    fc.property(values, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      expect(parse(text)).toEqual(JSON.parse(text))
      expect(JSON.stringify(parse(text))).toBe(JSON.stringify(JSON.parse(text)))
    }),
    { numRuns: 150 },
  )
})

const holdsEndless = (value: unknown): boolean =>
  typeof value === 'number'
    ? !Number.isFinite(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(holdsEndless)

test('refuses what JSON.parse refuses', () => {
  fc.assert(
    fc.property(
      values,
      fc.nat(),
      fc.nat(2),
      fc.constantFrom(',', '"', '[', ']', '{', '}', ':', '1', ' ', '\\', ''),
      (value, die, many, piece) => {
        const whole = JSON.stringify(value)
        const at = die % (whole.length + 1)
        const text = whole.slice(0, at) + piece + whole.slice(at + many)
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expect(() => parse(text)).toThrow(SyntaxError)
          return
        }
        // A digit more may take a number beyond what is finite.
        if (holdsEndless(expected)) expect(() => parse(text)).toThrow(SyntaxError)
        else expect(parse(text)).toEqual(expected)
      },
    ),
    { numRuns: 1500, examples: [[1.828318369277389e293, 1556346222, 1, '']] },
  )
})

const large = `"${'x'.repeat(40_000)}"`
test.each([
  `[[${large}],]`,
  `[,[${large}]]`,
  `[[${large}][${large}]]`,
  `[1 [${large}]]`,
  `{"a":[${large}],}`,
  `{"a" [${large}]}`,
  `{1:[${large}]}`,
  `{"a":[${large}] "b":1}`,
  `{"a":1,,"b":[${large}]}`,
  `[${large},,${large}]`,
  `[${large},]`,
  `[[${large}]] 1`,
  `[[${large}]`,
  `[[${large}]}`,
  `{"a":[${large}}`,
  `{[${large}]}`,
  `["a":[${large}]]`,
  `[[${large}]]]`,
])('refuses case %#', text => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(() => parse(text)).toThrow(SyntaxError)
})

test('refuses what is nested too deep, large or small', () => {
  expect(() => parse('['.repeat(600) + ']'.repeat(600))).toThrow(RangeError)
  expect(() => parse(`{"a":${'['.repeat(600)}${large}${']'.repeat(600)}}`)).toThrow(RangeError)
  expect(parse('['.repeat(500) + ']'.repeat(500))).toHaveLength(1)
})

test('goes on in steps', () => {
  const text = JSON.stringify({ data: Array.from({ length: 20_000 }, (_, i) => ({ id: i, title: 'ромашка' })) })
  let steps = 0
  for (const work = parsingJson(Buffer.from(text), { deepest: 512 }); !work.next().done; ) steps++
  expect(steps).toBeGreaterThan(40)
})

test.each<[text: string, fits: boolean]>([
  [`"${'x'.repeat(98)}"`, true],
  [`"${'x'.repeat(99)}"`, false],
  [`{"a":"${'x'.repeat(200)}"}`, false],
  [`{"a":"${'\\\\'.repeat(49)}"}`, true],
  [`["x", "${'x'.repeat(200)}]`, false],
  [JSON.stringify([{ a: 'x'.repeat(92) }]), true],
  [JSON.stringify([{ a: 'x'.repeat(50), b: ['y'.repeat(50)] }]), false],
  [JSON.stringify({ a: { b: 'x'.repeat(90), c: 'y'.repeat(90) } }), true],
  [JSON.stringify({ list: [1, [{ a: { b: 'x'.repeat(90) } }]] }), false],
  [JSON.stringify([['x'.repeat(90), 'y'.repeat(90)]]), true],
])('of a hundred bytes a part, %j fits: %s', (text, fits) => {
  const read = (): unknown => finish(parsingJson(Buffer.from(text), { deepest: 512, largest: 100 }))
  if (fits) expect(read()).toEqual(JSON.parse(text))
  else expect(read).toThrow(PartTooLarge)
})
