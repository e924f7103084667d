import type { RequestListener } from 'node:http'
import { apis } from './apis.ts'
import { changes } from './changes.ts'
import { checkpoints } from './checkpoints.ts'
import { clock } from './clock.ts'
import { dashboard, isAtTheDoor, isDashboard } from './dashboard.ts'
import { dataConsole, isData } from './data.ts'
import { events } from './events.ts'
import { faults } from './faults.ts'
import { health } from './health.ts'
import { openapi } from './openapi.ts'
import { readings } from './readings.ts'
import { unknownPath } from './refuse.ts'
import { requests } from './requests.ts'
import type { AdminOptions, Route } from './route.ts'
import { sandboxes } from './sandboxes.ts'
import { scenarios } from './scenarios.ts'
import { mount, sendProblem } from './serve.ts'
import { state } from './state.ts'

/** `/__admin`: everything a test arranges, watches and rewinds. */
export const routes: readonly Route[] = [
  ...health,
  ...apis,
  ...scenarios,
  ...sandboxes,
  ...requests,
  ...clock,
  ...faults,
  ...changes,
  ...state,
  ...readings,
  ...checkpoints,
  ...events,
  ...openapi(() => routes),
]

export function createAdmin(options: AdminOptions): RequestListener {
  const router = mount(routes, options)
  const data = dataConsole(options)
  return (req, res) => {
    if (isData(req.url!)) return void data(req, res)
    const fail = (error: unknown): void => sendProblem(req, res, error, options)
    if (isDashboard(req.url!) || isAtTheDoor(req)) {
      try {
        dashboard(req, res)
      } catch (error) {
        fail(error)
      }
      return
    }
    router(req as never, res as never, (error?: unknown) => fail(error ?? unknownPath(req.method!, req.url!, routes)))
  }
}
