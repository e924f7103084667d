import { constants, setPriority } from 'node:os'
import { hear } from './server.ts'
import type { Shot } from './shot.ts'

/** What a process is told that asks one thing again and again, until it is killed. */
export interface Asking {
  readonly port: number
  readonly shot: Shot
}

// It shares its core with whoever measures, and gives way: only the server is to make that one wait.
setPriority(constants.priority.PRIORITY_LOW)
process.on('message', async ({ port, shot }: Asking) => {
  for (;;) await hear(port, shot)
})
