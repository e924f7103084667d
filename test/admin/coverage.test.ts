import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Api } from '../../src/api.ts'
import { salesman } from '../../src/apis/salesman/index.ts'
import { connect } from '../../src/client/connect.ts'
import type { CoverageReport, JournalEntry, Why } from '../../src/client/types.ts'
import { casesOf } from '../../src/core/api/documented-case.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { finish } from '../../src/core/lib/slices.ts'
import type { Schema } from '../../src/core/validation/schema.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { type Send, serve } from '../support/server.ts'

const server = await serve()
const { admin, send } = server
const client = await connect(server.running.url)
const SALESMAN = salesman.account as Record<string, string>
const CLIENT = '/developer/v3/client'

const coverage = async (query = ''): Promise<CoverageReport> =>
  (await admin(`GET /coverage${query}`)).body as CoverageReport

beforeEach(async () => {
  for (const { id } of server.running.sandboxes.list()) if (id !== 'default') await admin(`DELETE /sandboxes/${id}`)
  await admin('DELETE /coverage')
})

test('nothing was tried at first', async () => {
  expect(await coverage()).toEqual({
    apis: [],
    violations: {},
    faults: { armed: 0, struck: 0, idle: [] },
    unmatched: 0,
  })
})

test('what was tried is told, and what was not', async () => {
  const add = { method: 'POST', path: `${CLIENT}/add`, headers: SALESMAN, body: { title: 'ООО Ромашка-Плюс' } }
  await send(add)
  await send(add)
  const { apis } = await coverage()
  const [api] = apis
  expect(apis.map(({ name }) => name)).toEqual(['salesman'])
  expect(api!.operations).toMatchObject({ seen: 1, of: 7 })
  expect(api!.operations.missing).toEqual(salesman.operations.map(({ id }) => id).filter(id => id !== 'client.add'))
  expect(api!.cases).toMatchObject({ seen: 1, of: salesman.operations.flatMap(one => casesOf(salesman, one)).length })
  expect(api!.cases.missing).toContainEqual({
    ...{ operation: 'client.delete', id: 'has-deals', status: 406, code: 406 },
    ...{ text: 'Удаление клиента не возможно - есть сделки', docs: expect.stringMatching(/^salesman\.txt: /) },
  })
  expect(api!.cases.missing.map(({ operation, id }) => `${operation} ${id}`)).not.toContain('client.add duplicate')
  expect(api!.parameters.missing).not.toContain('client.add title')
  expect(api!.parameters.missing).toContain('client.add phone')
  const status = api!.readings.options.find(({ id }) => id === 'salesman.status')!
  expect(status).toEqual({ id: 'salesman.status', seen: ['code'], of: Object.keys(salesman.readings.status.options) })
  expect(api!.readings).toMatchObject({ of: Object.keys(salesman.readings).length })
  expect(api!.readings.seen).toBe(api!.readings.options.filter(({ seen }) => seen.length > 0).length)
})

test('APIs that were never called are listed for ?all=true', async () => {
  const { apis } = await coverage('?all=true')
  expect(apis.map(({ name }) => name)).toEqual(server.running.apis.map(({ name }) => name))
  expect(apis.every(({ operations }) => operations.seen === 0 && operations.missing.length === operations.of)).toBe(
    true,
  )
})

test('violations are counted by rule, and requests that no operation answers', async () => {
  await send({ path: `${CLIENT}/lst`, headers: SALESMAN })
  await send({ path: '/developr/v3' })
  const colour = { method: 'POST', path: `${CLIENT}/add`, headers: SALESMAN, body: { colour: 'red', shade: 1 } }
  await send(colour)
  expect(await coverage()).toMatchObject({
    violations: { 'unknown-operation': 1 },
    unmatched: 2,
  })
})

