import type { CoverageReport } from '../core/coverage/report.ts'
import { schema } from '../core/validation/schema.ts'
import { route } from './route.ts'

interface Query {
  sandbox?: string
  all?: string
}

const get = route<unknown, Query>('GET /coverage', {
  summary: 'How much of the documentation was tried since the server started.',
  query: schema('admin/coverage.query.json'),
  handle: ({ server, query: { sandbox, all } }): CoverageReport =>
    server.coverage.report({ sandbox, all: /^(true|1)$/.test(all ?? '') }),
})

const clear = route('DELETE /coverage', {
  summary: 'Starts the count over.',
  status: 204,
  handle: ({ server }) => server.coverage.clear(),
})

export const coverageRoutes = [get, clear]
