import type { JsonSchema, OpenApiDocument, OperationObject } from '../../src/core/openapi/model.ts'
import type { Vocabulary } from './values.ts'

export interface TargetOperation extends OperationObject {
  readonly verb: string
  /** `/clients/{id}` */
  readonly path: string
}

export interface Credential {
  readonly in: 'header' | 'query'
  readonly name: string
  readonly value: string
}

/** What is fuzzed, as its OpenAPI document tells it. */
export interface Target {
  readonly name: string
  /** `/developer/v3` */
  readonly basePath: string
  readonly operations: readonly TargetOperation[]
  readonly words: Vocabulary
  /** The documented account's, in every place where they may stand. */
  readonly credentials: readonly Credential[]
  /** What path parameters of these names are mostly. */
  readonly places: Readonly<Record<string, readonly string[]>>
}

export interface SandboxContext {
  readonly name: string
  readonly basePath: string
  readonly document: OpenApiDocument
  /** By credential. */
  readonly account?: Readonly<Record<string, string>>
  readonly places?: Readonly<Record<string, readonly string[]>>
  /** Texts worth saying beside those of the examples: names, ids. */
  readonly known?: readonly string[]
  /** Bodies worth sending, by operation, beside the examples. */
  readonly bodies?: Readonly<Record<string, readonly unknown[]>>
}

export function targetOf({
  name,
  basePath,
  document,
  account = {},
  places = {},
  known = [],
  bodies = {},
}: SandboxContext): Target {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([verb, operation]): TargetOperation => ({
        ...withBodies(operation, bodies[operation.operationId] ?? []),
        verb: verb.toUpperCase(),
        path,
      }),
    ),
  )
  const scalars = new Set<unknown>(known)
  for (const { parameters, requestBody, responses } of operations)
    collect(
      [parameters, requestBody?.content, responses].map(part => examplesIn(part)),
      scalars,
    )
  return {
    name,
    basePath,
    operations,
    places,
    words: {
      resolve: reference => document.components.schemas[reference.replace('#/components/schemas/', '')] as JsonSchema,
      texts: [...scalars].filter(value => typeof value === 'string'),
      numbers: [...scalars].filter(value => typeof value === 'number'),
    },
    credentials: Object.entries(document.components.securitySchemes ?? {}).map(([scheme, place]) =>
      credentialOf(place as SecurityScheme, account[scheme.split('.', 1)[0]!] ?? ''),
    ),
  }
}

function withBodies(operation: OperationObject, bodies: readonly unknown[]): OperationObject {
  if (!operation.requestBody || bodies.length === 0) return operation
  const examples = Object.fromEntries(bodies.map((value, i) => [`body.${i}`, { value }]))
  const content = Object.entries(operation.requestBody.content).map(([type, media]) => [
    type,
    { ...media, examples: { ...media.examples, ...examples } },
  ])
  return { ...operation, requestBody: { ...operation.requestBody, content: Object.fromEntries(content) } }
}

interface SecurityScheme {
  readonly type: 'apiKey' | 'http'
  readonly in?: 'header' | 'query'
  readonly name?: string
}

const credentialOf = (scheme: SecurityScheme, value: string): Credential =>
  scheme.type === 'http'
    ? { in: 'header', name: 'authorization', value: `Bearer ${value}` }
    : { in: scheme.in!, name: scheme.name!, value }

/** The values of every `examples` inside. */
function examplesIn(part: unknown): unknown[] {
  if (part === null || typeof part !== 'object') return []
  return Object.entries(part).flatMap(([key, inner]) =>
    key === 'examples' ? Object.values(inner as object).map(({ value }) => value) : examplesIn(inner),
  )
}

function collect(value: unknown, into: Set<unknown>): void {
  if (value === null || typeof value !== 'object') into.add(value)
  else for (const inner of Object.values(value)) collect(inner, into)
}
