import { describe, expect, test } from 'vitest'
import { run } from '../../src/server.ts'
import { send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['shop', 'vodyanoy'], scenario: 'blank', maxSandboxes: 500 })
const { admin } = server
const host = server.running.url.slice('http://'.length)
const titles = async (id: string): Promise<unknown[]> => {
  const { body } = await server.send({ path: `/~${id}/shop/v1/items` })
  return (body as { title: string }[]).map(({ title }) => title)
}
const addItem = (id: string, title: string) =>
  server.send({ method: 'POST', path: `/~${id}/shop/v1/items`, body: { title } })

describe('POST /sandboxes', () => {
  test('makes a sandbox and says where each API is reached', async () => {
    expect(await admin('POST /sandboxes', { id: 'made' })).toMatchObject({
      status: 201,
      body: { id: 'made', urls: { shop: `http://${host}/~made/shop/v1`, vodyanoy: `http://${host}/~made/api` } },
    })
  })

  test('names the host that the client used', async () => {
    const { body } = await admin('POST /sandboxes', { id: 'hosted' }, { host: 'localhost:8080' })
    expect(body).toMatchObject({ urls: { shop: 'http://localhost:8080/~hosted/shop/v1' } })
  })

  test('gives a name where none is asked for, with or without a body: one that no other server gives', async () => {
    const other = await run({ port: 0, apis: [shop], api: ['shop'], scenario: 'empty' })
    const made = [
      await admin('POST /sandboxes'),
      await admin('POST /sandboxes', {}),
      await send(other.url, { method: 'POST', path: '/__admin/sandboxes' }),
    ]
    await other.close()
    const ids = made.map(({ body }) => (body as { id: string }).id)
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^s[0-9a-f]{16}$/)))
    expect(new Set(ids).size).toBe(3)
  })

  test.each(['null', '[]', '"w1"', '5', '{'])('a body %s is refused, and makes none', async body => {
    const before = server.running.sandboxes.size
    expect(await admin('POST /sandboxes', body)).toMatchObject({ status: 400, body: { hint: expect.any(String) } })
    expect(server.running.sandboxes.size).toBe(before)
  })

  test('starts from what the body asks, over the server’s own start', async () => {
    const start = {
      id: 'asked',
      seed: 9,
      records: { vodyanoy: 3 },
      now: '2024-03-01T09:00:00+03:00',
      frozen: true,
      timezone: 'Asia/Vladivostok',
      profiles: { shop: 'old' },
      readings: { 'shop.greeting': 'long' },
      strict: true,
    }
    await admin('POST /sandboxes', start)
    expect((await admin('GET /sandboxes/asked')).body).toMatchObject({
      seed: 9,
      records: { shop: 0, vodyanoy: 3 },
      now: '2024-03-01T16:00:00+10:00',
      frozen: true,
      timezone: 'Asia/Vladivostok',
      profiles: { shop: 'old' },
      readings: { 'shop.greeting': 'long' },
      strict: true,
      scenario: 'blank',
    })
    expect((await server.send({ path: '/~asked/api/clients' })).body).toMatchObject({ total: 3 })
    expect(await server.send({ path: '/~asked/shop/v1/items/5' })).toMatchObject({ status: 410 })
  })

  test('refuses an id that is taken', async () => {
    await admin('POST /sandboxes', { id: 'twice' })
    expect(await admin('POST /sandboxes', { id: 'twice' })).toMatchObject({
      status: 409,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
      body: { title: 'Sandbox exists', status: 409, hint: expect.stringContaining('/sandboxes/twice/reset') },
    })
  })

  test('makes one of many that ask for the same id at once', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => admin('POST /sandboxes', { id: 'race', seed: 77 })))
    expect(made.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)])
  })

  test.each([
    ['an unknown name', { sede: 1, nwo: 2 }, ['sede', 'nwo']],
    ['values of wrong types', { seed: 'one', strict: 1, frozen: 'no' }, ['seed', 'strict', 'frozen']],
    ['a seed below zero', { seed: -1 }, ['seed']],
    ['records that are not whole', { records: 1.5 }, ['records']],
    ['an unknown scenario', { scenario: 'nowhere' }, ['scenario']],
    ['a path for a scenario', { scenario: '../../package.json' }, ['scenario']],
    ['an unknown API among records', { records: { bakery: 3 } }, ['records.bakery']],
    ['an unknown zone', { timezone: 'Mars/Olympus' }, ['timezone']],
    ['a time that is none', { now: '2024-02-30T00:00:00Z' }, ['now']],
    ['an unknown profile', { profiles: { shop: 'new' } }, ['profiles.shop']],
    ['an unknown API among profiles', { profiles: { bakery: 'old' } }, ['profiles.bakery']],
    ['an unknown reading', { readings: { 'shop.colour': 'red' } }, ['readings.shop.colour']],
    ['an unknown option', { readings: { 'shop.greeting': 'loud' } }, ['readings.shop.greeting']],
    ['a list', [1], ['']],
    ['__proto__', JSON.stringify({ seed: 'x' }).replace('seed', '__proto__x'), ['__proto__x']],
  ])('refuses %s, and names every fault', async (_, body, paths) => {
    const before = server.running.sandboxes.size
    const got = await admin('POST /sandboxes', body, { 'content-type': 'application/json' })
    expect(got).toMatchObject({
      status: 400,
      body: { status: 400, title: 'Invalid request', hint: expect.any(String) },
    })
    const { errors } = got.body as { errors: { path: string; message: string }[] }
    expect(errors.map(({ path }) => path).sort()).toEqual([...paths].sort())
    expect(server.running.sandboxes.size).toBe(before)
  })

  test('says what is known where a name is not', async () => {
    const said = async (body: object) => (await admin('POST /sandboxes', body)).text
    expect(await said({ scenario: 'nowhere' })).toContain('blank')
    expect(await said({ readings: { 'shop.greeting': 'loud' } })).toContain('short or long')
    expect(await said({ profiles: { shop: 'new' } })).toContain('documented or old')
    expect(await said({ records: { bakery: 3 } })).toContain('vodyanoy, shop')
  })

  test.each(['', 'A', '-a', 'a b', 'ä', 'a'.repeat(64), '../x', 'a/b'])('refuses %j as a name', async id => {
    expect(await admin('POST /sandboxes', { id })).toMatchObject({ status: 400 })
  })
})

