import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js'
import { isBuilt, packageRoot } from '../lib/package-root.ts'
import { createAjv, sourceOf } from '../validation/ajv.ts'

/** What has a form: a scenario document, or one fault. */
export type Formed = 'document' | 'fault'

const REFERENCES = { document: 'scenario.schema.json', fault: 'scenario.schema.json#/definitions/fault' }

const require = createRequire(import.meta.url)
const known: Partial<Record<Formed, ValidateFunction>> = {}
let ajv: Ajv2020 | undefined

/** What checks the form of something: as the build compiled it, where it did. */
export const formOf = (what: Formed): ValidateFunction => (known[what] ??= compiledAhead(what) ?? compiledNow(what))

function compiledAhead(what: Formed): ValidateFunction | undefined {
  const path = join(packageRoot, 'dist/validators/scenario.cjs')
  return isBuilt && existsSync(path) ? require(path)[what] : undefined
}

function compiledNow(what: Formed): ValidateFunction {
  ajv ??= engine(false)
  return ajv.compile({ $ref: REFERENCES[what] })
}

/** @param source whether to keep the source of what is compiled, for a file */
const engine = (source: boolean): Ajv2020 =>
  createAjv(source).addSchema(JSON.parse(readFileSync(join(packageRoot, 'schemas/scenario.schema.json'), 'utf8')))

/** The source of a CommonJS module that exports what checks each form. */
export const compileFormsAhead = (): string => sourceOf(engine(true), REFERENCES)
