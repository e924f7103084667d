import { type Api, profilesOf, type ReadyFault } from '../core/api/api.ts'
import type { Operation } from '../core/api/operation.ts'
import type { Readings } from '../core/api/readings.ts'
import type { CollectionSpec } from '../core/store/spec.ts'
import { route } from './route.ts'

/** What a server tells of one of its APIs. */
export interface ApiInfo {
  readonly name: string
  readonly title: string
  readonly basePath: string
  /** Of the documented account. */
  readonly credentials: Readonly<Record<string, string>>
  readonly operations: readonly {
    readonly id: string
    readonly method: string
    readonly path: string
    /** The base path that it lies below, where that is not `basePath`. */
    readonly base?: string
    readonly docs: string
  }[]
  readonly readings: readonly {
    readonly id: string
    readonly about: string
    readonly options: readonly string[]
    readonly default: string
  }[]
  readonly profiles: readonly string[]
  readonly collections: readonly { readonly name: string; readonly key: string }[]
  /** Faults that are ready to be arranged, where it has any. */
  readonly faults?: readonly ({ readonly name: string } & ReadyFault)[]
}

const list = route('GET /apis', {
  summary: 'The APIs: base paths, credentials, operations, readings and collections.',
  handle: ({ server }) => ({ apis: server.apis.map(shown) }),
})

export const apiRoutes = [list]

function shown(api: Api): ApiInfo {
  const collections = Object.entries(api.collections as Record<string, CollectionSpec>)
  return {
    name: api.name,
    title: api.title,
    basePath: api.basePath,
    credentials: api.account,
    operations: api.operations.map(shownOperation),
    readings: Object.entries(api.readings as Readings).map(([topic, { about, options, default: usual }]) => ({
      id: `${api.name}.${topic}`,
      about,
      options: Object.keys(options),
      default: usual,
    })),
    profiles: profilesOf(api),
    collections: collections.map(([name, { key }]) => ({ name, key })),
    ...(api.faults && { faults: Object.entries(api.faults).map(([name, ready]) => ({ name, ...ready })) }),
  }
}

/** Of several methods, the first: the one that the page's examples use. */
const shownOperation = ({ id, methods, path, base, docs }: Operation) => ({
  ...{ id, method: methods[0]!, path },
  ...(base !== undefined && { base }),
  docs,
})
