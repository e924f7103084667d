import { inSlices } from '../core/lib/slices.ts'
import { readingState } from '../core/sandbox/state-document.ts'
import { checkScenario } from '../core/scenarios/check.ts'
import type { Scenario } from '../core/scenarios/scenario.ts'
import { schema } from '../core/validation/schema.ts'
import { refuseFlaws } from './refuse.ts'
import { route } from './route.ts'

const get = route('GET /sandboxes/:id/state', {
  summary: 'The whole sandbox as a scenario document.',
  handle: ({ server, sandbox }) => inSlices(readingState(sandbox, server.apis)),
})

const put = route<Scenario>('PUT /sandboxes/:id/state', {
  summary: 'Loads a scenario document into the sandbox; its start stays the same.',
  // The document is checked whole, against its own schema, the records' and each other.
  body: schema({ type: 'object' }),
  bodyLimits: 64,
  async handle({ server, sandbox, body }) {
    const { apis, scenarios, sandboxes } = server
    refuseFlaws(
      await checkScenario(body, apis, scenarios),
      'Correct each of “errors”: schemas/scenario.schema.json describes them.',
    )
    await sandboxes.put(sandbox, body)
    return inSlices(readingState(sandbox, apis))
  },
})

export const stateRoutes = [get, put]
