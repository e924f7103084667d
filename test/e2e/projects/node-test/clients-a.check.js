import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useSandbox } from 'poligon/node-test'
import { addRomashka } from './crm.cjs'

const sandbox = useSandbox()

for (const title of ['adds a client', 'adds the same client']) {
  test(title, async () => {
    assert.equal(await addRomashka(sandbox, title), 200)
  })
}
