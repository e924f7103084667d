import { expect, test } from 'poligon/playwright'
import { ask } from './crm.cjs'

test('fails', async ({ sandbox }) => {
  expect((await ask(sandbox, 'add', {})).status).toBe(200)
})

test.describe('strictly', () => {
  test.use({ sandboxOptions: { failOnViolations: true } })
  test('breaks a rule', ({ sandbox }) => ask(sandbox, 'list', { nope: 1 }))
})

test.describe('leniently', () => {
  test.use({ sandboxOptions: { failOnViolations: { allow: ['undocumented'] } } })
  test('breaks an allowed rule', ({ sandbox }) => ask(sandbox, 'list', { nope: 1 }))
})
