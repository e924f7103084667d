import { inSlices } from '../core/lib/slices.ts'
import { readingChanges } from '../core/sandbox/changes.ts'
import { schema } from '../core/validation/schema.ts'
import { findCheckpoint } from './checkpoints.ts'
import { route } from './route.ts'

const list = route<unknown, { since?: string }>('GET /sandboxes/:id/changes', {
  summary: 'What changed since its start or since a checkpoint, by API, collection and key.',
  query: schema('admin/changes.query.json'),
  async handle({ server, sandbox, query: { since } }) {
    const before = since === undefined ? undefined : findCheckpoint(sandbox, since).world
    return { changes: await inSlices(readingChanges(sandbox, server.apis, before)) }
  },
})

export const changeRoutes = [list]
