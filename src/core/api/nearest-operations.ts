import { nearestRoutes } from '../lib/nearest.ts'
import type { RequestTarget } from '../lib/request-target.ts'
import { type Api, basePathsOf } from './api.ts'
import { Problem } from './problem.ts'

interface Candidate {
  /** With its API: `salesman client.list`. */
  readonly operation: string
  readonly method: string
  readonly path: string
}

const routesOf = ({ name, basePath, operations }: Api): Candidate[] =>
  operations.map(({ id, methods, path, base = basePath }) => ({
    operation: `${name} ${id}`,
    method: methods[0]!,
    path: base + path,
  }))

/** The operations of some APIs, up to three, that a request was perhaps meant for. */
const nearestOperations = (method: string, path: string, apis: readonly Api[]): readonly Candidate[] =>
  nearestRoutes(method, path, apis.flatMap(routesOf))

/** The same by their names: `salesman client.list`. */
export const namesOfNearest = (method: string, path: string, apis: readonly Api[]): readonly string[] =>
  nearestOperations(method, path, apis).map(({ operation }) => operation)

/** What to say where neither an API nor `/__admin` knows a path. */
export function nothingHere(method: string, { path, sandboxId }: RequestTarget, apis: readonly Api[]): Problem {
  const isOfNone = path === '/' || path.split('/').filter(Boolean)[0] === '__admin'
  const nearest = isOfNone ? [] : nearestOperations(method, path, apis)
  const reach = nearest[0] ? `Nearest is ${nearest[0].operation}: ${nearest[0].method} ${nearest[0].path}. ` : ''
  return new Problem(
    404,
    'Not found',
    `No API and no admin route has ${method} ${path.slice(0, 300)}.`,
    `${misaddressed(path, sandboxId) ?? reach}APIs answer below ${apis.flatMap(basePathsOf).join(', ')}; GET /__admin/apis lists every operation.`,
    { received: { method, path: path.slice(0, 300) }, nearest },
  )
}

/** What is wrong with how a path is put together, where that is what is wrong. */
function misaddressed(path: string, sandboxId: string | undefined): string | undefined {
  const single = path.slice(0, 300).replace(/\/{2,}/g, '/')
  if (single.split('/')[1] === '__admin' && sandboxId !== undefined)
    return `/__admin is one for all sandboxes: leave /~${sandboxId} out. Sandbox ${sandboxId} is at /__admin/sandboxes/${sandboxId}. `
  return path.includes('//') ? `The path has a double slash: did you mean ${single}? ` : undefined
}
