import type { Ajv2020, ErrorObject } from 'ajv/dist/2020.js'
import { briefJson } from '../lib/brief-json.ts'
import { didYouMean } from '../lib/nearest.ts'
import { inPlainWords } from './wording.ts'

/** Why something is not a JSON Schema, with its place in it; undefined: it is one. */
export function schemaFault(ajv: Ajv2020, schema: object, compile: () => unknown): string | undefined {
  if (!ajv.validateSchema(schema)) return metaFault(ajv.errors ?? [])
  try {
    compile()
    return undefined
  } catch (error) {
    return compileFault(error as Error, schema, Object.keys(ajv.RULES.keywords))
  }
}

function metaFault(errors: readonly ErrorObject[]): string {
  // Of the alternatives that a keyword has, the one that lists values tells most.
  const error = errors.find(({ keyword }) => keyword === 'enum') ?? errors[0]!
  const place = error.instancePath.slice(1).replaceAll('/', '.')
  return `${place || 'it'} ${inPlainWords(error)}, not ${briefJson(error.data)}`
}

function compileFault(error: Error & { missingRef?: string }, schema: object, known: readonly string[]): string {
  const { message, missingRef } = error
  if (missingRef !== undefined) return `it refers to ${JSON.stringify(refIn(schema) ?? missingRef)}, which is not there`
  const keyword = /unknown keyword: "(.+?)"/.exec(message)?.[1]
  if (keyword !== undefined)
    return `${placeOf(keyword, schema) ?? keyword} is not a keyword of JSON Schema.${didYouMean(keyword, known)}`
  const [, format, place] = /^unknown format "([^"]+)" ignored in schema at path "#?\/?([^"]*)"/.exec(message) ?? []
  if (format !== undefined)
    return `${place!.replaceAll('/', '.') || 'it'} has the format ${JSON.stringify(format)}, which is not known`
  const pattern = /^Invalid regular expression: \/(.*)\/\w*:/s.exec(message)?.[1]
  if (pattern !== undefined) return `its pattern ${JSON.stringify(pattern)} must be a regular expression`
  return message.replace(/^strict mode: /, '')
}

/** A reference within a schema that it does not have itself. */
function refIn(value: unknown, root = value): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const { $ref } = value as { $ref?: unknown }
  if (typeof $ref === 'string' && !isThere($ref, root)) return $ref
  for (const inner of Object.values(value)) {
    const found = refIn(inner, root)
    if (found !== undefined) return found
  }
  return undefined
}

function isThere(ref: string, root: unknown): boolean {
  if (!ref.startsWith('#/')) return false
  let inner = root
  for (const name of ref.slice(2).split('/')) inner = (inner as Record<string, unknown> | undefined)?.[name]
  return inner !== undefined
}

/** `properties.text.requird`, where that keyword stands first. */
function placeOf(keyword: string, value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  if (Object.hasOwn(value, keyword)) return keyword
  for (const [name, inner] of Object.entries(value)) {
    const place = placeOf(keyword, inner)
    if (place !== undefined) return `${name}.${place}`
  }
  return undefined
}
