const { useSandbox } = require('poligon/jest')
const { Streets } = require('./streets.js')

const KAZAN = '10000000007001'
const sandbox = useSandbox({ scenario: 'stale-cache' })

const streets = () => new Streets(sandbox.baseUrl('rkeeper'))
const named = async name => (await streets().list(KAZAN)).filter(street => street.name === name)

test('a street that was just made is not in the list for a minute', async () => {
  await streets().ensure(KAZAN, 'Баумана')
  expect(await named('Баумана')).toHaveLength(0)

  await sandbox.clock.advance({ seconds: 59 })
  expect(await named('Баумана')).toHaveLength(0)

  await sandbox.clock.advance({ seconds: 1 })
  expect(await named('Баумана')).toHaveLength(1)
})

test('it is made once all the same', async () => {
  const ours = streets()
  const first = await ours.ensure(KAZAN, 'Баумана')
  expect(await ours.ensure(KAZAN, 'Баумана')).toBe(first)
  await sandbox.requests.verify({ operation: 'rkeeper streets.create', where: { Name: 'Баумана' }, times: 1 })
})

test('who forgets what they made, makes a twin', async () => {
  await streets().ensure(KAZAN, 'Баумана')
  await streets().ensure(KAZAN, 'Баумана')
  await sandbox.clock.advance({ minutes: 1 })
  expect(await named('Баумана')).toHaveLength(2)
})

test('a city that there is not is told in words', async () => {
  await expect(streets().ensure('10000000009999', 'Баумана')).rejects.toThrow(/^r_keeper DLW-0001: /)
})
