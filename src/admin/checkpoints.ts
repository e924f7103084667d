import { Problem } from '../core/api/problem.ts'
import { formatIso } from '../core/lib/zone.ts'
import type { Checkpoint } from '../core/sandbox/checkpoint.ts'
import { dropCheckpoints, MAX_CHECKPOINTS, takeCheckpoint } from '../core/sandbox/checkpoints.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { schema } from '../core/validation/schema.ts'
import { unknown } from './refuse.ts'
import { route } from './route.ts'

const list = route('GET /sandboxes/:id/checkpoints', {
  summary: 'The checkpoints, oldest first.',
  handle: ({ sandbox }) => ({ checkpoints: [...sandbox.checkpoints.values()].map(shown) }),
})

const take = route<{ name: string }>('POST /sandboxes/:id/checkpoints', {
  summary: 'Takes a checkpoint.',
  body: schema('admin/checkpoint.json'),
  status: 201,
  handle({ sandbox, body: { name } }) {
    if (sandbox.checkpoints.has(name)) throw taken(sandbox, name)
    if (sandbox.checkpoints.size >= MAX_CHECKPOINTS) throw tooMany(sandbox)
    return shown(takeCheckpoint(sandbox, name))
  },
})

const get = route('GET /sandboxes/:id/checkpoints/:name', {
  summary: 'One checkpoint.',
  handle: ({ sandbox, params }) => shown(findCheckpoint(sandbox, params.name!)),
})

const restore = route('POST /sandboxes/:id/checkpoints/:name/restore', {
  summary: 'Restores a checkpoint; the journal is kept.',
  async handle({ server, sandbox, params }) {
    const checkpoint = findCheckpoint(sandbox, params.name!)
    await server.sandboxes.restore(sandbox, checkpoint)
    return shown(checkpoint)
  },
})

const remove = route('DELETE /sandboxes/:id/checkpoints/:name', {
  summary: 'Drops a checkpoint.',
  status: 204,
  handle: ({ sandbox, params }) => dropCheckpoints(sandbox, findCheckpoint(sandbox, params.name!).name),
})

const clear = route('DELETE /sandboxes/:id/checkpoints', {
  summary: 'Drops every checkpoint.',
  status: 204,
  handle: ({ sandbox }) => dropCheckpoints(sandbox),
})

export const checkpointRoutes = [list, take, get, restore, remove, clear]

const shown = ({ name, now, frozen, active }: Checkpoint) => ({ name, now: formatIso(now, active.timezone), frozen })

/** @throws {Problem} 404 where there is none of this name */
export function findCheckpoint(sandbox: Sandbox, name: string): Checkpoint {
  const checkpoint = sandbox.checkpoints.get(name)
  if (checkpoint) return checkpoint
  throw unknown('checkpoint', name, `GET /__admin/sandboxes/${sandbox.id}/checkpoints lists them.`)
}

const taken = ({ id }: Sandbox, name: string): Problem =>
  new Problem(
    409,
    'Checkpoint exists',
    `Sandbox ${id} already has a checkpoint ${JSON.stringify(name)}.`,
    'Choose another name, or drop that one first: DELETE …/checkpoints/NAME.',
  )

const tooMany = ({ id }: Sandbox): Problem =>
  new Problem(
    409,
    'Too many checkpoints',
    `Sandbox ${id} has ${MAX_CHECKPOINTS} checkpoints.`,
    'Drop those that you no longer need: DELETE …/checkpoints/NAME.',
  )
