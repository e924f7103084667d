import { type Api, basePathsOf } from '../api/api.ts'
import type { Operation } from '../api/operation.ts'
import { fullPathsOf } from '../api/route.ts'
import { canFitRoute } from '../lib/glob.ts'
import { nearestRoutes } from '../lib/nearest.ts'
import { targetOf } from '../lib/request-target.ts'
import { shorten } from '../lib/shorten.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'

/** An operation, and the API that declares it. */
export interface Declared {
  readonly api: Api
  readonly declared: Operation
}

/**
 * Why no request can have a path that a fault is to match.
 *
 * @param operation what the fault names, where it names one
 * @param meant the operations that it may be of
 * @param among the APIs that it may be of
 */
export function checkMatchedPath(
  path: string,
  operation: string | undefined,
  meant: readonly Declared[],
  among: readonly Api[],
  at: Path,
): ScenarioFlaw[] {
  const flaw = (message: string): ScenarioFlaw[] => [{ path: [...at, 'path'], message }]
  const { prefix, path: bare } = targetOf(path)
  if (path.includes('?'))
    return flaw(`can never strike: a query is not a part of the path. Put its parameters in “where”`)
  if (path.startsWith('/') && prefix !== '')
    return flaw(`can never strike: leave out ${prefix}, a fault is of its own sandbox alone. Write ${bare}`)
  if (!/^[/*]/.test(path) || !among.some(api => isBelow(path, api))) {
    const routes = meant.flatMap(({ api, declared }) =>
      fullPathsOf(api, declared).map(path => ({ method: 'GET', path })),
    )
    const nearest = [...new Set(nearestRoutes('GET', path, routes).map(route => route.path))]
    const bases = among.flatMap(basePathsOf)
    return flaw(
      `can never strike: ${shorten(path, 60)} is outside of ${bases.join(', ')}. Nearest ${nearest.length > 1 ? 'are' : 'is'} ${nearest.join(', ')}`,
    )
  }
  if (operation === undefined || meant.some(one => one.api.dispatch || isAtPath(path, one))) return []
  const places = meant.flatMap(({ api, declared }) => fullPathsOf(api, declared))
  return flaw(`can never strike: ${operation} is at ${[...new Set(places)].join(', ')}`)
}

/** Whether a path, or some path that fits its stars, is an operation’s. */
export function isAtPath(path: string, { api, declared }: Declared): boolean {
  return fullPathsOf(api, declared)
    .map(route => route.replace(/\{\*\w+\}$/, '*'))
    .some(route => canFit(path, route, api) || (api.paths?.strictSlash !== true && canFit(path, `${route}/`, api)))
}

function isBelow(path: string, api: Api): boolean {
  const { scope } = api
  return basePathsOf(api).some(base =>
    scope === undefined
      ? canFit(path, base, api) || canFit(path, `${base}/*`, api)
      : canFit(path, `${base}${scope}*`, api),
  )
}

function canFit(path: string, route: string, { paths }: Api): boolean {
  const asked = paths?.collapseSlashes ? path.replace(/\/{2,}/g, '/') : path
  return paths?.ignoreCase ? canFitRoute(asked.toLowerCase(), route.toLowerCase()) : canFitRoute(asked, route)
}
