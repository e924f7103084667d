import { briefJson } from '../lib/brief-json.ts'
import { whyNoJson } from '../lib/json-value.ts'
import type { CollectionSpec } from '../store/spec.ts'
import type { Validation } from '../validation/validation.ts'
import type { Api } from './api.ts'
import { OwnFault } from './own-fault.ts'

/** Looks at what the code of an API writes, before it is written. */
export interface WriteCheck {
  /** @throws {OwnFault} where a collection of this name cannot take it */
  record(collection: string, record: object): void
  /** @throws {OwnFault} where the API cannot keep it */
  memory(value: unknown): void
}

/** What looks at what the code of an API writes; undefined: it is trusted. */
export type WriteChecks = (api: Api) => WriteCheck | undefined

/** Refuses what the schemas of an API itself forbid. */
export const writeCheckOf = (api: Api, validation: Validation): WriteCheck => ({
  record: recordCheckOf(api, validation),
  memory(value) {
    const [flaw] = api.memory ? validation.check(api.memory, value, 'memory').flaws : []
    if (flaw) throw new OwnFault(`its memory does not fit the schema “memory”: ${flaw.at} ${flaw.message}`)
  },
})

function recordCheckOf(api: Api, validation: Validation): WriteCheck['record'] {
  const collections = api.collections as Record<string, CollectionSpec>
  return (name, record) => {
    if (!Object.hasOwn(collections, name))
      throw new OwnFault(`there is no collection ${name}; choose from ${Object.keys(collections).join(', ')}`)
    const { key, keyType, schema } = collections[name]!
    const given = (record as Record<string, unknown>)[key]
    if (keyType === 'integer' ? !Number.isSafeInteger(given) : typeof given !== 'string')
      throw new OwnFault(`a record of ${name} has the key ${briefJson(given)}, but “keyType” is "${keyType}"`)
    const why = whyNoJson(record, name)
    if (why !== null) throw new OwnFault(`${why}, but a record must be JSON`)
    if (!schema) return
    const { flaws, unknown } = validation.check(schema, record, name)
    const [flaw] = [
      ...flaws.map(
        ({ at, message, value }) => `${at} ${message}${value === undefined ? '' : `, not ${briefJson(value)}`}`,
      ),
      ...Array.from(unknown, ({ at }) => `${at} is not in the schema`),
    ]
    if (flaw !== undefined) throw new OwnFault(`a record does not fit the schema of its collection: ${flaw}`)
  }
}
