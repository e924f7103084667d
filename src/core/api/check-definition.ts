import { validateHeaderName, validateHeaderValue } from 'node:http'
import { briefJson } from '../lib/brief-json.ts'
import { didYouMean } from '../lib/nearest.ts'
import type { CollectionSpec, Reference } from '../store/spec.ts'
import { type Api, basePathsOf } from './api.ts'
import {
  flawsOfCases,
  flawsOfLimit,
  flawsOfOperation,
  flawsOfRoute,
  flawsOfRoutes,
  parametersOf,
} from './check-operations.ts'
import type { CredentialPlace } from './credentials.ts'
import { API, COLLECTION, flawsOfMembers, READING } from './members.ts'
import type { Readings } from './readings.ts'

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
  yield* flawsOfCases(api.cases ?? [], 'the API', 'the API', api)
  for (const operation of api.operations) yield* flawsOfRoute(operation)
  for (const operation of api.operations) yield* flawsOfOperation(operation, api)
  yield* flawsOfRoutes(api.operations)
  yield* flawsOfCollections(api.collections as Record<string, CollectionSpec>)
  yield* flawsOfCounters(api)
  yield* flawsOfHeaders({ ...api.headers, ...(api.contentType && { 'content-type': api.contentType }) })
  for (const [name, timer] of Object.entries(api.timers ?? {}))
    if (typeof timer !== 'function') yield `timer ${name} must be a function, not ${briefJson(timer)}. Correct it`
  yield* flawsOfCredentials(api)
  if (api.limit) yield* flawsOfLimit(api.limit, 'the API')
}

/** What stands in ids, paths and file names. */
function* flawsOfNames(names: readonly string[], what: string): Generator<string> {
  const odd = names.find(name => !/^[A-Za-z0-9_][\w-]*$/.test(name))
  if (odd !== undefined)
    yield `${what} has the name ${JSON.stringify(odd)}, which must consist of letters, digits, hyphens and _. Rename it`
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
        yield `reading ${topic} has no option ${option}.${didYouMean(String(option), known)} Choose from ${known.join(', ')}`
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
      yield `“newKey” of ${what} is "uuid", but its keys are integers. Make “keyType” "string", or give a number`
    for (const [index, of] of [...Object.entries(indexes), ...Object.entries(texts)])
      if (typeof of !== 'function')
        yield `index ${index} of ${what} must be a function that gives the values of a record, not ${briefJson(of)}. Correct it`
    for (const [field, reference] of Object.entries(references)) {
      const { to, onDelete } = (reference ?? {}) as Partial<Reference>
      const known = Object.keys(collections)
      if (to === undefined || !known.includes(to))
        yield `${name}.${field} refers to ${to}, which is not a collection of this API.${didYouMean(String(to), known)} Choose from ${known.join(', ')}`
      yield* flawsOfChoice(onDelete ?? null, ['refuse', 'cascade', 'unbind', 'keep'], `“onDelete” of ${name}.${field}`)
    }
  }
}

function* flawsOfHeaders(headers: Readonly<Record<string, unknown>>): Generator<string> {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value as string)
      if (typeof value === 'string') continue
    } catch {
      // Told below.
    }
    yield `its header ${JSON.stringify(name)} must be a name and a string that HTTP allows, not ${briefJson(value)}. Correct it`
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
        yield `${what} is in the ${place.in} without a name. Add its “name”`
      if (place.in === 'path' && !parametersOf(api).includes(place.name))
        yield `${what} is in the path under ${JSON.stringify(place.name)}, which is not a parameter of any route.${didYouMean(place.name, parametersOf(api))} Add it to a route`
    }
  }
  for (const [name, value] of Object.entries(account)) {
    if (typeof value !== 'string')
      yield `“account” has ${briefJson(value)} for ${name}, which must be a string. Correct it`
    const known = Object.keys(credentials)
    if (!known.includes(name))
      yield `“account” has ${JSON.stringify(name)}, which is not one of its credentials.${didYouMean(name, known)} Declare it in “credentials”`
  }
}
