import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { forEachReading, useSandbox } from 'poligon/node-test'
import { addRomashka, ask, note } from './crm.cjs'

const sandbox = useSandbox()

forEachReading('salesman.status', { 'vodyanoy.total': ['matching'] }, ({ reading, option }) => {
  test('sees the option', async () => {
    const { status } = await ask(sandbox, 'add', {})
    const { readings } = await sandbox.readings.get()
    note(sandbox, `${reading} = ${option}`, { status, total: readings['vodyanoy.total'] })
  })
})

describe('what a hook adds', () => {
  beforeEach(() => addRomashka(sandbox, 'hook'))

  test('is there in the test', async () => {
    assert.equal(await addRomashka(sandbox, 'after the hook'), 406)
  })
})

describe('options', () => {
  const empty = useSandbox({ scenario: 'empty', readings: { 'kaktus.firstPage': '1' } })

  test('hold for a suite', async () => {
    const { readings } = await empty.readings.get()
    const users = await empty.data('salesman', 'users').list()
    note(empty, 'options', {
      users: users.length,
      firstPage: readings['kaktus.firstPage'],
      auth: readings['kaktus.auth'],
    })
  })
})

test('subtests', async t => {
  await addRomashka(sandbox, 'before the subtest')
  await t.test('go on in the sandbox of their test', async () => {
    assert.equal(await addRomashka(sandbox, 'in the subtest'), 406)
  })
})
