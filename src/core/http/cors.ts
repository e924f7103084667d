import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HeaderList } from '../lib/header-list.ts'

/** A browser's question whether it may send a request. */
export const isPreflight = (req: IncomingMessage): boolean =>
  req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined

const FOR_ANYBODY: HeaderList = ['access-control-allow-origin', '*']

/** Headers that a page may read without being told so. */
const READABLE = new Set(['cache-control', 'content-language', 'content-length', 'content-type', 'expires'])

/**
 * What lets a page of any origin read an answer. With credentials a browser takes no `*`: the origin comes back, and
 * the headers are named one by one.
 *
 * @param answer the headers of the answer
 */
export function corsHeaders({ headers: { origin } }: IncomingMessage, answer: HeaderList): HeaderList {
  if (origin === undefined) return FOR_ANYBODY
  const names = answer.filter((name, at) => at % 2 === 0 && !READABLE.has(name) && !name.startsWith('access-control-'))
  return [
    ...['access-control-allow-origin', origin, 'vary', 'Origin', 'access-control-allow-credentials', 'true'],
    ...['access-control-expose-headers', [...new Set([...OURS, ...names])].join(', ')],
  ]
}

/** Headers of ours, whether or not this answer has them. */
const OURS = ['x-mock-request-id', 'x-mock-violations', 'x-mock-nearest', 'x-mock-cache', 'age']

export function answerPreflight(req: IncomingMessage, res: ServerResponse): void {
  const { origin = '*', ...headers } = req.headers
  const asked = headers['access-control-request-headers']
  res.writeHead(204, {
    'access-control-allow-origin': origin,
    ...(origin !== '*' && { vary: 'Origin', 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
    ...(headers['access-control-request-private-network'] === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
    'access-control-max-age': '600',
  })
  res.end()
}
