import { fullFormats } from 'ajv-formats/dist/formats.js'
import { describe, expect, test } from 'vitest'
import { schema } from '../../src/core/validation/schema.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { listsBody } from '../support/lists.ts'

const validation = new Validation('schemas')
const text = { type: 'string' }
const closed = (properties: object, more: object = {}): object => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
})
const ten = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`known${i}`, text]))

test.each<[string, object, unknown, [at: string, value: unknown][]]>([
  ['nothing', closed({ a: text }), { a: 'x' }, []],
  [
    'names of a closed object, as they came',
    closed({ a: text }),
    { z: 1, a: 'x', b: [2] },
    [
      ['body.z', 1],
      ['body.b', [2]],
    ],
  ],
  [
    'all of one that knows none',
    closed({}),
    { a: 1, b: 2 },
    [
      ['body.a', 1],
      ['body.b', 2],
    ],
  ],
  [
    'names beside many that are known',
    closed(ten),
    { known3: 'x', known: 1, toString: 2 },
    [
      ['body.known', 1],
      ['body.toString', 2],
    ],
  ],
  [
    'names that fit no pattern',
    closed({ a: text }, { patternProperties: { '^x-': true } }),
    { 'x-1': 1, y: 2 },
    [['body.y', 2]],
  ],
  [
    'names of each object in a list',
    closed({ list: { type: 'array', items: closed({ a: text }) } }),
    { list: [{ b: 1 }, {}, { c: 2, d: 3 }], e: 4 },
    [
      ['body.list.0.b', 1],
      ['body.list.2.c', 2],
      ['body.list.2.d', 3],
      ['body.e', 4],
    ],
  ],
  ['names below one that has a slash', closed({ 'a/b~': closed({}) }), { 'a/b~': { c: 1 } }, [['body.a/b~.c', 1]]],
  [
    'names that none of several parts knows',
    { allOf: [{ properties: { a: text } }, { properties: { b: text } }], unevaluatedProperties: false },
    { a: 'x', b: 'y', c: 1, d: 2 },
    [
      ['body.c', 1],
      ['body.d', 2],
    ],
  ],
])('what no schema knows: %s', (_, form, value, told) => {
  const { flaws, unknown } = validation.check(schema(form) as object, value, 'body')
  expect(flaws).toEqual([])
  expect(Array.from(unknown, ({ at, value }) => [at, value]).sort()).toEqual(told.sort())
})

test('what is wrong is told beside what is not known', () => {
  const { flaws, unknown } = validation.check(
    schema(closed({ a: text, b: text }, { required: ['b'] })) as object,
    { a: 1, c: 2 },
    'body',
  )
  expect(flaws.map(({ at, rule }) => [at, rule])).toEqual([
    ['body.b', 'required'],
    ['body.a', 'type'],
  ])
  expect([...unknown]).toMatchObject([{ at: 'body.c', value: 2 }])
})

test('a value of an open object that its own schema refuses is a flaw', () => {
  const open = { type: 'object', additionalProperties: { type: 'number' } }
  const { flaws, unknown } = validation.check(schema(open) as object, { a: 1, b: 'x' }, 'body')
  expect(flaws.map(({ at, rule }) => [at, rule])).toEqual([['body.b', 'type']])
  expect([...unknown]).toEqual([])
})

