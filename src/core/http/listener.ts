// core/http: one request's way, from the socket to the answer.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type Api, basePathsOf } from '../api/api.ts'
import { nothingHere } from '../api/nearest-operations.ts'
import type { Problem } from '../api/problem.ts'
import { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault } from '../api/refusal.ts'
import { fullPathsOf } from '../api/route.ts'
import type { Fleet } from '../fleet/fleet.ts'
import { type RequestTarget, targetOf } from '../lib/request-target.ts'
import { inSlices } from '../lib/slices.ts'
import { DEFAULT_SANDBOX } from '../sandbox/name.ts'
import type { Sandboxes } from '../sandbox/registry.ts'
import { answerProblem, requestHeadOf } from './answer-problem.ts'
import { Hangup, hasBody, onBody, receiveBody } from './body.ts'
import { carryOut, carryOutAsOwner } from './carry-out.ts'
import { inOrder, latestOn, rawTargetOf } from './connection.ts'
import { answerPreflight, isPreflight } from './cors.ts'
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
import { type Guard, isForAdmin } from './guard.ts'
import type { HeapRoom } from './heap-room.ts'
import { addressed, sandboxNamed } from './named-sandbox.ts'
import { abandon } from './pipeline.ts'
import type { PipelineOptions } from './pipeline-options.ts'
import { isProbe, stopping } from './readiness.ts'
import { isAskedByBrowsers, recordUnmatched, sandboxOfUnmatched } from './unmatched.ts'
import type { Answerer } from './when-asked.ts'

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
  heap: HeapRoom
  /** Bytes of a request's body. */
  bodyLimit: number
  /** Where the server is reached, where its operator said so. */
  publicUrl: string | undefined
  /** Whether vendor paths send permissive CORS headers. */
  cors: boolean
  /** Answers `/__admin` and everything below it, and browsers at the root. */
  admin: Answerer
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
      return basePathsOf(api).map(basePath => Object.assign(mountApi(api, basePath), { pipeline }))
    })
    .sort((a, b) => b.basePath.length - a.basePath.length)
  return (req, res) => {
    if (!latestOn(req.socket)) drain.follow(req.socket)
    if (drain.isBegun && !drain.admit(req, res)) return
    inOrder(req, res, done => {
      const turn = { req, res, done, failed: (error: unknown) => answerProblem(req, res, error, options) }
      try {
        handleRequest(turn, mounted, options)
      } catch (error) {
        turn.failed(error)
        done()
      }
    })
  }
}

/** Whether a request of the admin brings something to keep; to reset or to look takes little. */
const bringsMuch = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MUCH

const MUCH = 1024

/** A request whose turn it is on its connection. */
interface Turn {
  readonly req: Request
  readonly res: ServerResponse
  /** Called when it has been carried out. */
  readonly done: () => void
  /** Told of what is answered in our own words. */
  readonly failed: (error: unknown) => void
}

/** Does the last step of a turn, which may have to wait for something. */
function endTurn({ done, failed }: Turn, step: () => Promise<void> | void): void {
  try {
    const waiting = step()
    if (waiting) {
      waiting.catch(failed).then(done)
      return
    }
  } catch (error) {
    failed(error)
  }
  done()
}

function handleRequest(turn: Turn, mounted: readonly Home[], options: ListenerOptions): void {
  const { req, res, done, failed } = turn
  const sequence = options.sandboxes.nextSequence()
  const target = targetOf(req.url!)
  const { sandboxId, path } = target
  const forAdmin = isForAdmin(target)
  if (!forAdmin || !isProbe(path)) {
    if (options.drain.isLate(req)) throw stopping()
    options.guard.check(req, target, forAdmin, forAdmin && options.isOpen?.(req) === true)
    if (!forAdmin || bringsMuch(req)) options.heap.check()
  }
  if (forAdmin) {
    options.admin(req, res)?.catch(failed)
    res.once('close', done)
    return
  }
  const home = mounted.find(candidate => isBelow(path, candidate) && !isForBrowsers(candidate, req, options))
  if (!home) {
    const isAtDoor = path === '/' && options.isOpen?.(req)
    endTurn(turn, () => (isAtDoor ? options.admin(req, res) : answerUnmatched(req, res, target, options)))
    return
  }
  if (options.cors && isPreflight(req)) {
    answerPreflight(req, res)
    done()
    return
  }
  const { api } = home
  const request = requestOf(req, target, sequence, home, options)
  const named = addressed(sandboxId, req.headers['x-mock-sandbox'])
  // Its sandbox is in use from now on, however long the body takes.
  const taken = named === undefined || options.fleet ? undefined : options.sandboxes.take(named)
  findOperation(req, res, home, request)
  const { cors, drain, fleet, sandboxes } = options
  const exchange = { req, res, request, pipeline: home.pipeline, cors, drain, failed }
  const answer = (): Promise<void> | undefined => {
    if (api.methodOf) overrideMethod(req, res, home, request)
    const id = sandboxNamed(request, named)
    if (fleet) return carryOutAsOwner(exchange, id, sandboxes, fleet)
    return carryOut(exchange, taken ?? sandboxes.take(id))
  }
  if (!hasBody(req)) {
    endTurn(turn, answer)
    return
  }
  onBody(
    req,
    options.bodyLimit,
    raw => {
      request.raw = raw
      endTurn(turn, request.isReadInSteps ? () => inSlices(request.reading()).then(answer) : answer)
    },
    error =>
      endTurn(turn, () => {
        if (error instanceof HttpFault) {
          request.bodyFault = error
          return answer()
        }
        if (error instanceof Hangup) leaveTrace(request, named, home, options)
        throw error
      }),
  )
}

function requestOf(
  req: Request,
  { prefix, path, search }: RequestTarget,
  sequence: number,
  { api }: Home,
  { scheme, publicUrl }: ListenerOptions,
): ReceivedRequest {
  const { method, url, headers, rawHeaders } = req as { method: string; url: string } & Request
  const request = new ReceivedRequest({
    method,
    url,
    headers,
    rawHeaders,
    sequence,
    api,
    scheme,
    prefix,
    fullPath: path,
    search,
    publicUrl,
  })
  req[RECEIVED] = request
  request.rawTarget = rawTargetOf(req)
  return request
}

/** An API at the root leaves to browsers what they ask for by themselves, and the door of the dashboard if it has none. */
function isForBrowsers({ api, basePath }: Mounted, req: IncomingMessage, { isOpen }: ListenerOptions): boolean {
  if (basePath !== '') return false
  const { method, url } = req as { method: string; url: string } & IncomingMessage
  if (isAskedByBrowsers({ method, url })) return true
  const hasDoor = api.operations.some(operation => fullPathsOf(api, operation).includes('/'))
  return !hasDoor && isOpen?.(req) === true
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

/** Answers a request that reaches no API; where its sandbox is shared, once this server has it. */
function answerUnmatched(
  req: IncomingMessage,
  res: ServerResponse,
  target: RequestTarget,
  options: ListenerOptions,
): Promise<void> | undefined {
  const nothing = nothingHere(req.method!, target, options.apis)
  const id = options.fleet && sandboxOfUnmatched(requestHeadOf(req), options.apis)
  const owning = id && options.fleet?.own(id, id === DEFAULT_SANDBOX)
  // Who cannot be told of it here is answered all the same.
  if (owning) return owning.catch(() => {}).then(() => answerNothing(req, res, nothing, options))
  return answerNothing(req, res, nothing, options)
}

/** Answers it, its body read for the journal as far as it may be. */
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
      recordUnmatched({ ...requestHeadOf(req), problem: null }, options)
      throw error
    },
  )
}
