import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HeaderList } from '../lib/header-list.ts'

/** A browser's question whether it may send a request. */
export const isPreflight = (req: IncomingMessage): boolean =>
  req.method === 'OPTIONS' && req.headers['access-control-request-method'] !== undefined

const OPEN: HeaderList = ['access-control-allow-origin', '*']
const OPEN_WHOLE: HeaderList = [...OPEN, 'access-control-expose-headers', '*']

/** Front ends are tested against vendor paths from any origin. */
export const permissive = ({ headers }: IncomingMessage): HeaderList =>
  headers.origin === undefined ? OPEN : OPEN_WHOLE

export function answerPreflight(req: IncomingMessage, res: ServerResponse): void {
  const asked = req.headers['access-control-request-headers']
  res.writeHead(204, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    ...(asked !== undefined && { 'access-control-allow-headers': asked }),
    ...(req.headers['access-control-request-private-network'] === 'true' && {
      'access-control-allow-private-network': 'true',
    }),
    'access-control-max-age': '600',
  })
  res.end()
}
