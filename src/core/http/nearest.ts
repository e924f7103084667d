import type { Api } from '../api/define-api.ts'
import { Problem } from './problem.ts'

/** What to say where neither an API nor `/__admin` knows a path. */
export function nearestOperations(method: string, path: string, apis: readonly Api[]): Problem {
  const all = apis.flatMap(api =>
    api.operations.map(operation => ({
      operation: `${api.name} ${operation.id}`,
      method: operation.methods[0]!,
      path: api.basePath + operation.path,
    })),
  )
  const nearest = all
    .map(candidate => ({ candidate, distance: distance(path.toLowerCase(), candidate.path.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
  const reach = nearest[0] ? `Nearest is ${nearest[0].operation}: ${nearest[0].method} ${nearest[0].path}. ` : ''
  return new Problem(
    404,
    'Nothing here',
    `No API and no admin route knows ${method} ${path.slice(0, 300)}.`,
    `${reach}APIs answer below ${apis.map(api => api.basePath).join(', ')}; GET /__admin/apis lists every operation.`,
    { received: { method, path: path.slice(0, 300) }, nearest },
  )
}

/** Levenshtein's, of the first 120 characters. */
function distance(a: string, b: string): number {
  const [left, right] = [a.slice(0, 120), b.slice(0, 120)]
  let row = Array.from({ length: right.length + 1 }, (_, i) => i)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const swap = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[right.length]!
}
