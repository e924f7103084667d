// admin: /__admin, everything that a test arranges, watches and takes back.

import type { RequestListener } from 'node:http'
import type { Router } from 'express'
import { whenAsked } from '../core/http/when-asked.ts'
import { inSlices } from '../core/lib/slices.ts'
import { apiRoutes } from './apis.ts'
import { bundleRoutes } from './bundle.ts'
import { changeRoutes } from './changes.ts'
import { checkpointRoutes } from './checkpoints.ts'
import { clockRoutes } from './clock.ts'
import { coverageRoutes } from './coverage.ts'
import { dashboard, isAtTheDoor, isDashboard } from './dashboard.ts'
import { dataConsole, isData } from './data/console.ts'
import { loadingConsole } from './data/loading.ts'
import { eventRoutes } from './events.ts'
import { faultRoutes } from './faults.ts'
import { healthRoutes } from './health.ts'
import { metricRoutes } from './metrics.ts'
import { openApiRoutes } from './openapi.ts'
import { readingRoutes } from './readings.ts'
import { unknownRoute } from './refuse.ts'
import { requestRoutes } from './requests.ts'
import type { AdminOptions, Route } from './route.ts'
import { sandboxRoutes } from './sandboxes.ts'
import { scenarioRoutes } from './scenarios.ts'
import { mountRoutes, sendProblem } from './serve.ts'
import { stateRoutes } from './state.ts'
import { timerRoutes } from './timers.ts'
import { verifyRoutes } from './verify.ts'
import { webhookRoutes } from './webhooks.ts'

/** `/__admin`: everything a test arranges, watches and rewinds. */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...metricRoutes,
  ...apiRoutes,
  ...scenarioRoutes,
  ...sandboxRoutes,
  ...verifyRoutes,
  ...requestRoutes,
  ...bundleRoutes,
  ...clockRoutes,
  ...timerRoutes,
  ...webhookRoutes,
  ...faultRoutes,
  ...changeRoutes,
  ...stateRoutes,
  ...readingRoutes,
  ...checkpointRoutes,
  ...coverageRoutes,
  ...eventRoutes,
  ...openApiRoutes(() => routes),
]

export function createAdmin(options: AdminOptions): RequestListener {
  // Each is put together when it is first asked: sixty routes, and an application for one of them, are much of a start.
  let router: Router | undefined
  const data = whenAsked('The data console', async () => {
    await inSlices(loadingConsole())
    return dataConsole(options)
  })
  return (req, res) => {
    const fail = (error: unknown): void => sendProblem(req, res, error, options)
    if (isData(req.url!)) return void data(req, res)?.catch(fail)
    if (isDashboard(req.url!) || isAtTheDoor(req)) {
      try {
        dashboard(req, res)
      } catch (error) {
        fail(error)
      }
      return
    }
    router ??= mountRoutes(routes, options)
    router(req as never, res as never, (error?: unknown) => fail(error ?? unknownRoute(req.method!, req.url!, routes)))
  }
}
