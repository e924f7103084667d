import type { ApiTypes, Call } from '../api/call.ts'
import type { Api, RefusedCall } from '../api/define-api.ts'
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
  return [...new Set(KINDS.map(kind => api.refuse(new HttpFault(kind, kind), call).status))].sort((a, b) => a - b)
}

/** Whether a call without credentials is refused. */
export function isRefused(api: Api): boolean {
  try {
    api.authenticate(nobody(api) as unknown as Parameters<Api['authenticate']>[0])
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
