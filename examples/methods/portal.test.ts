import { startMockServer } from 'poligon'
import { type ConformanceExample, conformance } from 'poligon/testkit'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { portal } from './portal.ts'

// The portal lies below /rest, where a built-in API has its place: that one is left out.
const server = await startMockServer({ port: 0, apis: [portal], api: ['portal'], records: 0 })
const box = await server.sandbox('w1', { now: '2024-03-01T09:00:00Z', frozen: true, timezone: 'UTC' })
afterAll(() => server.close())
beforeEach(() => box.reset())

const hook = '/1/k1x9z2'
const ask = async (method: string, fields?: object, hookOf = hook): Promise<{ status: number; result?: unknown }> => {
  const response = await fetch(`${box.baseUrl('portal')}${hookOf}/${method}`, {
    ...(fields && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    }),
  })
  await box.clock.advance({ seconds: 1 })
  return { status: response.status, ...((await response.json()) as object) }
}
const add = (NAME: string, more: object = {}) => ask('crm.contact.add', { fields: { NAME, ...more } })

test('a contact is added, found, changed and deleted', async () => {
  expect(await add('Анна', { PHONE: [{ VALUE: '79161234567', VALUE_TYPE: 'WORK' }] })).toMatchObject({ result: 1 })
  await ask('crm.contact.update', { id: 1, fields: { LAST_NAME: 'Зуева' } })
  expect(await ask('crm.contact.get?id=1')).toMatchObject({
    result: { ID: 1, NAME: 'Анна', LAST_NAME: 'Зуева', DATE_CREATE: '2024-03-01T09:00:00.000Z' },
  })
  expect(await ask('crm.contact.delete.json?ID=1')).toMatchObject({ result: true })
  expect(await ask('crm.contact.get?id=1')).toEqual({ status: 400, error: '', error_description: 'Not found' })
})

test('lists are filtered, ordered, and come in pages of fifty', async () => {
  const cmd = Object.fromEntries(Array.from({ length: 52 }, (_, i) => [`c${i}`, `crm.contact.add?fields[NAME]=N${i}`]))
  await ask('batch', { cmd })
  const first = await ask('crm.contact.list?order[ID]=DESC&select[]=ID')
  expect(first).toMatchObject({ next: 50, total: 52 })
  expect((first.result as object[]).slice(0, 2)).toEqual([{ ID: 52 }, { ID: 51 }])
  const last = await ask('crm.contact.list?start=50')
  expect(last).not.toHaveProperty('next')
  expect(last.result).toHaveLength(2)
  expect(await ask('crm.contact.list?filter[NAME]=N7')).toMatchObject({ total: 1, result: [{ NAME: 'N7' }] })
})

test('a batch goes on from the answers of its commands, and tells what failed', async () => {
  const cmd = {
    made: 'crm.contact.add?fields[NAME]=Анна',
    read: 'crm.contact.get?id=$result[made]',
    lost: 'crm.contact.get?id=99',
    odd: 'crm.contact.nothing',
  }
  expect(await ask('batch', { cmd, halt: 0 })).toMatchObject({
    result: {
      result: { made: 1, read: { NAME: 'Анна' } },
      result_error: { lost: { error_description: 'Not found' }, odd: { error: 'ERROR_METHOD_NOT_FOUND' } },
    },
  })
  const halted = (await ask('batch', { cmd: { lost: cmd.lost, made: cmd.made }, halt: 1 })).result
  expect(halted).toMatchObject({ result: {}, result_error: { lost: {} } })
})

test.each([
  ['no key', '', 401, 'NO_AUTH_FOUND'],
  ['another key', '/1/other', 401, 'INVALID_CREDENTIALS'],
])('%s is refused', async (_, key, status, error) => {
  expect(await ask('crm.contact.list', undefined, key)).toMatchObject({ status, error })
})

test.each([
  ['an unknown method', 'crm.contact.nothing', {}, 404, 'ERROR_METHOD_NOT_FOUND'],
  ['an unknown field', 'crm.contact.add', { fields: { NAME: 'a', NAMEE: 'b' } }, 400, 'ERROR_CORE'],
  ['a field of another type', 'crm.contact.add', { fields: { NAME: ['a'] } }, 400, 'ERROR_CORE'],
  ['a contact without a name', 'crm.contact.add', { fields: {} }, 400, 'ERROR_REQUIRED'],
])('%s is refused', async (_, method, fields, status, error) => {
  expect(await ask(method, fields)).toMatchObject({ status, error })
})

test('a third request in a second is one too many, and its secret is in no journal', async () => {
  const list = () => fetch(`${box.baseUrl('portal')}${hook}/crm.contact.list`)
  for (const status of [200, 200]) expect((await list()).status).toBe(status)
  const refused = await list()
  expect({ status: refused.status, after: refused.headers.get('retry-after') }).toEqual({ status: 503, after: '1' })
  expect(await refused.json()).toMatchObject({ error: 'QUERY_LIMIT_EXCEEDED' })
  await box.clock.advance({ seconds: 1 })
  expect((await list()).status).toBe(200)
  expect(JSON.stringify(await box.requests.find())).not.toContain('k1x9z2')
})

test('the secret names the sandbox, as every credential does', async () => {
  await add('Анна')
  const url = server.baseUrl('portal')
  const list = await fetch(`${url}/1/k1x9z2~w1/crm.contact.list`)
  expect(await list.json()).toMatchObject({ total: 1 })
})

describe('the kit', () => {
  const time = { start: 1709283600, finish: 1709283600, duration: 0 }
  const contact = { LAST_NAME: '', PHONE: [], NAME: 'Анна', DATE_CREATE: '2024-03-01T09:00:00.000Z', ID: 1 }
  const example = (operation: string, body: object, reply: object): ConformanceExample => ({
    ...{ operation, docs: `Portal: ${operation}` },
    request: { method: 'POST', path: `/${operation}?auth=token-of-anna`, body },
    reply: { status: 200, body: { ...reply, time } },
  })
  const examples = [
    example('crm.contact.add', { fields: { NAME: 'Анна' } }, { result: 1 }),
    example('crm.contact.get', { id: 1 }, { result: contact }),
    example('crm.contact.list', {}, { result: [contact], total: 1 }),
    example('batch', { cmd: { a: 'crm.contact.get?id=1' } }, { result: { result: { a: contact }, result_error: {} } }),
    example('crm.contact.update', { id: 1, fields: { NAME: 'Инна' } }, { result: true }),
    example('crm.contact.delete', { id: 1 }, { result: true }),
  ]
  const checks = conformance(portal, { examples, now: '2024-03-01T09:00:00Z' })
  test.each(checks)('$title', ({ check }) => check())
})
