import type { EntrySummary } from '../../client/types.ts'
import type { Running } from '../../server.ts'
import { texts } from '../language.ts'
import { linesOf } from './line.ts'
import { paintFor } from './paint.ts'

/** Prints each request as people read it. */
export function logPretty({ events }: Pick<Running, 'events'>): void {
  const options = { texts, paint: paintFor(process.stdout) }
  events.watch(({ name, sandbox, text }) => {
    if (name !== 'request') return
    const lines = linesOf(sandbox, JSON.parse(text) as EntrySummary, options)
    process.stdout.write(`${lines.join('\n')}\n`)
  })
}
