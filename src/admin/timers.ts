import type { TimerInfo } from '../core/journal/entry.ts'
import { toTimerDocument } from '../core/scenarios/scenario-timers.ts'
import { isRetry } from '../core/store/timers.ts'
import { route } from './route.ts'

const list = route('GET /sandboxes/:id/timers', {
  summary: 'The timers of its APIs that wait for its clock, in the order in which they are due.',
  handle({ sandbox: { world, zone } }): { timers: TimerInfo[] } {
    return { timers: world.timers.pending.flatMap(entry => (isRetry(entry) ? [] : [toTimerDocument(entry, zone)])) }
  },
})

export const timerRoutes = [list]
