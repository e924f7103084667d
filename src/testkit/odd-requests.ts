import type { Api } from '../core/api/api.ts'
import type { ConformanceExample } from './example.ts'

/** Requests that no operation answers. */
export const STRANGE = [
  ['an unknown path', 'GET', '/no/such/path'],
  ['a path whose encoding is broken', 'GET', '/%E0%A4%A'],
  ['an unknown method', 'PROPFIND', '/no'],
] as const

/** What clients send by mistake in the place of a body. */
export const BODIES: readonly (readonly [title: string, body: string, headers: Readonly<Record<string, string>>])[] = [
  ['truncated JSON', '{"a":', { 'content-type': 'application/json' }],
  ['a list', '[1]', { 'content-type': 'application/json' }],
  ['a text', '"a"', { 'content-type': 'application/json' }],
  ['nothing', '', { 'content-type': 'application/json' }],
  ['JSON nested too deep', '['.repeat(5000), { 'content-type': 'application/json' }],
  ['a body that is not gzip', 'a', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ['XML', '<a/>', { 'content-type': 'application/xml' }],
]

/** A request without what its API reads credentials from. */
export function withoutCredentials(example: ConformanceExample, { credentials }: Api): ConformanceExample {
  const places = Object.values(credentials).flat()
  const headers = new Set(places.flatMap(place => (place.in === 'header' ? [place.name.toLowerCase()] : [])))
  if (places.some(place => place.in === 'bearer')) headers.add('authorization')
  if (places.some(place => place.in === 'cookie')) headers.add('cookie')
  const queries = places.flatMap(place => (place.in === 'query' ? [place.name] : []))
  const { request } = example
  const [path, search = ''] = request.path.split('?') as [string, string?]
  const kept = search.split('&').filter(pair => !queries.includes(pair.split('=', 1)[0]!))
  return {
    ...example,
    request: {
      ...request,
      path: kept.join('') === '' ? path : `${path}?${kept.join('&')}`,
      headers: Object.fromEntries(
        Object.entries(request.headers ?? {}).filter(([name]) => !headers.has(name.toLowerCase())),
      ),
    },
  }
}
