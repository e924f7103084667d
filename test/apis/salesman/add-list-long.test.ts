import { describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'

const server = await serve({ api: ['salesman'] })
const headers = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
/** So many that others come while they are added, on any machine. */
const MANY = 15_000
const path = '/developer/v3/client/add.list'
const listOf = (count: number, title = 'Ромашка') =>
  Array.from({ length: count }, (_, n) => ({ title: `${title} ${n}` }))
const addAll = (client: unknown) => server.send({ method: 'POST', path, headers, body: { client } })
const total = () => server.all('salesman', 'clients').length
const entries = async () =>
  ((await server.admin('GET /sandboxes/default/requests')).body as { requests: { id: string; url: string }[] }).requests

// What takes long is done a hundred records at a time; others are served in between.
describe('a list of many clients', () => {
  test.each([100, 101, 250, 1000])('of %i is added whole, in order, each answered in its place', async count => {
    const before = total()
    const { status, body } = await addAll([...listOf(count), { title: 'Ромашка 0' }, { phone: '1' }])
    expect(status).toBe(200)
    const answers = body as { data: number; error?: { code: number } }[]
    expect(answers).toHaveLength(count + 2)
    const first = answers[0]!.data
    expect(answers.slice(0, count).map(({ data }) => data)).toEqual(Array.from({ length: count }, (_, n) => first + n))
    // Earlier records count for later duplicates, however far apart they are.
    expect(answers[count]).toMatchObject({ error: { code: 406 }, data: first })
    expect(answers[count + 1]).toMatchObject({ error: { code: 405 } })
    expect(total()).toBe(before + count)
  })

  test.each(['documented', 'shipped'])('of more than 50,000 is refused whole (%s)', async profile => {
    await server.admin('POST /sandboxes/default/reset', { profiles: { salesman: profile } })
    const before = total()
    const { status, body } = await addAll([...listOf(2), ...Array(49_999).fill({})])
    expect([status, total()]).toEqual([profile === 'shipped' ? 200 : 413, before])
    expect(body).toMatchObject({ error: { code: 413, text: 'Превышен допустимый размер запроса' } })
    await server.admin('POST /sandboxes/default/reset', {})
    expect((await addAll(Array(50_000).fill({}))).body).toHaveLength(50_000)
  })

  test('is one entry of the journal, with all that it wrote', async () => {
    await addAll(listOf(350))
    const [entry, ...others] = await entries()
    expect([entry!.id, others]).toEqual(['r1', []])
    const { body } = await server.admin('GET /sandboxes/default/requests/r1')
    expect(
      (body as { why: { changes: { collection: string }[] } }).why.changes.filter(
        change => change.collection === 'clients',
      ),
    ).toHaveLength(350)
  })

  test('lets others in, whose entries come before its own', async () => {
    const before = total()
    const long = addAll(listOf(MANY))
    await expect.poll(total, { interval: 1, timeout: 10_000 }).toBeGreaterThan(before)
    const info = (clid: number) => server.send({ path: `/developer/v3/client/info?clid=${clid}`, headers })
    // It came while the list was under way, which has no entry yet.
    expect((await info(1781)).status).toBe(200)
    const seen = await entries()
    expect(seen.map(({ url }) => url.split('?')[0])).toEqual(['/developer/v3/client/info'])
    const { body, headers: answered } = await long
    expect(body).toHaveLength(MANY)
    const all = await entries()
    expect(all.map(({ url }) => url.split('?')[0])).toEqual(['/developer/v3/client/info', path])
    expect(all[1]!.id).toBe(answered['x-mock-request-id'])
    expect(Number(all[1]!.id.slice(1))).toBeGreaterThan(Number(all[0]!.id.slice(1)))
  })

  test('writes nothing more once its sandbox is reset, and says so', async () => {
    const before = total()
    const long = addAll(listOf(MANY))
    await expect.poll(total, { interval: 1, timeout: 10_000 }).toBeGreaterThan(before)
    expect((await server.admin('POST /sandboxes/default/reset')).status).toBeLessThan(300)
    expect((await long).status).toBe(409)
    expect(total()).toBe(before)
  })

  test('that breaks the documentation is refused whole where that is strict', async () => {
    await server.reset({ strict: true })
    const before = total()
    const got = await addAll([...listOf(300), { title: 'X', colour: 'red' }])
    expect(got.body).toMatchObject({ error: expect.anything() })
    expect(total()).toBe(before)
  })
})
