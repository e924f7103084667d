import { defineApi, operations, type Refusal, schema } from '../../src/api.ts'

/** The form of a body whose lists and maps may be long: what is wrong with them, or unknown, may be very much. */
export const listsBody = schema<object>({
  type: 'object',
  additionalProperties: false,
  properties: {
    texts: { type: 'array', items: { type: 'string' } },
    either: {
      anyOf: [
        { type: 'array', items: { type: 'string' } },
        { type: 'array', items: { type: 'integer' } },
      ],
    },
    // What refers to what refers is not written out in its place.
    people: { type: 'array', items: { $ref: '#/$defs/person' } },
    different: { type: 'array', uniqueItems: true },
    needed: { type: 'array', contains: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
    rest: { type: 'array', unevaluatedItems: { type: 'string' } },
    prices: { type: 'object', additionalProperties: { type: 'number' } },
    headers: { type: 'object', propertyNames: { pattern: '^[a-z-]+$' } },
    marked: { type: 'object', patternProperties: { '^x': { type: 'number' } }, additionalProperties: true },
  },
  $defs: {
    person: {
      type: 'object',
      properties: { name: { type: 'string' }, phone: { $ref: '#/$defs/phone' } },
      required: ['name'],
      additionalProperties: false,
    },
    phone: { type: 'object', properties: { number: { $ref: '#/$defs/digits' } }, additionalProperties: false },
    digits: { type: 'string', minLength: 1 },
  },
})

/** An API that takes lists and keeps nothing. */
export const lists = defineApi({
  name: 'lists',
  title: 'Lists',
  basePath: '/lists/v1',
  docs: 'lists.txt',
  credentials: {},
  collections: {},
  error: schema({}),
  operations: [
    operations<{ records: Record<never, never>; readings: Record<never, never>; caller: null }>()('POST /lists', {
      id: 'list.take',
      summary: 'Takes lists',
      docs: 'lists.txt',
      body: listsBody,
      replies: { 200: schema({}) },
      handle: ({ reply }) => reply(200, { taken: true }),
    }),
  ],
  refuse: (error: Refusal | Error) => ({ status: 400, body: { error: error.message } }),
})
