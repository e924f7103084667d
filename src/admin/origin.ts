import type { IncomingMessage } from 'node:http'
import type { AdminOptions } from './route.ts'

/** The server as who asks names it: `http://127.0.0.1:10400`. */
export const originOf = ({ headers }: IncomingMessage, { scheme }: AdminOptions): string =>
  `${scheme}://${headers.host ?? 'localhost'}`
