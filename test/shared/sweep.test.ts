import { expect, onTestFinished, vi } from 'vitest'
import { run } from '../../src/server.ts'
import { send } from '../support/server.ts'
import { fleet, postgres, test } from './setting.ts'

test('a server has no more sandboxes than --max-sandboxes; in the place of one that nobody uses another is made at once', async () => {
  const one = await fleet.start(postgres.url('full'), '--max-sandboxes', '1', '--sandbox-ttl', '500ms')
  expect(await one.add('first', 'w1')).not.toBeNull()
  const refused = new Set<string>()
  await expect
    .poll(async () => {
      const { status, text } = await one.ask('POST', '/~w2/api/clients', { naimenovanie: 'second' })
      if (status !== 200) refused.add(`${status} ${JSON.parse(text).detail}`)
      return status
    })
    .toBe(200)
  expect([...refused]).toEqual(['503 All 1 sandboxes are in use.'])
})

test('with --no-auto-sandbox a name is known where another server made it, and else 404', async () => {
  const db = postgres.url('strange')
  const [one, other] = [await fleet.start(db, '--no-auto-sandbox'), await fleet.start(db, '--no-auto-sandbox')]
  expect(await one.ask('GET', '/~w1/api/clients')).toMatchObject({ status: 404 })
  expect(await other.ask('POST', '/__admin/sandboxes', { id: 'w1' })).toMatchObject({ status: 201 })
  expect(await one.ask('GET', '/~w1/api/clients')).toMatchObject({ status: 200 })
})

test('a sandbox that nobody owns goes when nobody used it for as long as --sandbox-ttl says; one that is used stays', async () => {
  const db = postgres.url('swept')
  const dead = await fleet.start(db, '--db-lease', '500ms')
  for (const box of ['old', 'young']) await dead.add('client', box)
  await dead.kill()

  vi.useFakeTimers({ toFake: ['setInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const server = await run({
    port: 0,
    host: '127.0.0.1',
    db,
    api: ['vodyanoy'],
    scenario: 'empty',
    sandboxTtl: 3_600_000,
  })
  onTestFinished(() => server.close())
  const ask = () => send(server.url, { path: '/~used/api/clients' })
  await ask()
  const names = () => postgres.run('select name from swept.sandbox order by name').split('\n')
  expect(names()).toEqual(['old', 'used', 'young'])
  const past = "clock_timestamp() - interval '2 hours'"
  postgres.run(`update swept.sandbox set used = ${past} where name in ('old', 'used')`)
  await ask()
  await expect
    .poll(() => {
      vi.advanceTimersByTime(60_000)
      return names()
    })
    .toEqual(['used', 'young'])
  expect(postgres.run(`select used > ${past} + interval '1 hour' from swept.sandbox where name = 'used'`)).toBe('t')
  expect(postgres.run("select count(*) from swept.record where sandbox = 'old'")).toBe('0')
})
