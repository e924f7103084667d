/** The three routes that a request comes nearest to. */
export function nearestRoutes<R extends { method: string; path: string }>(
  method: string,
  path: string,
  routes: readonly R[],
): R[] {
  return routes
    .map(route => ({
      route,
      distance: distance(path, route.path) + (route.method === method ? 0 : 0.1),
    }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ route }) => route)
}

/** The three names that one is most likely meant for. */
export function nearestNames(name: string, known: readonly string[]): string[] {
  const letters = [...name.slice(0, 100)]
  return known
    .map(candidate => ({ candidate, distance: edits(letters, [...candidate], (a, b) => (a === b ? 0 : 1)) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** ` Did you mean “blank”?` where a name is one or two slips away from a known one; else nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const [nearest] = nearestNames(name, known)
  return nearest !== undefined && distance(name, nearest) <= 0.4 ? ` Did you mean “${nearest}”?` : ''
}

const segmentsOf = (path: string): string[] => path.toLowerCase().slice(0, 300).split('/').filter(Boolean).slice(0, 12)

/** How many segments of two paths differ; a path parameter is like anything, a misspelt segment only partly different. */
export const distance = (asked: string, known: string): number =>
  edits(segmentsOf(asked), segmentsOf(known), (a, b) =>
    b.startsWith(':') ? 0 : edits([...a], [...b], (x, y) => (x === y ? 0 : 1)) / Math.max(a.length, b.length),
  )

/** Levenshtein's distance, with a cost of its own for each replacement. */
function edits<T>(from: readonly T[], to: readonly T[], cost: (a: T, b: T) => number): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j - 1]! + cost(from[i - 1]!, to[j - 1]!), row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[to.length]!
}
