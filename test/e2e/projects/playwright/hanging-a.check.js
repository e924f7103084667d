import { test } from 'poligon/playwright'
import { hang } from './crm.cjs'

test('hangs', ({ sandbox }) => {
  test.setTimeout(60_000)
  return hang(sandbox)
})
