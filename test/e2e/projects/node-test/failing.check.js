import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { useSandbox } from 'poligon/node-test'
import { ask } from './crm.cjs'

const sandbox = useSandbox()

test('fails', async () => {
  assert.equal((await ask(sandbox, 'add', {})).status, 200)
})

describe('strictly', () => {
  const strict = useSandbox({ failOnViolations: true })
  test('breaks a rule', () => ask(strict, 'list', { nope: 1 }))
})

describe('leniently', () => {
  const lenient = useSandbox({ failOnViolations: { allow: ['undocumented'] } })
  test('breaks an allowed rule', () => ask(lenient, 'list', { nope: 1 }))
})
