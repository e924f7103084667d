import type { Api } from '../api/define-api.ts'
import { Problem } from '../api/problem.ts'
import { nearestRoutes } from '../lib/nearest.ts'

/** What to say where neither an API nor `/__admin` knows a path. */
export function nearestOperations(method: string, path: string, apis: readonly Api[]): Problem {
  const all = apis.flatMap(api =>
    api.operations.map(operation => ({
      operation: `${api.name} ${operation.id}`,
      method: operation.methods[0]!,
      path: api.basePath + operation.path,
    })),
  )
  const nearest = nearestRoutes(method, path, all)
  const reach = nearest[0] ? `Nearest is ${nearest[0].operation}: ${nearest[0].method} ${nearest[0].path}. ` : ''
  return new Problem(
    404,
    'Nothing here',
    `No API and no admin route knows ${method} ${path.slice(0, 300)}.`,
    `${path.includes('//') ? 'The path has a doubled slash: check how it is put together. ' : ''}${reach}APIs answer below ${apis.map(api => api.basePath).join(', ')}; GET /__admin/apis lists every operation.`,
    { received: { method, path: path.slice(0, 300) }, nearest },
  )
}
