import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { RECORDS, sit } from '../../src/admin/data/json-server.ts'

test('a client that goes away before json-server has answered fails nothing', async () => {
  const req = Object.assign(new IncomingMessage(new Socket()), {
    method: 'HEAD',
    url: RECORDS,
    query: {},
    body: {},
    _body: true,
  })
  const res = Object.assign(new ServerResponse(req), { locals: {} })
  let settle: (outcome?: unknown) => void
  const outcome = new Promise(resolve => (settle = resolve))
  const context = { desk: undefined as never, chosen: 0, answer: settle! }
  await sit(context, req as never, res as never, settle!)
  res.emit('close')
  expect(await outcome).toEqual([])
})
