import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Router } from 'express'
import type { Api } from '../api/define-api.ts'
import type { Operation } from '../api/operation.ts'
import { HttpFault } from '../api/refusal.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { DEFAULT_SANDBOX, refuseMalformed, type Sandboxes } from '../sandbox/sandboxes.ts'
import { Hangup, hasBody, receiveBody } from './body.ts'
import { answerPreflight, isPreflight, permissive } from './cors.ts'
import { Exchange, suffixOf } from './exchange.ts'
import { express } from './express.ts'
import type { Guard } from './guard.ts'
import { asObject } from './header-list.ts'
import { nearestOperations } from './nearest.ts'
import { answer, type PipelineOptions } from './pipeline.ts'
import { internalError, PROBLEM_TYPE, Problem } from './problem.ts'
import { abandon } from './record.ts'
import { passOver, send } from './send.ts'
import { type Target, targetOf } from './target.ts'

export interface AppOptions extends PipelineOptions {
  apis: readonly Api[]
  sandboxes: Sandboxes
  guard: Guard
  /** What the server speaks. */
  scheme: 'http' | 'https'
  /** Bytes of a request's body. */
  bodyLimit: number
  /** Whether vendor paths send permissive CORS headers. */
  cors: boolean
  /** Answers `/__admin` and everything below it. */
  admin: RequestListener
}

interface Mounted {
  readonly api: Api
  readonly basePath: string
  readonly router: Router
}

const EXCHANGE = Symbol('exchange')
type Request = IncomingMessage & { [EXCHANGE]?: Exchange }

/** Answers every request: `/__admin` by Express' application, each API by an Express router without one. */
export function createListener(options: AppOptions): RequestListener {
  const mounted = options.apis.map(mount).sort((a, b) => b.basePath.length - a.basePath.length)
  return (req, res) => {
    const failed = (error: unknown): void => refuse(req, res, error, options)
    try {
      serve(req, res, mounted, options, failed)?.catch(failed)
    } catch (error) {
      failed(error)
    }
  }
}

/** Answers at once where it can; a promise where something is waited for. */
function serve(
  req: Request,
  res: ServerResponse,
  mounted: readonly Mounted[],
  options: AppOptions,
  failed: (error: unknown) => void,
): Promise<void> | undefined {
  const turn = options.sandboxes.nextTurn()
  const target = targetOf(req.url!)
  const { prefix, sandboxId, path, search } = target
  const forAdmin = isForAdmin(target)
  options.guard.check(req, forAdmin)
  if (forAdmin) {
    options.admin(req, res)
    return
  }
  const home = mounted.find(candidate => isBelow(path, candidate))
  if (!home) throw nearestOperations(req.method!, path, options.apis)
  if (options.cors && isPreflight(req)) {
    answerPreflight(req, res)
    return
  }
  const { method, url, headers, rawHeaders } = req as { method: string; url: string } & Request
  const named = addressed(sandboxId, headers['x-mock-sandbox'])
  const { api } = home
  const { scheme } = options
  const exchange = new Exchange({ method, url, headers, rawHeaders, turn, api, scheme, prefix, fullPath: path, search })
  if (named !== undefined) exchange.sandbox = options.sandboxes.take(named)
  route(req, res, home, exchange)
  const conclude = (): Promise<void> | undefined => {
    exchange.sandbox = sandboxOf(exchange, named, options)
    return send({ req, res, answer: answer(exchange, options), cors: options.cors, failed }, exchange.sandbox)
  }
  if (!hasBody(req)) return conclude()
  return receiveBody(req, options.bodyLimit).then(
    raw => {
      exchange.raw = raw
      return conclude()
    },
    (error: unknown) => {
      if (error instanceof HttpFault) {
        exchange.bodyFault = error
        return conclude()
      }
      if (error instanceof Hangup) {
        exchange.sandbox = sandboxOf(exchange, named, options)
        abandon(exchange)
      }
      throw error
    },
  )
}

const isForAdmin = ({ prefix, path }: Target): boolean =>
  prefix === '' && (path === '/__admin' || path.startsWith('/__admin/'))

function isBelow(path: string, { api, basePath }: Mounted): boolean {
  const start = path.slice(0, basePath.length)
  const same = api.paths?.ignoreCase ? start.toLowerCase() === basePath.toLowerCase() : start === basePath
  const rest = path.slice(basePath.length)
  return same && (api.scope === undefined ? rest === '' || rest.startsWith('/') : rest.startsWith(api.scope))
}

