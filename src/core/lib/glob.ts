/**
 * Whether a text fits a pattern in which `*` stands for any characters, none and slashes too. No regular
 * expression is made of it: a user's pattern must not keep the server busy.
 */
export function fitsGlob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return text === first
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  const end = text.length - last.length
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

/** Whether some text fits both a pattern and a route: its `:name` is a segment of a path, its `*` is anything. */
export function canFitRoute(pattern: string, route: string): boolean {
  // A parameter is a letter of a segment, and then as many as may come.
  const tokens = (route.match(/:\w+|[^:]/g) ?? []).flatMap(part => (part.startsWith(':') ? [SOME, MORE] : [part]))
  let reached = withSkips([0], tokens)
  for (const letter of pattern) {
    if (letter === '*') {
      const first = Math.min(...reached)
      reached = new Set([...tokens.keys(), tokens.length].filter(at => at >= first))
      continue
    }
    const next: number[] = []
    for (const at of reached) {
      if (tokens[at] === letter || (tokens[at] === SOME && letter !== '/')) next.push(at + 1)
      if (tokens[at] === ANY || (tokens[at] === MORE && letter !== '/')) next.push(at)
    }
    if (next.length === 0) return false
    reached = withSkips(next, tokens)
  }
  return reached.has(tokens.length)
}

const SOME = ':some'
const MORE = ':more'
const ANY = '*'

/** Places in a route, and those behind what may be left out. */
function withSkips(places: readonly number[], tokens: readonly string[]): Set<number> {
  const all = new Set(places)
  for (const at of all) if (tokens[at] === MORE || tokens[at] === ANY) all.add(at + 1)
  return all
}
