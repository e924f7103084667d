const { forEachReading, useSandbox } = require('poligon/jest')
const { addRomashka, ask, note } = require('./crm.cjs')

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
    expect(await addRomashka(sandbox, 'after the hook')).toBe(406)
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
