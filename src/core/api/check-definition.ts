import { METHODS } from 'node:http'
import { briefJson } from '../lib/brief-json.ts'
import { parseDuration } from '../lib/duration.ts'
import { didYouMean } from '../lib/nearest.ts'
import type { CollectionSpec, Reference } from '../store/spec.ts'
import type { CredentialPlace } from './credentials.ts'
import { type Api, basePathsOf } from './define-api.ts'
import { casesOf, type DocumentedCase } from './documented-case.ts'
import type { Limit } from './limit.ts'
import { API, CASE, COLLECTION, flawsOfMembers, isSchema, LIMIT, OPERATION, READING } from './members.ts'
import type { Operation } from './operation.ts'
import type { Readings } from './readings.ts'
import { parametersIn, routesOf } from './route.ts'

/** Everything wrong with an API that its declaration shows by itself: what is wrong, and what to do. */
export function* definitionFlaws(api: Api): Generator<string> {
  if (typeof api.name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(api.name))
    yield 'its name must be lower-case letters, digits and hyphens, a letter first. Rename it'
  yield* flawsOfMembers(api, API, 'the API')
  for (const base of basePathsOf(api)) yield* flawsOfBasePath(base)
  if (api.schemas?.path === '')
    yield "“schemas” must be a folder: new URL('./schemas/', import.meta.url), or a path. Correct it"
  yield* flawsOfChoice(api.authenticateAt, ['first', 'after-path', 'after-method'], '“authenticateAt”')
  yield* flawsOfChoice(api.parameters, ['php', 'plain'], '“parameters”')
  yield* flawsOfNames(Object.keys(api.readings), 'a reading')
  yield* flawsOfNames(Object.keys(api.collections), 'a collection')
  yield* flawsOfNames(Object.keys(api.counters ?? {}), 'a counter')
  yield* flawsOfReadings(api.readings)
  for (const documented of api.cases ?? []) yield* flawsOfMembers(documented, CASE, 'a case of the API')
  for (const operation of api.operations) yield* flawsOfRoute(operation)
  for (const operation of api.operations) yield* flawsOfOperation(operation, api)
  yield* flawsOfRoutes(api.operations)
  yield* flawsOfCollections(api.collections as Record<string, CollectionSpec>)
  yield* flawsOfCounters(api)
  for (const [name, timer] of Object.entries(api.timers ?? {}))
    if (typeof timer !== 'function') yield `timer ${name} must be a function, not ${briefJson(timer)}. Correct it`
  yield* flawsOfCredentials(api)
  if (api.limit) yield* flawsOfLimit(api.limit, 'the API')
}

function* flawsOfLimit(limit: Limit, what: string): Generator<string> {
  yield* flawsOfMembers(limit, LIMIT, `“limit” of ${what}`)
  const { requests, per } = limit
  if (requests < 1) yield `“limit” of ${what} must let 1 request or more pass, not ${requests}. Correct it`
  if (!parseDuration(per))
    yield `“per” in “limit” of ${what} must be a time such as "1s" or "500ms", not ${briefJson(per)}. Correct it`
}

/** What stands in ids, paths and file names. */
function* flawsOfNames(names: readonly string[], what: string): Generator<string> {
  const odd = names.find(name => !/^[A-Za-z0-9_][\w-]*$/.test(name))
  if (odd !== undefined)
    yield `${what} has the name ${JSON.stringify(odd)}, which must be of letters, digits, hyphens and _. Rename it`
}

