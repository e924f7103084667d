import { afterAll, beforeEach, expect, test } from 'vitest'
import { type Api, type ApiTypes, collection, defineApi, operations, Refusal, schema } from '../../src/api.ts'
import { run } from '../../src/server.ts'
import { send } from '../support/server.ts'

// Every function that an API may have, failing or answering late: the client is told in words whose code it was, nothing
// is written, and the server goes on.

const operation = operations<ApiTypes>()
const anything = schema({})
const steps = ['available', 'find', 'check', 'cache', 'handle'] as const
const ofApi = ['authenticate', 'dispatch', 'methodOf', 'readInput', 'unanswered', 'refuse', 'caseOf', 'encode'] as const

const throws = (): never => {
  throw new TypeError('x is not a function')
}
const rejects = (): Promise<never> => Promise.reject(new Error('too late'))

/** What an operation or an API does where nothing of it fails. */
const handle = ({ store }: { store: Record<string, { insert(record: object): void }> }) => {
  store.things!.insert({})
  return { status: 200, body: {} }
}
function failing(name: string, way: (call: never) => unknown): Api {
  const isStep = (steps as readonly string[]).includes(name)
  return defineApi({
    name: name.toLowerCase(),
    basePath: `/${name}/${way.name}`,
    operations: [
      operation('POST /things', {
        ...{ id: 'add', summary: 'Adds', docs: 'Things', body: anything, replies: { 200: anything }, handle },
        ...(isStep && { [name]: way }),
      } as never),
    ],
    collections: { things: collection({ key: 'id', keyType: 'integer', newKey: 1 }) },
    cases: [{ id: 'no', status: 404, text: 'No', docs: 'Things' }],
    caseOf: () => 'no',
    refuse: ({ message }) => ({ status: 404, body: { message } }),
    ...(!isStep && { [name]: way }),
  })
}

const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)
process.on('unhandledRejection', note)
afterAll(() => void process.off('unhandledRejection', note))

const defects: unknown[] = []
const rows = [throws, rejects].flatMap(way =>
  [...steps, ...ofApi].map(name => ({ name, way: way.name, api: failing(name, way) })),
)
beforeEach(() => void (defects.length = 0))

test.each(rows)('$name $way: 500 in words, in answer, journal and log', async ({ name, way, api }) => {
  const running = await run({
    ...{ port: 0, host: '127.0.0.1', apis: [api], api: [api.name], records: 0 },
    onDefect: error => defects.push(error),
  })
  // Some are asked only where no operation answers.
  const isAskedOfNone = ['unanswered', 'refuse', 'caseOf'].includes(name)
  const path = `${api.basePath}/${isAskedOfNone ? 'nothing' : 'things'}`
  const got = await send(running.url, { method: 'POST', path, body: {} })
  const cause = expect.stringContaining(
    way === 'throws' ? 'x is not a function' : name === 'readInput' ? 'its readInput' : 'returned a promise',
  )
  const by = { api: api.name, operation: isAskedOfNone ? null : 'add' }
  expect(got).toMatchObject({ status: 500, body: { title: 'Handler failed', ...by, cause } })
  expect(got.text).not.toMatch(/defect of the mock server|node_modules|\.ts:\d/)
  const { requests } = (await send(running.url, { path: '/__admin/sandboxes/default/requests' })).body as {
    requests: object[]
  }
  expect(requests).toMatchObject([{ status: 500, operation: by.operation, defect: cause }])
  expect(defects).toHaveLength(1)
  expect(running.sandboxes.get('default')!.collection(api.name, 'things')!.size).toBe(0)
  expect(await send(running.url, { path: `/__admin/openapi/${api.name}` })).toMatchObject({ status: 200 })
  await running.close()
  await new Promise(resolve => setImmediate(resolve))
  expect(unhandled).toEqual([])
})

test('what a handler would write after its answer is not written', async () => {
  let ended: Promise<unknown> = Promise.resolve()
  const api = failing('handle', function late({ store }: Parameters<typeof handle>[0]) {
    const write = async (): Promise<unknown> => {
      await new Promise(resolve => setImmediate(resolve))
      return handle({ store })
    }
    return (ended = write())
  })
  const running = await run({ port: 0, apis: [api], api: [api.name], onDefect: error => defects.push(error) })
  expect(await send(running.url, { method: 'POST', path: `${api.basePath}/things`, body: {} })).toMatchObject({
    status: 500,
    body: { cause: expect.stringContaining('its handler returned a promise') },
  })
  await expect(ended).rejects.toThrow('Cannot write: the request has been answered')
  expect(running.sandboxes.get('default')!.collection(api.name, 'things')!.size).toBe(0)
  await running.close()
})

test('a refusal of its own is no failure', async () => {
  const api = failing('handle', function refuses() {
    throw new Refusal('no', 'no')
  })
  const running = await run({ port: 0, apis: [api], api: [api.name], onDefect: error => defects.push(error) })
  expect(await send(running.url, { method: 'POST', path: `${api.basePath}/things`, body: {} })).toMatchObject({
    status: 404,
    body: { message: 'no' },
  })
  await running.close()
})
