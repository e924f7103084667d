import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'

const server = await serve()
const hintOf = async (line: string, body?: unknown): Promise<string> => {
  const [method, path] = line.split(' ') as [string, string]
  const got = await server.send({ method, path, body })
  return JSON.stringify([got.status, (got.body as { detail: string }).detail, (got.body as { hint: string }).hint])
}

test.each([
  ['GET /__admin/requests', 'This route belongs to a sandbox: GET /__admin/sandboxes/default/requests'],
  ['POST /__admin/reset', 'This route belongs to a sandbox: POST /__admin/sandboxes/default/reset'],
  ['GET /__admin', 'Start with GET /__admin/sandboxes or GET /__admin/apis; in a browser, open /__admin/ui.'],
  ['POST /__admin/', 'Start with GET /__admin/sandboxes or GET /__admin/apis; in a browser, open /__admin/ui.'],
  ['GET /~w1/__admin/health', '/__admin is one for all sandboxes: leave /~w1 out'],
  ['GET /developer/v3x//client/list', 'The path has a double slash: did you mean /developer/v3x/client/list?'],
  ['GET //__admin/health', 'The path has a double slash: did you mean /__admin/health?'],
])('%s is told what was meant', async (line, hint) => {
  const said = await hintOf(line)
  expect(said).toContain('[404,')
  expect(said).toContain(hint)
})

test('the root is like no operation, and is not compared with any', async () => {
  const said = await hintOf('GET /')
  expect(said).not.toContain('Nearest')
  expect(said).toContain('APIs answer below')
})

test('a wrong option of a reading does not say that nothing is to be sent', async () => {
  const said = await hintOf('PUT /__admin/sandboxes/default/readings', { 'salesman.status': true })
  expect(said).toContain('[400,')
  expect(said).not.toContain('Send no body')
})

test.each([
  ['GET /__admin/sandboxes/default/requests?limit=-1', 'query.limit must look like 20, not "-1".'],
  ['GET /__admin/sandboxes/default/requests?after=x', 'query.after must look like r17, not "x".'],
  ['GET /__admin/sandboxes/default/requests?status=4xx', 'query.status must look like 406, not "4xx".'],
])('%s is told by an example', async (line, words) => {
  expect(JSON.parse(await hintOf(line)).slice(0, 2)).toEqual([400, words])
})

test.each(['yes', 'no', 'ON', 'any'])('?violations=%s is no rule, and says what is', async value => {
  const said = await hintOf(`GET /__admin/sandboxes/default/requests?violations=${value}`)
  expect(said).toContain('[400,')
  expect(said).toContain('must be true, false or the name of a rule')
})

test.each([
  ['Moscow', 'Did you mean “Europe/Moscow”?'],
  ['vladivostok', 'Did you mean “Asia/Vladivostok”?'],
  ['Europe/Mosow', 'Did you mean “Europe/Moscow”?'],
  ['nowhere at all', 'must be a time zone such as Europe/Moscow'],
])('the time zone %s is told the nearest', async (timezone, words) => {
  expect(await hintOf('POST /__admin/sandboxes', { timezone })).toContain(words)
})

test('a misspelt scenario is told the nearest, one like none is not', async () => {
  expect(await hintOf('POST /__admin/sandboxes', { scenario: 'blnk' })).toContain('Did you mean “blank”?')
  expect(await hintOf('POST /__admin/sandboxes', { scenario: 'zzzzzzzz' })).not.toContain('Did you mean')
})
