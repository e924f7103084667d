import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  type ApiTypes,
  type DocumentedCase,
  defineApi,
  ofNoOperation,
  operations,
  Refusal,
  schema,
} from '../../src/api.ts'
import { run } from '../../src/server.ts'
import { send } from '../support/server.ts'

const operation = operations<ApiTypes>()
const docs = 'desk.txt: doors'
const documented = (id: string, status: number, text: string): DocumentedCase => ({ id, status, text, docs })

const OPEN = documented('open', 200, 'open')
const LOCKED = documented('locked', 409, 'locked')
const INVALID = documented('invalid', 400, '…')
const UNKNOWN = documented('unknown-path', 404, '…')

const door = operation('GET /doors/:door', {
  id: 'door',
  summary: 'What a door says',
  docs,
  query: schema({ type: 'object', properties: { knocks: { const: '3' } }, additionalProperties: false }),
  replies: { 200: schema({}) },
  cases: [OPEN, LOCKED],
  cache: ({ path }) => (path.endsWith('/kept') ? { seconds: 60, key: path } : null),
  handle({ params }) {
    if (params.door === 'locked') throw new Refusal('locked', 'locked')
    if (params.door === 'broken') throw new Refusal('broken', null)
    if (params.door === 'nameless') throw new Refusal('nameless')
    if (params.door === 'misnamed') throw new Refusal('misnamed', 'lokced')
    if (params.door === 'boasting') return { status: 200, body: {}, case: 'opne' }
    return { status: 200, body: {}, ...(params.door !== 'plain' && { case: 'open' }) }
  },
})

const desk = {
  name: 'desk',
  title: 'Desk',
  docs: 'desk.txt',
  basePath: '/desk',
  operations: [door],
  collections: {},
  readings: {},
  credentials: {},
  account: {},
  authenticate: () => null,
  cases: [INVALID, { ...UNKNOWN, of: ofNoOperation }],
  caseOf: ({ kind }: { kind: string }) => kind,
  error: schema({}),
  refuse: (error: Error) => ({ status: 'status' in error ? Number(error.status) : 409, body: { no: error.message } }),
}

const defects: unknown[] = []
const running = await run({
  port: 0,
  apis: [defineApi<ApiTypes>(desk)],
  api: ['desk'],
  scenario: 'empty',
  checkReplies: true,
  onDefect: error => defects.push(error),
})
const box = running.sandboxes.get('default')!
beforeEach(async () => {
  defects.length = 0
  await running.sandboxes.reset(box)
})
afterAll(() => running.close())

/** The status of an answer, and the case that the journal has of it. */
async function ask(path: string): Promise<{ status: number; case: DocumentedCase | null }> {
  const { status } = await send(running.url, { path: `/desk${path}` })
  return { status, case: box.journal.entries().at(-1)!.case }
}

test('a refusal and a success name the case that they are', async () => {
  expect(await ask('/doors/locked')).toEqual({ status: 409, case: LOCKED })
  expect(await ask('/doors/front')).toEqual({ status: 200, case: OPEN })
})

test('an answer that is no documented case has none', async () => {
  expect(await ask('/doors/plain')).toEqual({ status: 200, case: null })
  expect(await ask('/doors/broken')).toEqual({ status: 409, case: null })
  expect(defects).toEqual([])
})

test('a fault of HTTP or of a schema is the case that its API says', async () => {
  expect(await ask('/doors/front?knocks=2')).toEqual({ status: 400, case: INVALID })
  expect((await ask('/windows')).case).toMatchObject(UNKNOWN)
})

test('a kept answer is the same case again', async () => {
  expect([await ask('/doors/kept'), await ask('/doors/kept')].map(({ case: of }) => of)).toEqual([OPEN, OPEN])
  expect(box.journal.entries().at(-1)!.servedFrom).toBe('cache')
})

test.each([{ status: 409 }, { body: { no: 'no' } }, { abort: 'empty' as const }])(
  'what a fault puts in place of an answer is no documented case: %o',
  async fault => {
    box.faults.add(fault)
    await send(running.url, { path: '/desk/doors/locked' }).catch(() => undefined)
    expect(box.journal.entries().at(-1)).toMatchObject({ servedFrom: 'fault', case: null })
  },
)

test('a fault that only delays leaves the case', async () => {
  box.faults.add({ delayMs: 1 })
  expect(await ask('/doors/locked')).toEqual({ status: 409, case: LOCKED })
})

test('what is refused only for strictness is no documented case', async () => {
  box.configure({ strict: true })
  expect(await ask('/doors/front?bell=1')).toEqual({ status: 400, case: null })
})

test.each([
  ['nameless', 'it refused with no documented case: nameless'],
  ['misnamed', 'its answer names the case "lokced", which is not declared in “cases”'],
  ['boasting', 'its answer names the case "opne", which is not declared in “cases”'],
])('a %s answer is a defect, where replies are checked', async (name, says) => {
  expect(await ask(`/doors/${name}`)).toEqual({ status: 500, case: null })
  expect(defects.map(String)).toEqual([`Operation door of desk cannot answer: ${says}.`])
})

test('an operation cannot have two cases of one id', () => {
  const twice = { ...desk, cases: [...desk.cases, LOCKED] }
  expect(() => defineApi<ApiTypes>(twice)).toThrow('case locked of door is declared twice')
})
