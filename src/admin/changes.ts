import { changesOf } from '../core/sandbox/changes.ts'
import { route } from './route.ts'

const list = route('GET /sandboxes/:id/changes', {
  summary: 'What differs from its start, by API, collection and key.',
  handle: ({ server, sandbox }) => ({ changes: changesOf(sandbox, server.apis) }),
})

export const changeRoutes = [list]
