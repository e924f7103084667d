import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Api } from '../api/api.ts'
import type { Operation } from '../api/operation.ts'
import { OwnFault, refusePromise } from '../api/own-fault.ts'
import type { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault } from '../api/refusal.ts'
import { parametersIn, routesOf } from '../api/route.ts'
import { briefJson } from '../lib/brief-json.ts'
import { Router } from './express.ts'

/** An API where it is served. */
export interface Mounted {
  readonly api: Api
  /** One of its base paths. */
  readonly basePath: string
  readonly router: Router
}

/** Where a message of Node's keeps the request that it is. */
export const RECEIVED = Symbol('received')
export type Request = IncomingMessage & { [RECEIVED]?: ReceivedRequest }

/** Whether a path is within an API. */
export function isBelow(path: string, { api, basePath }: Mounted): boolean {
  const { length } = basePath
  const same = api.paths?.ignoreCase
    ? path.slice(0, length).toLowerCase() === basePath.toLowerCase()
    : path.startsWith(basePath)
  if (!same) return false
  return api.scope === undefined ? path.length === length || path[length] === '/' : path.startsWith(api.scope, length)
}

/** An Express router with every path below a base path of an API; it only finds the operation, the pipeline does the rest. */
export function mountApi(api: Api, basePath = api.basePath): Mounted {
  let router: Router | undefined
  return {
    api,
    basePath,
    // Made when it is first asked: those of five APIs are a part of a start.
    get router() {
      return (router ??= routerOf(api, basePath))
    },
  }
}

function routerOf(api: Api, basePath: string): Router {
  const router = Router({ caseSensitive: !api.paths?.ignoreCase, strict: api.paths?.strictSlash === true })
  const answers = api.operations
    .filter(({ base = api.basePath }) => base === basePath)
    .flatMap(operation => routesOf(operation).map(({ methods, path, when }) => ({ operation, methods, path, when })))
  for (const path of new Set(answers.map(answer => answer.path))) {
    const here = answers.filter(answer => answer.path === path)
    const allow = [...new Set(here.flatMap(({ methods }) => methods))]
    const names = parametersIn(path)
    // Express has the rest of a path without its last slash, too, and in pieces.
    router.all(path.replace(/\/\{\*(\w+)\}$/, '{/*$1}'), (req: unknown) => {
      const { [RECEIVED]: received, params } = req as Request & { params: Record<string, string | string[]> }
      const request = received!
      if (names.length > 0) request.params = picked(names, params)
      if (!here.some(({ operation }) => hasParams(operation, request.params))) {
        request.unrouted = unknownPath(request)
        return
      }
      const method = request.method === 'HEAD' ? 'GET' : request.method
      const fitting = here.filter(({ methods }) => methods.includes(method))
      const answer =
        fitting.find(({ when }) => when !== undefined && request.hasParameter(when)) ??
        fitting.find(({ when }) => when === undefined)
      request.operation = answer?.operation
      if (!answer) request.unrouted = new HttpFault('wrong-method', `${request.method} is not allowed here`, { allow })
    })
  }
  return router
}

/** Express gives its parameters in an object that is slow to keep. */
function picked(
  names: readonly string[],
  given: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const params: Record<string, string> = {}
  for (const name of names) {
    const value = given[name]
    params[name] = typeof value === 'string' ? value : (value?.join('/') ?? '')
  }
  return params
}

const unknownPath = ({ path }: ReceivedRequest): HttpFault =>
  new HttpFault('unknown-path', `There is nothing at ${path || '/'}`)

function hasParams({ params }: Operation, given: Readonly<Record<string, string>>): boolean {
  for (const name in params) if (given[name] !== undefined && !params[name]!.test(given[name])) return false
  return true
}

/** Sets the operation, or why there is none. Express' router works on the path below the base path. */
export function findOperation(
  req: Request,
  res: ServerResponse,
  { api, router }: Mounted,
  request: ReceivedRequest,
): void {
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

/** The verb that its API finds it to mean; one that fails in that is told in its place. */
function attempted({ methodOf }: Api, request: ReceivedRequest): string {
  try {
    const method = methodOf!(request)
    if (typeof method === 'string') return method
    refusePromise(method, 'its methodOf')
    throw new OwnFault(`its methodOf must return a method, not ${briefJson(method)}`)
  } catch (error) {
    request.unrouted = error as Error
    return request.method
  }
}

/** A request may say in its body or a header that another verb is meant. */
export function overrideMethod(req: Request, res: ServerResponse, home: Mounted, request: ReceivedRequest): void {
  const method = attempted(home.api, request)
  if (method === request.method) return
  request.method = method
  request.operation = undefined
  request.unrouted = undefined
  findOperation(req, res, home, request)
}
