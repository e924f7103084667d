import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv, ValidateFunction } from 'ajv'
import { isBuilt, packageRoot } from '../lib/package-root.ts'

/** What has a form: a scenario document, or one fault. */
export type Formed = 'document' | 'fault'

const REFERENCES = { document: 'scenario.schema.json', fault: 'scenario.schema.json#/definitions/fault' }

/** Ajv takes its time to load, and most servers never need it here: it is loaded when something has to be compiled. */
const require = createRequire(import.meta.url)

const known: Partial<Record<Formed, ValidateFunction>> = {}
let ajv: Ajv | undefined

/** What checks the form of something: as the build compiled it, where it did. */
export const formOf = (what: Formed): ValidateFunction => (known[what] ??= ahead(what) ?? now(what))

function ahead(what: Formed): ValidateFunction | undefined {
  const path = join(packageRoot, 'dist/validators/scenario.cjs')
  return isBuilt && existsSync(path) ? require(path)[what] : undefined
}

function now(what: Formed): ValidateFunction {
  ajv ??= engine(false)
  return ajv.compile({ $ref: REFERENCES[what] })
}

/** @param source whether to keep the source of what is compiled, for a file */
function engine(source: boolean): Ajv {
  const { Ajv: Engine } = require('ajv') as typeof import('ajv')
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/scenario.schema.json'), 'utf8'))
  return new Engine({ allErrors: true, verbose: true, allowUnionTypes: true, code: { source } }).addSchema(schema)
}

/** The source of a CommonJS module that exports what checks each form. */
export function compileFormsAhead(): string {
  const standaloneCode = require('ajv/dist/standalone').default as typeof import('ajv/dist/standalone/index.js').default
  return standaloneCode(engine(true), REFERENCES)
}
