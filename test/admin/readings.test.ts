import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty' })
const { admin } = server
const path = '/sandboxes/default/readings'

test('every reading in force is shown, with every profile', async () => {
  expect((await admin(`GET ${path}`)).body).toEqual({
    readings: { 'shop.missing': '404', 'shop.greeting': 'short' },
    profiles: { shop: 'documented' },
  })
})

test('a profile puts its own options in force, and a reading wins over it', async () => {
  await admin('POST /sandboxes', { id: 'old', profiles: { shop: 'old' } })
  expect((await admin('GET /sandboxes/old/readings')).body).toMatchObject({
    readings: { 'shop.missing': '410' },
    profiles: { shop: 'old' },
  })
  await admin('PUT /sandboxes/old/readings', { 'shop.missing': '404' })
  expect(await server.send({ path: '/~old/shop/v1/items/1' })).toMatchObject({ status: 404 })
})

test('what is put is merged with what was put before, and is in force at once', async () => {
  await admin(`PUT ${path}`, { 'shop.greeting': 'long' })
  expect(await admin(`PUT ${path}`, { 'shop.missing': 410 })).toMatchObject({
    status: 200,
    body: { readings: { 'shop.missing': '410', 'shop.greeting': 'long' } },
  })
  expect(await server.send({ path: '/shop/v1/items/1' })).toMatchObject({ status: 410 })
})

test('nothing is put where a part of it is refused', async () => {
  const got = await admin(`PUT ${path}`, { 'shop.missing': '410', 'shop.greeting': 'loud', 'shop.size': 'xl', x: 'y' })
  expect(got).toMatchObject({ status: 400 })
  const { errors } = got.body as { errors: { path: string }[] }
  expect(errors.map(error => error.path)).toEqual(['readings.shop.greeting', 'readings.shop.size', 'readings.x'])
  expect((await admin(`GET ${path}`)).body).toMatchObject({ readings: { 'shop.missing': '404' } })
})

test.each([[[]], ['"text"'], [{ 'shop.missing': null }], [{ 'shop.missing': ['404'] }]])(
  '%j is refused',
  async body => {
    expect(await admin(`PUT ${path}`, body, { 'content-type': 'application/json' })).toMatchObject({ status: 400 })
  },
)
