const { useSandbox } = require('poligon/jest')
const { ask } = require('./crm.cjs')

const sandbox = useSandbox()

test('fails', async () => {
  expect((await ask(sandbox, 'add', {})).status).toBe(200)
})

describe('strictly', () => {
  const strict = useSandbox({ failOnViolations: true })
  test('breaks a rule', () => ask(strict, 'list', { nope: 1 }))
})

describe('leniently', () => {
  const lenient = useSandbox({ failOnViolations: { allow: ['undocumented'] } })
  test('breaks an allowed rule', () => ask(lenient, 'list', { nope: 1 }))
})
