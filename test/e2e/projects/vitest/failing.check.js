import { test } from 'poligon/vitest'
import { describe, expect } from 'vitest'
import { ask } from './crm.cjs'

test('fails', async ({ sandbox }) => {
  expect((await ask(sandbox, 'add', {})).status).toBe(200)
})

describe('strictly', () => {
  test.override({ sandboxOptions: { failOnViolations: true } })
  test('breaks a rule', ({ sandbox }) => ask(sandbox, 'list', { nope: 1 }))
})

describe('leniently', () => {
  test.override({ sandboxOptions: { failOnViolations: { allow: ['undocumented'] } } })
  test('breaks an allowed rule', ({ sandbox }) => ask(sandbox, 'list', { nope: 1 }))
})
