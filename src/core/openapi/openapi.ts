// core/openapi: an API's OpenAPI document, from the schemas that check its requests.

import type { Api } from '../api/api.ts'
import type { Readings } from '../api/readings.ts'
import type { CollectionSpec } from '../store/spec.ts'
import type { Validation } from '../validation/validation.ts'
import { Components } from './components.ts'
import { examplesOf } from './examples.ts'
import { listedCases } from './listed-cases.ts'
import type { OpenApiDocument } from './model.ts'
import { pathsOf, tagOf } from './operations.ts'
import { refusalStatuses } from './probe.ts'
import { securityOf } from './security.ts'

export interface OpenApiOptions {
  /** Where the server is reached: `http://127.0.0.1:10400`. */
  serverUrl: string
  /** Of the package. */
  version: string
}

/**
 * Describes an API in OpenAPI 3.1, from the schemas that check its requests. Operations that only a parameter tells
 * apart, which OpenAPI does not know, become one whose answers are `oneOf` theirs.
 */
export function openApiOf(api: Api, validation: Validation, { serverUrl, version }: OpenApiOptions): OpenApiDocument {
  const components = new Components(validation, api.name)
  const type = api.contentType?.split(';', 1)[0] ?? 'application/json'
  const paths = pathsOf(api.operations, {
    components,
    examples: examplesOf(validation, api.name),
    bodyTypes: api.bodyTypes ?? ['application/json'],
    bodyInQuery: api.bodyInQuery,
    replyType: type,
    error: components.reference(api.error, 'error'),
    errorType: type,
    refusals: refusalStatuses(api),
    cases: listedCases(api, validation),
    headers: HEADER_REFERENCES,
    servers: serversOf(serverUrl, ''),
  })
  const { security, securitySchemes } = securityOf(api)
  return {
    openapi: '3.1.1',
    info: { title: api.title, version, description: `As ${api.docs} documents it; served by mock-server.` },
    servers: serversOf(serverUrl, api.basePath),
    ...(security && { security }),
    tags: [...new Set(api.operations.map(tagOf))].map(name => ({ name })),
    paths,
    components: { schemas: components.schemas, headers: OUR_HEADERS, securitySchemes },
    'x-readings': readingsOf(api),
    'x-collections': collectionsOf(api, components),
  }
}

const OUR_HEADERS = {
  'x-mock-request-id': { description: 'The entry of the journal.', schema: { type: 'string' } },
  'x-mock-violations': {
    description: 'How many rules of the documentation the request broke, where it broke any.',
    schema: { type: 'integer', minimum: 1 },
  },
}
const HEADER_REFERENCES = Object.fromEntries(
  Object.keys(OUR_HEADERS).map(name => [name, { $ref: `#/components/headers/${name}` }]),
)

const serversOf = (serverUrl: string, basePath: string): object[] => [
  { url: serverUrl + basePath },
  {
    url: `${serverUrl}/~{sandbox}${basePath}`,
    description: 'In a sandbox of its own',
    variables: { sandbox: { default: 'default' } },
  },
]

const readingsOf = (api: Api): object =>
  Object.fromEntries(
    Object.entries(api.readings as Readings).map(([topic, reading]) => [`${api.name}.${topic}`, reading]),
  )

/** What the records behind the API are: their key, the collections that fields refer to, their schema. */
const collectionsOf = (api: Api, components: Components): object =>
  Object.fromEntries(
    Object.entries(api.collections as Record<string, CollectionSpec>).map(
      ([name, { key, references = {}, schema }]) => [
        name,
        {
          key,
          references: Object.fromEntries(Object.entries(references).map(([field, { to }]) => [field, to])),
          ...(schema && { schema: components.reference(schema, `records.${name}`) }),
        },
      ],
    ),
  )
