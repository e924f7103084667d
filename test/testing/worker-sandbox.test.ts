import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type MockServer, startMockServer } from '../../src/index.ts'
import { setEnvironment } from '../../src/testing/environment.ts'
import { repeater, roundsOf } from '../../src/testing/repeat.ts'
import { standIn } from '../../src/testing/stand-in.ts'
import { WorkerSandbox } from '../../src/testing/worker-sandbox.ts'
import { send } from '../support/server.ts'

let server: MockServer
beforeAll(async () => {
  server = await startMockServer({ port: 0, records: 0 })
})
afterAll(() => server.close())
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const ADVICE = 'Start one.'

function given(more: Readonly<Record<string, string>> = {}): void {
  const environment = { POLIGON_URL: server.url, POLIGON_TOKEN: '', POLIGON_SERVER: '', POLIGON_RUN: 'r1', ...more }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
}

const add = (keeper: WorkerSandbox, body: object) =>
  send(server.url, { method: 'POST', path: `/~${keeper.sandbox.id}/developer/v3/client/add`, headers: account, body })
const account = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }

test('without a server the advice is given', async () => {
  given({ POLIGON_URL: '' })
  await expect(WorkerSandbox.open('1', ADVICE)).rejects.toThrow(
    'Cannot find the mock server: POLIGON_URL is not set. Start one.',
  )
})

test('a server that the run did not start is refused where it started one', async () => {
  given({ POLIGON_SERVER: (await server.health()).runId })
  await (await WorkerSandbox.open('1', ADVICE)).close()
  given({ POLIGON_SERVER: 'another' })
  await expect(WorkerSandbox.open('1', ADVICE)).rejects.toThrow(
    `Cannot use the server at ${server.url}: it is not the one`,
  )
})

test('a sandbox is named by run and worker, and goes at the end, twice if need be', async () => {
  given()
  const keeper = await WorkerSandbox.open('7', ADVICE)
  expect(keeper.sandbox.id).toBe('run-r1-w7')
  const { sandboxes } = await server.health()
  await keeper.close()
  await keeper.close()
  expect((await server.health()).sandboxes).toBe(sandboxes - 1)
})

test('each test begins where its options say, whatever the test before asked for', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  const users = async () => (await keeper.sandbox.data('salesman', 'users').list()).length
  await keeper.begin('first', { scenario: 'empty', readings: { 'salesman.status': 'ok' } })
  expect(await users()).toBe(0)
  await keeper.sandbox.reset({ scenario: 'empty', strict: true })
  await keeper.begin('second')
  expect(await users()).toBeGreaterThan(0)
  expect((await keeper.sandbox.readings.get()).readings['salesman.status']).toBe('code')
  await keeper.close()
})

test('a sandbox that the server forgot is made anew', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.sandbox.drop()
  await keeper.begin('a test', { scenario: 'empty' })
  expect(await keeper.sandbox.data('salesman', 'users').list()).toEqual([])
  await keeper.close()
})

test('an option that the server refuses is told, and no test is under way', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await expect(keeper.begin('a test', { scenario: 'nowhere' as never })).rejects.toThrow('nowhere')
  expect(keeper.underWay).toBeUndefined()
  await keeper.close()
})

test('what a run asks for holds for every test; a test’s own options win', async () => {
  given({ POLIGON_SANDBOX: JSON.stringify({ failOnViolations: true, readings: { 'salesman.status': 'ok' } }) })
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.begin('first', { readings: { 'kaktus.firstPage': '1' } })
  expect((await keeper.sandbox.readings.get()).readings).toMatchObject({
    'salesman.status': 'ok',
    'kaktus.firstPage': '1',
  })
  await add(keeper, { title: 'ООО Василёк', nope: 1 })
  expect((await keeper.end())?.message).toMatch(/^Requests of “first” break the documentation:\n {2}POST .*nope/)
  await keeper.begin('second', { failOnViolations: false })
  await add(keeper, { title: 'ООО Василёк', nope: 1 })
  expect(await keeper.end()).toBeUndefined()
  await keeper.close()
})

test('rules that are allowed may be broken, others not', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  const broken = async (allow: string[]) => {
    await keeper.begin('a test', { failOnViolations: { allow } })
    await add(keeper, { title: 'ООО Василёк', nope: 1 })
    return (await keeper.end()) !== undefined
  }
  expect([await broken(['list.order']), await broken(['list.order', 'undocumented'])]).toEqual([true, false])
  await keeper.close()
})

test('where to look is said where no request came, too', async () => {
  given()
  vi.stubEnv('NO_PROXY', '*')
  const folder = mkdtempSync(join(tmpdir(), 'poligon-'))
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.begin('a test')
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  const file = join('.poligon', 'failed', 'adds-a-client-ООО.json')
  expect(await keeper.whereToLook('adds a client: “ООО”')).toBe(
    `poligon: “adds a client: “ООО”” failed. No request came. Journal: ${server.url}/__admin/ui#/run-r1-w1/journal\n` +
      `poligon: npx poligon replay ${file}`,
  )
  expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({ scenario: 'documented', requests: [] })
  rmSync(folder, { recursive: true })
  await keeper.close()
})

