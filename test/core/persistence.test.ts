import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Running, run, type ServerOptions } from '../../src/server.ts'
import { lab } from '../support/lab.ts'
import { send } from '../support/server.ts'

let folder: string
let file: string
let problems: string[]
let running: Running[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poligon-'))
  file = join(folder, 'sandboxes.json')
  problems = []
  running = []
})
afterEach(async () => {
  await Promise.all(running.map(server => server.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function start(options: ServerOptions = {}): Promise<Running> {
  const server = await run({
    port: 0,
    host: '127.0.0.1',
    apis: [lab],
    api: ['lab', 'vodyanoy'],
    records: 0,
    db: file,
    onProblem: problem => problems.push(problem),
    ...options,
  })
  running.push(server)
  return server
}

const box = (server: Running, id = 'default') => server.sandboxes.take(id)

function put(server: Running, collection: string, record: object, id?: string): void {
  const sandbox = box(server, id)
  sandbox.transact(() => sandbox.collection('lab', collection)!.insert(record))
}

const all = (server: Running, collection: string, id?: string, api = 'lab') =>
  box(server, id).collection(api, collection)!.all()

const saved = () => JSON.parse(readFileSync(file, 'utf8'))
const asides = () => readdirSync(folder).filter(name => name.includes('.corrupt-'))

describe('what does not survive a restart', () => {
  const ask = (server: Running, id: string) => send(server.url, { path: `/~${id}/api/clients` })
  const admin = (server: Running, method: string, path: string, body?: unknown) =>
    send(server.url, { method, path: `/__admin/sandboxes/${path}`, body })
  const verify = (server: Running, id: string, expectation: object) =>
    admin(server, 'POST', `${id}/requests/verify`, { operation: 'vodyanoy clients.list', ...expectation })
  const dropped = async (server: Running, id: string) =>
    ((await admin(server, 'GET', `${id}/requests`)).body as { dropped: number }).dropped
  const restarted = async (server: Running) => {
    await server.close()
    return start()
  }

  test('is not denied: a verdict that needs lost entries is 409, others stand', async () => {
    const first = await start()
    await ask(first, 'w1')
    await ask(first, 'w1')
    box(first, 'quiet')
    const second = await restarted(first)
    expect([(await dropped(second, 'w1')) > 0, await dropped(second, 'quiet')]).toEqual([true, 0])
    await ask(second, 'w1')
    for (const [expectation, status] of [
      [{ times: 0 }, 200],
      [{ times: 1 }, 409],
      [{ times: { atMost: 1 } }, 409],
      [{ times: { atLeast: 1 } }, 200],
      [{ never: true }, 200],
      [{ where: { tel: '1' }, never: true }, 409],
      [{ where: { tel: '1' }, never: true, within: '60s' }, 409],
    ] as const)
      expect([expectation, (await verify(second, 'w1', expectation)).status]).toEqual([expectation, status])
    const sequence = [{ operation: 'vodyanoy clients.get' }, { operation: 'vodyanoy clients.list' }]
    expect(await admin(second, 'POST', 'w1/requests/verify-order', { sequence })).toMatchObject({ status: 409 })
    expect(await verify(second, 'quiet', { times: 0 })).toMatchObject({ status: 200, body: { ok: true } })
  })

  test.each([
    ['emptied', (server: Running) => admin(server, 'DELETE', 'w1/requests')],
    ['reset', (server: Running) => admin(server, 'POST', 'w1/reset')],
  ])('is forgotten where the journal was %s before', async (_, forget) => {
    const first = await start()
    await ask(first, 'w1')
    await first.close()
    const second = await start()
    await forget(second)
    expect(await dropped(second, 'w1')).toBe(0)
    expect(await dropped(await restarted(second), 'w1')).toBe(0)
  })

  test('is still lost after a second restart', async () => {
    const first = await start()
    await ask(first, 'w1')
    expect(await dropped(await restarted(await restarted(first)), 'w1')).toBeGreaterThan(0)
  })
})

describe('what survives a restart', () => {
  test('records, in their order, and what was removed, in every sandbox', async () => {
    const first = await start({ records: 3 })
    const clients = (server: Running, id: string) => box(server, id).collection('vodyanoy', 'clients')!
    const [a, b] = clients(first, 'w1').all() as { id: string }[]
    box(first, 'w1').transact(() => {
      const store = clients(first, 'w1')
      store.insert({ id: '10000000000777', naimenovanie: 'Новый' })
      store.remove(b!.id, [])
      store.insert({ ...b })
      store.update(a!.id, { naimenovanie: 'Другой' })
      store.insert({ id: '10000000000111', naimenovanie: 'Последний' })
      store.remove('10000000000777')
    })
    put(first, 'teams', { id: 5, name: 'Пять' })
    const before = clients(first, 'w1').all()
    await first.close()

    const second = await start({ records: 3 })
    expect(clients(second, 'w1').all()).toEqual(before)
    expect(all(second, 'teams')).toEqual([{ id: 5, name: 'Пять', code: null, above: null }])
    expect(all(second, 'teams', 'w1')).toEqual([])
    expect(problems).toEqual([])
  })

  test('counters and the random stream go on, not over', async () => {
    const first = await start({ scenario: 'empty' })
    put(first, 'teams', { name: 'Сто' })
    put(first, 'members', { team: 0 })
    await first.close()
    const second = await start({ scenario: 'empty' })
    put(second, 'teams', { name: 'Сто один' })
    put(second, 'members', { team: 0 })
    expect(all(second, 'teams')).toMatchObject([{ id: 100 }, { id: 101 }])
    const [one, two] = all(second, 'members') as { id: string }[]
    expect(one!.id).not.toBe(two!.id)
  })

  test('a frozen clock, readings, profiles and strictness', async () => {
    const first = await start()
    box(first).setTime(Date.UTC(2024, 2, 1, 6), true)
    box(first).configure({ readings: { 'vodyanoy.auth': 'none' }, strict: true })
    await first.close()
    const second = await start()
    expect(box(second).time).toEqual({ now: '2024-03-01T09:00:00+03:00', frozen: true })
    expect(box(second).state).toMatchObject({ readings: { 'vodyanoy.auth': 'none' }, strict: true })
  })

  test('a clock that ticks goes on ticking while the server is down', async () => {
    const first = await start()
    box(first).setTime(Date.now() - 3_600_000, false)
    await first.close()
    const second = await start()
    expect(Math.abs(Date.now() - 3_600_000 - box(second).now)).toBeLessThan(5_000)
  })

  test('what an API remembers, and faults as far as they will still strike', async () => {
    const first = await start()
    box(first).transact(() => box(first).remember('lab', { token: 'abc' }))
    box(first).faults.add({ match: { api: 'lab' }, times: 2, status: 500 })
    await first.close()
    const second = await start()
    expect(box(second).memory('lab')).toEqual({ token: 'abc' })
    expect(box(second).faults.list()).toMatchObject([{ match: { api: 'lab' }, times: 2, status: 500 }])
  })

  test('the start of a sandbox: a reset after the restart goes back to it', async () => {
    const first = await start()
    await first.sandboxes.create('w2', { scenario: 'empty', seed: 9 })
    put(first, 'teams', { id: 1, name: 'Раз' }, 'w2')
    await first.close()
    const second = await start()
    expect(all(second, 'teams', 'w2')).toHaveLength(1)
    await second.sandboxes.reset(box(second, 'w2'))
    expect(all(second, 'teams', 'w2')).toEqual([])
    expect(all(second, 'clients', 'w2', 'vodyanoy')).toEqual([])
    expect(box(second, 'w2').state).toMatchObject({ seed: 9, start: { scenario: 'empty' } })
  })

  test('a dropped sandbox stays dropped', async () => {
    const first = await start()
    put(first, 'teams', { id: 1, name: 'Раз' }, 'w3')
    first.sandboxes.drop(box(first, 'w3'))
    await first.close()
    expect((await start()).sandboxes.get('w3')).toBeUndefined()
  })

  test('a changed record has its changes alone in the file, however many records there are', async () => {
    const server = await start({ records: 400 })
    put(server, 'teams', { id: 1, name: 'Раз' })
    await server.close()
    expect(Object.keys(saved().sandboxes.default.tables)).toEqual(['lab.teams'])
    expect(readFileSync(file).length).toBeLessThan(5_000)
  })

  test('a record written by a request is soon in the file, without closing', async () => {
    const server = await start()
    const path = '/__admin/sandboxes/default/data/lab/teams'
    expect((await send(server.url, { method: 'POST', path, body: { id: 9, name: 'Девять' } })).status).toBe(201)
    await vi.waitFor(() => expect(saved().sandboxes.default.tables['lab.teams']).toHaveLength(1), 1500)
    expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('a file that cannot be gone on with is put aside whole and reported', () => {
  const good = (change: (file: { version: number; sandboxes: { default: Record<string, unknown> } }) => void) => {
    const copy = structuredClone(whole) as Parameters<typeof change>[0]
    change(copy)
    return JSON.stringify(copy)
  }
  let whole: unknown

  beforeEach(async () => {
    const server = await start()
    put(server, 'teams', { id: 1, name: 'Раз' })
    await server.close()
    whole = saved()
  })

  test.each<[string, () => string, RegExp]>([
    ['an empty one', () => '', /it is empty/],
    ['a truncated one', () => JSON.stringify(whole).slice(0, 300), /it is not JSON/],
    ['a foreign one', () => '{"users":[]}', /it is no file of sandboxes/],
    ['a list', () => '[1]', /it is no file of sandboxes/],
    ['null', () => 'null', /it is no file of sandboxes/],
    ['one of a newer version', () => good(copy => void (copy.version = 2)), /it is of version 2/],
    ['one without a clock', () => good(copy => void delete copy.sandboxes.default.clock), /default\.clock/],
    [
      'one with a misshapen change',
      () => good(copy => void (copy.sandboxes.default.tables = { 'lab.teams': [[1, 2]] })),
      /default\.tables is misshapen/,
    ],
    [
      'one with a table that is not served',
      () => good(copy => void (copy.sandboxes.default.tables = { 'lab.cats': [[1]] })),
      /lab\.cats/,
    ],
    ['one that lies over other records', () => good(copy => void (copy.sandboxes.default.base = 'x')), /other records/],
    [
      'one that starts from a scenario that is gone',
      () => good(copy => void (copy.sandboxes.default.start = { scenario: 'gone' })),
      /"gone"/,
    ],
    [
      'one with a name that no sandbox can have',
      () => JSON.stringify(whole).replace('"default"', '"../x"'),
      /cannot name a sandbox/,
    ],
  ])('%s', async (_, text, why) => {
    const bytes = text()
    writeFileSync(file, bytes)
    const server = await start()
    expect(problems).toEqual([expect.stringMatching(why)])
    const [aside] = asides()
    expect(readFileSync(join(folder, aside!), 'utf8')).toBe(bytes)
    expect(problems[0]).toContain(aside)
    expect(all(server, 'teams')).toEqual([])
    const health = await send(server.url, { path: '/__admin/health' })
    expect(health.body).toMatchObject({ status: 'degraded', problems: [expect.stringMatching(why)] })
    await server.close()
    expect(saved().sandboxes.default.tables).toEqual({})
  })

  test('a server whose start gives other records does not lay old changes over them', async () => {
    const server = await start({ records: 2 })
    expect(problems).toEqual([expect.stringMatching(/other records than scenario "documented" gives now/)])
    expect(asides()).toHaveLength(1)
    await server.close()
  })

  test('two that are put aside do not meet', async () => {
    for (const text of ['one', 'two']) {
      writeFileSync(file, text)
      await (await start()).close()
    }
    expect(asides()).toHaveLength(2)
  })
})

describe('the file belongs to one server', () => {
  test('a second one is refused, and the first goes on', async () => {
    const first = await start()
    await expect(start()).rejects.toThrow(
      /^Cannot use the database .*sandboxes\.json: the server with process id \d+ keeps/,
    )
    put(first, 'teams', { id: 1, name: 'Раз' })
    await first.close()
    expect(saved().sandboxes.default.tables['lab.teams']).toHaveLength(1)
  })

  test('so is one of another process that lives', async () => {
    writeFileSync(`${file}.lock`, `${process.ppid}\n`)
    await expect(start()).rejects.toThrow(`process id ${process.ppid}`)
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe(`${process.ppid}\n`)
  })

  test.each([
    ['a process that is no more', '999999999\n'],
    ['a process that had our number', `${process.pid}\n`],
    ['nobody', ''],
  ])('the lock of %s is taken over', async (_, holder) => {
    writeFileSync(`${file}.lock`, holder)
    await start()
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe(`${process.pid}\n`)
  })

  test('closing gives it back, and leaves nothing but the file', async () => {
    await (await start()).close()
    await (await start()).close()
    expect(readdirSync(folder)).toEqual(['sandboxes.json'])
  })

  test('a server that cannot listen gives it back', async () => {
    const first = await start({ db: undefined })
    await expect(start({ port: first.port })).rejects.toThrow()
    await start()
  })

  test('what a killed server left half-written is swept away', async () => {
    writeFileSync(`${file}.4242.tmp`, 'half')
    await start()
    expect(readdirSync(folder)).not.toContain('sandboxes.json.4242.tmp')
  })
})

describe('a path that cannot be used', () => {
  test('a folder that does not exist is said in one sentence', async () => {
    await expect(start({ db: join(folder, 'no', 'db.json') })).rejects.toThrow(
      /^Cannot use the database .*db\.json: its folder does not exist \(ENOENT\)\. Mend that, or give another file\.$/,
    )
  })

  test('a folder in place of the file is not written over', async () => {
    mkdirSync(file)
    await expect(start()).rejects.toThrow(/it is a folder \(EISDIR\)/)
    expect(readdirSync(folder)).toEqual(['sandboxes.json'])
  })
})

test('where the folder vanishes, the service goes on, says so once, and mends when it is back', async () => {
  const server = await start()
  await vi.waitFor(() => expect(saved().sandboxes.default).toBeDefined(), 3000)
  rmSync(folder, { recursive: true })
  put(server, 'teams', { id: 1, name: 'Раз' })
  await vi.waitFor(() => expect(problems).toHaveLength(1), 3000)
  put(server, 'teams', { id: 2, name: 'Два' })
  expect(problems).toEqual([
    expect.stringMatching(
      /^Cannot write the database .*: its folder does not exist \(ENOENT\)\. Sandboxes go on in memory/,
    ),
  ])
  const health = await send(server.url, { path: '/__admin/health' })
  expect(health.body).toMatchObject({ status: 'degraded', problems: [problems[0]] })
  expect(all(server, 'teams')).toHaveLength(2)
  mkdirSync(folder)
  await vi.waitFor(() => expect(saved().sandboxes.default.tables['lab.teams']).toHaveLength(2), 3000)
  await vi.waitFor(async () => {
    const { body } = await send(server.url, { path: '/__admin/health' })
    expect(body).toMatchObject({ status: 'ok', problems: [] })
  }, 3000)
})
