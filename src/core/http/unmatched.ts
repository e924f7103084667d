import type { Api } from '../api/define-api.ts'
import { Problem } from '../api/problem.ts'
import { nearestRoutes } from '../lib/nearest.ts'
import type { RequestTarget } from '../lib/request-target.ts'

/** What to say where neither an API nor `/__admin` knows a path. */
export function nearestOperations(method: string, { path, sandboxId }: RequestTarget, apis: readonly Api[]): Problem {
  const all = apis.flatMap(api =>
    api.operations.map(operation => ({
      operation: `${api.name} ${operation.id}`,
      method: operation.methods[0]!,
      path: api.basePath + operation.path,
    })),
  )
  const nearest = nearestRoutes(method, path, all)
  const reach =
    nearest[0] && path !== '/' ? `Nearest is ${nearest[0].operation}: ${nearest[0].method} ${nearest[0].path}. ` : ''
  return new Problem(
    404,
    'Nothing here',
    `No API and no admin route knows ${method} ${path.slice(0, 300)}.`,
    `${misaddressed(path, sandboxId) ?? reach}APIs answer below ${apis.map(api => api.basePath).join(', ')}; GET /__admin/apis lists every operation.`,
    { received: { method, path: path.slice(0, 300) }, nearest },
  )
}

/** What is wrong with how a path is put together, where that is what is wrong. */
function misaddressed(path: string, sandboxId: string | undefined): string | undefined {
  const single = path.slice(0, 300).replace(/\/{2,}/g, '/')
  if (single.split('/')[1] === '__admin' && sandboxId !== undefined)
    return `/__admin is one for all sandboxes: leave /~${sandboxId} out. Sandbox ${sandboxId} is at /__admin/sandboxes/${sandboxId}. `
  return path.includes('//') ? `The path has a doubled slash: ${single} may be meant. ` : undefined
}