function* flawsOfBasePath(basePath: unknown): Generator<string> {
  const said = `base path ${briefJson(basePath)}`
  if (typeof basePath !== 'string' || !/^(\/[^/?#\s]+)*$/.test(basePath))
    yield `${said} must begin with a slash and not end with one. Write it as "/shop/v1", or "/"`
  else if (/^\/(__admin(\/|$)|~|%7e)/i.test(basePath))
    yield `${said} is the server's own: /__admin and /~NAME are. Choose another`
}

function* flawsOfChoice(given: unknown, choices: readonly string[], what: string): Generator<string> {
  if (given !== undefined && !choices.includes(given as string))
    yield `${what} must be ${choices.map(choice => JSON.stringify(choice)).join(' or ')}, not ${briefJson(given)}.${didYouMean(String(given), choices)} Correct it`
}

function* flawsOfReadings(readings: Readings): Generator<string> {
  for (const [topic, reading] of Object.entries(readings)) {
    yield* flawsOfMembers(reading, READING, `reading ${topic}`)
    const known = Object.keys(reading.options)
    for (const option of [reading.default, ...Object.values(reading.profiles ?? {})])
      if (!known.includes(option))
        yield `reading ${topic} has no option ${option}.${didYouMean(String(option), known)} Known are ${known.join(', ')}`
  }
}

const sayOperation = (operation: Operation | null | undefined): string =>
  typeof operation?.id === 'string' ? `operation ${operation.id}` : 'an operation'

function* flawsOfRoute(operation: Operation): Generator<string> {
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

function* flawsOfOperation(operation: Operation, api: Api): Generator<string> {
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
      yield `the reply ${status} of ${what} must be a schema, or null for an empty body, not ${briefJson(reply) || 'nothing'}. Write schema({ … })`
  }
  // Operations may share their patterns.
  const names = parametersOf(api)
  for (const [name, pattern] of Object.entries(operation.params ?? {})) {
    if (!names.includes(name))
      yield `${what} has a pattern for ${JSON.stringify(name)}, which is not a parameter of any path.${didYouMean(name, names)} Leave it out`
    if (!(pattern instanceof RegExp))
      yield `${what}: the pattern of ${JSON.stringify(name)} must be a regular expression, not ${briefJson(pattern)}. Correct it`
  }
  for (const documented of operation.cases ?? []) yield* flawsOfMembers(documented, CASE, `a case of ${what}`)
  if (operation.limit) yield* flawsOfLimit(operation.limit, what)
  yield* flawsOfCases(id, casesOf(api, operation), api)
}

function* flawsOfCases(what: string, cases: readonly DocumentedCase[], { readings }: Api): Generator<string> {
  for (const [at, documented] of cases.entries()) {
    const { id, status, under = {} } = documented
    yield* flawsOfMembers(documented, CASE, `case ${id ?? at + 1} of ${what}`)
    if (cases.findIndex(other => other.id === id) !== at)
      yield `case ${id} of ${what} is declared twice. Give each an id of its own`
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
const parametersOf = ({ operations }: Api): string[] =>
  operations.flatMap(operation => routesOf(operation).flatMap(({ path }) => parametersIn(path)))

/** Names of parameters do not tell routes apart. */
const shapeOf = (path: string): string => path.replace(/:\w+/g, ':').replace(/\{\*\w+\}/g, '*')

function* flawsOfRoutes(operations: readonly Operation[]): Generator<string> {
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

function* flawsOfCollections(collections: Readonly<Record<string, CollectionSpec>>): Generator<string> {
  for (const [name, spec] of Object.entries(collections)) {
    const what = `collection ${name}`
    yield* flawsOfMembers(spec, COLLECTION, what)
    const { keyType, newKey, indexes = {}, texts = {}, references = {} } = spec
    yield* flawsOfChoice(keyType ?? null, ['integer', 'string'], `“keyType” of ${what}`)
    if (newKey !== 'uuid' && !Number.isSafeInteger(newKey))
      yield `“newKey” of ${what} must be the number of its first new key, or "uuid", not ${briefJson(newKey)}. Correct it`
    if (newKey === 'uuid' && keyType === 'integer')
      yield `“newKey” of ${what} is "uuid", and its keys are integers. Make “keyType” "string", or give a number`
    for (const [index, of] of [...Object.entries(indexes), ...Object.entries(texts)])
      if (typeof of !== 'function')
        yield `index ${index} of ${what} must be a function that gives the values of a record, not ${briefJson(of)}. Correct it`
    for (const [field, reference] of Object.entries(references)) {
      const { to, onDelete } = (reference ?? {}) as Partial<Reference>
      const known = Object.keys(collections)
      if (to === undefined || !known.includes(to))
        yield `${name}.${field} refers to ${to}, which is not a collection of this API.${didYouMean(String(to), known)} Known are ${known.join(', ')}`
      yield* flawsOfChoice(onDelete ?? null, ['refuse', 'cascade', 'unbind', 'keep'], `“onDelete” of ${name}.${field}`)
    }
  }
}

function* flawsOfCounters({ counters = {}, collections }: Api): Generator<string> {
  for (const [name, first] of Object.entries(counters)) {
    if (!Number.isSafeInteger(first))
      yield `counter ${name} must begin with a whole number, not ${briefJson(first)}. Correct it`
    if (Object.hasOwn(collections, name))
      yield `counter ${name} has the name of a collection, which has a counter of its own. Leave it out`
  }
}

const PLACES: readonly CredentialPlace['in'][] = ['header', 'query', 'body', 'bearer', 'path', 'cookie']

function* flawsOfCredentials(api: Api): Generator<string> {
  const { credentials, account } = api
  for (const [name, places] of Object.entries(credentials)) {
    const what = `credential ${name}`
    if (!Array.isArray(places) || places.length === 0)
      yield `${what} must have a list of places such as [{ in: 'header', name: 'x-key' }], not ${briefJson(places)}. Correct it`
    for (const place of places) {
      yield* flawsOfChoice(place?.in ?? null, PLACES, `a place of ${what}`)
      if (place.in !== 'bearer' && (typeof place.name !== 'string' || place.name === ''))
        yield `${what} is in the ${place.in} under no name. Add its “name”`
      if (place.in === 'path' && !parametersOf(api).includes(place.name))
        yield `${what} is in the path under ${JSON.stringify(place.name)}, which is not a parameter of any route.${didYouMean(place.name, parametersOf(api))} Add it to a route`
    }
  }
  for (const name of Object.keys(account)) {
    const known = Object.keys(credentials)
    if (!known.includes(name))
      yield `“account” has ${JSON.stringify(name)}, which is not one of its credentials.${didYouMean(name, known)} Declare it in “credentials”`
  }
}