describe('of very much that is wrong', () => {
  const check = (body: object) => validation.check(listsBody, body, 'body')
  const many = (count: number, value: unknown): unknown[] => Array(count).fill(value)

  test('a list is looked at until 10,000 of it are wrong', () => {
    const { flaws } = check({ texts: many(50_000, 1), prices: { a: 'x' } })
    expect(flaws).toHaveLength(10_002)
    expect(flaws[0]).toMatchObject({ at: 'body.texts.0', rule: 'type' })
    expect(flaws.at(-1)).toMatchObject({ at: 'body.prices.a' })
  })

  test.each<[string, object]>([
    ['a map', { prices: named(20_000, 'x') }],
    ['names', { headers: named(20_000, 'x', 'A') }],
    ['what a pattern finds', { marked: named(20_000, 'x', 'x') }],
    ['what refers to what refers', { people: many(20_000, { name: 1, phone: { number: '' } }) }],
  ])('so is %s', (_, body) => {
    const { length } = check(body).flaws
    expect(length).toBeGreaterThan(10_000)
    expect(length).toBeLessThan(10_010)
  })

  test('a list is looked at to its end where its items are only unknown', () => {
    const people = [...many(20_000, { name: 'x', odd: 1 }), { name: 2, odd: 3 }]
    const { flaws, unknown } = check({ people })
    expect(flaws.map(({ at }) => at)).toEqual(['body.people.20000.name'])
    expect([...unknown]).toHaveLength(20_001)
  })

  test('of what a list must have, why each item is not it is not told', () => {
    const check = (form: object, value: unknown) =>
      validation.check(schema({ type: 'array', ...form }) as object, value, 'body').flaws.map(({ message }) => message)
    const text = { contains: { type: 'string' } }
    expect(check(text, [...many(20_000, 1), 'x'])).toEqual([])
    expect(check(text, many(20_000, 1))).toEqual(['must have an item of the form that is asked for'])
    expect(check({ ...text, minContains: 2 }, ['x', 1])).toEqual([
      'must have at least 2 items of the form that is asked for',
    ])
    expect(check({ ...text, minContains: 1, maxContains: 2 }, ['x', 'y', 'z'])).toEqual([
      'must have 1 to 2 items of the form that is asked for',
    ])
    expect(check({ ...text, items: { type: 'number' } }, many(3, 'x'))).toHaveLength(3)
  })

  test('items that no part knows are looked at until 10,000 are wrong', () => {
    const form = { type: 'array', unevaluatedItems: { type: 'string' } }
    const { flaws } = validation.check(schema(form) as object, many(20_000, 1), 'body')
    expect(flaws).toHaveLength(10_001)
  })

  test('a list that one of two forms refuses may have the other', () => {
    expect(check({ either: many(20_000, 1) }).flaws).toEqual([])
    expect(check({ either: [...many(20_000, 1), 'x'] }).flaws).not.toEqual([])
  })
})

test.each<[list: unknown[], repeated: boolean]>([
  [[], false],
  [[1, 2, '1', true, null, [1], { a: 1 }], false],
  [[1, 2, 1], true],
  [[1, 1.0], true],
  [['a', 'b', 'a'], true],
  [
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    true,
  ],
  [[{ a: 1 }, { a: 1, b: 2 }], false],
  [[{ a: { c: 1, d: 2 } }, { a: { d: 2, c: 1 } }], true],
  [
    [
      [1, 2],
      [2, 1],
    ],
    false,
  ],
  [[[null], [null]], true],
])('%j has an item twice: %s', (different, repeated) => {
  const { flaws } = validation.check(listsBody, { different }, 'body')
  expect(flaws.map(({ at, rule, message }) => [at, rule, message])).toEqual(
    repeated ? [['body.different', 'uniqueItems', 'must not repeat an item']] : [],
  )
})

test('a url is one up to 2,048 letters', () => {
  const url = schema({ type: 'string', format: 'url' }) as object
  const rulesOf = (text: string): string[] => validation.check(url, text, 'body').flaws.map(({ rule }) => rule)
  const begin = 'https://example.com/'
  expect(rulesOf(begin.padEnd(2048, 'a'))).toEqual([])
  expect(rulesOf(begin.padEnd(2049, 'a'))).toEqual(['format'])
  expect(rulesOf('example')).toEqual(['format'])
})

// Much of what is nearly one; each takes no longer than its length asks for, or the test runs out of time.
test.each(Object.keys(fullFormats))('the format %s is quick with hostile text', format => {
  const form = schema({ type: 'string', format }) as object
  for (const begin of ['', 'http://', 'a:', 'a@', '2024-01-01T00:00:00', 'P', '{', '/', '::'])
    for (const part of ['a', '1', '-', '.', ':', '/', '@', '%41', 'a.', ' ', '0:', '{a}', '['])
      validation.check(form, `${begin}${part.repeat(200_000 / part.length)}\n`, 'body')
})

function named(count: number, value: unknown, begin = 'name'): object {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${begin}${i}`, value]))
}
