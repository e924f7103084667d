import { LIVE, notReady, READY } from '../core/http/readiness.ts'
import { route } from './route.ts'

/** Whether a server lives, and which one it is. */
export interface Health {
  readonly status: 'ok' | 'degraded'
  readonly version: string
  /** Seconds since its start. */
  readonly uptime: number
  /** Of this start of the server. */
  readonly runId: string
  /** Of the records that sandboxes begin with. */
  readonly dataHash: string
  readonly apis: readonly string[]
  readonly sandboxes: number
  /** What is wrong with the server itself, one sentence each. */
  readonly problems: readonly string[]
}

const get = route('GET /health', {
  summary: 'Whether the server is well, and which server it is.',
  handle: ({ server }): Health => {
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

const live = route('GET /live', {
  summary: 'Whether the process is alive; needs no token.',
  handle: () => LIVE,
})

const ready = route('GET /ready', {
  summary:
    'Whether it is ready for requests: 503 while it starts, stops, or cannot write its database; needs no token.',
  handle({ server }) {
    const why = server.whyNotReady()
    if (why !== null) throw notReady(why)
    return READY
  },
})

export const healthRoutes = [get, live, ready]