/** The sandbox that path and header name; they must agree. */
function addressed(byPath: string | undefined, byHeader: string | string[] | undefined): string | undefined {
  const header = Array.isArray(byHeader) ? byHeader[0] : byHeader
  for (const name of [byPath, header]) if (name !== undefined) refuseMalformed(name)
  if (byPath !== undefined && header !== undefined && byPath !== header)
    throw disagree('the path', byPath, 'the header x-mock-sandbox', header)
  return byPath ?? header
}

/** Credentials may name the sandbox too, wherever they stand; all ways must agree. */
function sandboxOf(exchange: Exchange, named: string | undefined, { sandboxes }: AppOptions): Sandbox {
  let id = named
  for (const credential of exchange.credentials()) {
    const suffix = suffixOf(credential)
    if (suffix === undefined) continue
    refuseMalformed(suffix)
    if (id !== undefined && id !== suffix)
      throw disagree(named === undefined ? 'another credential' : 'path or header', id, 'a credential', suffix)
    id = suffix
  }
  return id === named && exchange.sandbox ? exchange.sandbox : sandboxes.take(id ?? DEFAULT_SANDBOX)
}

const disagree = (one: string, first: string, other: string, second: string): Problem =>
  new Problem(
    400,
    'Two sandboxes',
    `The request names two sandboxes: ${one} says ${JSON.stringify(first)}, ${other} says ${JSON.stringify(second)}.`,
    'Name one sandbox, in one way.',
  )

/** An Express router with every path of an API; it only finds the operation, the pipeline does the rest. */
function mount(api: Api): Mounted {
  const router = express.Router({ caseSensitive: !api.paths?.ignoreCase, strict: api.paths?.strictSlash === true })
  for (const path of new Set(api.operations.map(operation => operation.path))) {
    const here = api.operations.filter(operation => operation.path === path)
    const allow = [...new Set(here.flatMap(({ methods }) => methods))]
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
    router.all(path, (req: unknown) => {
      const request = req as Request & { params: Record<string, string> }
      const exchange = request[EXCHANGE]!
      if (names.length > 0) exchange.params = picked(names, request.params)
      if (!here.some(operation => hasParams(operation, request.params))) {
        exchange.unrouted = unknownPath(exchange)
        return
      }
      const method = exchange.method === 'HEAD' ? 'GET' : exchange.method
      const fitting = here.filter(({ methods }) => methods.includes(method))
      exchange.operation =
        fitting.find(({ when }) => when !== undefined && exchange.hasParameter(when)) ??
        fitting.find(({ when }) => when === undefined)
      if (!exchange.operation)
        exchange.unrouted = new HttpFault('wrong-method', `${exchange.method} is not allowed here`, { allow })
    })
  }
  return { api, basePath: api.basePath, router }
}

/** Express gives its parameters in an object that is slow to keep. */
function picked(names: readonly string[], given: Readonly<Record<string, string>>): Record<string, string> {
  const params: Record<string, string> = {}
  for (const name of names) params[name] = given[name]!
  return params
}

const unknownPath = ({ path }: Exchange): HttpFault =>
  new HttpFault('unknown-path', `There is nothing at ${path || '/'}`)

function hasParams({ params }: Operation, given: Readonly<Record<string, string>>): boolean {
  for (const name in params) if (!params[name]!.test(given[name]!)) return false
  return true
}

/** Sets the operation, or why there is none. Express' router works on the path below the base path. */
function route(req: Request, res: ServerResponse, { api, router }: Mounted, exchange: Exchange): void {
  const { url } = req
  const path = api.paths?.collapseSlashes ? exchange.path.replace(/\/{2,}/g, '/') : exchange.path
  req[EXCHANGE] = exchange
  req.url = path === '' ? '/' : path
  router(req as never, res as never, (error?: unknown) => {
    exchange.unrouted = error
      ? new HttpFault('malformed', 'The path is not well-formed: its percent encoding is broken')
      : unknownPath(exchange)
  })
  req.url = url!
}

/** Our own «no», which no vendor has. */
function refuse(req: IncomingMessage, res: ServerResponse, error: unknown, { cors, onDefect }: AppOptions): void {
  if (error instanceof Hangup || res.headersSent) return void res.destroy()
  if (!(error instanceof Problem)) onDefect(error)
  const problem = error instanceof Problem ? error : internalError()
  const text = JSON.stringify(problem)
  const isOpen = cors && problem.status !== 421 && !isForAdmin(targetOf(req.url!))
  passOver(req)
  res.writeHead(problem.status, {
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(text),
    ...(isOpen && asObject(permissive(req))),
    ...problem.headers,
  })
  res.end(text)
}
