/** The parts of an OpenAPI 3.1 document that we write. */

export type JsonSchema = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema: JsonSchema
  readonly style?: 'deepObject'
  readonly explode?: boolean
  readonly examples?: Readonly<Record<string, ExampleObject>>
}

export interface ExampleObject {
  readonly summary?: string
  readonly value: unknown
}

export interface MediaType {
  readonly schema?: JsonSchema
  readonly examples?: Readonly<Record<string, ExampleObject>>
}

export type Content = Readonly<Record<string, MediaType>>

export interface RequestBody {
  readonly required?: boolean
  readonly content: Content
}

export interface ResponseObject {
  readonly description: string
  readonly headers?: Readonly<Record<string, JsonSchema>>
  readonly content?: Content
  readonly [extension: `x-${string}`]: unknown
}

export interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: RequestBody
  readonly responses: Readonly<Record<string, ResponseObject>>
  readonly servers?: readonly object[]
  readonly [extension: `x-${string}`]: unknown
}

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>

export interface OpenApiDocument {
  readonly openapi: '3.1.1'
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly servers: readonly object[]
  readonly security?: readonly SecurityRequirement[]
  readonly tags?: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly headers?: Readonly<Record<string, object>>
    readonly securitySchemes?: Readonly<Record<string, object>>
  }
  readonly [extension: `x-${string}`]: unknown
}

/** One of several schemas; the schema itself where there is but one. */
export function alternatives(keyword: 'oneOf' | 'anyOf', schemas: readonly JsonSchema[]): JsonSchema {
  const distinct = [...new Map(schemas.map(schema => [JSON.stringify(schema), schema])).values()]
  return distinct.length === 1 ? distinct[0]! : { [keyword]: distinct }
}
