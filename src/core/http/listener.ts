// core/http: one request's way, from the socket to the answer.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Router } from 'express'
import { suffixOf } from '../api/credentials.ts'
import type { Api } from '../api/define-api.ts'
import type { RawBody } from '../api/input.ts'
import { nothingHere } from '../api/nearest-operations.ts'
import type { Operation } from '../api/operation.ts'
import { internalError, PROBLEM_TYPE, Problem } from '../api/problem.ts'
import { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault } from '../api/refusal.ts'
import { asObject, headerText } from '../lib/header-list.ts'
import { type RequestTarget, targetOf } from '../lib/request-target.ts'
import { DEFAULT_SANDBOX, isSandboxName, refuseMalformed, type Sandboxes } from '../sandbox/registry.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { Hangup, hasBody, receiveBody } from './body.ts'
import { inOrder, rawTargetOf } from './connection.ts'
import { answerPreflight, corsHeaders, isPreflight } from './cors.ts'
import { deliver, passOver } from './delivery.ts'
import { express } from './express.ts'
import type { Guard } from './guard.ts'
import { abandon, type PipelineOptions, respond } from './pipeline.ts'
import { isAskedByBrowsers, recordUnmatched } from './unmatched.ts'

export interface ListenerOptions extends PipelineOptions {
  /** What the server speaks. */
  scheme: 'http' | 'https'
  apis: readonly Api[]
  sandboxes: Sandboxes
  guard: Guard
  /** Bytes of a request's body. */
  bodyLimit: number
  /** Whether vendor paths send permissive CORS headers. */
  cors: boolean
  /** Answers `/__admin` and everything below it, and browsers at the root. */
  admin: RequestListener
  /** Whether a request for the admin holds no data, and needs no token. */
  isOpen?: (req: IncomingMessage) => boolean
}

interface Mounted {
  readonly api: Api
  readonly basePath: string
  readonly router: Router
}

const RECEIVED = Symbol('received')
type Request = IncomingMessage & { [RECEIVED]?: ReceivedRequest }

/** Answers every request: `/__admin` by Express' application, each API by an Express router without one. */
export function createListener(options: ListenerOptions): RequestListener {
  const mounted = options.apis.map(mountApi).sort((a, b) => b.basePath.length - a.basePath.length)
  return (req, res) =>
    inOrder(req, res, () => {
      const failed = (error: unknown): void => answerProblem(req, res, error, options)
      try {
        return handleRequest(req, res, mounted, options, failed)?.catch(failed)
      } catch (error) {
        failed(error)
        return undefined
      }
    })
}

/** Carries a request out at once where it can; a promise where something is waited for before. */
function handleRequest(
  req: Request,
  res: ServerResponse,
  mounted: readonly Mounted[],
  options: ListenerOptions,
  failed: (error: unknown) => void,
): Promise<void> | undefined {
  const sequence = options.sandboxes.nextSequence()
  const target = targetOf(req.url!)
  const { prefix, sandboxId, path, search } = target
  const forAdmin = isForAdmin(target)
  options.guard.check(req, target, forAdmin, forAdmin && options.isOpen?.(req) === true)
  if (forAdmin) {
    options.admin(req, res)
    return new Promise(resolve => res.once('close', resolve))
  }
  const home = mounted.find(candidate => isBelow(path, candidate))
  if (!home && path === '/' && options.isOpen?.(req)) return void options.admin(req, res)
  if (!home) return answerNothing(req, res, nothingHere(req.method!, target, options.apis), options)
  if (options.cors && isPreflight(req)) {
    answerPreflight(req, res)
    return undefined
  }
  const { method, url, headers, rawHeaders } = req as { method: string; url: string } & Request
  const { api } = home
  const request = new ReceivedRequest({
    method,
    url,
    headers,
    rawHeaders,
    sequence,
    api,
    scheme: options.scheme,
    prefix,
    fullPath: path,
    search,
  })
  req[RECEIVED] = request
  request.rawTarget = rawTargetOf(req)
  const named = addressed(sandboxId, headers['x-mock-sandbox'])
  // Its sandbox is in use from now on, however long the body takes.
  const taken = named === undefined ? undefined : options.sandboxes.take(named)
  findOperation(req, res, home, request)
  const carryOut = (): void => {
    if (api.methodOf) overrideMethod(req, res, home, request)
    const sandbox = sandboxOf(request, taken, options)
    const answer = respond(request, sandbox, options)
    deliver({ req, res, answer, cors: options.cors, failed }, sandbox)
  }
  if (!hasBody(req)) {
    carryOut()
    return undefined
  }
  return receiveBody(req, options.bodyLimit).then(
    raw => {
      request.raw = raw
      carryOut()
    },
    (error: unknown) => {
      if (error instanceof HttpFault) {
        request.bodyFault = error
        carryOut()
        return
      }
      if (error instanceof Hangup) abandon(request, sandboxOf(request, taken, options), options)
      throw error
    },
  )
}

