import type { Shot } from './shot.ts'
import { ACCOUNT } from './target.ts'

const ABORTS = ['reset', 'empty', 'truncate', 'garbage'] as const
const PARTS = ['ромашка', 'север', 'альянс', 'иванов', 'мед'].map(encodeURIComponent)

/** Bodies of nearly a megabyte: one breaks the documentation 60,000 times, one is not JSON and full of secrets. */
const many = (part: (i: number) => string): string => Array.from({ length: 60_000 }, (_, i) => part(i)).join(',')
const BREAKING = `{"name":"Клиент","type":1,${many(i => `"odd${i}":1`)}}`
const UNREADABLE = `{${many(i => `"login":"z${i}"`)},`

/** A stream of numbers from 0 to 1 that follows from a seed. */
function stream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Requests of all kinds, to so many sandboxes: mostly what clients ask, and now and then what tests arrange. */
export function mixOf(sandboxes: number, seed = 1): () => Shot {
  const random = stream(seed)
  const below = (bound: number): number => Math.floor(random() * bound)
  const one = <T>(all: readonly T[]): T => all[below(all.length)]!
  const client = (): number => 1_000_001 + below(50)
  const vendor = (method: string, path: string, body?: unknown): Shot => ({
    method,
    path: `/~w${below(sandboxes)}${path}`,
    headers: ACCOUNT,
    ...(body !== undefined && { body }),
  })
  const admin = (method: string, path: string, body?: unknown): Shot => ({
    method,
    path: `/__admin/sandboxes/w${below(sandboxes)}${path}`,
    ...(body !== undefined && { body }),
  })
  const fault = () =>
    one([{ abort: one(ABORTS) }, { status: 503 }, { delayMs: below(20) }, { status: 429, body: 'no' }])
  const kinds: readonly (readonly [weight: number, shot: () => Shot])[] = [
    [350, () => vendor('GET', `/rest/client/${client()}`)],
    [150, () => vendor('GET', `/rest/client?per_page=10&sort=-name&page=${1 + below(4)}`)],
    [80, () => vendor('GET', `/rest/client?name=${one(PARTS)}`)],
    [150, () => vendor('POST', '/rest/client', { name: `Клиент ${below(1000)}`, type: 1 + below(2) })],
    [120, () => vendor('PUT', `/rest/client/${client()}`, { description: `Изменено ${below(1000)}` })],
    [30, () => vendor('DELETE', `/rest/client/${client()}`)],
    [40, () => vendor('GET', '/api/clients')],
    [20, () => vendor('POST', '/rest/client', '{"name": broken')],
    [20, () => vendor('GET', `/nowhere/${below(1000)}`)],
    [2, () => vendor('POST', '/rest/client', { name: 'ж'.repeat(400_000), type: 1 })],
    [1, () => vendor('POST', '/rest/client', BREAKING)],
    [1, () => vendor('POST', '/rest/client', UNREADABLE)],
    [8, () => admin('POST', '/reset', {})],
    [4, () => admin('POST', '/clock/advance', { minutes: below(100) })],
    [2, () => admin('PUT', '/clock', { now: '2024-03-01T09:00:00+03:00', frozen: random() < 0.5 })],
    [6, () => admin('POST', '/faults', { match: { api: 'webcanape' }, times: 1 + below(3), ...fault() })],
    [2, () => admin('DELETE', '/faults')],
    [3, () => admin('POST', '/checkpoints', { name: `c${below(3)}` })],
    [3, () => admin('POST', `/checkpoints/c${below(3)}/restore`, {})],
    [3, () => admin('GET', '/requests?limit=5')],
    [3, () => admin('GET', '/changes')],
    [2, () => admin('DELETE', '')],
    [2, () => ({ method: 'POST', path: '/__admin/sandboxes', body: { id: `w${below(sandboxes)}`, seed: below(3) } })],
  ]
  const whole = kinds.reduce((sum, [weight]) => sum + weight, 0)
  return () => {
    let at = random() * whole
    for (const [weight, shot] of kinds) if ((at -= weight) < 0) return shot()
    return kinds[0]![1]()
  }
}