test('no request and a proxy in the environment: the client may have gone there', async () => {
  given()
  for (const name of ['HTTP_PROXY', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
  vi.stubEnv('HTTP_PROXY', 'http://proxy.example:3128')
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.begin('a test')
  expect(await keeper.whereToLook('a test')).toContain(
    'No request came. HTTP_PROXY is set: where requests go by that proxy, set NO_PROXY=localhost,127.0.0.1,::1. Journal: ',
  )
  await get(`/~${keeper.sandbox.id}/developer/v3/client/list`)
  expect(await keeper.whereToLook('a test')).not.toContain('NO_PROXY')
  await keeper.close()
})

const get = (path: string, headers: Record<string, string> = account) => send(server.url, { path, headers })

test('the last refusal is told in a sentence, with its rule and its passage', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.begin('a test')
  const { id } = keeper.sandbox
  await add(keeper, { title: 'ООО Василёк' })
  await add(keeper, { title: 'ООО Василёк' })
  await get(`/~${id}/developer/v3/client/fields`)
  const { rule } = await keeper.sandbox.requests.why('r2')
  expect((await keeper.whereToLook('a test')).split('\n')).toEqual([
    `poligon: “a test” failed. Last of 3 requests: GET /~${id}/developer/v3/client/fields → 200. Journal: ${server.url}/__admin/ui#/${id}/journal/r2`,
    `  Refused: POST /~${id}/developer/v3/client/add → 406: duplicate of client 6274 (title), ${rule!.docs}: “Найден существующий клиент”.`,
    'poligon: npx poligon replay .poligon/failed/a-test.json',
  ])
  await keeper.close()
})

test('a refusal with the status of a success is told by its documented case', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.begin('a test', { readings: { 'salesman.status': 'ok' } })
  await add(keeper, { title: 'ООО Василёк' })
  expect(await keeper.whereToLook('a test')).not.toContain('Answered')
  await add(keeper, { title: 'ООО Василёк' })
  expect(await keeper.whereToLook('a test')).toContain(
    `  Answered: POST /~${keeper.sandbox.id}/developer/v3/client/add → 200: duplicate of client 6274 (title), salesman.txt: Запрос “add”`,
  )
  await keeper.close()
})

test('a refusal by a fault is told by the fault', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.begin('a test')
  await keeper.sandbox.faults.add({ times: 1, status: 503 })
  await add(keeper, { title: 'ООО Василёк' })
  expect(await keeper.whereToLook('a test')).toContain(
    ' → 503: fault f1. The next request to any API is answered 503 in the vendor’s error envelope.',
  )
  await keeper.close()
})

test.each(['developr/v3/client/list', 'developer/v3/client/lst'])(
  'what no operation answers is told with the nearest: %s',
  async path => {
    given()
    const keeper = await WorkerSandbox.open('1', ADVICE)
    await keeper.begin('a test', { failOnViolations: true })
    const { id } = keeper.sandbox
    const { status } = await get(`/~${id}/${path}`)
    expect(await keeper.whereToLook('a test')).toMatch(
      `  No operation answers GET /~${id}/${path} → ${status}; nearest is salesman client.list.`,
    )
    expect((await keeper.end())?.message).toContain(`GET /~${id}/${path}: unknown-operation`)
    await keeper.begin('a test', { failOnViolations: { allow: ['unknown-operation'] } })
    await get(`/~${id}/${path}`)
    expect(await keeper.end()).toBeUndefined()
    await keeper.close()
  },
)

test('requests that lost the sandbox’s name are told, in place of “No request came”', async () => {
  given()
  const keeper = await WorkerSandbox.open('1', ADVICE)
  await keeper.begin('a test')
  await get('/developr/v3/client/list')
  const [line, more] = (await keeper.whereToLook('a test')).split('\n')
  expect(line).toContain('“a test” failed. No request came to its sandbox, 1 came to “default”. Journal: ')
  expect(more).toBe('  No operation answers GET /developr/v3/client/list → 404; nearest is salesman client.list.')
  await server.requests.clear()
  await keeper.close()
})

test('the variables are put back as they were', () => {
  given({ POLIGON_TOKEN: 'mine' })
  vi.stubEnv('POLIGON_URL', undefined)
  const restore = setEnvironment({ POLIGON_URL: 'http://127.0.0.1:1', POLIGON_RUN: 'r2' })
  expect([process.env.POLIGON_URL, process.env.POLIGON_TOKEN, process.env.POLIGON_RUN]).toEqual([
    'http://127.0.0.1:1',
    undefined,
    'r2',
  ])
  restore()
  expect(process.env).not.toHaveProperty('POLIGON_URL')
  expect([process.env.POLIGON_TOKEN, process.env.POLIGON_RUN]).toEqual(['mine', 'r1'])
})

test('each option of each reading is one round', () => {
  expect(roundsOf(['salesman.status', { 'notes.empty': ['yes', 'no'] }])).toEqual([
    { reading: 'salesman.status', option: 'code' },
    { reading: 'salesman.status', option: 'ok' },
    { reading: 'notes.empty', option: 'yes' },
    { reading: 'notes.empty', option: 'no' },
  ])
})

test.each(['salesman.nothing', 'toString', '__proto__'])('there is not a reading %s', name => {
  expect(() => roundsOf([name as 'salesman.status'])).toThrow(`Cannot repeat tests for "${name}": it is not a reading.`)
})

test('tests are repeated only where something declares them', () => {
  const forEachReading = repeater({ describe: () => {}, beforeAll: () => {}, afterAll: () => {} })
  expect(() => forEachReading('salesman.status' as never)).toThrow('the last argument must be a function')
})

test('a sandbox cannot be used before there is one', () => {
  const sandbox = standIn(() => undefined)
  expect(() => sandbox.baseUrl('salesman')).toThrow('Cannot use sandbox.baseUrl yet')
})
