import { asSentence } from '../lib/as-sentence.ts'
import type { CollectionSpec, Reference } from '../store/spec.ts'
import type { Validation } from '../validation/validation.ts'
import type { Api } from './api.ts'
import { definitionError } from './define-api.ts'
import { schemasOf } from './schemas-of.ts'

/**
 * Checks the schemas of an API, and what it says of its records against theirs.
 *
 * @throws {Error} in one sentence, with API and place
 */
export function checkSchemas(api: Api, validation: Validation): void {
  for (const flaw of schemaFlaws(api, validation)) throw definitionError(api.name, flaw)
}

function* schemaFlaws(api: Api, validation: Validation): Generator<string> {
  if (api.schemas && !api.schemas.exists)
    yield `“schemas” is ${api.schemas.path}, and there is no such folder. Correct it`
  for (const [place, schema] of schemasOf(api)) {
    const fault = validation.faultOf(schema)
    if (fault !== undefined) yield `${place} is not a JSON Schema: ${asSentence(fault)} Correct it`
  }
  const collections = api.collections as Record<string, CollectionSpec>
  for (const [name, spec] of Object.entries(collections)) yield* flawsOfRecords(name, spec, collections, validation)
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string | readonly string[] }>>
}

/** What makes fields of a record that “properties” does not name. */
const MORE = ['$ref', 'allOf', 'anyOf', 'oneOf', 'patternProperties']

function* flawsOfRecords(
  name: string,
  spec: CollectionSpec,
  collections: Readonly<Record<string, CollectionSpec>>,
  validation: Validation,
): Generator<string> {
  const { key, keyType, defaults = {}, unique = [], indexes = {}, texts = {}, references = {} } = spec
  for (const [index, of] of Object.entries(indexes)) {
    const given = attempted(() => of(defaults))
    if (given !== undefined && !Array.isArray(given))
      yield `index ${index} of collection ${name} gives ${JSON.stringify(given)} for a record, but must give a list of values. Correct it`
  }
  for (const [text, of] of Object.entries(texts)) {
    const given = attempted(() => of(defaults))
    if (given !== undefined && typeof given !== 'string')
      yield `text ${text} of collection ${name} gives ${JSON.stringify(given)} for a record, but must give a string. Correct it`
  }
  if (!spec.schema) return
  const read = validation.read(spec.schema) as ObjectSchema
  const { properties } = read
  if (!properties || MORE.some(keyword => keyword in read)) return
  const what = (field: string): string => `${field} of collection ${name} is not in the schema of its records`
  if (!properties[key]) yield `the key ${what(key)}. Add it to the schema, or correct “key”`
  if (!allows(properties[key]!, keyType))
    yield `“keyType” of collection ${name} is "${keyType}", and its schema has ${typesOf(properties[key]!)} for ${key}. Make them one`
  for (const field of unique)
    if (!Object.hasOwn(indexes, field) && !properties[field])
      yield `the unique field ${what(field)}, nor an index. Correct “unique”`
  for (const [field, reference] of Object.entries(references) as [string, Reference][]) {
    if (reference.of) continue
    if (!properties[field]) yield `the reference ${what(field)}. Correct “references”`
    const target = collections[reference.to]!.keyType
    if (!allows(properties[field]!, target))
      yield `the reference ${name}.${field} points to keys of type ${target} in ${reference.to}, and the schema has ${typesOf(properties[field]!)} for it. Make them one`
    if (reference.onDelete === 'unbind' && reference.none === undefined && !allows(properties[field]!, 'null'))
      yield `the reference ${name}.${field} is set to null when its record is removed, but its schema forbids null. Allow null, or give “none”`
  }
  const { flaws, unknown } = validation.check(spec.schema, defaults, '')
  for (const { at, rule, message } of flaws)
    if (rule !== 'required' && at !== '') yield `the default${at} of collection ${name} ${message}. Correct “defaults”`
  for (const { at } of unknown) yield `the default field ${what(at.slice(1))}. Correct “defaults”`
}

const typesOf = ({ type }: { readonly type?: string | readonly string[] }): string => [type].flat().join(' or ')

function allows({ type }: { readonly type?: string | readonly string[] }, wanted: string): boolean {
  const types = [type ?? wanted].flat()
  return types.includes(wanted) || (wanted === 'integer' && types.includes('number'))
}

/** What a function of the API's gives; undefined where it throws. */
function attempted(work: () => unknown): unknown {
  try {
    return work()
  } catch {
    return undefined
  }
}
