import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { addresses, companies, people, phones, requisites } from 'poligon/fixtures'
import { describe, expect, test } from 'vitest'
import { type ApiTypes, collection, defineApi, operations, schema } from '../../src/api.ts'
import { run } from '../../src/server.ts'
import { send, serve } from '../support/server.ts'

// Where an API's schemas lie, and what its records are at the start.

interface Note {
  id: number
  text: string
}
const folder = new URL('./schemas/', import.meta.url)
const define = (note: string, schemas: URL | string = folder) =>
  defineApi({
    name: 'notes',
    basePath: '/notes',
    schemas,
    operations: [
      operations<ApiTypes>()('POST /notes', {
        ...{ id: 'add', summary: 'Adds', docs: 'Notes: add', replies: { 201: schema(note) } },
        body: schema({ type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }),
        handle: ({ body, store, reply }) => reply(201, store.notes!.insert({ text: body.text })),
      }),
    ],
    collections: { notes: collection<Note>({ key: 'id', keyType: 'integer', newKey: 1, schema: schema(note) }) },
    scenarios: {
      documented: { notes: [{ id: 7, text: 'here' }] },
      duplicates: { notes: [{ id: 7, text: 'again' }] },
    },
    generate: async (count, seed) => ({
      notes: people(seed, count).map(({ firstName }, n) => ({ id: 100 + n, text: firstName.slice(0, 5) })),
    }),
    refuse: error => ({ status: 'status' in error ? error.status : 400, body: { message: error.message } }),
  })

const server = await serve({ apis: [define('note.json')] })

describe('a folder of schemas', () => {
  const add = (text: string) => server.send({ method: 'POST', path: '/notes/notes', body: { text } })

  test('is where its files are looked for, and those that they refer to', async () => {
    expect(await add('short')).toMatchObject({ status: 201, body: { id: 1, text: 'short' } })
    const { text } = (await server.admin('GET /openapi/notes')).body as never
    const document = (await server.admin('GET /openapi/notes')).body as {
      components: { schemas: Record<string, unknown> }
    }
    expect(text).toBeUndefined()
    expect(document.components.schemas).toMatchObject({
      note: { properties: { text: { $ref: '#/components/schemas/text' } } },
      text: { maxLength: 5 },
    })
  })

  test('is asked of records', async () => {
    const { body } = await server.admin('POST /sandboxes/default/data/notes/notes', { id: 9, text: 'too long' })
    expect(body).toMatchObject({ status: 422 })
  })

  test.each([
    [
      'nte.json',
      folder,
      /the schema of collection notes is not a JSON Schema: there is no file nte\.json in .*schemas/,
    ],
    ['note.json', './nowhere', /“schemas” is .*nowhere, and there is no such folder\. Correct it\./],
    ['note.json', new URL('https://example.ru/'), /“schemas” must be a folder: new URL/],
  ])('that lacks %s or is none is told', async (file, where, says) => {
    await expect((async () => run({ port: 0, apis: [define(file, where)] }))()).rejects.toThrow(says)
  })

  test('is read anew with each definition', async () => {
    const file = new URL('later.json', folder)
    writeFileSync(file, readFileSync(new URL('note.json', folder)))
    try {
      const defects: unknown[] = []
      const onDefect = (error: unknown) => defects.push(error)
      const running = await run({ port: 0, apis: [define('later.json')], api: ['notes'], records: 0, onDefect })
      const long = () => send(running.url, { method: 'POST', path: '/notes/notes', body: { text: 'longer' } })
      expect((await long()).status).toBe(500)
      writeFileSync(file, '{ "type": "object" }')
      await running.reload({ apis: [define('later.json')], api: ['notes'], records: 0 })
      expect((await long()).status).toBe(201)
      expect(defects).toHaveLength(1)
      const { body } = await send(running.url, { path: '/__admin/coverage' })
      expect(body).toMatchObject({ apis: [{ name: 'notes', operations: { seen: 1, missing: [] } }] })
      await running.close()
    } finally {
      rmSync(file)
    }
  })
})

describe('records at the start', () => {
  test('stand in the shipped scenarios, over those that these extend', async () => {
    expect(server.all('notes', 'notes')).toEqual([{ id: 7, text: 'here' }])
    await server.reset({ scenario: 'duplicates' })
    expect(server.all('notes', 'notes')).toEqual([{ id: 7, text: 'again' }])
    expect(server.all('salesman', 'clients').length).toBeGreaterThan(2)
    await server.reset({ scenario: 'empty' })
    expect(server.all('notes', 'notes')).toEqual([])
    await server.reset({ scenario: 'documented' })
  })

  test('are generated beside, the same for the same seed', async () => {
    await server.reset({ records: { notes: 3 }, seed: 4 })
    const first = server.all('notes', 'notes')
    expect(first.map(({ id }) => id)).toEqual([7, 100, 101, 102])
    await server.reset({ records: { notes: 3 }, seed: 4 })
    expect(server.all('notes', 'notes')).toEqual(first)
    await server.reset({ records: 0, seed: 1 })
  })
})

describe('the package’s own records', () => {
  const builders = { people, companies, addresses, phones, requisites }

  test.each(Object.entries(builders))('%s: the same for a seed, a longer list begins as a shorter', (_, build) => {
    const three: unknown[] = build(1, 3)
    expect(three).toHaveLength(3)
    expect(build(1, 5).slice(0, 3)).toEqual(three)
    expect(build(2, 3)).not.toEqual(three)
    expect(three).toEqual(JSON.parse(JSON.stringify(three)))
  })

  test('each has what it says', () => {
    const [person] = people(1, 1)
    expect(person).toEqual({
      lastName: expect.any(String),
      firstName: expect.any(String),
      patronymic: expect.any(String),
      fullName: `${person!.lastName} ${person!.firstName} ${person!.patronymic}`,
      phone: expect.stringMatching(/^79\d{9}$/),
      email: expect.stringMatching(/1@example\.ru$/),
    })
    expect(phones(1, 1)[0]).toEqual({
      digits: expect.stringMatching(/^79\d{9}$/),
      printed: expect.stringMatching(/^\+7 \(9\d\d\) \d{3}-\d\d-\d\d$/),
    })
    expect(Object.keys(addresses(1, 1)[0]!)).toEqual(['city', 'street', 'house', 'flat'])
    expect(companies(1, 1)[0]).toMatchObject({
      name: expect.stringContaining('«'),
      inn: expect.stringMatching(/^\d{10}$/),
    })
    expect(requisites(1, 1)[0]).toMatchObject({
      okpo: expect.stringMatching(/^\d{8}$/),
      settlement: expect.stringMatching(/^407\d{17}$/),
    })
  })
})
