import { schema } from '../validation/schema.ts'
import type { ApiTypes } from './call.ts'
import { definitionFlaws } from './check-definition.ts'
import type { Api, ApiDefinition } from './define-api.ts'

/**
 * Declares an API: the table of contents of what a vendor documents.
 *
 * @throws {Error} where something of it cannot be: in one sentence, with its place
 */
export function defineApi<T extends ApiTypes>(definition: ApiDefinition<T>): Api<T> {
  if (definition === null || typeof definition !== 'object')
    throw new Error(`Cannot define an API: it is ${JSON.stringify(definition)}, not an object. Give { name, … }.`)
  const api = completed(definition)
  for (const flaw of definitionFlaws(api)) throw undefinable(api.name, flaw)
  return api
}

function completed<T extends ApiTypes>(definition: ApiDefinition<T>): Api<T> {
  const { name, basePath, operations } = definition
  const bases = Array.isArray(basePath) ? basePath.map(fromRoot) : undefined
  return {
    ...{ title: name, docs: name, collections: {} as Api<T>['collections'], readings: {} },
    ...{ credentials: {}, account: {}, authenticate: () => null, error: schema({}) },
    ...definition,
    basePath: bases ? (bases[0] as string) : fromRoot(basePath as string),
    ...(bases && bases.length > 1 && { basePaths: bases }),
    ...(Array.isArray(operations) && {
      operations: operations.map(one => (one?.base === undefined ? one : { ...one, base: fromRoot(one.base) })),
    }),
  }
}

/** The root is written as a slash, and is no part of a path. */
const fromRoot = (path: string): string => (path === '/' ? '' : path)

/** That an API cannot be what it is declared to be. */
export const undefinable = (name: unknown, flaw: string): Error =>
  new Error(`Cannot define API ${JSON.stringify(name)}: ${flaw}.`)