const isForAdmin = ({ prefix, path }: RequestTarget): boolean =>
  prefix === '' && (path === '/__admin' || path.startsWith('/__admin/'))

function isBelow(path: string, { api, basePath }: Mounted): boolean {
  const start = path.slice(0, basePath.length)
  const same = api.paths?.ignoreCase ? start.toLowerCase() === basePath.toLowerCase() : start === basePath
  const rest = path.slice(basePath.length)
  return same && (api.scope === undefined ? rest === '' || rest.startsWith('/') : rest.startsWith(api.scope))
}

/** The sandbox that path and header name; they must agree. */
function addressed(byPath: string | undefined, byHeader: string | string[] | undefined): string | undefined {
  const sent = Array.isArray(byHeader) ? byHeader[0] : byHeader
  const header = sent && headerText(sent)
  for (const name of [byPath, header]) if (name !== undefined) refuseMalformed(name)
  if (byPath !== undefined && header !== undefined && byPath !== header)
    throw disagree('the path', byPath, 'the header x-mock-sandbox', header)
  return byPath ?? header
}

/** Credentials may name the sandbox too, wherever they stand; all ways must agree. */
function sandboxOf(request: ReceivedRequest, taken: Sandbox | undefined, { sandboxes }: ListenerOptions): Sandbox {
  let id = taken?.id
  for (const credential of request.credentials()) {
    const suffix = suffixOf(credential)
    if (suffix === undefined) continue
    if (!isSandboxName(suffix)) throw malformedSuffix()
    if (id !== undefined && id !== suffix)
      throw disagree(taken ? 'path or header' : 'another credential', id, 'a credential', suffix)
    id = suffix
  }
  return taken ?? sandboxes.take(id ?? DEFAULT_SANDBOX)
}

/** It does not say what stands there: that may well be a part of the credential. */
const malformedSuffix = (): Problem =>
  new Problem(
    400,
    'Malformed sandbox name',
    'A credential ends with “~” and what cannot name a sandbox.',
    'Use 1 to 63 of a-z, 0-9, “.”, “_” and “-” after the last “~”, beginning with a letter or digit.',
  )

const disagree = (one: string, first: string, other: string, second: string): Problem =>
  new Problem(
    400,
    'Two sandboxes',
    `The request names two sandboxes: ${one} says ${JSON.stringify(first)}, ${other} says ${JSON.stringify(second)}.`,
    'Name one sandbox, in one way.',
  )

