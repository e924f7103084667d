import { expect, test } from 'vitest'
import { collection, defineApi, operations, Refusal, schema } from '../../src/api.ts'
import { serve } from '../support/server.ts'

interface Types {
  records: { notes: { id: number; text: string } }
  readings: Record<never, never>
  caller: null
}

const notes = defineApi<Types>({
  name: 'notes',
  title: 'Notes',
  docs: 'notes.txt',
  basePath: '/notes/v1',
  refuse: error => ({ status: 400, body: { error: error.message } }),
  collections: { notes: collection({ key: 'id', keyType: 'integer', newKey: 1 }) },
  operations: [
    operations<Types>()('POST /notes', {
      id: 'note.try',
      summary: 'Writes one, tries to write another, and writes a third',
      docs: 'notes.txt',
      replies: { 200: schema({}) },
      handle(call) {
        const write = (text: string) => call.store.notes.insert({ text }).id
        const ids = [write('before')]
        try {
          call.attempt(() => {
            ids.push(write('tried'), write('tried again'))
            call.store.notes.update(ids[0]!, { text: 'changed' })
            call.webhook({ url: 'http://127.0.0.1:1/hook', body: {} })
            throw new Refusal('it is not to be')
          })
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
        }
        ids.push(write('behind'))
        return call.reply(200, { ids })
      },
    }),
  ],
})
const server = await serve({ apis: [notes], api: ['notes'], scenario: 'empty' })

test('what was tried in vain was not done: no record, no number, no change in the journal, no webhook', async () => {
  const { body } = await server.send({ method: 'POST', path: '/notes/v1/notes' })
  expect(body).toEqual({ ids: [1, 2, 3, 2] })
  expect(server.all('notes', 'notes')).toEqual([
    { id: 1, text: 'before' },
    { id: 2, text: 'behind' },
  ])
  expect((await server.admin('GET /sandboxes/default/requests/r1')).body).toMatchObject({
    why: {
      changes: [
        { collection: 'notes', key: 1, op: 'insert' },
        { collection: 'notes', key: 2, op: 'insert' },
      ],
    },
  })
  expect((await server.admin('GET /sandboxes/default/webhooks?idle=true')).body).toMatchObject({ webhooks: [] })
})
