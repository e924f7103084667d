import { test } from 'poligon/vitest'
import { ask } from './crm.cjs'

test.concurrent('first', ({ sandbox }) => ask(sandbox, 'list', {}))
test.concurrent('second', ({ sandbox }) => ask(sandbox, 'list', {}))