describe('sandboxes', () => {
  test('are listed, and shown one by one', async () => {
    await admin('POST /sandboxes', { id: 'seen', frozen: true })
    const { sandboxes } = (await admin('GET /sandboxes')).body as { sandboxes: { id: string }[] }
    expect(sandboxes.map(({ id }) => id)).toEqual(expect.arrayContaining(['default', 'seen']))
    expect((await admin('GET /sandboxes/seen')).body).toEqual(sandboxes.find(({ id }) => id === 'seen'))
  })

  test('have no prefix where they are «default»', async () => {
    expect((await admin('GET /sandboxes/default')).body).toMatchObject({
      id: 'default',
      urls: { shop: `http://${host}/shop/v1` },
    })
  })

  test('go when they are dropped, and come anew when they are used', async () => {
    await admin('POST /sandboxes', { id: 'gone' })
    await addItem('gone', 'lamp')
    expect(await admin('DELETE /sandboxes/gone')).toMatchObject({ status: 204, text: '' })
    expect(await admin('GET /sandboxes/gone')).toMatchObject({ status: 404 })
    expect(await admin('DELETE /sandboxes/gone')).toMatchObject({ status: 404 })
    expect(await titles('gone')).toEqual([])
  })

  test('cannot lose «default»', async () => {
    expect(await admin('DELETE /sandboxes/default')).toMatchObject({ status: 409, body: { hint: expect.any(String) } })
    expect(await admin('GET /sandboxes/default')).toMatchObject({ status: 200 })
  })

  test('are not made by asking about them', async () => {
    for (const path of ['', '/clock', '/requests', '/faults', '/changes', '/state', '/readings', '/checkpoints'])
      expect(await admin(`GET /sandboxes/nobody${path}`)).toMatchObject({
        status: 404,
        body: { title: 'Unknown sandbox' },
      })
    expect(server.running.sandboxes.get('nobody')).toBeUndefined()
  })

  test('see nothing of each other', async () => {
    await Promise.all([addItem('left', 'lamp'), addItem('right', 'sofa')])
    expect([await titles('left'), await titles('right')]).toEqual([['lamp'], ['sofa']])
  })
})

describe('POST /sandboxes/:id/reset', () => {
  test('takes everything back to the start, the checkpoints aside', async () => {
    await admin('POST /sandboxes', { id: 'back', now: '2024-01-01T00:00:00+03:00', frozen: true })
    await addItem('back', 'lamp')
    await admin('POST /sandboxes/back/checkpoints', { name: 'lit' })
    await admin('PUT /sandboxes/back/readings', { 'shop.greeting': 'long' })
    await admin('POST /sandboxes/back/clock/advance', { days: 1 })
    await admin('POST /sandboxes/back/faults', { status: 500 })
    expect(await admin('POST /sandboxes/back/reset')).toMatchObject({ status: 200, body: { id: 'back' } })
    expect(await titles('back')).toEqual([])
    expect((await admin('GET /sandboxes/back')).body).toMatchObject({ now: '2024-01-01T00:00:00+03:00', readings: {} })
    expect((await admin('GET /sandboxes/back/faults')).body).toEqual({ faults: [] })
    expect((await admin('GET /sandboxes/back/requests')).body).toMatchObject({ total: 1, requests: [{ id: 'r1' }] })
    expect((await admin('GET /sandboxes/back/checkpoints')).body).toMatchObject({ checkpoints: [{ name: 'lit' }] })
    expect((await addItem('back', 'sofa')).body).toMatchObject({ id: 100 })
  })

  test('takes it to another start, which is its start from then on', async () => {
    await admin('POST /sandboxes', { id: 'other', seed: 5 })
    await admin('POST /sandboxes/other/reset', { records: { vodyanoy: 2 }, seed: 6 })
    expect((await server.send({ path: '/~other/api/clients' })).body).toMatchObject({ total: 2 })
    await admin('POST /sandboxes/other/reset')
    expect((await admin('GET /sandboxes/other')).body).toMatchObject({ seed: 6, records: { vodyanoy: 2 } })
  })

  test('takes nothing of the start before into another', async () => {
    await admin('POST /sandboxes', { id: 'whole', seed: 5, strict: true })
    await admin('POST /sandboxes/whole/reset', { timezone: 'UTC' })
    expect((await admin('GET /sandboxes/whole')).body).toMatchObject({ seed: 1, strict: false, timezone: 'UTC' })
  })

  test('changes nothing where it is refused', async () => {
    await admin('POST /sandboxes', { id: 'kept' })
    await addItem('kept', 'lamp')
    expect(await admin('POST /sandboxes/kept/reset', { scenario: 'nowhere' })).toMatchObject({ status: 400 })
    expect(await admin('POST /sandboxes/kept/reset', { id: 'x' })).toMatchObject({ status: 400 })
    expect(await titles('kept')).toEqual(['lamp'])
  })
})
