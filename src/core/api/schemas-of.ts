import type { CollectionSpec } from '../store/spec.ts'
import type { Schema } from '../validation/schema.ts'
import type { Api } from './api.ts'

/** Every schema of an API, with its place. */
export function* schemasOf(api: Api): Generator<[string, Schema]> {
  yield ['the schema “error”', api.error]
  if (api.memory) yield ['the schema “memory”', api.memory]
  for (const [name, { schema }] of Object.entries(api.collections as Record<string, CollectionSpec>))
    if (schema) yield [`the schema of collection ${name}`, schema]
  for (const { id, query, body, replies } of api.operations) {
    if (query) yield [`“query” of operation ${id}`, query]
    if (body) yield [`“body” of operation ${id}`, body]
    for (const [status, reply] of Object.entries(replies))
      if (reply) yield [`the reply ${status} of operation ${id}`, reply]
  }
}
