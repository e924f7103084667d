import { METHODS } from 'node:http'

/** Where an operation answers. */
export interface OperationRoute {
  readonly methods: readonly string[]
  /** Below its base path, with `:name` parameters; `{*rest}` at its end is any number of segments. */
  readonly path: string
  /** The query parameter whose presence tells it from others of its path. */
  readonly when?: string
}

/** An operation answers at its route, and at its aliases. */
export interface Routed extends OperationRoute {
  readonly aliases?: readonly OperationRoute[]
  /** The base path that it lies below, where that is not its API's first. */
  readonly base?: string
}

export const routesOf = (operation: Routed): readonly OperationRoute[] =>
  operation.aliases ? [operation, ...operation.aliases] : [operation]

/** Every path of an operation, from the root. */
export const fullPathsOf = ({ basePath }: { readonly basePath: string }, operation: Routed): string[] =>
  routesOf(operation).map(({ path }) => (operation.base ?? basePath) + path)

/** The segment of a path where a route has a parameter, if it is like the route as far as that. */
export function segmentAt(route: string, parameter: string, path: string): string | undefined {
  const known = route.split('/')
  const at = known.indexOf(`:${parameter}`)
  const given = path.split('/')
  const isLike = known.slice(0, at).every((segment, i) => segment.includes(':') || segment === given[i])
  return at < 0 || !isLike || given[at] === '' ? undefined : given[at]
}

/** The parameters of a path, in their order. */
export const parametersIn = (path: string): string[] => [...path.matchAll(/[:*](\w+)/g)].map(([, name]) => name!)

/** A route as a developer writes it: `GET,POST /orders/:id?draft`. A text: what is wrong with it. */
export function parseRoute(route: string): OperationRoute | string {
  const match = /^(\S+) +(\/[^?\s]*)(?:\?(\S*))?$/.exec(route)
  if (!match) return 'must be a method, a space and a path that begins with a slash'
  const [, verbs, path, when] = match as unknown as [string, string, string, string | undefined]
  const methods = verbs.split(',')
  const unknown = methods.find(method => !METHODS.includes(method))
  if (unknown !== undefined) return `has ${JSON.stringify(unknown)}, which is not an HTTP method`
  if (new Set(methods).size < methods.length) return 'has a method twice'
  const wrong = wrongPath(path)
  if (wrong !== undefined) return wrong
  if (when !== undefined && !/^[^=&#]+$/.test(when))
    return `must have the name of one query parameter after its question mark, not ${JSON.stringify(when)}`
  return { methods, path, ...(when !== undefined && { when }) }
}

function wrongPath(path: string): string | undefined {
  const literal = path.replace(/\/\{\*\w+\}$/, '').replace(/:[A-Za-z_]\w*/g, '')
  const [odd] = /[:*{}()[\]+!\\"#]/.exec(literal) ?? []
  if (odd === '*' || odd === '{')
    return `has ${JSON.stringify(odd)} in the wrong place: the rest of a path is {*rest}, after its last slash`
  if (odd === ':') return 'has a colon without a name after it: a parameter is :name, of letters, digits and _'
  if (odd !== undefined) return `has ${JSON.stringify(odd)}, which a path cannot have`
  if (path.includes('//')) return 'has a double slash'
  const names = parametersIn(path)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  return twice === undefined ? undefined : `has the parameter ${JSON.stringify(twice)} twice`
}
