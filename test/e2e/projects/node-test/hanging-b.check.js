import { test } from 'node:test'
import { useSandbox } from 'poligon/node-test'
import { hang } from './crm.cjs'

const sandbox = useSandbox()

test('hangs', () => hang(sandbox))
