import { posix } from 'node:path'
import type { Schema } from '../validation/schema.ts'
import type { Validation } from '../validation/validation.ts'
import type { JsonSchema } from './model.ts'

const HOME = '#/components/schemas/'

/** The schemas of a document: each that is referred to becomes a component, with all that it refers to itself. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {}
  readonly #validation: Validation
  readonly #folder: string

  /** @param folder the folder of `schemas` whose files lose its name */
  constructor(validation: Validation, folder: string) {
    this.#validation = validation
    this.#folder = folder
  }

  /**
   * A reference to a schema.
   *
   * @param name of the component, where the schema has no file to be named by
   */
  reference(schema: Schema, name: string): { readonly $ref: string } {
    const component = schema.file === undefined ? name : this.#nameOf(schema.file)
    this.#add(component, schema)
    return { $ref: HOME + component }
  }

  /** What stands behind a reference into this document. */
  resolve(schema: JsonSchema): JsonSchema {
    let resolved = schema
    while (typeof resolved.$ref === 'string') {
      const [name, ...path] = resolved.$ref.slice(HOME.length).split('/')
      resolved = path.reduce((inner, key) => inner[unescaped(key)] as JsonSchema, this.schemas[name!]!)
    }
    return resolved
  }

  #add(component: string, schema: Schema): void {
    if (component in this.schemas) return
    // Taken before its references are followed: they may lead back to it.
    this.schemas[component] = {}
    const { $id, $schema, $defs, definitions, ...rest } = this.#validation.read(schema)
    this.schemas[component] = this.#rewritten(rest, component, schema) as JsonSchema
    // Components of their own: tools that follow references do not look beside one.
    for (const [name, part] of Object.entries({ ...(definitions as object), ...($defs as object) }))
      this.schemas[`${component}.${name}`] = this.#rewritten(part, component, schema) as JsonSchema
  }

  #rewritten(value: unknown, component: string, schema: Schema): unknown {
    if (Array.isArray(value)) return value.map(item => this.#rewritten(item, component, schema))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === '$ref' && typeof inner === 'string'
          ? this.#relocated(inner, component, schema)
          : this.#rewritten(inner, component, schema),
      ]),
    )
  }

  /** `client.json#/$defs/phone` becomes `#/components/schemas/client.phone`. */
  #relocated(reference: string, component: string, { file, folder }: Schema): string {
    const [other, pointer = ''] = reference.split('#') as [string, string?]
    const place = pointer.replace(/^\/(\$defs|definitions)\//, '.')
    if (other === '') return HOME + component + place
    const path = posix.join(posix.dirname(file ?? this.#folder), other)
    return this.reference({ file: path, folder }, path).$ref + place
  }

  #nameOf(file: string): string {
    const below = file.startsWith(`${this.#folder}/`) ? file.slice(this.#folder.length + 1) : file
    return below.replace(/\.json$/, '').replace(/[^\w.-]/g, '.')
  }
}

/** A part of a JSON pointer. */
const unescaped = (part: string): string => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
