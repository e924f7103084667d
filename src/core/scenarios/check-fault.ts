import { METHODS } from 'node:http'
import type { Api } from '../api/api.ts'
import { isOperation } from '../api/operation-name.ts'
import type { Fault } from '../faults/fault.ts'
import { windowOf } from '../faults/quota.ts'
import { nearestNames } from '../lib/nearest.ts'
import { checkMatchedPath, type Declared, isAtPath } from './check-matched-path.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'
import { unknownApi } from './unknown-api.ts'

const LONGEST_WINDOW_MS = 366 * 86_400_000

/** What a schema cannot know of a fault: whether its values fit each other, and whether it can ever strike. */
export function checkFaultValues({ match, delayMs, quota }: Fault, apis: readonly Api[], path: Path): ScenarioFlaw[] {
  const flaws = [...checkMatch(match ?? {}, apis, [...path, 'match']), ...checkDelay(delayMs, [...path, 'delayMs'])]
  const window = quota ? windowOf(quota) : 1
  if (!(window >= 1 && window <= LONGEST_WINDOW_MS))
    flaws.push({
      path: [...path, 'quota', 'window'],
      message: `must be a time such as 1s, 500ms or 1m, a year at most, not ${JSON.stringify(quota!.window)}`,
    })
  return flaws
}

function checkDelay(delay: Fault['delayMs'], path: Path): ScenarioFlaw[] {
  if (typeof delay !== 'object') return []
  const names = Object.keys(delay).sort().join()
  if (names !== 'max,min' && names !== 'median,sigma')
    return [{ path, message: `must be a number, { min, max } or { median, sigma }, not ${JSON.stringify(delay)}` }]
  if (!('min' in delay) || delay.min <= delay.max) return []
  return [{ path: [...path, 'min'], message: `must not be above max, which is ${delay.max}` }]
}

type Match = NonNullable<Fault['match']>

function checkMatch(match: Match, apis: readonly Api[], path: Path): ScenarioFlaw[] {
  const { api: name, operation, direction, url } = match
  const unknown = name === undefined ? [] : unknownApi(name, apis, [...path, 'api'])
  if (unknown.length > 0) return unknown
  const isOut = direction === 'out' || (direction === undefined && url !== undefined)
  if (isOut && operation !== undefined)
    return [
      {
        path: [...path, 'operation'],
        message: 'can never strike: a webhook has no operation. Match it by api, url or where',
      },
    ]
  const among = apis.filter(api => name === undefined || api.name === name)
  const meant = among.flatMap(api =>
    api.operations
      .filter(({ id }) => operation === undefined || isOperation(operation, { api: api.name, operation: id }))
      .map(declared => ({ api, declared })),
  )
  if (operation !== undefined && meant.length === 0) return [unknownOperation(operation, among, path)]
  const misplaced = match.path === undefined || isOut ? [] : checkMatchedPath(match.path, operation, meant, among, path)
  return misplaced.length > 0 ? misplaced : checkMethod(isOut ? { method: match.method! } : match, meant, path)
}

function unknownOperation(operation: string, among: readonly Api[], path: Path): ScenarioFlaw {
  const known = among.flatMap(api => api.operations.flatMap(({ id }) => [id, `${api.name} ${id}`]))
  const nearest = nearestNames(
    operation,
    known.filter(candidate => candidate.includes(' ') === operation.includes(' ')),
  )
  return { path: [...path, 'operation'], message: `is not an operation; nearest are ${nearest.join(', ')}` }
}

function checkMethod({ method, path, operation }: Match, meant: readonly Declared[], at: Path): ScenarioFlaw[] {
  if (method === undefined) return []
  const wanted = method.toUpperCase()
  const flaw = (message: string): ScenarioFlaw[] => [{ path: [...at, 'method'], message }]
  if (!METHODS.includes(wanted)) return flaw(`must be an HTTP method, not ${JSON.stringify(method)}`)
  if (operation === undefined && path === undefined) return []
  const here = path === undefined ? meant : meant.filter(one => isAtPath(path, one))
  const methods = [...new Set(here.flatMap(({ declared }) => declared.methods))]
  if (here.length === 0 || methods.includes(wanted === 'HEAD' ? 'GET' : wanted)) return []
  return flaw(`can never strike: ${operation ?? path} has no ${wanted}, only ${methods.join(', ')}`)
}
