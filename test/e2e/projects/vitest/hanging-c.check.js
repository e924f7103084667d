import { test } from 'poligon/vitest'
import { hang } from './crm.cjs'

test('hangs', ({ sandbox }) => hang(sandbox), 60_000)
