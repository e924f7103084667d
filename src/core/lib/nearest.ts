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

/** The name that one is a slip or a part of, in any case; undefined where none is near enough. */
export function meantName(name: string, known: readonly string[]): string | undefined {
  const asked = name.toLowerCase()
  if (asked.length < 2) return undefined
  const names = known.map(candidate => candidate.toLowerCase())
  const whole = names.findIndex(candidate => candidate.split(/[^a-z0-9]+/).includes(asked))
  if (whole >= 0) return known[whole]
  const [nearest] = nearestNames(asked, names)
  if (nearest === undefined) return undefined
  const distance = edits([...asked.slice(0, 100)], [...nearest], (a, b) => (a === b ? 0 : 1))
  const isNear = distance <= Math.max(1, Math.floor(asked.length / 3)) || sorted(asked) === sorted(nearest)
  return isNear ? known[names.indexOf(nearest)] : undefined
}

const sorted = (text: string): string => [...text].sort().join('')

/** ` Did you mean “blank”?`, or nothing where no name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = meantName(name, known)
  return meant === undefined ? '' : ` Did you mean “${meant}”?`
}

const segmentsOf = (path: string): string[] => path.toLowerCase().slice(0, 300).split('/').filter(Boolean).slice(0, 12)

/** How many segments of two paths differ; a path parameter is like anything, a misspelt segment only partly different. */
const distance = (asked: string, known: string): number =>
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
