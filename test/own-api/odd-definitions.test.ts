import { expect, test } from 'vitest'
import { collection, defineApi, operations, schema } from '../../src/api.ts'
import { checkSchemas } from '../../src/core/api/check-schemas.ts'
import { Validation } from '../../src/core/validation/validation.ts'

// Whatever stands where in a definition, it is taken or told in a sentence of ours; nothing else is thrown.

const order = {
  type: 'object',
  properties: { id: { type: 'integer' }, client: { type: ['integer', 'null'] } },
  required: ['id'],
}
const whole = () =>
  structuredCloneWithFunctions({
    name: 'orders',
    title: 'Orders',
    docs: 'Orders',
    basePath: ['/orders', '/other'],
    operations: [
      operations()(['GET /orders/:id', 'POST /orders'], {
        ...{ id: 'get', summary: 'One', docs: 'Orders: one', params: { id: /\d/ }, limit: { requests: 1, per: '1s' } },
        ...{ query: schema({ type: 'object' }), replies: { 200: schema(order), 204: null } },
        cases: [{ id: 'none', status: 404, text: 'No', docs: 'Orders: no', under: { gone: '404' } }],
        handle: () => ({ status: 204 }),
      }),
    ],
    collections: {
      orders: collection({
        ...{
          key: 'id',
          keyType: 'integer',
          newKey: 1,
          schema: schema(order),
          unique: ['client'],
          defaults: { client: 1 },
        },
        indexes: { client: () => [] },
        texts: { client: () => '' },
        references: { client: { to: 'orders', onDelete: 'unbind' } },
      }),
    },
    counters: { numbers: 1 },
    readings: { gone: { about: 'Gone?', options: { 404: 'a' }, default: '404', profiles: { old: '404' } } },
    credentials: { key: [{ in: 'header', name: 'x-key' }] },
    account: { key: 'k' },
    cases: [{ id: 'bad', status: 400, text: 'Bad', docs: 'Orders: bad' }],
    memory: schema({ type: 'object' }),
    error: schema({ type: 'object' }),
    limit: { requests: 7, per: '1s', by: () => '' },
    timers: { later: () => {} },
    headers: { 'x-a': 'b' },
    scenarios: { documented: { orders: [{ id: 1 }] } },
    schemas: './test/own-api/schemas',
    authenticate: () => null,
    refuse: () => ({ status: 400 }),
  } as object)

const ODD: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  7,
  '',
  'x',
  '/x',
  [],
  [null],
  {},
  { x: null },
  true,
  () => 1,
]

test('every part of a definition may be anything', () => {
  const validation = new Validation('schemas')
  checkSchemas(defineApi(whole() as never), validation)
  const told: string[] = []
  let taken = 0
  for (const path of pathsIn(whole()))
    for (const odd of ODD) {
      const definition = whole()
      put(definition, path, odd)
      try {
        checkSchemas(defineApi(definition as never), validation)
        taken++
      } catch (error) {
        const { message } = error as Error
        if (!/^Cannot define (API|an API)[^\n]*[.?]$/.test(message))
          told.push(`${path.join('.')} = ${String(odd)}: ${(error as Error).stack?.split('\n').slice(0, 2).join(' ')}`)
      }
    }
  expect(told).toEqual([])
  expect(taken).toBeGreaterThan(100)
})

type Holder = Record<string, unknown>

function pathsIn(value: unknown, above: readonly string[] = []): string[][] {
  if (value === null || typeof value !== 'object' || value instanceof RegExp) return []
  return Object.entries(value).flatMap(([name, part]) => [
    [...above, name],
    ...(above.length < 6 ? pathsIn(part, [...above, name]) : []),
  ])
}

function put(into: object, path: readonly string[], value: unknown): void {
  const holder = path.slice(0, -1).reduce((inner, name) => inner[name] as Holder, into as Holder)
  holder[path.at(-1)!] = value
}

function structuredCloneWithFunctions<T>(value: T): T {
  if (Array.isArray(value)) return value.map(structuredCloneWithFunctions) as T
  if (value === null || typeof value !== 'object' || value instanceof RegExp) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, structuredCloneWithFunctions(part)]),
  ) as T
}
