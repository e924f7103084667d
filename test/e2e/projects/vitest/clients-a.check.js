import { test } from 'poligon/vitest'
import { expect } from 'vitest'
import { addRomashka } from './crm.cjs'

for (const title of ['adds a client', 'adds the same client']) {
  test(title, async ({ sandbox }) => {
    expect(await addRomashka(sandbox, title)).toBe(200)
  })
}
