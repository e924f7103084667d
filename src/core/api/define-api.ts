import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Schema, schema } from '../validation/schema.ts'
import { SchemaFolder } from '../validation/schema-folder.ts'
import type { Api, ApiDefinition } from './api.ts'
import type { ApiTypes } from './call.ts'
import { definitionFlaws } from './check-definition.ts'
import { schemasOf } from './schemas-of.ts'

/**
 * Declares an API of your own, for `apis` of `startMockServer` or of a config: the table of contents of what a vendor documents.
 *
 * @param definition its name, base path, operations, and whatever else it has: `docs/sixth-api.md`
 * @throws {Error} where something of it is wrong: in one sentence, with its place
 * @example
 * export const notes = defineApi({
 *   name: 'notes',
 *   basePath: '/notes/v1',
 *   operations: [add, get],
 *   collections: { notes: collection({ key: 'id', keyType: 'integer', newKey: 1 }) },
 *   refuse: error => ({ status: error instanceof HttpFault ? error.status : 422, body: { message: error.message } }),
 * })
 */
export function defineApi<T extends ApiTypes>(definition: ApiDefinition<T>): Api<T> {
  if (definition === null || typeof definition !== 'object')
    throw new Error(`Cannot define an API: it is ${JSON.stringify(definition)}, not an object. Give { name, … }.`)
  const api = completed(definition)
  for (const flaw of definitionFlaws(api)) throw definitionError(api.name, flaw)
  if (api.schemas) for (const [, schema] of schemasOf(api)) if (schema.file) layIn(schema, api.schemas)
  return api
}

function completed<T extends ApiTypes>(definition: ApiDefinition<T>): Api<T> {
  const { name, basePath, operations, schemas } = definition
  const bases = Array.isArray(basePath) ? basePath.map(fromRoot) : undefined
  return {
    ...{ title: name, docs: name, collections: {} as Api<T>['collections'], readings: {} },
    ...{ credentials: {}, account: {}, authenticate: () => null, error: schema({}) },
    ...definition,
    basePath: bases ? (bases[0] as string) : fromRoot(basePath as string),
    ...(bases && bases.length > 1 && { basePaths: bases }),
    schemas: schemas === undefined ? undefined : folderOf(schemas),
    ...(Array.isArray(operations) && {
      operations: operations.map(one => (one?.base === undefined ? one : { ...one, base: fromRoot(one.base) })),
    }),
  }
}

/** Anew for each definition: what was read of the files before may have changed. */
const folderOf = (given: URL | string | SchemaFolder): SchemaFolder =>
  new SchemaFolder(
    typeof given === 'string' ? resolve(given) : given instanceof SchemaFolder ? given.path : pathOf(given),
  )

/** What is not an address is told with the rest. */
const pathOf = (given: URL): string => (given?.protocol === 'file:' ? fileURLToPath(given) : '')

const layIn = (schema: Schema, folder: SchemaFolder): void => void Object.assign(schema, { folder })

/** The root is written as a slash, and is not part of a path. */
const fromRoot = (path: string): string => (path === '/' ? '' : path)

/** That an API cannot be what it is declared to be. */
export const definitionError = (name: unknown, flaw: string): Error =>
  new Error(`Cannot define API ${JSON.stringify(name)}: ${flaw}.`)
