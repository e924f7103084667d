import { afterAll, beforeEach, expect, test } from 'vitest'
import { collection, defineApi, HttpFault, operations, schema } from '../../src/api.ts'
import { run } from '../../src/server.ts'
import { Client } from './client.ts'
import { watch } from './watch.ts'

/** An API with every defect that the fuzzer looks for: what it would not see here, it would not see anywhere. */
interface Types {
  records: { things: { id: number } }
  readings: Record<string, never>
  caller: null
}
const operation = operations<Types>()
const replies = { 200: schema({ type: 'object', properties: { ok: { const: true } }, additionalProperties: false }) }
const defective = (id: string, handle: Parameters<typeof operation>[1]['handle']) =>
  operation(`GET /${id}`, { id, summary: id, docs: 'broken.txt: all', replies, handle })

const broken = defineApi<Types>({
  name: 'broken',
  title: 'Broken',
  docs: 'broken.txt',
  basePath: '/broken',
  operations: [
    defective('sound', () => ({ status: 200, body: { ok: true } })),
    defective('crash', () => (undefined as unknown as { x: { y: never } }).x.y),
    defective('unfit', () => ({ status: 200, body: { ok: 1 } })),
    defective('stranger', () => ({ status: 200, body: { ok: true, more: 1 } })),
    defective('status', () => ({ status: 202, body: { ok: true } })),
    defective('fault', () => ({ status: 502, text: '{}' })),
    defective('stack', () => ({ status: 200, text: `"${new Error('x').stack}"` })),
    defective('text', () => ({ status: 200, text: '<h1>' })),
    defective('pollute', () => {
      Object.assign(Object.getPrototypeOf({}), { polluted: true })
      return { status: 200, body: { ok: true } }
    }),
    defective('write', ({ store }) => {
      store.things.insert({})
      return { status: 200, text: '{"no":1}' }
    }),
    defective('count', ({ nextId }) => {
      nextId('things')
      return { status: 404, text: '{"no":1}' }
    }),
    defective('undone', ({ store }) => {
      store.things.insert({})
      throw new HttpFault('invalid', 'no')
    }),
  ],
  collections: { things: collection<{ id: number }>({ key: 'id', keyType: 'integer', newKey: 1 }) },
  readings: {},
  credentials: {},
  account: {},
  authenticate: () => null,
  error: schema({ type: 'object', required: ['no'] }),
  refuse: ({ message }) => ({ status: 400, body: { no: message } }),
})

const defects: unknown[] = []
const running = await run({
  port: 0,
  host: '127.0.0.1',
  apis: [broken],
  api: ['broken'],
  checkReplies: true,
  onDefect: error => defects.push(error),
})
const client = new Client(running.port)
const impatient = new Client(running.port, 300)
afterAll(() => {
  client.close()
  impatient.close()
  return running.close()
})
beforeEach(() => {
  defects.length = 0
  return () => Reflect.deleteProperty(Object.prototype, 'polluted')
})

const ask = (path: string, by = client) =>
  watch(
    { method: 'GET', path: `/broken/${path}`, headers: {}, body: undefined, chunked: false },
    by,
    running,
    defects,
    broken,
  )

test.each([
  ['sound', 200],
  ['undone', 400],
  ['unknown', 400],
])('it has nothing against /%s', async (path, status) => {
  expect(await ask(path)).toMatchObject({ status })
})

test.each([
  ['crash', 'A defect: TypeError'],
  ['unfit', 'A defect: Operation unfit of broken cannot answer: its reply 200 does not fit its schema'],
  ['stranger', 'A defect: Operation stranger of broken cannot answer: its reply 200 does not fit its schema'],
  ['status', 'A defect: Operation status of broken cannot answer: its reply 202 is not declared in “replies”'],
  ['fault', 'It is answered with a fault of the server'],
  ['stack', 'It shows a stack or a path'],
  ['text', 'It is not JSON'],
  ['pollute', 'It pollutes Object.prototype'],
  ['write', 'It fails and changes sandbox default'],
  ['count', 'It fails and changes sandbox default'],
])('it sees what is wrong with /%s', async (path, says) => {
  await expect(ask(path)).rejects.toThrow(says)
})

test('it sees that no answer comes', async () => {
  running.sandboxes.get('default')!.faults.add({ times: 1, abort: 'hang' })
  await expect(ask('sound', impatient)).rejects.toThrow('It is not answered: No answer within 300 ms')
})
