// Runs the tests twice, as watch mode does.
import { startVitest } from 'vitest/node'
import { note } from './crm.cjs'

const vitest = await startVitest('test', [], { watch: true })
note({ id: 'main' }, 'between the runs')
await vitest.rerunFiles()
await vitest.close()
note({ id: 'main' }, 'after the runs')
