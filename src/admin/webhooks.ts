import { clearTimeout, setTimeout } from 'node:timers'
import { Problem } from '../core/api/problem.ts'
import { readingEntry } from '../core/journal/entry.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { schema } from '../core/validation/schema.ts'
import { LazyList } from './json-pieces.ts'
import { route } from './route.ts'

const LONGEST_WAIT_MS = 60_000

const list = route<unknown, { idle?: string }>('GET /sandboxes/:id/webhooks', {
  summary: 'The webhooks that its APIs sent, oldest first; with “idle”, waits until none is on its way.',
  query: schema('admin/webhooks.query.json'),
  async handle({ sandbox, query, res }) {
    if (query.idle === 'true') await idle(sandbox, new Promise(gone => res.once('close', gone)))
    const sent = sandbox.journal.entries().filter(({ direction }) => direction === 'out')
    return { webhooks: new LazyList(sent, entry => readingEntry(entry)) }
  },
})

export const webhookRoutes = [list]

/** @throws {Problem} 503 where some are on their way for too long: a fault holds them */
async function idle({ id, webhooks }: Sandbox, gone: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(() => resolve('late'), LONGEST_WAIT_MS)
  })
  const came = await Promise.race([webhooks.idle(), gone, late])
  clearTimeout(timer)
  if (came === 'late')
    throw new Problem(
      503,
      'Webhooks on their way',
      `${webhooks.underWay} webhooks of sandbox ${JSON.stringify(id)} are still on their way after ${LONGEST_WAIT_MS / 1000} s.`,
      'Release the faults that hold them (POST …/faults/ID/release), and ask again.',
      {},
      { 'retry-after': '1' },
    )
}
