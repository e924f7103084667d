// core/http: one request's way, from the socket to the answer.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { suffixOf } from '../api/credentials.ts'
import { type Api, basePathsOf } from '../api/define-api.ts'
import type { RawBody } from '../api/input.ts'
import { nothingHere } from '../api/nearest-operations.ts'
import { internalError, PROBLEM_TYPE, Problem } from '../api/problem.ts'
import { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault } from '../api/refusal.ts'
import { fullPathsOf } from '../api/route.ts'
import type { Fleet } from '../fleet/fleet.ts'
import { asObject, headerText } from '../lib/header-list.ts'
import { type RequestTarget, targetOf } from '../lib/request-target.ts'
import { DEFAULT_SANDBOX, refuseMalformed, refuseMalformedSuffix } from '../sandbox/name.ts'
import type { Sandboxes } from '../sandbox/registry.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { Hangup, hasBody, receiveBody } from './body.ts'
import { inOrder, latestOn, rawTargetOf } from './connection.ts'
import { answerPreflight, corsHeaders, isPreflight } from './cors.ts'
import { type Delivery, deliver, passOver } from './delivery.ts'
import type { Drain } from './drain.ts'
import {
  findOperation,
  isBelow,
  type Mounted,
  mountApi,
  overrideMethod,
  RECEIVED,
  type Request,
} from './find-operation.ts'
import type { Guard } from './guard.ts'
import { abandon, respond } from './pipeline.ts'
import type { PipelineOptions } from './pipeline-options.ts'
import { isProbe, stopping } from './readiness.ts'
import { isAskedByBrowsers, recordUnmatched, sandboxOfUnmatched } from './unmatched.ts'

export interface ListenerOptions extends PipelineOptions {
  /** What the server speaks. */
  scheme: 'http' | 'https'
  apis: readonly Api[]
  /** Those of the user's own. */
  own: readonly Api[]
  sandboxes: Sandboxes
  /** The servers that share its database, where there are any. */
  fleet: Fleet | undefined
  guard: Guard
  drain: Drain
  /** Bytes of a request's body. */
  bodyLimit: number
  /** Where the server is reached, where its operator said so. */
  publicUrl: string | undefined
  /** Whether vendor paths send permissive CORS headers. */
  cors: boolean
  /** Answers `/__admin` and everything below it, and browsers at the root. */
  admin: RequestListener
  /** Whether a request for the admin holds no data, and needs no token. */
  isOpen?: (req: IncomingMessage) => boolean
}

/** An API where it is served, and how its requests are answered. */
interface Home extends Mounted {
  readonly pipeline: PipelineOptions
}

/** Answers every request: `/__admin` by Express' application, each API by an Express router without one. */
export function createListener(options: ListenerOptions): RequestListener {
  const { drain } = options
  const mounted = options.apis
    .flatMap(api => {
      const isOwn = options.own.includes(api)
      const { validation, metrics, onDefect, checkReplies } = options
      const pipeline = { validation, metrics, onDefect, isOwn, checkReplies: checkReplies || isOwn }
      return basePathsOf(api).map(basePath => ({ ...mountApi(api, basePath), pipeline }))
    })
    .sort((a, b) => b.basePath.length - a.basePath.length)
  return (req, res) => {
    if (!latestOn(req.socket)) drain.follow(req.socket)
    if (drain.isBegun && !drain.admit(req, res)) return
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
}

/** Carries a request out at once where it can; a promise where something is waited for before. */
function handleRequest(
  req: Request,
  res: ServerResponse,
  mounted: readonly Home[],
  options: ListenerOptions,
  failed: (error: unknown) => void,
): Promise<void> | undefined {
  const sequence = options.sandboxes.nextSequence()
  const target = targetOf(req.url!)
  const { prefix, sandboxId, path, search } = target
  const forAdmin = isForAdmin(target)
  if (!forAdmin || !isProbe(path)) {
    if (options.drain.isLate(req)) throw stopping()
    options.guard.check(req, target, forAdmin, forAdmin && options.isOpen?.(req) === true)
  }
  if (forAdmin) {
    options.admin(req, res)
    return new Promise(resolve => res.once('close', resolve))
  }
  const home = mounted.find(candidate => isBelow(path, candidate) && !isForBrowsers(candidate, req, options))
  if (!home && path === '/' && options.isOpen?.(req)) return void options.admin(req, res)
  if (!home) {
    const nothing = nothingHere(req.method!, target, options.apis)
    const id = options.fleet && sandboxOfUnmatched(headOf(req), options.apis)
    const owning = id && options.fleet?.own(id, id === DEFAULT_SANDBOX)
    // Who cannot be told of it here is answered all the same.
    if (owning) return owning.catch(() => {}).then(() => answerNothing(req, res, nothing, options))
    return answerNothing(req, res, nothing, options)
  }
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
    publicUrl: options.publicUrl,
  })
  req[RECEIVED] = request
  request.rawTarget = rawTargetOf(req)
  const named = addressed(sandboxId, headers['x-mock-sandbox'])
  // Its sandbox is in use from now on, however long the body takes.
  const taken = named === undefined || options.fleet ? undefined : options.sandboxes.take(named)
  findOperation(req, res, home, request)
  const exchange = { req, res, request, home, failed }
  const carryOut = (): Promise<void> | undefined => {
    if (api.methodOf) overrideMethod(req, res, home, request)
    const id = sandboxNamed(request, named)
    if (options.fleet) return answerAsOwner(options.fleet, id, exchange, options)
    const sandbox = taken ?? options.sandboxes.take(id)
    deliver(deliveryOf(exchange, sandbox, options), sandbox)
    return undefined
  }
  if (!hasBody(req)) return carryOut()
  return receiveBody(req, options.bodyLimit).then(
    raw => {
      request.raw = raw
      return carryOut()
    },
    (error: unknown) => {
      if (error instanceof HttpFault) {
        request.bodyFault = error
        return carryOut()
      }
      if (error instanceof Hangup) leaveTrace(request, named, home, options)
      throw error
    },
  )
}

