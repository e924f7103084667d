import type { DataRecord } from '../../../client/types.ts'
import type { DescribedCollection, Shape } from '../../state/openapi.ts'

/** A field of a record, as a form shows it. */
export interface RecordField {
  readonly name: string
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'json'
  readonly isNullable: boolean
  readonly options: readonly string[]
  readonly about: string | undefined
}

/** The fields by the schema; without one, by records of the same kind. */
export function fieldsOf(described: DescribedCollection | undefined, samples: readonly DataRecord[]): RecordField[] {
  const properties = described?.schema?.properties
  if (properties) return Object.entries(properties).map(([name, shape]) => fieldOf(name, shape))
  const names = [...new Set(samples.flatMap(row => Object.keys(row)))]
  return names.map(name => {
    const values = samples.map(row => row[name]).filter(value => value !== undefined)
    return fieldOf(name, { type: [...new Set(values.map(typeOf))] })
  })
}

function fieldOf(name: string, shape: Shape): RecordField {
  const all = [...new Set([shape, ...(shape.anyOf ?? [])].flatMap(({ type = [] }) => type))]
  const types = all.filter(type => type !== 'null')
  const isNullable = all.includes('null')
  const options = shape.enum?.filter(option => typeof option === 'string') ?? []
  const kinds = { string: 'text', number: 'number', integer: 'number', boolean: 'boolean' } as const
  const kind =
    options.length > 0 ? 'choice' : types.length === 1 ? (kinds[types[0] as keyof typeof kinds] ?? 'json') : 'json'
  // A field that is null wherever it is seen takes a text.
  return { name, kind: types.length === 0 && isNullable ? 'text' : kind, isNullable, options, about: shape.description }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

export function showField(value: unknown, { kind }: RecordField): string {
  if (value === undefined || value === null) return ''
  return kind === 'json' ? JSON.stringify(value, null, 2) : String(value)
}

/**
 * What a field's text means; undefined: nothing is said.
 *
 * @throws {SyntaxError} not JSON
 */
export function parseField(text: string, { kind, isNullable }: RecordField): unknown {
  if (text === '') return isNullable ? null : kind === 'text' ? '' : undefined
  switch (kind) {
    case 'text':
    case 'choice':
      return text
    case 'number':
      return Number.isNaN(Number(text)) ? text : Number(text)
    case 'boolean':
      return text === 'true'
    case 'json':
      return JSON.parse(text)
  }
}
