import { Problem } from '../core/api/problem.ts'
import { MOST_FAULTS } from '../core/faults/armed-faults.ts'
import { explain } from '../core/faults/explain.ts'
import type { Fault } from '../core/faults/fault.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { checkFault } from '../core/scenarios/check.ts'
import { schema } from '../core/validation/schema.ts'
import { LazyList } from './json-pieces.ts'
import { refuseFlaws, unknown } from './refuse.ts'
import { route } from './route.ts'
import { sendJson } from './serve.ts'

/** A fault as a sandbox holds it. */
export interface ArrangedFault extends Fault {
  readonly id: string
  /** The fault in one sentence. */
  readonly explains: string
  /** How many answers it holds, where it holds any. */
  readonly held?: number
  /** How many requests it struck. */
  readonly hits: number
}

const list = route('GET /sandboxes/:id/faults', {
  summary: 'The faults arranged, in the order in which they are tried.',
  handle: ({ sandbox }) => ({ faults: new LazyList(sandbox.faults.list(), fault => shown(fault, sandbox)) }),
})

const add = route<Fault, { dry?: string }>('POST /sandboxes/:id/faults', {
  summary: 'Arranges a fault; with “dry”, only says what it would do.',
  query: schema('admin/faults.query.json'),
  // Its form and the names in it are checked together, as a scenario’s are.
  body: schema({ type: 'object' }),
  status: 201,
  handle({ server, sandbox, body, query: { dry }, res }) {
    refuseFlaws(checkFault(body, server.apis))
    if (body.id !== undefined && sandbox.faults.get(body.id)) throw taken(body.id)
    if (dry === 'true' || dry === '1') return sendJson(res, 200, { explains: explain(body) })
    if (sandbox.faults.size >= MOST_FAULTS) throw tooMany(sandbox.id)
    return shown(sandbox.faults.add(body), sandbox)
  },
})

const get = route('GET /sandboxes/:id/faults/:fid', {
  summary: 'One fault.',
  handle: ({ sandbox, params }) => shown(find(sandbox, params.fid!), sandbox),
})

const remove = route('DELETE /sandboxes/:id/faults/:fid', {
  summary: 'Removes a fault; the responses that it holds are released.',
  status: 204,
  handle: ({ sandbox, params }) => sandbox.faults.remove(find(sandbox, params.fid!).id!),
})

const clear = route('DELETE /sandboxes/:id/faults', {
  summary: 'Removes every fault.',
  status: 204,
  handle: ({ sandbox }) => sandbox.faults.clear(),
})

const release = route('POST /sandboxes/:id/faults/:fid/release', {
  summary: 'Releases the responses that a fault holds.',
  handle({ sandbox, params }) {
    const fault = find(sandbox, params.fid!)
    sandbox.faults.release(fault.id!)
    return shown(fault, sandbox)
  },
})

export const faultRoutes = [list, add, get, remove, clear, release]

function find(sandbox: Sandbox, id: string): Fault {
  const fault = sandbox.faults.get(id)
  if (!fault) throw unknown('fault', id, `GET /__admin/sandboxes/${sandbox.id}/faults lists them.`)
  return fault
}

const shown = (fault: Fault, sandbox: Sandbox): ArrangedFault => ({
  ...fault,
  id: fault.id!,
  explains: explain(fault),
  hits: sandbox.faults.hits(fault.id!),
  ...(fault.hold && { held: sandbox.faults.held(fault.id!) }),
})

const tooMany = (id: string): Problem =>
  new Problem(
    409,
    'Too many faults',
    `Sandbox ${JSON.stringify(id)} has ${MOST_FAULTS} faults already, the most that it may have.`,
    `Remove those that are not needed: DELETE /__admin/sandboxes/${id}/faults.`,
  )

const taken = (id: string): Problem =>
  new Problem(
    409,
    'Fault exists',
    `There is already a fault ${JSON.stringify(id)}.`,
    'Leave “id” out, and the server gives one.',
  )