interface Exchange extends Pick<Delivery, 'req' | 'res' | 'failed'> {
  readonly request: ReceivedRequest
  readonly home: Home
}

function deliveryOf(
  { req, res, request, home, failed }: Exchange,
  sandbox: Sandbox,
  options: ListenerOptions,
): Delivery {
  const answer = respond(request, sandbox, home.pipeline)
  return { req, res, answer, cors: options.cors, drain: options.drain, failed }
}

/** Answers from a sandbox that this server owns, or comes to own; the answer leaves when all before it is written. */
function answerAsOwner(
  fleet: Fleet,
  id: string,
  exchange: Exchange,
  options: ListenerOptions,
): Promise<void> | undefined {
  const answer = (): undefined => {
    const sandbox = options.sandboxes.take(id)
    const delivery = deliveryOf(exchange, sandbox, options)
    const written = fleet.held(id)?.written()
    if (written) written.then(() => deliver(delivery, sandbox)).catch(exchange.failed)
    else deliver(delivery, sandbox)
  }
  const owning = fleet.own(id)
  return owning ? owning.then(answer) : answer()
}

/** An API at the root leaves to browsers what they ask for by themselves, and the door of the dashboard if it has none. */
function isForBrowsers({ api, basePath }: Mounted, req: IncomingMessage, { isOpen }: ListenerOptions): boolean {
  if (basePath !== '') return false
  const { method, url } = req as { method: string; url: string } & IncomingMessage
  if (isAskedByBrowsers({ method, url })) return true
  const hasDoor = api.operations.some(operation => fullPathsOf(api, operation).includes('/'))
  return !hasDoor && isOpen?.(req) === true
}

const isForAdmin = ({ prefix, path }: RequestTarget): boolean =>
  prefix === '' && (path === '/__admin' || path.startsWith('/__admin/'))

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
function sandboxNamed(request: ReceivedRequest, named: string | undefined): string {
  let id = named
  for (const credential of request.credentials()) {
    const suffix = suffixOf(credential)
    if (suffix === undefined) continue
    refuseMalformedSuffix(suffix)
    if (id !== undefined && id !== suffix)
      throw disagree(named !== undefined ? 'path or header' : 'another credential', id, 'a credential', suffix)
    id = suffix
  }
  return id ?? DEFAULT_SANDBOX
}

/** A client went away before its body had come: that is written down where its sandbox lives here. */
function leaveTrace(
  request: ReceivedRequest,
  named: string | undefined,
  { pipeline }: Home,
  options: ListenerOptions,
): void {
  const id = sandboxNamed(request, named)
  if (!options.fleet || options.sandboxes.get(id)) abandon(request, options.sandboxes.take(id), pipeline)
}

const disagree = (one: string, first: string, other: string, second: string): Problem =>
  new Problem(
    400,
    'Two sandboxes',
    `The request names two sandboxes: ${one} says ${JSON.stringify(first)}, ${other} says ${JSON.stringify(second)}.`,
    'Name one sandbox, in one way.',
  )

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
  if (!forAdmin && !req[RECEIVED] && !isAskedByBrowsers(head)) {
    const id = recordUnmatched({ ...head, problem, raw, headers, text }, options)
    if (id !== undefined) headers['x-mock-request-id'] = id
  }
  passOver(req)
  res.writeHead(problem.status, {
    ...headers,
    'content-length': Buffer.byteLength(text),
    ...(cors && problem.status !== 421 && !forAdmin && asObject(corsHeaders(req, []))),
  })
  res.end(text)
}