/** An Express router with every path of an API; it only finds the operation, the pipeline does the rest. */
function mountApi(api: Api): Mounted {
  const router = express.Router({ caseSensitive: !api.paths?.ignoreCase, strict: api.paths?.strictSlash === true })
  for (const path of new Set(api.operations.map(operation => operation.path))) {
    const here = api.operations.filter(operation => operation.path === path)
    const allow = [...new Set(here.flatMap(({ methods }) => methods))]
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
    router.all(path, (req: unknown) => {
      const { [RECEIVED]: received, params } = req as Request & { params: Record<string, string> }
      const request = received!
      if (names.length > 0) request.params = picked(names, params)
      if (!here.some(operation => hasParams(operation, params))) {
        request.unrouted = unknownPath(request)
        return
      }
      const method = request.method === 'HEAD' ? 'GET' : request.method
      const fitting = here.filter(({ methods }) => methods.includes(method))
      request.operation =
        fitting.find(({ when }) => when !== undefined && request.hasParameter(when)) ??
        fitting.find(({ when }) => when === undefined)
      if (!request.operation)
        request.unrouted = new HttpFault('wrong-method', `${request.method} is not allowed here`, { allow })
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

const unknownPath = ({ path }: ReceivedRequest): HttpFault =>
  new HttpFault('unknown-path', `There is nothing at ${path || '/'}`)

function hasParams({ params }: Operation, given: Readonly<Record<string, string>>): boolean {
  for (const name in params) if (!params[name]!.test(given[name]!)) return false
  return true
}

/** Sets the operation, or why there is none. Express' router works on the path below the base path. */
function findOperation(req: Request, res: ServerResponse, { api, router }: Mounted, request: ReceivedRequest): void {
  const { url } = req
  const path = api.paths?.collapseSlashes ? request.path.replace(/\/{2,}/g, '/') : request.path
  req.url = path === '' ? '/' : path
  router(req as never, res as never, (error?: unknown) => {
    request.unrouted = error
      ? new HttpFault('malformed', 'The path is not well-formed: its percent encoding is broken')
      : unknownPath(request)
  })
  req.url = url!
}

/** A request may say in its body or a header that another verb is meant. */
function overrideMethod(req: Request, res: ServerResponse, home: Mounted, request: ReceivedRequest): void {
  const method = home.api.methodOf!(request)
  if (method === request.method) return
  request.method = method
  request.operation = undefined
  request.unrouted = undefined
  findOperation(req, res, home, request)
}

/** Answers a request that reaches no API, its body read for the journal as far as it may be. */
function answerNothing(
  req: IncomingMessage,
  res: ServerResponse,
  nothing: Problem,
  options: ListenerOptions,
): Promise<void> | undefined {
  if (!hasBody(req)) throw nothing
  return receiveBody(req, options.bodyLimit).then(
    raw => answerProblem(req, res, nothing, options, raw),
    error => {
      if (!(error instanceof Hangup)) throw nothing
      recordUnmatched({ ...headOf(req), problem: null }, options)
      throw error
    },
  )
}

const headOf = ({ method, url, rawHeaders }: IncomingMessage) => ({ method: method!, url: url!, rawHeaders })

/** Our own refusal, which no vendor has. */
function answerProblem(
  req: Request,
  res: ServerResponse,
  error: unknown,
  options: ListenerOptions,
  raw?: RawBody,
): void {
  const { cors, onDefect } = options
  if (error instanceof Hangup || res.headersSent) return void res.destroy()
  if (!(error instanceof Problem)) onDefect(error)
  const problem = error instanceof Problem ? error : internalError()
  const forAdmin = isForAdmin(targetOf(req.url!))
  const text = JSON.stringify(problem)
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE, ...problem.headers }
  const head = headOf(req)
  if (!forAdmin && !req[RECEIVED] && !isAskedByBrowsers(head))
    headers['x-mock-request-id'] = recordUnmatched({ ...head, problem, raw, headers, text }, options)
  passOver(req)
  res.writeHead(problem.status, {
    ...headers,
    'content-length': Buffer.byteLength(text),
    ...(cors && problem.status !== 421 && !forAdmin && asObject(corsHeaders(req, []))),
  })
  res.end(text)
}
