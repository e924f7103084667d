import fc from 'fast-check'

/** JSON values: those that a schema asks for, those that nobody expects, and the one turned into the other. */

type JsonSchema = { readonly [keyword: string]: unknown }

/** Names of an object's machinery. */
export const MACHINERY = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
]

const nested = (depth: number, leaf: unknown): unknown => {
  let value = leaf
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value }
  return value
}

/** An object with an own property of this name, `__proto__` too. */
const holding = (name: string, value: unknown): object => Object.fromEntries([[name, value]])

const ODD_TEXTS = [
  ...['', ' ', '\t\n', '0', '-1', '1e3', 'true', 'null', '[]', '{}', '~', 'a~w1', '%00', '%', '..', '../../etc/passwd'],
  ...['\u0000', '\ufeff', '\ud800', '\u202e', '٣', '😀', "'; DROP TABLE clients; --", '<script>', '\\', '"'],
  ...['31.02.2024', '2024-02-30', '2024-13-01 25:61:61', '0000-00-00 00:00:00', '+275760-09-13', '9'.repeat(400)],
  ...['я'.repeat(2000), ...MACHINERY],
]
const ODD_NUMBERS = [0, -0, -1, 0.1, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 53, -(2 ** 53), 5e-324]

/** What a careless or hostile client puts in the place of a value. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}]),
  fc.constantFrom<unknown>(...ODD_TEXTS),
  fc.constantFrom<unknown>(...ODD_NUMBERS),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer(),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(...MACHINERY).map(name => holding(name, { polluted: true })),
  fc.constantFrom(3, 30, 300, 3000).map(depth => nested(depth, 'x')),
)

export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer().map(String),
)

export interface Vocabulary {
  /** Follows a `$ref`. */
  resolve(reference: string): JsonSchema
  /** Texts and numbers that the API's own examples speak of. */
  readonly texts: readonly string[]
  readonly numbers: readonly number[]
}

/** Values that fit a schema, or nearly. */
export function fitting(schema: unknown, words: Vocabulary, depth = 0): fc.Arbitrary<unknown> {
  if (schema === null || typeof schema !== 'object' || depth > 6) return odd
  const { $ref, enum: options, const: constant, anyOf, oneOf, allOf, type } = schema as JsonSchema
  const inner = (part: unknown) => fitting(part, words, depth + 1)
  if (typeof $ref === 'string') return inner(words.resolve($ref))
  if (Array.isArray(options)) return fc.constantFrom(...options)
  if (constant !== undefined) return fc.constant(constant)
  const choices = (anyOf ?? oneOf) as unknown[] | undefined
  if (choices)
    return fc.oneof(
      ...choices.map(choice =>
        inner({ ...(schema as JsonSchema), anyOf: undefined, oneOf: undefined, ...(choice as object) }),
      ),
    )
  if (Array.isArray(allOf)) return inner(Object.assign({}, schema, { allOf: undefined }, ...allOf))
  const types = Array.isArray(type) ? type : [type ?? ('properties' in schema ? 'object' : 'string')]
  return fc.oneof(...types.map(name => ofType(name, schema as JsonSchema, words, inner)))
}

function ofType(
  type: unknown,
  schema: JsonSchema,
  words: Vocabulary,
  inner: (part: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return objects(schema, words, inner)
    case 'array':
      return fc.array(inner(schema.items ?? {}), { maxLength: 3 })
    case 'integer':
    case 'number':
      return fc.oneof(fc.constantFrom(0, 1, 2, ...words.numbers), fc.integer({ min: -2, max: 300 }))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return texts(schema, words)
  }
}

function objects(schema: JsonSchema, words: Vocabulary, inner: (part: unknown) => fc.Arbitrary<unknown>) {
  const properties = (schema.properties ?? {}) as Record<string, unknown>
  const required = ((schema.required ?? []) as string[]).filter(name => Object.hasOwn(properties, name))
  const model = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)]))
  const known = fc.record(model, { requiredKeys: required })
  if (typeof schema.additionalProperties !== 'object') return known
  const names = fc.constantFrom('x', ...words.texts.slice(0, 50))
  return fc
    .tuple(known, fc.dictionary(names, inner(schema.additionalProperties), { maxKeys: 2 }))
    .map(parts => ({ ...parts[0], ...parts[1] }))
}

function texts({ pattern, format }: JsonSchema, { texts }: Vocabulary): fc.Arbitrary<string> {
  const known = fc.constantFrom('1', 'x', ...texts)
  if (typeof format === 'string' && format.startsWith('date'))
    return fc.constantFrom(
      '2024-03-01',
      '2024-03-01T09:00:00+03:00',
      '2024-02-29T23:59:59.999Z',
      '0001-01-01T00:00:00Z',
    )
  if (typeof pattern !== 'string') return fc.oneof(known, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
  try {
    return fc.oneof(known, fc.stringMatching(new RegExp(pattern), { maxLength: 20 }))
  } catch {
    return known
  }
}

/** A value with something in it replaced, removed or added. */
export const spoiled = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      values,
      fc.nat(1000),
      fc.constantFrom('replace', 'remove', 'add', 'wrap'),
      odd,
      fc.constantFrom('x', 'id', ...MACHINERY),
    )
    .map(([value, at, how, by, name]) => spoil(value, at, how, by, name))

function spoil(value: unknown, at: number, how: string, by: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object') return how === 'wrap' ? [value] : by
  const entries = Object.entries(value)
  const rebuilt = (changed: [string, unknown][]) =>
    Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed)
  if (how === 'wrap' && at % 3 === 0) return [value]
  if (how === 'add' || entries.length === 0) return rebuilt([...entries, [name, by]])
  const chosen = at % entries.length
  const rest = Math.floor(at / entries.length)
  return rebuilt(
    entries.flatMap(([key, item], i): [string, unknown][] => {
      if (i !== chosen) return [[key, item]]
      if (item !== null && typeof item === 'object' && rest % 2 === 1)
        return [[key, spoil(item, rest >> 1, how, by, name)]]
      return how === 'remove' ? [] : [[key, how === 'wrap' ? [item] : by]]
    }),
  )
}
