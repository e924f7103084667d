// admin: /__admin, everything that a test arranges, watches and takes back.

import type { RequestListener } from 'node:http'
import { apiRoutes } from './apis.ts'
import { bundleRoutes } from './bundle.ts'
import { changeRoutes } from './changes.ts'
import { checkpointRoutes } from './checkpoints.ts'
import { clockRoutes } from './clock.ts'
import { dataConsole, isData } from './data/console.ts'
import { eventRoutes } from './events.ts'
import { exportRoutes } from './export-routes.ts'
import { faultRoutes } from './faults.ts'
import { healthRoutes } from './health.ts'
import { openApiRoutes } from './openapi.ts'
import { readingRoutes } from './readings.ts'
import { unknownRoute } from './refuse.ts'
import { requestRoutes } from './requests.ts'
import type { AdminOptions, Route } from './route.ts'
import { sandboxRoutes } from './sandboxes.ts'
import { scenarioRoutes } from './scenarios.ts'
import { mountRoutes, sendProblem } from './serve.ts'
import { stateRoutes } from './state.ts'
import { verifyRoutes } from './verify.ts'

/** `/__admin`: everything a test arranges, watches and rewinds. */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...apiRoutes,
  ...scenarioRoutes,
  ...sandboxRoutes,
  ...requestRoutes,
  ...verifyRoutes,
  ...exportRoutes,
  ...bundleRoutes,
  ...clockRoutes,
  ...faultRoutes,
  ...changeRoutes,
  ...stateRoutes,
  ...readingRoutes,
  ...checkpointRoutes,
  ...eventRoutes,
  ...openApiRoutes(() => routes),
]

export function createAdmin(options: AdminOptions): RequestListener {
  const router = mountRoutes(routes, options)
  const data = dataConsole(options)
  return (req, res) =>
    isData(req.url!)
      ? data(req, res)
      : router(req as never, res as never, (error?: unknown) =>
          sendProblem(req, res, error ?? unknownRoute(req.method!, req.url!, routes), options),
        )
}
