import { expect, test } from 'vitest'
import { defineApi, operations, schema } from '../../src/api.ts'
import { serve } from '../support/server.ts'

const page = 'x'.repeat(1024 * 1024)
const library = defineApi({
  name: 'library',
  title: 'Library',
  basePath: '/library',
  docs: 'library.txt',
  refuse: error => ({ status: 400, body: { error: error.message } }),
  operations: [
    operations()('GET /pages/:count', {
      id: 'pages',
      summary: 'So many megabytes',
      docs: 'library.txt',
      replies: { 200: schema({}) },
      handle: ({ params, reply }) => reply(200, Array(Number(params.count)).fill(page)),
    }),
  ],
})
const server = await serve({ apis: [library], api: ['library'] })

// A page of large records is nothing that anybody's code does wrong.
test('an answer that is longer than any text may be is refused in words', async () => {
  expect((await server.send({ path: '/library/pages/2' })).status).toBe(200)
  expect(await server.send({ path: '/library/pages/600' })).toMatchObject({
    status: 507,
    body: {
      title: 'Answer too long',
      detail: expect.stringMatching(/^The answer takes more than the \d+ letters that Node can write at once\.$/),
      hint: 'Ask for fewer records at a time, or for smaller ones.',
    },
  })
})
