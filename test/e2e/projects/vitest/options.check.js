import { forEachReading, test } from 'poligon/vitest'
import { beforeEach, describe, expect } from 'vitest'
import { addRomashka, ask, note } from './crm.cjs'

forEachReading('salesman.status', { 'vodyanoy.total': ['matching'] }, ({ reading, option }) => {
  test('sees the option', async ({ sandbox }) => {
    const { status } = await ask(sandbox, 'add', {})
    const { readings } = await sandbox.readings.get()
    note(sandbox, `${reading} = ${option}`, { status, total: readings['vodyanoy.total'] })
  })
})

describe('what a hook adds', () => {
  beforeEach(({ sandbox }) => addRomashka(sandbox, 'hook'))

  test('is there in the test', async ({ sandbox }) => {
    expect(await addRomashka(sandbox, 'after the hook')).toBe(406)
  })
})

describe('options', () => {
  test.override({ sandboxOptions: { scenario: 'empty', readings: { 'kaktus.firstPage': '1' } } })

  test('hold for a suite', async ({ sandbox }) => {
    const { readings } = await sandbox.readings.get()
    const users = await sandbox.data('salesman', 'users').list()
    note(sandbox, 'options', {
      users: users.length,
      firstPage: readings['kaktus.firstPage'],
      auth: readings['kaktus.auth'],
    })
  })
})
