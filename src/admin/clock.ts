import { isInstant } from '../core/lib/instant.ts'
import { millisecondsOf, type Span } from '../core/lib/span.ts'
import { parseIso } from '../core/lib/zone.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { moveClock } from '../core/sandbox/timers.ts'
import { schema } from '../core/validation/schema.ts'
import { invalidRequest } from './refuse.ts'
import { route } from './route.ts'

const get = route('GET /sandboxes/:id/clock', {
  summary: 'The time of its clock.',
  handle: ({ sandbox }) => sandbox.time,
})

const put = route<{ now?: string; frozen?: boolean }>('PUT /sandboxes/:id/clock', {
  summary: 'Sets, stops or starts the clock.',
  body: schema('admin/clock.json'),
  handle({ sandbox, body: { now, frozen } }) {
    const at = now === undefined ? sandbox.now : parseIso(now, sandbox.zone)
    if (at === null)
      throw invalidRequest([
        { path: ['now'], message: `must be ISO 8601 such as 2024-03-01T09:00:00+03:00, not ${JSON.stringify(now)}` },
      ])
    return setClock(sandbox, at, frozen)
  },
})

const advance = route<Span>('POST /sandboxes/:id/clock/advance', {
  summary: 'Moves the clock forward, or back by negative numbers.',
  body: schema('admin/span.json'),
  handle: ({ sandbox, body }) => setClock(sandbox, sandbox.now + millisecondsOf(body)),
})

export const clockRoutes = [get, put, advance]

function setClock(sandbox: Sandbox, now: number, frozen = sandbox.time.frozen): Sandbox['time'] {
  if (!isInstant(now)) throw invalidRequest([{ path: [], message: 'the clock cannot go beyond the years 1 to 9999' }])
  moveClock(sandbox, now, frozen)
  return sandbox.time
}
