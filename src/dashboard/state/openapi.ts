import { useLoaded } from './loaded.ts'
import type { Operation } from './model.ts'

/** A JSON Schema, as far as a form needs it. */
export interface Shape {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly description?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Shape[]
}

export interface Example {
  readonly summary?: string
  readonly value: unknown
}

type Examples = Readonly<Record<string, Example>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Shape
  readonly examples?: Examples
}

export interface Content {
  readonly schema?: Shape
  readonly examples?: Examples
}

export interface Described {
  readonly summary?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Content>> }>
  >
  readonly 'x-operations'?: readonly string[]
}

export interface Scheme {
  readonly type: string
  readonly in?: 'header' | 'query'
  readonly name?: string
}

/** A reading as an API declares it. */
export interface DescribedReading {
  readonly options: Readonly<Record<string, string>>
  readonly docs?: string
  readonly profiles?: Readonly<Record<string, string>>
}

/** What the records of a collection are, and which of their fields point to others. */
export interface DescribedCollection {
  readonly schema?: Shape
  readonly references?: Readonly<Record<string, string>>
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  readonly components: {
    readonly schemas?: Readonly<Record<string, Shape>>
    readonly securitySchemes?: Readonly<Record<string, Scheme>>
  }
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly 'x-readings'?: Readonly<Record<string, DescribedReading>>
  readonly 'x-collections'?: Readonly<Record<string, DescribedCollection>>
}

/** What a collection holds, its schema and that of each field looked up; undefined where the document does not tell. */
export function collectionOf(document: OpenApi | undefined, name: string): DescribedCollection | undefined {
  const told = document?.['x-collections']?.[name]
  if (!document || !told) return undefined
  const { properties = {}, ...schema } = resolved(told.schema, document)
  const fields = Object.entries(properties).map(([field, shape]) => [field, resolved(shape, document)])
  return { ...told, schema: { ...schema, ...(fields.length > 0 && { properties: Object.fromEntries(fields) }) } }
}

export const useOpenApi = (api: string | null) => useLoaded<OpenApi>(api === null ? null : `openapi/${api}`, ['server'])

/** Where an operation stands in the document of its API. */
export function describedOf({ paths }: OpenApi, { base = '', path, method, id }: Operation): Described | undefined {
  const methods = paths[base + path.replace(/\{\*(\w+)\}|:(\w+)/g, '{$1$2}')] ?? {}
  const own = methods[method.toLowerCase()]
  return own ?? Object.values(methods).find(described => described['x-operations']?.includes(id))
}

/** A schema, or what it points to. */
export function resolved(shape: Shape | undefined, { components }: Pick<OpenApi, 'components'>): Shape {
  if (!shape?.$ref) return shape ?? {}
  const { $ref, ...beside } = shape
  const target = components.schemas?.[$ref.replace('#/components/schemas/', '')]
  return { ...resolved(target, { components }), ...beside }
}
