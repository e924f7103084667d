import { route } from './route.ts'

const list = route('GET /scenarios', {
  summary: 'The scenarios that a sandbox can start from.',
  handle: async ({ server }) => ({ scenarios: await server.scenarios.list() }),
})

export const scenarioRoutes = [list]