describe('faults', () => {
  test('are counted where arranged, and where they struck; the idle ones are told', async () => {
    await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.add' }, status: 500 })
    await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.list' }, status: 500 })
    for (let i = 0; i < 2; i++) await send({ path: `${CLIENT}/list`, headers: SALESMAN })
    expect((await coverage()).faults).toEqual({
      ...{ armed: 2, struck: 1 },
      idle: [
        {
          ...{ sandbox: 'default', id: 'f1' },
          explains: 'Every request to salesman client.add is answered 500 in the vendor’s error envelope.',
        },
      ],
    })
  })

  test('that are gone and never struck are told too', async () => {
    await admin('POST /sandboxes', { id: 'w1' })
    await admin('POST /sandboxes/w1/faults', { delayMs: 5 })
    await admin('POST /sandboxes/w1/reset')
    await admin('POST /sandboxes/w1/faults', { delayMs: 7 })
    await admin('DELETE /sandboxes/w1')
    const { armed, struck, idle } = (await coverage()).faults
    expect({ armed, struck, idle: idle.map(({ explains }) => explains) }).toEqual({
      ...{ armed: 2, struck: 0 },
      idle: ['Every request to any API waits 5 ms.', 'Every request to any API waits 7 ms.'],
    })
  })
})

describe('?sandbox=', () => {
  beforeEach(async () => {
    await send({ path: `/~run-1-w0${CLIENT}/list`, headers: SALESMAN })
    await send({ path: `/~run-1-w1${CLIENT}/info`, headers: SALESMAN })
    await send({ path: '/~run-2-w0/api/v1/crm/Countries', headers: { sid: 'any' } })
    await send({ path: '/~run-2-w0/api/v1/crm/Nothing', headers: { sid: 'any' } })
    await admin('POST /sandboxes/run-2-w0/faults', { delayMs: 5 })
    await admin('DELETE /sandboxes/run-1-w1')
  })

  test.each([
    ['run-1-w0', [['salesman', 1]], 0, 0],
    ['run-1-w1', [['salesman', 1]], 0, 0],
    ['run-1-*', [['salesman', 2]], 0, 0],
    ['run-2-*', [['rkeeper', 1]], 1, 1],
    [
      'run-*',
      [
        ['salesman', 2],
        ['rkeeper', 1],
      ],
      1,
      1,
    ],
    [
      '*',
      [
        ['salesman', 2],
        ['rkeeper', 1],
      ],
      1,
      1,
    ],
    ['nobody', [], 0, 0],
  ])('%s', async (name, seen, unmatched, armed) => {
    const report = await coverage(`?sandbox=${name}`)
    expect(report.apis.map(({ name, operations }) => [name, operations.seen])).toEqual(seen)
    expect(report).toMatchObject({ unmatched, faults: { armed } })
    expect(Object.keys(report.violations)).toEqual(unmatched ? ['unknown-operation'] : [])
  })

  test('what names no sandbox is refused', async () => {
    for (const name of ['A', 'a*b', '**', ''])
      expect((await admin(`GET /coverage?sandbox=${name}`)).status, name).toBe(400)
  })
})

test('DELETE begins anew', async () => {
  await send({ path: `${CLIENT}/list`, headers: SALESMAN })
  await send({ path: '/nowhere' })
  await admin('POST /sandboxes/default/faults', { delayMs: 5 })
  expect((await admin('DELETE /coverage')).status).toBe(204)
  expect(await coverage()).toMatchObject({ apis: [], unmatched: 0, faults: { armed: 0, idle: [] } })
  await send({ path: `${CLIENT}/list`, headers: SALESMAN })
  expect((await coverage()).apis[0]!.operations.seen).toBe(1)
})

test('the library asks for it', async () => {
  await send({ path: `${CLIENT}/list`, headers: SALESMAN })
  expect(await client.coverage()).toEqual(await coverage())
  expect((await client.coverage({ sandbox: 'w*', all: true })).apis).toHaveLength(server.running.apis.length)
  await client.clearCoverage()
  expect((await client.coverage()).apis).toEqual([])
})

// ——— A naive recount ———

const validation = new Validation(`${packageRoot}/schemas`)
const namesIn = (schema: Schema | undefined): string[] =>
  schema ? Object.keys((validation.read(schema).properties as object | undefined) ?? {}) : []

