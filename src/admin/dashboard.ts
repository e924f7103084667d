import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener } from 'node:http'
import { extname, join } from 'node:path'
import { Problem } from '../core/api/problem.ts'
import { packageRoot } from '../core/lib/package-root.ts'

const UI = '/__admin/ui'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** Nothing but its own files and this server: whatever a client sent, it stays text. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

const pathOf = (url: string): string => url.split('?', 1)[0]!

/** Whether a URL is the dashboard's: files that hold no data, and need no token. */
export const isDashboard = (url: string): boolean => pathOf(url) === UI || pathOf(url).startsWith(`${UI}/`)

/** Whether a browser stands at a door of the server: it is led to the dashboard. */
export function isAtTheDoor({ method, url, headers }: IncomingMessage): boolean {
  const asks = method === 'GET' || method === 'HEAD'
  return asks && /^\/(__admin\/?)?(\?|$)/.test(url!) && headers.accept?.includes('text/html') === true
}

/** Answers the dashboard's own files, and leads browsers to it. */
export const dashboard: RequestListener = (req, res) => {
  const path = pathOf(req.url!)
  if (path === `${UI}/` || !isDashboard(req.url!)) {
    res.writeHead(302, { location: UI, 'content-length': 0, vary: 'accept' })
    return void res.end()
  }
  if (req.method !== 'GET' && req.method !== 'HEAD') throw wrongMethod(req.method!)
  const file = files().get(path === UI ? 'index.html' : path.slice(UI.length + 1))
  if (!file) throw missing(path)
  res.writeHead(200, { ...HEADERS, 'content-type': file.type, 'content-length': file.bytes.length })
  res.end(req.method === 'HEAD' ? undefined : file.bytes)
}

interface File {
  readonly type: string
  readonly bytes: Buffer
}

let known: ReadonlyMap<string, File> | undefined

/** Every file there is, by name: no path of a request reaches the file system. */
function files(): ReadonlyMap<string, File> {
  const folder = join(packageRoot, 'dist/ui')
  if (!known && !existsSync(folder)) throw notBuilt()
  known ??= new Map(readAll(folder))
  return known
}

function readAll(folder: string): (readonly [name: string, file: File])[] {
  return readdirSync(folder)
    .filter(name => extname(name) in TYPES)
    .map(name => [name, { type: TYPES[extname(name)]!, bytes: readFileSync(join(folder, name)) }])
}

const wrongMethod = (method: string): Problem =>
  new Problem(405, 'Method not allowed', `${method} is not allowed here.`, 'Use GET, HEAD.', {}, { allow: 'GET, HEAD' })

const notBuilt = (): Problem =>
  new Problem(404, 'Not built', 'The dashboard is not built.', 'Run “npm run build” in the folder of poligon.')

const missing = (path: string): Problem =>
  new Problem(404, 'Not found', `The dashboard has no file ${path.slice(0, 300)}.`, `Open ${UI}.`)
