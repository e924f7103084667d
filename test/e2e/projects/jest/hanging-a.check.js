const { useSandbox } = require('poligon/jest')
const { hang } = require('./crm.cjs')

const sandbox = useSandbox()

test('hangs', () => hang(sandbox), 60_000)
