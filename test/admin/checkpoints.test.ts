import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({
  apis: [shop],
  api: ['shop'],
  scenario: 'empty',
  now: '2024-03-01T09:00:00+03:00',
  frozen: true,
})
const { admin } = server
let made = 0
const newBox = async (start: object = {}) => {
  const id = `points-${++made}`
  await admin('POST /sandboxes', { id, ...start })
  const home = `/sandboxes/${id}`
  return {
    id,
    home,
    take: (name: string) => admin(`POST ${home}/checkpoints`, { name }),
    restore: (name: string) => admin(`POST ${home}/checkpoints/${encodeURIComponent(name)}/restore`),
    add: (title: string) => server.send({ method: 'POST', path: `/~${id}/shop/v1/items`, body: { title } }),
    titles: async () => {
      const { body } = await server.send({ path: `/~${id}/shop/v1/items` })
      return (body as { title: string }[]).map(({ title }) => title)
    },
  }
}

describe('checkpoints', () => {
  test('are taken, listed, shown and dropped', async () => {
    const box = await newBox()
    const point = { name: 'after login', now: '2024-03-01T09:00:00+03:00', frozen: true }
    expect(await box.take('after login')).toMatchObject({ status: 201, body: point })
    await box.take('после входа')
    expect((await admin(`GET ${box.home}/checkpoints`)).body).toEqual({
      checkpoints: [point, { ...point, name: 'после входа' }],
    })
    expect((await admin(`GET ${box.home}/checkpoints/after%20login`)).body).toEqual(point)
    expect(await admin(`DELETE ${box.home}/checkpoints/after%20login`)).toMatchObject({ status: 204 })
    expect(await admin(`DELETE ${box.home}/checkpoints/after%20login`)).toMatchObject({ status: 404 })
    expect(await admin(`DELETE ${box.home}/checkpoints`)).toMatchObject({ status: 204 })
    expect((await admin(`GET ${box.home}/checkpoints`)).body).toEqual({ checkpoints: [] })
  })

  test('bring back the data, the counters, the random stream and what APIs remember', async () => {
    const box = await newBox()
    const visit = () => server.send({ method: 'POST', path: `/~${box.id}/shop/v1/visits` })
    await box.add('lamp')
    await visit()
    await box.take('lit')
    const [first, once] = [await box.add('sofa'), await visit()]
    expect(await box.restore('lit')).toMatchObject({ status: 200, body: { name: 'lit' } })
    expect(await box.titles()).toEqual(['lamp'])
    expect([(await box.add('sofa')).text, (await visit()).text]).toEqual([first.text, once.text])
  })

  test('bring back clock, readings, strictness and faults with how far they got', async () => {
    const box = await newBox({ strict: true, readings: { 'shop.greeting': 'long' } })
    const statuses = async (count: number) => {
      const all: number[] = []
      for (let i = 0; i < count; i++) all.push((await server.send({ path: `/~${box.id}/shop/v1/items` })).status)
      return all
    }
    await admin(`POST ${box.home}/faults`, { after: 1, times: 2, status: 503 })
    expect(await statuses(2)).toEqual([200, 503])
    await box.take('here')
    const before = (await admin(`GET ${box.home}/state`)).text
    await admin(`PUT ${box.home}/state`, {
      empty: true,
      now: '1999-01-01T00:00:00Z',
      readings: { 'shop.missing': '410' },
    })
    await admin(`POST ${box.home}/faults`, { status: 500 })
    await box.restore('here')
    expect((await admin(`GET ${box.home}/state`)).text).toBe(before)
    expect(await statuses(2)).toEqual([503, 200])
  })

  test('are restored as often as one likes, and the journal goes on', async () => {
    const box = await newBox()
    await box.take('empty')
    for (const title of ['a', 'b', 'c']) {
      await box.add(title)
      await box.restore('empty')
      expect(await box.titles()).toEqual([])
    }
    expect((await admin(`GET ${box.home}/requests?operation=item.add`)).body).toMatchObject({ total: 3 })
  })

  test('outlive a reset, to another start too, and what they bring is then a change of that start', async () => {
    const box = await newBox()
    await box.add('lamp')
    await box.take('lit')
    await admin(`POST ${box.home}/reset`, { scenario: 'empty', seed: 7 })
    expect((await admin(`GET ${box.home}/changes`)).body).toEqual({ changes: [] })
    await box.restore('lit')
    expect(await box.titles()).toEqual(['lamp'])
    expect((await admin(`GET ${box.home}/changes`)).body).toMatchObject({ changes: [{ key: 100, op: 'insert' }] })
    await admin(`POST ${box.home}/reset`)
    expect(await box.titles()).toEqual([])
  })

  test('empty caches', async () => {
    const box = await newBox()
    const count = async () => (await server.send({ path: `/~${box.id}/shop/v1/count` })).body
    await box.take('empty')
    await box.add('lamp')
    expect(await count()).toEqual({ count: 1 })
    await box.restore('empty')
    expect(await count()).toEqual({ count: 0 })
  })

  test('are refused under a name that is taken', async () => {
    const box = await newBox()
    await box.take('one')
    expect(await box.take('one')).toMatchObject({ status: 409, body: { title: 'Checkpoint exists' } })
  })

  test('are refused past a hundred', async () => {
    const box = await newBox()
    for (let i = 0; i < 100; i++) expect(await box.take(`no ${i}`)).toMatchObject({ status: 201 })
    expect(await box.take('one more')).toMatchObject({ status: 409, body: { title: 'Too many checkpoints' } })
    await admin(`DELETE ${box.home}/checkpoints/no%205`)
    expect(await box.take('one more')).toMatchObject({ status: 201 })
  })

  test.each([
    [{}],
    [{ name: '' }],
    [{ name: 'a/b' }],
    [{ name: '..' }],
    [{ name: 5 }],
    [{ name: 'x'.repeat(101) }],
    [{ nam: 'x' }],
  ])('are refused where they are %j', async body => {
    const box = await newBox()
    expect(await admin(`POST ${box.home}/checkpoints`, body)).toMatchObject({ status: 400 })
  })

  test.each(['GET', 'DELETE', 'POST'])('are unknown to %s where there is none of the name', async method => {
    const box = await newBox()
    const below = method === 'POST' ? '/none/restore' : '/none'
    expect(await admin(`${method} ${box.home}/checkpoints${below}`)).toMatchObject({
      status: 404,
      body: { title: 'Unknown checkpoint' },
    })
  })
})
