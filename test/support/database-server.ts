import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Collection } from '../../src/core/store/collection.ts'
import { run } from '../../src/server.ts'
import { lab } from './lab.ts'

/**
 * A server that keeps its sandboxes in the file given, run in a process that a test may kill. Told `fill BYTES` it makes
 * records of so many bytes and changes them nearly until the file is written anew, answers, and goes on changing them.
 * Told `stood` it answers with how long its event loop stood still at most since, in milliseconds.
 */
const { url, sandboxes } = await run({
  port: 0,
  host: '127.0.0.1',
  apis: [lab],
  api: ['lab'],
  scenario: 'empty',
  db: process.argv[3]!,
  onProblem: problem => process.send?.({ problem }),
})
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()

process.on('message', async (message: { fill?: number; stood?: true }) => {
  if (message.fill !== undefined) {
    await fill(message.fill)
    process.send?.({ filled: true })
  } else {
    process.send?.({ stood: delay.max / 1e6 })
    delay.reset()
  }
})
process.send?.({ url })

/** Changes records of a sandbox as fast as many requests would: 20 MB a second. */
async function change(bytes: number, work: (notes: Collection<object>) => void): Promise<void> {
  const sandbox = sandboxes.take('full')
  for (let done = 0; done < bytes; done += 100_000) {
    sandbox.transact(() => {
      for (let i = 0; i < 100; i++) work(sandbox.collection('lab', 'notes')!)
    })
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

const text = (): string => `full ${String(Math.random()).padEnd(930, 'x')}`

async function fill(bytes: number): Promise<void> {
  const missing = bytes - sandboxes.take('full').collection('lab', 'notes')!.size * 1000
  await change(missing, notes => notes.insert({ team: 0, text: text() }))
  let at = 0
  const renew = (notes: Collection<object>): void => {
    at = (at % notes.size) + 1
    notes.update(at, { text: text() })
  }
  await change(bytes * 0.9, renew)
  if (bytes > 0) void change(Number.POSITIVE_INFINITY, renew)
}
