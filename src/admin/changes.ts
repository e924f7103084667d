import { inSlices } from '../core/lib/slices.ts'
import { readingChanges } from '../core/sandbox/changes.ts'
import { route } from './route.ts'

const list = route('GET /sandboxes/:id/changes', {
  summary: 'What differs from its start, by API, collection and key.',
  handle: async ({ server, sandbox }) => ({ changes: await inSlices(readingChanges(sandbox, server.apis)) }),
})

export const changeRoutes = [list]
