import { briefJson } from '../lib/brief-json.ts'
import { whyNoJson } from '../lib/json-value.ts'
import type { CollectionSpec } from '../store/spec.ts'
import type { Validation } from '../validation/validation.ts'
import type { Api } from './api.ts'
import { OwnFault } from './own-fault.ts'

/** Looks at a record before a collection of this name takes it. */
export type RecordCheck = (collection: string, record: object) => void

/** What looks at the records that the code of an API makes; undefined: it is trusted. */
export type RecordChecks = (api: Api) => RecordCheck | undefined

/** Refuses records of an API that its own schemas forbid. */
export function recordCheckOf(api: Api, validation: Validation): RecordCheck {
  const collections = api.collections as Record<string, CollectionSpec>
  return (name, record) => {
    if (!Object.hasOwn(collections, name))
      throw new OwnFault(`there is no collection ${name}; known are ${Object.keys(collections).join(', ')}`)
    const { key, keyType, schema } = collections[name]!
    const given = (record as Record<string, unknown>)[key]
    if (keyType === 'integer' ? !Number.isSafeInteger(given) : typeof given !== 'string')
      throw new OwnFault(`a record of ${name} has the key ${briefJson(given)}, and “keyType” is "${keyType}"`)
    const why = whyNoJson(record, name)
    if (why !== null) throw new OwnFault(`${why}, and a record must be JSON`)
    if (!schema) return
    const { flaws, unknown } = validation.check(schema, record, name)
    const [flaw] = [
      ...flaws.map(
        ({ at, message, value }) => `${at} ${message}${value === undefined ? '' : `, not ${briefJson(value)}`}`,
      ),
      ...unknown.map(({ at }) => `${at} is not in the schema`),
    ]
    if (flaw !== undefined) throw new OwnFault(`a record does not fit the schema of its collection: ${flaw}`)
  }
}
