// core/validation: JSON Schemas of requests, replies and records, by ajv.

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import { addFolder, createAjv } from './ajv.ts'
import type { Flaw } from './flaw.ts'
import { unknownNamesOf } from './keywords.ts'
import type { Schema } from './schema.ts'
import { schemaFault } from './schema-fault.ts'
import { inPlainWords } from './wording.ts'

const require = createRequire(import.meta.url)

/** What a schema found: what is wrong, and what stands there without the schema knowing it. */
export interface SchemaCheck {
  readonly flaws: readonly Flaw[]
  /** Made as it is gone through, for there may be very much of it. */
  readonly unknown: Iterable<UnknownName>
}

/** What stands somewhere in a value without being known there. */
export class UnknownName {
  readonly name: string
  readonly #error: ErrorObject
  readonly #whole: string

  /** @param whole what the value is called, as `check` is given it */
  constructor(name: string, error: ErrorObject, whole: string) {
    this.name = name
    this.#error = error
    this.#whole = whole
  }

  /** Whether it stands in the value itself, and not deeper. */
  get isTop(): boolean {
    return this.#error.instancePath === ''
  }

  /** Where: `body.colour`. Of very many only the first are told, so it is worked out when asked for. */
  get at(): string {
    return `${this.#whole}${dotted(this.#error.instancePath)}.${this.name}`
  }

  get value(): unknown {
    return (this.#error.data as Record<string, unknown>)[this.name]
  }
}

/** What is found of what fits. */
export const FITS: SchemaCheck = { flaws: [], unknown: [] }

/** The schemas of a folder, compiled one by one, when first used. */
export class Validation {
  readonly #root: string
  readonly #ahead: string | undefined
  #ajv: Ajv2020 | undefined
  readonly #loaded = new Set<string>()
  readonly #compiled = new WeakMap<object, ValidateFunction>()
  readonly #byFile = new Map<string, ValidateFunction>()

  /**
   * @param root the folder of the schemas
   * @param ahead the folder of what the build compiled of them, if it did
   */
  constructor(root: string, ahead?: string) {
    this.#root = root
    this.#ahead = ahead
  }

  /**
   * Checks a value. What a closed schema (`additionalProperties: false`) does not know is reported as unknown, not as
   * a flaw: an API may serve it and note a violation.
   *
   * @param at how places in the value are named from: `body`
   */
  check(schema: Schema, value: unknown, at: string): SchemaCheck {
    const validate = this.#validator(schema)
    if (validate(value)) return FITS
    const flaws: Flaw[] = []
    const closed: ErrorObject[] = []
    for (const error of validate.errors ?? []) {
      if (error.keyword === 'if') continue
      if (unknownNamesOf(error)) closed.push(error)
      else flaws.push(flawOf(error, value, at))
    }
    return { flaws, unknown: { [Symbol.iterator]: () => unknownIn(closed, at) } }
  }

  /** The JSON of a schema: a file's, or itself. */
  read(schema: Schema): Record<string, unknown> {
    const { inline, folder, file } = schema
    return (inline ?? folder?.read(file!) ?? this.#readFile(file!)) as Record<string, unknown>
  }

  /** Why a schema is none, with its place in it; undefined: it is one. */
  faultOf(schema: Schema): string | undefined {
    const { file, folder } = schema
    if (file !== undefined && !(folder ?? this).has(file))
      return `there is no file ${file}${folder ? ` in ${folder.path}` : ''}`
    let read: object
    try {
      read = this.read(schema)
    } catch (error) {
      return `${file} is not JSON: ${(error as Error).message}`
    }
    return schemaFault(this.#engine, read, () => this.#validator(schema))
  }

  /** Whether there is such a file. */
  has(file: string): boolean {
    return existsSync(join(this.#root, file))
  }

  #validator(schema: Schema): ValidateFunction {
    if (schema.inline) {
      let compiled = this.#compiled.get(schema.inline)
      if (!compiled) this.#compiled.set(schema.inline, (compiled = this.#engine.compile(schema.inline)))
      return compiled
    }
    const file = schema.file!
    if (schema.folder) return schema.folder.validator(file)
    let compiled = this.#byFile.get(file)
    if (!compiled) {
      compiled = this.#compiledAhead(file) ?? this.#compiledNow(file)
      if (!compiled)
        throw new Error(`Cannot check against ${file}: the file is not below schemas. Add it, or correct the name.`)
      this.#byFile.set(file, compiled)
    }
    return compiled
  }

  #compiledAhead(file: string): ValidateFunction | undefined {
    const folder = file.split('/')[0]!
    const path = this.#ahead && join(this.#ahead, `${folder}.cjs`)
    return path && existsSync(path) ? require(path)[file] : undefined
  }

  #compiledNow(file: string): ValidateFunction | undefined {
    const folder = file.split('/')[0]!
    if (!this.#loaded.has(folder)) addFolder(this.#engine, this.#root, folder)
    this.#loaded.add(folder)
    return this.#engine.getSchema(file)
  }

  get #engine(): Ajv2020 {
    this.#ajv ??= createAjv()
    return this.#ajv
  }

  #readFile(file: string): object {
    return JSON.parse(readFileSync(join(this.#root, file), 'utf8'))
  }
}

function* unknownIn(closed: readonly ErrorObject[], at: string): Generator<UnknownName> {
  for (const error of closed) for (const name of unknownNamesOf(error)!) yield new UnknownName(name, error, at)
}

function placeOf({ instancePath, keyword, params }: ErrorObject, at: string): string {
  const place = at + dotted(instancePath)
  return keyword === 'required' || keyword === 'dependentRequired' ? `${place}.${params.missingProperty}` : place
}

/** A JSON pointer with dots: `.client.0`. */
function dotted(pointer: string): string {
  const path = pointer.replaceAll('/', '.')
  return path.includes('~') ? path.replaceAll('~1', '/').replaceAll('~0', '~') : path
}

function flawOf(error: ErrorObject, value: unknown, at: string): Flaw {
  const place = placeOf(error, at)
  const missing = error.keyword === 'required' || error.keyword === 'dependentRequired'
  return {
    at: place,
    rule: error.keyword,
    value: missing ? undefined : error.instancePath === '' ? value : error.data,
    message: inPlainWords(error),
    params: error.params,
  }
}
