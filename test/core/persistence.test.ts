import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { encodeLine } from '../../src/core/persistence/lines.ts'
import { dropCheckpoints, restoreCheckpoint, takeCheckpoint } from '../../src/core/sandbox/checkpoints.ts'
import type { ServerOptions } from '../../src/options.ts'
import { type Running, run } from '../../src/server.ts'
import { changesIn, edit, linesIn } from '../support/database-file.ts'
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
    expect(linesIn(file).flatMap(({ tables }) => Object.keys(tables ?? {}))).toEqual(['lab.teams'])
    expect(readFileSync(file).length).toBeLessThan(5_000)
  })

  test('a record written by a request is soon in the file, without closing', async () => {
    const server = await start()
    const path = '/__admin/sandboxes/default/data/lab/teams'
    expect((await send(server.url, { method: 'POST', path, body: { id: 9, name: 'Девять' } })).status).toBe(201)
    await vi.waitFor(() => expect(changesIn(file, 'lab.teams')).toHaveLength(1), 1500)
    expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('checkpoints survive', () => {
  const names = (server: Running) => [...box(server).checkpoints.keys()]
  const go = (server: Running, name: string) =>
    restoreCheckpoint(box(server), box(server).checkpoints.get(name)!, server.sandboxes.nextSequence())

  test('with their records, counters, readings, clock and faults, in their order', async () => {
    const first = await start()
    put(first, 'teams', { name: 'Раз' })
    box(first).setTime(Date.UTC(2024, 2, 1, 6), true)
    box(first).configure({ readings: { 'vodyanoy.auth': 'none' } })
    box(first).faults.add({ match: { api: 'lab' }, times: 2, status: 500 })
    takeCheckpoint(box(first), 'one')
    put(first, 'teams', { name: 'Два' })
    takeCheckpoint(box(first), 'two')
    await first.sandboxes.reset(box(first))
    await first.close()

    const second = await start()
    expect(names(second)).toEqual(['one', 'two'])
    expect(all(second, 'teams')).toEqual([])
    go(second, 'one')
    expect(all(second, 'teams')).toMatchObject([{ id: 100, name: 'Раз' }])
    expect(box(second).time).toEqual({ now: '2024-03-01T09:00:00+03:00', frozen: true })
    expect(box(second).state.readings).toEqual({ 'vodyanoy.auth': 'none' })
    expect(box(second).faults.list()).toMatchObject([{ times: 2, status: 500 }])
    put(second, 'teams', { name: 'Не два' })
    expect(all(second, 'teams')).toMatchObject([{ id: 100 }, { id: 101, name: 'Не два' }])
    go(second, 'two')
    await second.close()

    const third = await start()
    expect(all(third, 'teams')).toMatchObject([{ name: 'Раз' }, { name: 'Два' }])
    expect(problems).toEqual([])
  })

  test('of an earlier start of the sandbox too', async () => {
    const first = await start({ records: 3 })
    put(first, 'teams', { name: 'Раз' })
    takeCheckpoint(box(first), 'before')
    const clients = all(first, 'clients', 'default', 'vodyanoy')
    await first.sandboxes.reset(box(first), { scenario: 'empty', records: 0 })
    await first.close()
    const second = await start({ records: 3 })
    expect(all(second, 'clients', 'default', 'vodyanoy')).toEqual([])
    go(second, 'before')
    expect(all(second, 'clients', 'default', 'vodyanoy')).toEqual(clients)
    expect(all(second, 'teams')).toMatchObject([{ name: 'Раз' }])
  })

  test('until they are dropped', async () => {
    const first = await start()
    for (const name of ['a', 'b', 'c']) takeCheckpoint(box(first), name)
    await first.close()
    const second = await start()
    dropCheckpoints(box(second), 'b')
    await second.close()
    const third = await start()
    expect(names(third)).toEqual(['a', 'c'])
    dropCheckpoints(box(third))
    await third.close()
    expect(names(await start())).toEqual([])
  })

  test('and to come back to one writes next to nothing', async () => {
    const first = await start()
    for (let i = 0; i < 500; i++) put(first, 'teams', { name: 'x'.repeat(100) })
    takeCheckpoint(box(first), 'full')
    await first.sandboxes.reset(box(first))
    await first.close()
    const { size } = statSync(file)
    const second = await start()
    go(second, 'full')
    await second.close()
    expect(statSync(file).size - size).toBeLessThan(2000)
    expect(all(await start(), 'teams')).toHaveLength(500)
  })
})

describe('that requests came survives, though the requests do not', () => {
  const verify = (server: Running, times: number) =>
    send(server.url, {
      method: 'POST',
      path: '/__admin/sandboxes/default/requests/verify',
      body: { operation: 'vodyanoy clients.list', times },
    })
  const ask = (server: Running) => send(server.url, { path: '/api/clients', headers: { token: 'vodyanoy-token' } })

  test('a verdict that would need them is refused', async () => {
    const first = await start()
    await ask(first)
    await first.close()
    const second = await start()
    expect((await verify(second, 0)).status).toBe(409)
    const listed = await send(second.url, { path: '/__admin/sandboxes/default/requests' })
    expect(listed.body).toMatchObject({ total: 0, dropped: 1, requests: [] })
  })

  test('one of a sandbox that had none is given', async () => {
    const first = await start()
    put(first, 'teams', { name: 'Раз' })
    await first.close()
    expect((await verify(await start(), 0)).status).toBe(200)
  })

  test.each([
    ['a reset', (server: Running) => server.sandboxes.reset(box(server))],
    [
      'emptying the journal',
      (server: Running) => send(server.url, { method: 'DELETE', path: '/__admin/sandboxes/default/requests' }),
    ],
  ])('%s ends it', async (_, ends) => {
    const first = await start()
    await ask(first)
    await first.close()
    const second = await start()
    await ends(second)
    expect((await verify(second, 0)).status).toBe(200)
    await second.close()
    expect((await verify(await start(), 0)).status).toBe(200)
  })
})

describe('a file that is not ours, or does not fit, is refused and left as it is', () => {
  beforeEach(async () => {
    const server = await start()
    put(server, 'teams', { id: 1, name: 'Раз' })
    await server.close()
  })

  const refused = async (why: RegExp, options: ServerOptions = {}): Promise<void> => {
    const before = [readdirSync(folder), readFileSync(file, 'utf8')]
    await expect(start(options)).rejects.toThrow(why)
    expect([readdirSync(folder), readFileSync(file, 'utf8')]).toEqual(before)
  }

  test.each([
    ['JSON of somebody', '{"name":"shop","version":"1.0.0"}'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['a text', 'hello\n'],
    ['bytes', '\0\x01\xff'],
    ['blanks', '  \n'],
  ])('%s', async (_, text) => {
    writeFileSync(file, text)
    await refused(/^Cannot use the database .*sandboxes\.json: it is not a file of sandboxes\. Give another file\.$/)
    await refused(/it is not a file of sandboxes/, { dbReset: true })
  })

  const WAYS = 'Give another file \\(--db OTHER\\), or set this one aside and start without it \\(--db-reset\\)\\.$'

  test('one of another format', async () => {
    edit(file, text => text.replace('"version":2', '"version":3'))
    await refused(new RegExp(`it has format 3, and this version \\(.*\\) reads format 2\\. ${WAYS}`))
  })

  test('one of the first format', async () => {
    writeFileSync(file, '{"format":"poligon sandboxes","version":1,"sandboxes":{"default":{},\n"w1":{}}}\n')
    await refused(new RegExp(`it has format 1.* ${WAYS}`))
  })

  test.each<[string, ServerOptions]>([
    ['records', { records: 2 }],
    ['scenario', { scenario: 'empty' }],
    ['APIs', { api: ['lab'] }],
  ])('one that was begun with other %s', async (_, options) => {
    await refused(new RegExp(`begun with other records than this server gives.* ${WAYS}`), options)
  })

  test('and with --db-reset set aside under a name that says old', async () => {
    const before = readFileSync(file, 'utf8')
    const server = await start({ records: 2, dbReset: true })
    expect(all(server, 'teams')).toEqual([])
    const [aside] = readdirSync(folder).filter(name => name.startsWith('sandboxes.json.old-'))
    expect(readFileSync(join(folder, aside!), 'utf8')).toBe(before)
    expect(problems).toEqual([expect.stringContaining(`was set aside as ${join(folder, aside!)}`)])
    const health = await send(server.url, { path: '/__admin/health' })
    expect(health.body).toMatchObject({ status: 'ok' })
  })

  test('--db-reset without a file is refused', async () => {
    await expect(start({ db: undefined, dbReset: true })).rejects.toThrow(
      /^Cannot set a database aside: --db is not given/,
    )
  })

  test('an empty file is one that nothing was written to yet', async () => {
    writeFileSync(file, '')
    const server = await start()
    put(server, 'teams', { id: 1, name: 'Раз' })
    await server.close()
    expect(all(await start(), 'teams')).toHaveLength(1)
    expect(problems).toEqual([])
  })
})

describe('a damaged file', () => {
  beforeEach(async () => {
    const server = await start()
    for (const id of ['w1', 'w2']) {
      put(server, 'teams', { id: 1, name: `Раз ${id}` }, id)
      put(server, 'notes', { team: 0, text: 'note' }, id)
    }
    await server.close()
    const again = await start()
    put(again, 'teams', { id: 2, name: 'Два' }, 'w1')
    await again.close()
  })

  const names = (server: Running, id: string) => all(server, 'teams', id).map(team => (team as { name: string }).name)
  const lineOf = (text: string, what: string): string => text.split('\n').find(line => line.includes(what))!

  test('one that a kill cut off is used as far as it is whole, without a word', async () => {
    const text = readFileSync(file, 'utf8')
    for (const cut of [2, 5, 12, 40]) {
      writeFileSync(file, text.slice(0, -cut))
      const server = await start()
      expect(names(server, 'w1')).toEqual(['Раз w1'])
      put(server, 'teams', { id: 3, name: 'Три' }, 'w1')
      await server.close()
      const again = await start()
      expect(names(again, 'w1')).toEqual(['Раз w1', 'Три'])
      await again.close()
    }
    expect(problems).toEqual([])
  })

  test('one whose last line cannot be read, though it has its end, is kept as it was', async () => {
    const text = readFileSync(file, 'utf8').replace('"name":"Два"', '"name:"Два"')
    writeFileSync(file, text)
    expect(names(await start(), 'w1')).toEqual(['Раз w1'])
    const [aside] = asides()
    expect(readFileSync(join(folder, aside!), 'utf8')).toBe(text)
    expect(problems).toEqual([
      `The last line of ${file} cannot be read. What came before is used; the file as it was is kept as ${join(folder, aside!)}.`,
    ])
  })

  test('what a write of several lines left before its last one is not used', async () => {
    const lines = readFileSync(file, 'utf8').split('\n')
    const last = lines.at(-2)!.slice(0, -9)
    const more = encodeLine(last.replace('"n":2,', '"n":2,"more":true,')).toString()
    writeFileSync(file, [...lines.slice(0, -2), more].join('\n'))
    expect(names(await start(), 'w1')).toEqual(['Раз w1'])
    expect(problems).toEqual([])
  })

  test.each<[string, (text: string) => string, RegExp]>([
    ['a damaged line', text => text.replace('"name":"Раз w1"', '"name:"Раз w1"'), /line \d is damaged/],
    ['a line that is gone', text => text.replace(`${lineOf(text, 'Раз w1')}\n`, ''), /lines are missing/],
    ['other records', text => text.replace(/("w1".*"base":")./, '$1x'), /other records than scenario "documented"/],
    ['a scenario that is gone', text => text.replace(/("w1".*"start":)\{\}/, '$1{"scenario":"gone"}'), /"gone"/],
    [
      'a table that is not served',
      text => text.replace(/("w1".*"tables":\{)"lab\.teams/, '$1"lab.cats'),
      /lab\.cats, which this/,
    ],
    ['a time zone', text => text.replace(/("w1".*)Europe\/Moscow/, '$1Mars/Base'), /timezone must be .*Mars\/Base/],
    ['a clock', text => text.replace(/("w1".*"clock":\{"at":)\d+/, '$11e300'), /clock\.at must be .* not 1e\+300/],
    ['a clock that is not a number', text => text.replace(/("w1".*"clock":\{"at":)\d+/, '$1null'), /line \d: present/],
    [
      'a reading',
      text => text.replace(/("w1".*"readings":)\{\}/, '$1{"vodyanoy.auth":"x"}'),
      /readings\.vodyanoy\.auth/,
    ],
    ['a profile', text => text.replace(/("w1".*"profiles":)\{\}/, '$1{"vodyanoy":"x"}'), /profiles\.vodyanoy/],
    ['a seed', text => text.replace(/("w1".*"seed":)1/, '$1-1'), /seed must be/],
    ['a counter', text => text.replace(/("w1".*"lab\.notes":)2/, '$11e30'), /line \d: counters/],
    [
      'a fault with a status',
      text => text.replace(/("w1".*"faults":)\[\]/, '$1[{"id":"f1","status":9999}]'),
      /faults\[0\]\.status/,
    ],
    [
      'a fault with a header',
      text => text.replace(/("w1".*"faults":)\[\]/, '$1[{"id":"f1","headers":{"a b":"c"}}]'),
      /faults\[0\]\.headers/,
    ],
    ['a record', text => text.replace('"name":"Раз w1"', '"name":7'), /lab\.teams\[1\]\.name must be a string, not 7/],
    [
      'a record’s key',
      text => text.replace('"id":1,"name":"Раз w1"', '"id":5,"name":"Раз w1"'),
      /lab\.teams\[1\]\.id must be the key/,
    ],
    ['a memory', text => text.replace(/("w1".*"memory":)\{\}/, '$1{"cat":1}'), /memory\.cat/],
    ['what no sandbox has', text => text.replace(/("w1","n":1,)/, '$1"colour":1,'), /line \d: colour/],
  ])('%s of one sandbox is its own: it is set aside, the others come up', async (_, change, why) => {
    edit(file, change)
    const server = await start()
    expect(problems).toEqual([expect.stringMatching(why)])
    expect(problems[0]).toMatch(/^Cannot read sandbox "w1" of the database .* the other sandboxes are as they were\.$/)
    const [aside] = asides()
    expect(problems[0]).toContain(join(folder, aside!))
    expect(readFileSync(join(folder, aside!), 'utf8')).toContain('"Два"')
    expect(readFileSync(join(folder, aside!), 'utf8')).not.toContain('w2')
    const health = await send(server.url, { path: '/__admin/health' })
    expect(health.body).toMatchObject({ status: 'degraded', problems: [expect.stringMatching(why)] })
    expect(names(server, 'w2')).toEqual(['Раз w2'])
    expect(names(server, 'w1')).toEqual([])
    await server.close()
    problems = []
    expect(names(await start(), 'w2')).toEqual(['Раз w2'])
    expect(problems).toEqual([])
  })

  test('one that a person edited well is used, and that is said', async () => {
    edit(file, text => text.replace('Раз w1', 'Ещё раз'))
    const server = await start()
    expect(names(server, 'w1')).toEqual(['Ещё раз', 'Два'])
    expect(problems).toEqual([expect.stringMatching(/^Line \d of .* was edited outside the server\. It was checked/)])
    await server.close()
    await start()
    expect(problems).toHaveLength(1)
  })

  test('an editor that leaves the last line open, and ends lines as Windows does, harms nothing', async () => {
    edit(file, text => text.slice(0, -1).replaceAll('\n', '\r\n'))
    const server = await start()
    put(server, 'teams', { id: 3, name: 'Три' }, 'w1')
    await server.close()
    expect(names(await start(), 'w1')).toEqual(['Раз w1', 'Два', 'Три'])
    expect(problems).toEqual([])
  })

  test('one of which nobody can tell whose lines are lost is set aside whole', async () => {
    edit(file, text => text.replace(/\{"sandbox":"w2"/, '{"s\0\0\0'))
    const server = await start()
    expect(problems).toEqual([
      expect.stringMatching(/^Cannot read the database .*it is unknown which sandbox they belonged to/),
    ])
    expect(asides()).toHaveLength(1)
    expect(names(server, 'w1')).toEqual([])
  })
})

describe('the file belongs to one server', () => {
  test('a second one is refused, and the first goes on', async () => {
    const first = await start()
    await expect(start()).rejects.toThrow(
      /^Cannot use the database .*sandboxes\.json: the server with process id \d+ on host .* keeps/,
    )
    put(first, 'teams', { id: 1, name: 'Раз' })
    await first.close()
    expect(changesIn(file, 'lab.teams')).toHaveLength(1)
  })

  test('by a symbolic link too, also to a file that does not exist yet', async () => {
    const link = join(folder, 'link.json')
    symlinkSync('sandboxes.json', link)
    const first = await start({ db: link })
    await expect(start()).rejects.toThrow(/keeps its sandboxes in it/)
    await first.close()
    await start()
    await expect(start({ db: link })).rejects.toThrow(/keeps its sandboxes in it/)
  })

  test('by a hard link too, from another folder', async () => {
    await (await start()).close()
    mkdirSync(join(folder, 'other'))
    linkSync(file, join(folder, 'other', 'db.json'))
    await expect(start()).rejects.toThrow(/the file has 2 names \(hard links\)/)
    await expect(start({ db: join(folder, 'other', 'db.json') })).rejects.toThrow(/the file has 2 names/)
    expect(readdirSync(folder).sort()).toEqual(['other', 'sandboxes.json'])
  })

  const lockOf = (holder: object) => writeFileSync(`${file}.lock`, JSON.stringify(holder))

  test('of a container with our process id, which shows that it lives', async () => {
    lockOf({ id: 'x', pid: process.pid, host: 'other', processes: 'elsewhere' })
    const text = readFileSync(`${file}.lock`, 'utf8')
    const beats = setInterval(() => utimesSync(`${file}.lock`, new Date(), new Date(Date.now() - 3_600_000)), 500)
    await expect(start()).rejects.toThrow(`process id ${process.pid} on host other`)
    clearInterval(beats)
    expect(readFileSync(`${file}.lock`, 'utf8')).toBe(text)
  })

  test('of one that shows no life for five seconds is taken over, and what is waited for is said', async () => {
    await (await start()).close()
    const before = statSync(file).ino
    lockOf({ id: 'x', pid: 1, host: 'gone', processes: 'elsewhere' })
    const began = performance.now()
    await start()
    expect(performance.now() - began).toBeGreaterThan(4900)
    expect(problems).toEqual([
      expect.stringMatching(/is locked by process id 1 on host gone, .* waiting 5 seconds before it is taken over\.$/),
    ])
    expect(JSON.parse(readFileSync(`${file}.lock`, 'utf8'))).toMatchObject({ pid: process.pid })
    // The one that stood still has the old file open.
    expect(statSync(file).ino).not.toBe(before)
  })

  test.skipIf(process.platform !== 'linux')('of a process of ours that is gone is taken over at once', async () => {
    const first = await start()
    const lock = JSON.parse(readFileSync(`${file}.lock`, 'utf8'))
    await first.close()
    lockOf({ ...lock, pid: 999_999_999 })
    await start()
    expect(problems).toEqual([])
  })

  test('one that lost it writes no more, and says so', async () => {
    const first = await start()
    await vi.waitFor(() => expect(linesIn(file)).toHaveLength(2), 3000)
    lockOf({ id: 'x', pid: 1, host: 'other', processes: null })
    const before = readFileSync(file, 'utf8')
    put(first, 'teams', { id: 1, name: 'Раз' })
    await vi.waitFor(() => expect(problems).toEqual([expect.stringContaining('another server took it over')]), 3000)
    await first.close()
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(existsSync(`${file}.lock`)).toBe(true)
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
    const left = `${file}.0f8fad5b-d9cb-469f-a165-70867728950e.tmp`
    writeFileSync(left, 'half')
    await start()
    expect(existsSync(left)).toBe(false)
  })

  test('a file of somebody else that comes in its place is not written over', async () => {
    const first = await start()
    await vi.waitFor(() => expect(linesIn(file)).toHaveLength(2), 3000)
    writeFileSync(`${file}.new`, 'mine')
    renameSync(`${file}.new`, file)
    put(first, 'teams', { id: 1, name: 'Раз' })
    await vi.waitFor(
      () => expect(problems).toEqual([expect.stringContaining('another file stands in its place')]),
      3000,
    )
    await first.close()
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })
})

describe('a path that cannot be used is one clear line, and untouched', () => {
  test('its folder is made', async () => {
    await (await start({ db: join(folder, 'no', 'such', 'db.json') })).close()
    expect(readdirSync(join(folder, 'no', 'such'))).toEqual(['db.json'])
  })

  test('a file in place of its folder', async () => {
    writeFileSync(join(folder, 'no'), 'mine')
    await expect(start({ db: join(folder, 'no', 'db.json') })).rejects.toThrow(
      /^Cannot use the database .*db\.json: a part of the path is not a folder \(ENOTDIR\)\. Fix that, or give another file\.$/,
    )
  })

  const refused = async (kind: string): Promise<void> => {
    await expect(start()).rejects.toThrow(
      new RegExp(`^Cannot use the database .*json: it is a ${kind}, not a regular file\\. Give another path\\.$`),
    )
    expect(readdirSync(folder)).toEqual(['sandboxes.json'])
  }

  test('a folder', async () => {
    mkdirSync(file)
    await refused('folder')
  })

  test('the name of a folder that does not exist', async () => {
    await expect(start({ db: `${join(folder, 'no')}/` })).rejects.toThrow(/it is the path of a folder/)
    expect(readdirSync(folder)).toEqual([])
  })

  test.skipIf(process.platform === 'win32')('a pipe', async () => {
    execFileSync('mkfifo', [file])
    await refused('pipe')
  })

  test.skipIf(process.platform === 'win32')('a socket', async () => {
    const server = createServer().listen(file)
    await once(server, 'listening')
    await refused('socket')
    server.close()
  })

  test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('a device', async () => {
    execFileSync('mknod', [file, 'c', '1', '3'])
    await refused('device')
    expect(statSync(file).isCharacterDevice()).toBe(true)
  })

  test('links in a circle', async () => {
    symlinkSync('sandboxes.json', file)
    await expect(start()).rejects.toThrow(/its links form a loop/)
  })

  test.each(['mysql://me:secret@host/db', 'mysql://me:se/cret@host', 'http://me:secret@x/', 'http://%'])(
    'an address, of which nothing is printed: %s',
    async db => {
      await expect(start({ db })).rejects.toThrow(
        /^Cannot use the database (mysql|http):\/\/…: sandboxes are kept in a file, or behind an address that begins with postgres:\/\/\. Give one of these\.$/,
      )
    },
  )
})

test('under many changes the file is written anew, so that it does not grow for ever', async () => {
  const server = await start()
  put(server, 'teams', { id: 1, name: 'x'.repeat(20_000) })
  let written = 0
  for (let round = 0; round < 150; round++) {
    const sandbox = box(server)
    sandbox.transact(() => sandbox.collection('lab', 'teams')!.update(1, { name: `${round} ${'x'.repeat(20_000)}` }))
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain(`"${round} xx`), { timeout: 5000, interval: 5 })
    written += 20_000
  }
  expect(written).toBeGreaterThan(2_900_000)
  expect(statSync(file).size).toBeLessThan(2_200_000)
  await server.close()
  expect(all(await start(), 'teams')).toMatchObject([{ name: `149 ${'x'.repeat(20_000)}` }])
  expect(readdirSync(folder).sort()).toEqual(['sandboxes.json', 'sandboxes.json.lock'])
})

test('where the folder vanishes, the service goes on, says so once, and mends when it is back', async () => {
  const server = await start()
  await vi.waitFor(() => expect(linesIn(file)).toHaveLength(2), 3000)
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
  expect(await send(server.url, { path: '/__admin/live' })).toMatchObject({ status: 200 })
  expect(await send(server.url, { path: '/__admin/ready' })).toMatchObject({
    status: 503,
    body: { title: 'Not ready', detail: problems[0] },
  })
  const { text: metrics } = await send(server.url, { path: '/__admin/metrics' })
  expect(metrics).toMatch(/^poligon_database_delay_seconds (?!0$)[\d.]+$/m)
  expect(metrics).toMatch(/^poligon_database_failures_total [1-9]\d*$/m)
  expect(all(server, 'teams')).toHaveLength(2)
  mkdirSync(folder)
  await vi.waitFor(() => expect(changesIn(file, 'lab.teams')).toHaveLength(2), 3000)
  await vi.waitFor(async () => {
    const { body } = await send(server.url, { path: '/__admin/health' })
    expect(body).toMatchObject({ status: 'ok', problems: [] })
  }, 3000)
  expect(await send(server.url, { path: '/__admin/ready' })).toMatchObject({ status: 200 })
})
