import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import {
  collection,
  connect,
  defineApi,
  defineReadings,
  operations,
  Refusal,
  schema,
  startMockServer,
} from '../../src/index.ts'
import { send } from '../support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-library-'))
afterAll(() => rmSync(folder, { recursive: true }))

const start = { port: 0, records: 0 } as const

test('await using ends the server', async () => {
  let url: string
  {
    await using server = await startMockServer(start)
    url = server.url
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await server.health()).status).toBe('ok')
  }
  await expect(connect(url)).rejects.toThrow(/^Cannot GET \/__admin\/apis: http:.* cannot be reached \(ECONNREFUSED\)/)
})

test('answers while the tests beside it have the clock in their hands', async () => {
  await using server = await startMockServer(start)
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'setImmediate', 'clearImmediate', 'Date'] })
  const answered = send(server.url, { path: '/api/clients' }).then(({ status }) => status)
  const bound = new AbortController()
  const status = await Promise.race([answered, after(3000, 'not answered', { signal: bound.signal })])
  bound.abort()
  vi.useRealTimers()
  expect(status).toBe(200)
})

test('closing what was only connected to leaves the server', async () => {
  await using server = await startMockServer(start)
  await (await connect(`${server.url}/`)).close()
  expect((await server.health()).status).toBe('ok')
})

test('what is not an address is refused in words', async () => {
  await expect(connect('localhost:10400')).rejects.toThrow('Cannot connect to "localhost:10400": it is not an address.')
  await expect(connect('nope')).rejects.toThrow('Cannot connect to "nope"')
})

test('a server with a token is controlled with it only', async () => {
  await using server = await startMockServer({ ...start, adminToken: 'letmein' })
  await expect(connect(server.url)).rejects.toMatchObject({ status: 401 })
  const connected = await connect(server.url, { token: 'letmein' })
  expect((await connected.health()).status).toBe('ok')
  expect(connected.adminToken).toBe('letmein')
})

test.each([
  [{ port: 99_999 }, 'Cannot start: option port must be a whole number from 0 to 65535, not 99999.'],
  [{ prot: 1 }, 'Cannot start: option prot is not an option. Did you mean “port”? Choose from port,'],
  [{ api: ['nope'] }, 'Cannot serve API "nope": it is not the name of an API.'],
  [{ seed: -1 }, 'Cannot start: seed must be 0 or more, not -1.'],
  [{ records: { nope: 1 } }, 'Cannot start: records.nope is not an API; choose from vodyanoy,'],
  [{ now: 'soon' }, 'Cannot start: now must be ISO 8601'],
  [
    { readings: { 'vodyanoy.created': '202' } },
    'Cannot start: readings.vodyanoy.created must be 200 or 201, not "202".',
  ],
  [{ profiles: { vodyanoy: 'shipped' } }, 'Cannot start: profiles.vodyanoy must be documented, not "shipped".'],
  [{ scenario: 'nope' }, 'Cannot start from scenario "nope": it is not the name of a scenario.'],
  [{ scenario: './nope.yaml' }, 'Cannot read the scenario ./nope.yaml: the file does not exist.'],
  [{ sandboxTtl: 0 }, 'Cannot start: option sandboxTtl must'],
])('%j is refused in words', async (options, why) => {
  await expect(startMockServer({ ...start, ...options } as object)).rejects.toThrow(why)
})

test('a taken port is told in one line', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  await expect(startMockServer({ ...start, port })).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${port}: the port is taken. Stop what uses it, or choose another with --port.`,
  )
  other.close()
})

test('a scenario file is started from, and known to requests by its name only', async () => {
  const file = join(folder, 'mine.yaml')
  writeFileSync(
    file,
    'extends: blank\ndata: { vodyanoy: { clients: [{ id: "10000000000777", naimenovanie: Мой }] } }\n',
  )
  await using server = await startMockServer({ port: 0, scenario: file as `${string}.yaml` })
  const path = '/api/clients/10000000000777'
  expect((await send(server.url, { path })).body).toMatchObject({ result: { NAIMENOVANIE: 'Мой' } })
  const box = await server.sandbox('w1', { scenario: 'empty' })
  expect((await send(server.url, { path: `/~w1${path}` })).status).toBe(404)
  await box.reset({ scenario: 'mine' })
  expect((await send(server.url, { path: `/~w1${path}` })).status).toBe(200)
  await expect(box.reset({ scenario: file as `${string}.yaml` })).rejects.toMatchObject({ status: 400 })
})

interface Note {
  id: number
  text: string
}
interface Notes {
  records: { notes: Note }
  readings: typeof noteReadings
  caller: null
}
const noteReadings = defineReadings({
  empty: { about: 'May a note be empty?', options: { yes: 'it may', no: 'it is refused' }, default: 'yes' },
})
const operation = operations<Notes>()

const notes = defineApi<Notes>({
  name: 'notes',
  title: 'Notes',
  docs: 'notes.txt',
  basePath: '/notes/v1',
  operations: [
    operation<Record<string, string>, { text: string }>('POST /notes', {
      id: 'notes.add',
      summary: 'Adds a note',
      docs: 'notes.txt: add',
      body: schema({ type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }),
      replies: { 201: schema({ type: 'object' }) },
      handle({ body, store, reading }) {
        if (body.text === '' && reading('empty') === 'no') throw new Refusal('empty')
        return { status: 201, body: store.notes.insert(body) }
      },
    }),
  ],
  collections: {
    notes: collection<Note>({
      key: 'id',
      keyType: 'integer',
      newKey: 1,
      schema: schema({ type: 'object', properties: { id: { type: 'integer' }, text: { type: 'string' } } }),
    }),
  },
  readings: noteReadings,
  credentials: {},
  account: {},
  authenticate: () => null,
  error: schema({ type: 'object' }),
  refuse: ({ message }) => ({ status: 422, body: { message } }),
})

test('an API of the user’s own stands beside the five', async () => {
  await using server = await startMockServer({ ...start, apis: [notes], readings: { 'notes.empty': 'no' } })
  const path = '/notes/v1/notes'
  expect(server.baseUrl('notes')).toBe(`${server.url}/notes/v1`)
  expect(await send(server.url, { method: 'POST', path, body: { text: 'a' } })).toMatchObject({
    status: 201,
    body: { id: 1 },
  })
  expect(await send(server.url, { method: 'POST', path, body: { text: '' } })).toMatchObject({ status: 422 })
  expect(await server.data('notes', 'notes').list()).toEqual([{ id: 1, text: 'a' }])
  await server.requests.verify({ operation: 'notes notes.add', where: { text: 'a' }, times: 1 })
  const box = await server.sandbox('w1', { scenario: 'empty' })
  await box.load({ empty: true, data: { notes: { notes: [{ id: 7, text: 'b' }] } } })
  expect(await box.data('notes', 'notes').get(7)).toEqual({ id: 7, text: 'b' })
  await expect(box.load({ data: { notes: { notes: [{ id: 'x' }] } } })).rejects.toMatchObject({ status: 400 })
})

test('what defineApi forbids is told when it is defined', () => {
  expect(() => defineApi({ ...notes, name: 'Notes!' })).toThrow('Cannot define API "Notes!"')
})
