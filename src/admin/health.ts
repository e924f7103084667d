import { route } from './route.ts'

const get = route('GET /health', {
  summary: 'Whether it lives, and which server it is.',
  handle: ({ server }) => {
    const { apis, sandboxes, version, runId, startedAt } = server
    const problems = server.problems()
    return {
      status: problems.length === 0 ? 'ok' : 'degraded',
      version,
      uptime: Math.round(performance.now() - startedAt) / 1000,
      runId,
      dataHash: sandboxes.dataHash,
      apis: apis.map(api => api.name),
      sandboxes: sandboxes.size,
      problems,
    }
  },
})

export const health = [get]