/** Everything of an API that the entries of journals show, counted one by one. */
function recount(api: Api, entries: readonly (JournalEntry & { why: Why; sent: object })[]) {
  const own = entries.filter(entry => entry.api === api.name)
  if (own.length === 0) return []
  const of = api.operations.map(operation => {
    const came = own.filter(entry => entry.operation === operation.id)
    const rules = new Set(came.map(({ why }) => why.rule?.id))
    const sent = new Set(came.flatMap(entry => Object.keys(entry.sent)))
    const parameters = new Set([...namesIn(operation.query), ...namesIn(operation.body)])
    return {
      isSeen: came.length > 0,
      cases: casesOf(api, operation).filter(({ id }) => rules.has(id)).length,
      parameters: [...parameters].filter(name => sent.has(name)).length,
    }
  })
  const options = new Set(own.flatMap(({ why }) => why.readings.map(({ id, option }) => `${id}=${option}`)))
  return [
    {
      name: api.name,
      operations: of.filter(({ isSeen }) => isSeen).length,
      cases: of.reduce((sum, { cases }) => sum + cases, 0),
      parameters: of.reduce((sum, { parameters }) => sum + parameters, 0),
      options: [...options].sort(),
    },
  ]
}

const shown = ({ apis }: CoverageReport) =>
  apis.map(({ name, operations, cases, parameters, readings }) => ({
    name,
    operations: operations.seen,
    cases: cases.seen,
    parameters: parameters.seen,
    options: readings.options.flatMap(({ id, seen }) => seen.map(option => `${id}=${option}`)).sort(),
  }))

const ACCOUNTS = server.running.apis.flatMap(api =>
  api.operations.flatMap(operation =>
    operation.methods.map(method => ({
      method,
      path: api.basePath + operation.path.replace(/:\w+/g, '1'),
      headers: api.account as Record<string, string>,
    })),
  ),
)
const NAMES = ['title', 'phone', 'id', 'clid', 'page', 'tel', 'name', 'Name', 'countryId', 'objectId', 'status', 'odd']

const requests: fc.Arbitrary<Send & { box: string }> = fc
  .record({
    box: fc.constantFrom('default', 'p1', 'p2'),
    call: fc.constantFrom(
      ...ACCOUNTS,
      { method: 'GET', path: '/nowhere', headers: {} },
      {
        ...{ method: 'GET', path: `${CLIENT}/lst`, headers: SALESMAN },
      },
    ),
    isKnown: fc.boolean(),
    query: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom('1', 'Ромашка', ''), { maxKeys: 3 }),
    body: fc.option(fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom('1', 'Ромашка', 7), { maxKeys: 4 }), {
      nil: undefined,
    }),
  })
  .map(({ box, call, isKnown, query, body }) => ({
    box,
    method: call.method,
    path: `${box === 'default' ? '' : `/~${box}`}${call.path}?${new URLSearchParams(query)}`,
    headers: isKnown ? call.headers : {},
    ...(call.method !== 'GET' && body !== undefined && { body }),
  }))

test('coverage is what a naive recount of all journals gives', async () => {
  const profiles = fc.constantFrom('documented', 'shipped')
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { maxLength: 40 }), profiles, async (sent, profile) => {
      for (const id of ['p1', 'p2']) await admin('POST /sandboxes', { id, profiles: { salesman: profile } })
      await server.reset()
      await admin('DELETE /coverage')
      for (const request of sent) await send(request)
      const entries: (JournalEntry & { why: Why; sent: object })[] = []
      for (const box of server.running.sandboxes.list()) {
        for (const entry of box.journal.entries()) {
          const { body } = await admin(`GET /sandboxes/${box.id}/requests/${entry.id}`)
          entries.push({ ...(body as JournalEntry & { why: Why }), sent: finish(entry.readingParams()) as object })
        }
      }
      for (const id of ['p1', 'p2']) await admin(`DELETE /sandboxes/${id}`)
      const report = await coverage()
      expect(shown(report)).toEqual(server.running.apis.flatMap(api => recount(api, entries)))
      const rules = entries.flatMap(({ violations }) => violations.map(({ rule }) => rule))
      const counts = Object.fromEntries(
        [...new Set(rules)].map(rule => [rule, rules.filter(one => one === rule).length]),
      )
      expect(report.violations).toEqual(counts)
      expect(report.unmatched).toBe(entries.filter(({ operation }) => operation === null).length)
    }),
    { numRuns: 25 },
  )
}, 60_000)
