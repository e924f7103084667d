import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ControlError, connect, type MockServer, type Sandbox, startMockServer, VerifyError } from '../../src/index.ts'
import { send } from '../support/server.ts'

/** Both ways to a server: in this process, and over HTTP to one that another hand started. */
const ways = {
  startMockServer: async () => {
    const server = await startMockServer({ port: 0, records: 0, seed: 3 })
    return { server, end: () => server.close() }
  },
  connect: async () => {
    const started = await startMockServer({ port: 0, records: 0, seed: 3 })
    return { server: await connect(started.url), end: () => started.close() }
  },
}

describe.each(Object.entries(ways))('%s', (_, begin) => {
  let server: MockServer
  let end: () => Promise<void>
  let box: Sandbox
  let made = 0

  beforeAll(async () => {
    ;({ server, end } = await begin())
  })
  beforeEach(async () => {
    box = await server.sandbox(`w${++made}`, { scenario: 'blank' })
  })
  afterAll(() => end())

  const create = (naimenovanie: string, more: object = {}, at = box) =>
    send(at.baseUrl('vodyanoy'), { method: 'POST', path: pathOf(at, '/clients'), body: { naimenovanie, ...more } })
  const listed = async (at: MockServer | Sandbox = box) =>
    (await send(at.baseUrl('vodyanoy'), { path: pathOf(at, '/clients') })).body as { total: number }

  test('a sandbox has an address of its own for each API, and the server that of the default sandbox', () => {
    expect(box.baseUrl('vodyanoy')).toBe(`${server.url}/~${box.id}/api`)
    expect(server.baseUrl('kaktus')).toBe(`${server.url}/api/lite`)
    expect(() => box.baseUrl('nope' as never)).toThrow('Cannot give the address of API "nope"')
  })

  test('what is written in one sandbox is seen in no other', async () => {
    const other = await server.sandbox(`${box.id}-other`, { scenario: 'blank' })
    await create('Первый')
    expect((await listed()).total).toBe(1)
    expect((await listed(other)).total).toBe(0)
    await other.drop()
    expect((await server.health()).sandboxes).toBeLessThan(made + 2)
  })

  test('a sandbox without a name is given one', async () => {
    const given = await server.sandbox(undefined, { scenario: 'empty' })
    expect(given.id).toMatch(/^s[0-9a-f]{16}$/)
    await given.drop()
  })

  test('to ask for a sandbox again attaches to it, and with options resets it to them', async () => {
    await create('Первый')
    const again = await server.sandbox(box.id)
    expect((await listed(again)).total).toBe(1)
    await server.sandbox(box.id, { scenario: 'documented' })
    expect((await listed()).total).toBe(3)
  })

  test('reset takes data, ids, clock, readings, faults and journal back', async () => {
    const first = (await create('Первый')).body
    await box.clock.freeze('2024-03-01T09:00:00+03:00')
    await box.readings.set({ 'vodyanoy.created': 201 })
    await box.faults.add({ status: 500 })
    await box.reset()
    expect(await box.requests.find()).toEqual([])
    expect(await box.faults.list()).toEqual([])
    expect((await box.clock.get()).frozen).toBe(false)
    expect(await box.changes()).toEqual([])
    expect(await create('Первый')).toMatchObject({ status: 200, body: first })
  })

  test('the server’s own reset and clock are those of the default sandbox', async () => {
    await server.clock.set('2031-05-06T07:08:09+03:00')
    expect((await server.clock.get()).now).toMatch(/^2031-05-06T07:08:09/)
    await server.reset()
    expect((await server.clock.get()).now).not.toMatch(/^2031/)
  })

  test('the clock is frozen, set, moved on and let go', async () => {
    expect(await box.clock.freeze(new Date('2024-03-01T06:00:00Z'))).toEqual({
      now: '2024-03-01T09:00:00+03:00',
      frozen: true,
    })
    expect(await box.clock.advance({ days: 1, seconds: 5 })).toEqual({ now: '2024-03-02T09:00:05+03:00', frozen: true })
    await box.clock.set('2020-01-01T00:00:00+03:00')
    expect(await box.clock.get()).toEqual({ now: '2020-01-01T00:00:00+03:00', frozen: true })
    expect((await box.clock.unfreeze()).frozen).toBe(false)
  })

  test('a fault strikes as often as it says, and says what it does', async () => {
    const fault = await box.faults.add({ match: { operation: 'vodyanoy clients.create' }, times: 1, status: 503 })
    expect(fault).toMatchObject({ id: expect.any(String), explains: expect.stringContaining('503') })
    expect((await create('Первый')).status).toBe(503)
    expect((await create('Первый')).status).toBe(200)
    await box.faults.remove(fault)
    expect(await box.faults.list()).toEqual([])
  })

  test('a held answer goes when it is released', async () => {
    const fault = await box.faults.add({ match: { api: 'vodyanoy' }, times: 1, hold: true })
    const waiting = create('Первый')
    await expect.poll(() => box.requests.find()).toHaveLength(1)
    await box.faults.release(fault.id)
    expect((await waiting).status).toBe(200)
    await box.faults.clear()
    expect(await box.faults.list()).toEqual([])
  })

  test('requests are found by operation, status and violations, and the journal is emptied', async () => {
    await create('Первый', { nope: 1 })
    await create('', {})
    const found = await box.requests.find({ operation: 'vodyanoy clients.create' })
    expect(found.map(({ status }) => status)).toEqual([200, 400])
    expect(found[0]!.violations.map(({ at }) => at)).toEqual(['body.nope'])
    expect(await box.requests.find({ status: 400 })).toHaveLength(1)
    expect(await box.requests.find({ violations: true })).toHaveLength(1)
    expect(await box.requests.page({ limit: 1 })).toMatchObject({ total: 2, dropped: 0, requests: [{ status: 200 }] })
    expect(await box.requests.find({ after: found[0]!.id })).toEqual([found[1]])
    await box.requests.clear()
    expect(await box.requests.find()).toEqual([])
  })

  test('verify resolves to its verdict, and rejects in words where the verdict is no', async () => {
    await create('Первый', { dom: '7' })
    const create1 = { operation: 'vodyanoy clients.create', where: { naimenovanie: 'Первый' } } as const
    expect(await box.requests.verify({ ...create1, times: 1 })).toMatchObject({ ok: true, matched: 1 })
    expect(await box.requests.verify({ ...create1, times: { atMost: 3 } })).toMatchObject({ ok: true })
    const failing = box.requests.verify({ ...create1, where: { naimenovanie: 'Второй' }, times: 2 })
    const [why, ...nearest] = (await failing.catch((error: Error) => error.message)).toString().split('\n')
    expect(why).toBe(
      'Cannot verify vodyanoy clients.create with {"naimenovanie":"Второй"}: 0 came, expected exactly 2.',
    )
    expect(nearest).toEqual(['Nearest: r1 POST /api/clients', '  naimenovanie: "Первый" instead of "Второй"'])
    await expect(failing).rejects.toBeInstanceOf(VerifyError)
    await expect(failing).rejects.toMatchObject({ verdict: { ok: false, matched: 0 } })
  })

  test('verify waits where it is told to', async () => {
    const arrives = box.requests.verify({ operation: 'vodyanoy clients.create', within: '60s' })
    await create('Первый')
    expect(await arrives).toMatchObject({ ok: true, matched: 1 })
    await expect(box.requests.verify({ operation: 'vodyanoy clients.create', never: true })).rejects.toThrow(
      'Cannot verify vodyanoy clients.create: 1 came, expected none.',
    )
  })

  test('verifyOrder resolves to its verdict, and rejects in words where the verdict is no', async () => {
    const named = (naimenovanie: string) => ({ operation: 'vodyanoy clients.create', where: { naimenovanie } }) as const
    await create('Первый')
    await create('Второй')
    expect(await box.requests.verifyOrder([named('Первый'), named('Второй')])).toMatchObject({ ok: true, matched: 2 })
    const failing = box.requests.verifyOrder([named('Второй'), named('Первый')])
    await expect(failing).rejects.toThrow('Cannot verify the order: request 2 of 2, vodyanoy clients.create')
    await expect(failing).rejects.toBeInstanceOf(VerifyError)
  })

  test('requests are taken along as an archive, and one as a curl line', async () => {
    await create('Первый')
    await create('Второй')
    const { log } = JSON.parse(await box.requests.har({ operation: 'vodyanoy clients.create', limit: 1 }))
    expect(log).toMatchObject({ version: '1.2', entries: [{ comment: 'r1 vodyanoy clients.create' }] })
    expect(await box.requests.curl('r2')).toMatch(/^curl 'http.*--data-raw '.*Второй/)
    await expect(box.requests.curl('r9')).rejects.toMatchObject({ status: 404 })
  })

  test('changes are what differs since a checkpoint', async () => {
    await create('Первый')
    await box.checkpoint('one')
    await create('Второй')
    const since = await box.changes({ since: 'one' })
    expect(since.filter(({ collection }) => collection === 'clients')).toMatchObject([
      { op: 'insert', after: { naimenovanie: 'Второй' } },
    ])
    await expect(box.changes({ since: 'nothing' })).rejects.toMatchObject({ status: 404 })
  })

  test('changes are what differs from the start', async () => {
    await create('Первый')
    const changes = await box.changes()
    expect(changes.map(({ api, collection }) => `${api}.${collection}`).sort()).toEqual([
      'vodyanoy.addresses',
      'vodyanoy.clients',
    ])
    expect(changes.find(({ collection }) => collection === 'clients')).toMatchObject({
      before: null,
      after: { naimenovanie: 'Первый' },
    })
  })

  test('a checkpoint is gone back to', async () => {
    await create('Первый')
    await box.checkpoint('after first')
    await create('Второй')
    expect(await box.checkpoints()).toEqual(['after first'])
    await box.restore('after first')
    expect((await listed()).total).toBe(1)
    await expect(box.restore('nope')).rejects.toMatchObject({ status: 404 })
  })

  test('a sandbox asked for anew with options has none of its earlier checkpoints', async () => {
    await box.checkpoint('mine')
    await box.reset()
    expect(await box.checkpoints()).toEqual(['mine'])
    await server.sandbox(box.id, { scenario: 'blank' })
    expect(await box.checkpoints()).toEqual([])
    await server.sandbox(box.id).then(same => same.checkpoint('mine'))
    expect(await box.checkpoints()).toEqual(['mine'])
  })

  test('a state is saved and loaded, in another sandbox too', async () => {
    await create('Первый')
    const state = await box.state()
    const other = await server.sandbox(`${box.id}-copy`, { scenario: 'documented' })
    await other.load(state)
    expect((await listed(other)).total).toBe(1)
    expect(await other.state()).toEqual({ ...state, now: expect.any(String) })
    await other.drop()
  })

  test('readings in force are read and changed', async () => {
    expect(await box.readings.set({ 'vodyanoy.created': 201 })).toMatchObject({
      readings: { 'vodyanoy.created': '201' },
    })
    expect((await create('Первый')).status).toBe(201)
    await expect(box.readings.set({ ['vodyanoy.nope' as string]: 'x' })).rejects.toThrow(ControlError)
  })

  test('records are read and written straight in the store', async () => {
    const clients = box.data('vodyanoy', 'clients')
    const made = await clients.insert({ naimenovanie: 'Прямой' })
    const key = made.id as string
    expect(await clients.get(key)).toMatchObject({ naimenovanie: 'Прямой' })
    expect(await clients.update(key, { email: 'a@b.example' })).toMatchObject({
      naimenovanie: 'Прямой',
      email: 'a@b.example',
    })
    expect(await clients.replace(key, { id: key, naimenovanie: 'Иной' })).toMatchObject({
      naimenovanie: 'Иной',
      email: '',
    })
    expect(await clients.list({ naimenovanie: 'Иной' })).toHaveLength(1)
    await clients.remove(key)
    expect(await clients.get(key)).toBeUndefined()
    expect(await box.requests.find()).toEqual([])
    await expect(box.data('vodyanoy', 'nope').get(key)).rejects.toMatchObject({ status: 404 })
  })

  test('an option that is wrong is refused in words', async () => {
    await expect(server.sandbox('w-bad', { scenario: 'nope' as never })).rejects.toThrow(
      /^Cannot POST \/__admin\/sandboxes: .*nope/,
    )
    await expect(server.sandbox('UPPER')).rejects.toMatchObject({ status: 400 })
    await expect(box.clock.set('yesterday')).rejects.toMatchObject({ status: 400 })
    await expect(box.faults.add({ status: 99 })).rejects.toMatchObject({ status: 400 })
  })

  test('await using drops a sandbox', async () => {
    const id = `${box.id}-used`
    {
      await using used = await server.sandbox(id, { scenario: 'blank' })
      await create('Первый', {}, used)
    }
    await expect(server.sandbox(id)).resolves.toBeDefined()
    expect((await listed(await server.sandbox(id))).total).toBe(3)
  })

  test('the server tells of itself', async () => {
    expect(await server.health()).toMatchObject({ status: 'ok', apis: expect.arrayContaining(['vodyanoy']) })
    expect((await server.apis()).map(({ name }) => name)).toContain('vodyanoy')
    expect((await server.scenarios()).map(({ name }) => name)).toContain('documented')
  })
})

const pathOf = (at: MockServer | Sandbox, path: string): string => new URL(at.baseUrl('vodyanoy')).pathname + path
