import { METHODS } from 'node:http'
import { briefJson } from '../lib/brief-json.ts'
import { parseDuration } from '../lib/duration.ts'
import { didYouMean } from '../lib/nearest.ts'
import { type Api, basePathsOf } from './api.ts'
import { casesOf, type DocumentedCase } from './documented-case.ts'
import type { Limit } from './limit.ts'
import { CASE, flawsOfMembers, isSchema, LIMIT, OPERATION } from './members.ts'
import type { Operation } from './operation.ts'
import type { Readings } from './readings.ts'
import { parametersIn, routesOf } from './route.ts'

export function* flawsOfLimit(limit: Limit, what: string): Generator<string> {
  yield* flawsOfMembers(limit, LIMIT, `“limit” of ${what}`)
  const { requests, per } = limit
  if (requests < 1) yield `“limit” of ${what} must let 1 request or more pass, not ${requests}. Correct it`
  if (!parseDuration(per))
    yield `“per” in “limit” of ${what} must be a time such as "1s" or "500ms", not ${briefJson(per)}. Correct it`
}

const sayOperation = (operation: Operation | null | undefined): string =>
  typeof operation?.id === 'string' ? `operation ${operation.id}` : 'an operation'

export function* flawsOfRoute(operation: Operation): Generator<string> {
  const what = sayOperation(operation)
  const { misrouted } = operation ?? {}
  if (misrouted !== undefined) yield `${what}: ${misrouted}. Write it as "GET,POST /orders/:id?draft"`
  if (!isRouted(operation)) yield `${what} has no route. Declare it by operation('GET /path', { … })`
}

/** Whether it is what `operation` gives, as far as its routes go. */
function isRouted(operation: Operation | null | undefined): boolean {
  if (operation === null || typeof operation !== 'object') return false
  const { aliases = [] } = operation
  const routes: unknown[] = Array.isArray(aliases) ? [operation, ...aliases] : [undefined]
  return routes.every(route => {
    const { methods, path } = (route ?? {}) as Partial<Operation>
    return typeof path === 'string' && Array.isArray(methods) && methods.every(method => METHODS.includes(method))
  })
}

export function* flawsOfOperation(operation: Operation, api: Api): Generator<string> {
  const { id } = operation
  const what = sayOperation(operation)
  yield* flawsOfMembers(operation, OPERATION, what)
  const bases = basePathsOf(api)
  if (operation.base !== undefined && !bases.includes(operation.base))
    yield `“base” of ${what} is ${briefJson(operation.base)}, which is not a base path of the API. Choose from ${bases.join(', ')}`
  if (!/^\w[\w.-]*$/.test(id)) yield `${what} must have an id of letters, digits, dots, hyphens and _. Rename it`
  const statuses = Object.keys(operation.replies)
  if (statuses.length === 0) yield `${what} has no reply. Add the status that it succeeds with, such as 200`
  for (const status of statuses) {
    if (!/^[2-5]\d\d$/.test(status))
      yield `${what} replies with status ${JSON.stringify(status)}, which must be from 200 to 599. Correct it`
    const reply = operation.replies[Number(status)]
    if (reply !== null && !isSchema(reply))
      yield `the reply ${status} of ${what} must be a schema, or null for an empty body, not ${briefJson(reply)}. Write schema({ … })`
  }
  // Operations may share their patterns.
  for (const [name, pattern] of Object.entries(operation.params ?? {})) {
    const names = parametersOf(api)
    if (!names.includes(name))
      yield `${what} has a pattern for ${JSON.stringify(name)}, which is not a parameter of any path.${didYouMean(name, names)} Leave it out`
    if (!(pattern instanceof RegExp))
      yield `${what}: the pattern of ${JSON.stringify(name)} must be a regular expression, not ${briefJson(pattern)}. Correct it`
  }
  if (operation.limit) yield* flawsOfLimit(operation.limit, what)
  yield* flawsOfCases(operation.cases ?? [], id, what, api)
  const ids = new Set<string>()
  for (const documented of casesOf(api, operation)) {
    if (ids.has(documented.id)) yield `case ${documented.id} of ${id} is declared twice. Give each an id of its own`
    ids.add(documented.id)
  }
}

/** @param inFull what they belong to, as a sentence names it */
export function* flawsOfCases(
  cases: readonly DocumentedCase[],
  what: string,
  inFull: string,
  { readings }: Api,
): Generator<string> {
  for (const documented of cases) {
    yield* flawsOfMembers(documented, CASE, `a case of ${inFull}`)
    const { id, status, under = {} } = documented
    if (status < 200 || status > 599)
      yield `case ${id} of ${what} has the status ${status}, which must be from 200 to 599. Correct it`
    for (const [topic, option] of Object.entries(under)) {
      const options = Object.keys((readings as Readings)[topic]?.options ?? {})
      if (!options.includes(option))
        yield `case ${id} of ${what} is under ${topic}=${option}, which is not an option of a reading. Correct it`
    }
  }
}

/** The parameters of every path of an API. */
export const parametersOf = ({ operations }: Api): string[] =>
  operations.flatMap(operation => routesOf(operation).flatMap(({ path }) => parametersIn(path)))

/** Names of parameters do not tell routes apart. */
const shapeOf = (path: string): string => path.replace(/:\w+/g, ':').replace(/\{\*\w+\}/g, '*')

export function* flawsOfRoutes(operations: readonly Operation[]): Generator<string> {
  const ids = new Set<string>()
  const taken = new Map<string, Operation>()
  for (const operation of operations) {
    const { id, params, base = '' } = operation
    if (ids.has(id)) yield `operation ${id} is declared twice. Give each an id of its own`
    ids.add(id)
    const patterns = Object.values(params ?? {}).map(String)
    for (const { methods, path, when } of routesOf(operation)) {
      for (const method of methods) {
        const route = `${method} ${base}${shapeOf(path)}?${when ?? ''} ${patterns}`
        const other = taken.get(route)
        if (other)
          yield `operations ${other.id} and ${id} both answer ${method} ${path}${when ? `?${when}` : ''}. Leave one out, or tell them apart`
        taken.set(route, operation)
      }
    }
  }
}
