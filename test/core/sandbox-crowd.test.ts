import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { changesOf } from '../../src/core/sandbox/changes.ts'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({
  apis: [shop],
  api: ['shop', 'vodyanoy'],
  records: { vodyanoy: 5 },
  scenario: 'blank',
  frozen: true,
})
const { admin } = server
const { sandboxes, port } = server.running

test('three hundred sandboxes are made on first use at once, each written and read by itself', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `crowd-${i}`)
  const add = (id: string, title: string) =>
    server.send({ method: 'POST', path: `/~${id}/shop/v1/items`, body: { title } })
  const answers = await Promise.all(names.map(id => add(id, id)))
  expect(new Set(answers.map(({ status, body }) => `${status} ${(body as { id: number }).id}`))).toEqual(
    new Set(['201 100']),
  )
  const lists = await Promise.all(names.map(id => server.send({ path: `/~${id}/shop/v1/items` })))
  expect(lists.map(({ body }) => (body as { title: string }[]).map(({ title }) => title))).toEqual(
    names.map(id => [id]),
  )
  for (const id of names) sandboxes.drop(sandboxes.get(id)!)
})

/** A request whose body comes in two parts; the second, when it is told to. */
async function slow(id: string, body: string, path = '/items'): Promise<{ finish(): Promise<string> }> {
  const socket: Socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', part => (text += part))
  const ended = new Promise<void>(resolve => socket.on('close', () => resolve()))
  const head = `POST /~${id}/shop/v1${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`
  await new Promise<void>(resolve => socket.write(head + body.slice(0, 5), () => resolve()))
  return {
    async finish() {
      socket.write(body.slice(5))
      await ended
      return text
    },
  }
}
/** Whether the server has begun with as many requests as are meant. */
const begun = async (count: number, turn: number) => {
  await expect.poll(() => sandboxes.nextSequence() - turn).toBeGreaterThan(count)
}

test.each([
  ['a reset', (id: string) => admin(`POST /sandboxes/${id}/reset`), 200],
  ['a reset to another start', (id: string) => admin(`POST /sandboxes/${id}/reset`, { seed: 3 }), 200],
  [
    'a dropped sandbox that is made anew',
    async (id: string) => {
      await admin(`DELETE /sandboxes/${id}`)
      return admin('POST /sandboxes', { id })
    },
    201,
  ],
] as const)('%s in the middle of two hundred writes leaves exactly the start', async (what, begin, status) => {
  const id = `mid-${what.length}`
  const box = () => sandboxes.get(id)!
  await admin('POST /sandboxes', { id })
  const turn = sandboxes.nextSequence()
  const early = await Promise.all(
    Array.from({ length: 200 }, (_, i) => slow(id, JSON.stringify({ title: `early ${i}` }))),
  )
  await begun(200, turn)
  const half = await Promise.all(early.slice(0, 100).map(request => request.finish()))
  expect(half.filter(text => text.startsWith('HTTP/1.1 201'))).toHaveLength(100)
  expect(changesOf(box(), server.running.apis)).toHaveLength(100)
  const [began, ...rest] = await Promise.all([begin(id), ...early.slice(100, 150).map(request => request.finish())])
  expect(began).toMatchObject({ status })
  rest.push(...(await Promise.all(early.slice(150).map(request => request.finish()))))
  const late = rest.filter(text => text.startsWith('HTTP/1.1 409') && text.includes('Stale request'))
  expect(late.length).toBeGreaterThanOrEqual(50)
  expect(rest.filter(text => text.startsWith('HTTP/1.1 201')).length + late.length).toBe(100)
  expect(box().world).toEqual(box().initial)
  expect(changesOf(box(), server.running.apis)).toEqual([])
  const stale = box()
    .journal.entries()
    .filter(entry => entry.stale)
  expect(stale.map(({ status, operation }) => `${status} ${operation}`)).toEqual(
    Array(stale.length).fill('409 item.add'),
  )
  expect(
    (await server.send({ method: 'POST', path: `/~${id}/shop/v1/items`, body: { title: 'new' } })).body,
  ).toMatchObject({ id: 100 })
})

test.each([
  ['PUT state', (id: string) => admin(`PUT /sandboxes/${id}/state`, { empty: true })],
  ['a restored checkpoint', (id: string) => admin(`POST /sandboxes/${id}/checkpoints/begin/restore`)],
])('%s keeps out what was under way', async (what, begin) => {
  const id = `way-${what.length}`
  await admin('POST /sandboxes', { id })
  await admin(`POST /sandboxes/${id}/checkpoints`, { name: 'begin' })
  const turn = sandboxes.nextSequence()
  const request = await slow(id, JSON.stringify({ title: 'early' }))
  await begun(1, turn)
  await begin(id)
  expect(await request.finish()).toContain('Stale request')
  expect(sandboxes.get(id)!.collection('shop', 'items')!.size).toBe(0)
  expect((await admin(`GET /sandboxes/${id}/requests`)).body).toMatchObject({
    requests: [{ stale: true, status: 409 }],
  })
})

test.each(['/items', '/visits', '/dice'])(
  'POST %s of an earlier life uses up no fault, no number and no chance of the next',
  async path => {
    const id = `left-${path.slice(1)}`
    await admin('POST /sandboxes', { id })
    const turn = sandboxes.nextSequence()
    const request = await slow(id, JSON.stringify({ title: 'early' }), path)
    await begun(1, turn)
    await admin(`POST /sandboxes/${id}/reset`)
    await admin(`POST /sandboxes/${id}/faults`, { times: 1, probability: 0.999, status: 503 })
    const { world } = sandboxes.get(id)!
    expect(await request.finish()).toContain('Stale request')
    expect(sandboxes.get(id)!.world).toBe(world)
    expect(await server.send({ path: `/~${id}/shop/v1/items` })).toMatchObject({ status: 503 })
  },
)
