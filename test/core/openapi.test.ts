import { join } from 'node:path'
import { validate } from '@readme/openapi-parser'
import { describe, expect, test } from 'vitest'
import { defineApi, operations, schema } from '../../src/api.ts'
import { builtInApis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/api/documented-case.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { caseExamplesOf, exampleOf } from '../../src/core/openapi/case-examples.ts'
import { examplesOf } from '../../src/core/openapi/examples.ts'
import type { OpenApiDocument, OperationObject, Parameter } from '../../src/core/openapi/model.ts'
import { openApiOf } from '../../src/core/openapi/openapi.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { pointerOf, valueChecker } from '../support/openapi.ts'

const validation = new Validation(join(packageRoot, 'schemas'))
const OPTIONS = { serverUrl: 'http://127.0.0.1:10400', version: '1.2.3' }

/** Everything of the document that has a verb: its path, its verb, and what stands there. */
const operationsOf = (document: OpenApiDocument): [path: string, verb: string, operation: OperationObject][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([verb, operation]) => [path, verb, operation] as [string, string, OperationObject]),
  )

describe.each(builtInApis.map(api => [api.name, api] as const))('the OpenAPI document of %s', (name, api) => {
  const document = openApiOf(api, validation, OPTIONS)
  const all = operationsOf(document)

  test('is valid OpenAPI 3.1', async () => {
    const result = await validate(structuredClone(document) as never)
    expect(result).toMatchObject({ valid: true, warnings: [] })
  })

  test('names every operation, once for each verb, under the vendor’s paths', () => {
    const said = all.flatMap(([path, verb, operation]) =>
      (operation['x-operations'] as string[]).map(id => `${verb.toUpperCase()} ${path} ${id}`),
    )
    const declared = api.operations.flatMap(({ id, methods, path }) =>
      methods.map(method => `${method} ${path.replace(/:(\w+)/g, '{$1}')} ${id}`),
    )
    expect(said.sort()).toEqual(declared.sort())
    const ids = all.map(([, , { operationId }]) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(document.servers[0]).toEqual({ url: `http://127.0.0.1:10400${api.basePath}` })
  })

  test('has the examples of the page, and every answer among them fits it', () => {
    const check = valueChecker(document)
    const examples = examplesOf(validation, name)
    let seen = 0
    for (const [path, verb, { responses }] of all)
      for (const [status, { content }] of Object.entries(responses))
        for (const [type, { examples: answers = {} }] of Object.entries(content ?? {}))
          for (const [named, { value, summary }] of Object.entries(answers)) {
            const pointer = pointerOf('paths', path, verb, 'responses', status, 'content', type, 'schema')
            const abridged = examples.some(example => 'abridged' in example && example.docs === summary)
            if (!abridged) expect({ summary, wrong: check(pointer, value) }).toEqual({ summary, wrong: '' })
            if (/\.\d+$/.test(named)) seen++
          }
    expect(seen).toBe(examples.filter(({ reply }) => reply.body !== undefined).length)
  })

  test('lists every documented case of an operation under its own status, with its passage and its example', () => {
    const rows = caseExamplesOf(validation, name)
    const declared = api.operations.flatMap(operation =>
      operation.methods.flatMap(method =>
        casesOf(api, operation).map(({ id, status, code, docs }) => {
          const example = exampleOf(rows, operation.id, id)!
          return { ...{ method, operation: operation.id, id, status, code, docs }, shown: example.reply.body }
        }),
      ),
    )
    const listed = all.flatMap(([, verb, { responses }]) =>
      Object.entries(responses).flatMap(([status, { description, content = {}, 'x-cases': cases = [] }]) =>
        (cases as { id: string; operations: string[]; code?: string; docs: string }[]).flatMap(
          ({ id, operations, code, docs }) => {
            expect(description).toContain(`\`${id}\``)
            expect(description).toContain(docs)
            const answers = Object.values(content)[0]?.examples ?? {}
            const shown = answers[`${operations[0]}.${id}`]?.value
            return operations.map(operation => ({
              ...{ method: verb.toUpperCase(), operation, id, status: Number(status), code, docs, shown },
            }))
          },
        ),
      ),
    )
    const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
    expect(declared.length).toBeGreaterThan(0)
    expect(listed.sort(order)).toEqual(declared.sort(order))
  })

  test('lists every reading with its options, and refers to nothing outside itself', () => {
    expect(document['x-readings']).toEqual(
      Object.fromEntries(Object.entries(api.readings).map(([topic, reading]) => [`${name}.${topic}`, reading])),
    )
    expect(JSON.stringify(document).match(/"\$(id|schema)"|"\$ref":"[^#]/)).toBeNull()
  })
})

/** An invented API, with what the five do not have together. */
const operation = operations<{ records: Record<string, never>; readings: typeof readings; caller: null }>()
const readings = {}
const answer = () => ({ status: 200 })
const ok = (type: string) => ({
  200: schema({ type: 'object', properties: { kind: { const: type } }, required: ['kind'] }),
})
const invented = (more: object = {}) =>
  defineApi<{ records: Record<string, never>; readings: typeof readings; caller: null }>({
    name: 'invented',
    title: 'Invented',
    docs: 'invented.txt',
    basePath: '/invented/v1',
    operations: [
      operation('GET /things', {
        id: 'things.list',
        summary: 'All',
        docs: 'invented.txt: all',
        query: schema({
          type: 'object',
          properties: { page: { type: 'string' }, key: { type: 'string' } },
          required: ['page'],
        }),
        replies: ok('list'),
        handle: answer,
      }),
      operation('GET /things?tag', {
        id: 'things.byTag',
        summary: 'By tag',
        docs: 'invented.txt: tags',
        query: schema({ type: 'object', properties: { tag: { type: 'string' }, key: { type: 'integer' } } }),
        replies: ok('one'),
        handle: answer,
      }),
      operation('GET,POST /things/:thing/find', {
        id: 'things.find',
        summary: 'Find',
        docs: 'invented.txt: find',
        query: schema({
          type: 'object',
          properties: { filter: { $ref: '#/$defs/filter' } },
          $defs: { filter: { type: 'object' } },
        }),
        body: schema({
          $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
          $ref: '#/$defs/node',
        }),
        replies: { 204: null },
        handle: () => ({ status: 204 }),
      }),
    ],
    collections: {},
    readings,
    credentials: {
      key: [
        { in: 'header', name: 'x-key' },
        { in: 'query', name: 'key' },
      ],
      token: [{ in: 'bearer' }, { in: 'body', name: 'token' }],
    },
    account: { key: 'k', token: 't' },
    authenticate: ({ credential }) => {
      if (credential('key') !== 'k') throw new Error('who?')
      return null
    },
    error: schema({ type: 'object', properties: { no: { type: 'string' } }, required: ['no'] }),
    refuse: () => ({ status: 200, body: { no: 'no' } }),
    ...more,
  })

describe('the OpenAPI document of an API that a user defines', () => {
  const document = openApiOf(invented(), validation, OPTIONS)

  test('is valid, without a single schema file', async () => {
    expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true })
  })

  test('merges what only a parameter tells apart: required is what all require, and an answer is one of theirs', () => {
    const { parameters, responses } = document.paths['/things']!.get!
    const shown = parameters!.map(({ name, required = false, schema }: Parameter) => [name, required, schema])
    expect(shown).toEqual([
      ['page', false, { type: 'string' }],
      ['key', false, { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
      ['tag', false, { type: 'string' }],
    ])
    expect(responses['200']!.content!['application/json']!.schema).toEqual({
      anyOf: [
        {
          oneOf: [{ $ref: '#/components/schemas/things.list.200' }, { $ref: '#/components/schemas/things.byTag.200' }],
        },
        { $ref: '#/components/schemas/error' },
      ],
    })
  })

  test('describes a body under GET, and a reference of a schema to itself', () => {
    const { get, post } = document.paths['/things/{thing}/find']!
    expect(get!.requestBody).toEqual(post!.requestBody)
    expect([get!.operationId, post!.operationId]).toEqual(['things.find', 'things.find.post'])
    expect(document.components.schemas['things.find.body']).toMatchObject({
      $ref: '#/components/schemas/things.find.body.node',
    })
    expect(get!.parameters![1]).toMatchObject({ name: 'filter', style: 'deepObject', explode: true })
  })

  test('asks for each credential in one of its places, and for none where the API does without', () => {
    expect(document.security).toEqual([
      { 'key.header': [], 'token.bearer': [] },
      { 'key.query': [], 'token.bearer': [] },
    ])
    const open = openApiOf(invented({ authenticate: () => null }), validation, OPTIONS)
    expect(open.security).toContainEqual({})
  })

  test('says where an API that refuses with 200 may refuse, and where it cannot', () => {
    const { '200': refused, '204': done } = document.paths['/things/{thing}/find']!.post!.responses
    expect(refused!.content!['application/json']!.schema).toEqual({ $ref: '#/components/schemas/error' })
    expect(done).not.toHaveProperty('content')
  })

  test('lists the media types that the API takes bodies in', () => {
    const form = 'application/x-www-form-urlencoded'
    const document = openApiOf(invented({ bodyTypes: [form, 'application/json'] }), validation, OPTIONS)
    const { content } = document.paths['/things/{thing}/find']!.post!.requestBody!
    expect(Object.keys(content)).toEqual([form, 'application/json'])
  })

  test('tells a body’s fields among the parameters where the API takes them there too', () => {
    const names = (bodyInQuery: boolean) =>
      openApiOf(invented({ bodyInQuery }), validation, OPTIONS)
        .paths['/things/{thing}/find']!.post!.parameters!.filter(parameter => !parameter.required)
        .map(({ name }) => name)
    expect([names(false), names(true)]).toEqual([['filter'], ['filter', 'next']])
  })

  test('says what a parameter of a path must be', () => {
    const { operations } = invented()
    const narrowed = operations.map(operation => ({ ...operation, params: { thing: /^\d+$/ } }))
    const document = openApiOf(invented({ operations: narrowed }), validation, OPTIONS)
    expect(document.paths['/things/{thing}/find']!.get!.parameters![0]!.schema).toEqual({
      type: 'string',
      pattern: '^\\d+$',
    })
  })
})
