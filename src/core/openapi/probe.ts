import type { Api, RefusedCall } from '../api/api.ts'
import type { ApiTypes, Call } from '../api/call.ts'
import { refusePromise } from '../api/own-fault.ts'
import type { Readings } from '../api/readings.ts'
import { type FaultKind, HttpFault } from '../api/refusal.ts'
import { randomOf } from '../lib/random.ts'

/** What a document says of refusals is asked of the API itself, under its default readings. */

/** How HTTP and the schemas may refuse a request. */
const KINDS: readonly FaultKind[] = [
  'unknown-path',
  'wrong-method',
  'malformed',
  'unsupported-type',
  'too-large',
  'invalid',
]

/** The HTTP statuses with which an API refuses what no operation of its own refuses. */
export function refusalStatuses(api: Api): number[] {
  const call = nobody(api)
  const statuses = KINDS.flatMap(kind => statusOf(api, new HttpFault(kind, kind), call) ?? [])
  return [...new Set(statuses)].sort((a, b) => a - b)
}

/** Undefined where it cannot be told: it asks more of a call than there is, or fails. */
function statusOf(api: Api, fault: HttpFault, call: RefusedCall<ApiTypes>): number | undefined {
  try {
    const reply = api.refuse(fault, call)
    refusePromise(reply, 'its refuse')
    return reply.status
  } catch {
    return undefined
  }
}

/** Whether a call without credentials is refused. */
export function isRefused(api: Api): boolean {
  try {
    const caller = api.authenticate(nobody(api) as unknown as Parameters<Api['authenticate']>[0])
    refusePromise(caller, 'its authenticate')
    return false
  } catch {
    return true
  }
}

/** A call that says nothing of itself. */
function nobody(api: Api): RefusedCall<ApiTypes> & Pick<Call<ApiTypes>, 'credential'> {
  return {
    method: 'GET',
    path: '/',
    reading: topic => (api.readings as Readings)[topic]!.default,
    now: 0,
    zone: 'UTC',
    random: randomOf(() => 0),
    header: () => undefined,
    violate: () => undefined,
    credential: () => undefined,
    operation: undefined,
  }
}
