import { run } from '../../src/server.ts'
import { lab } from './lab.ts'

/** A server that keeps its sandboxes in the file given, run in a process that a test may kill. */
const { url } = await run({
  port: 0,
  host: '127.0.0.1',
  apis: [lab],
  api: ['lab'],
  scenario: 'empty',
  db: process.argv[3]!,
  onProblem: problem => process.send?.({ problem }),
})
process.send?.({ url })
