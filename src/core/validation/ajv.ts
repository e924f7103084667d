import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv2020 } from 'ajv/dist/2020.js'
import { boundKeywords, joinInPlace } from './keywords.ts'

/** Ajv takes its time to load, and a start may well do without it: it is loaded when something has to be compiled. */
const require = createRequire(import.meta.url)

/** Letters of a `url`: the time that its pattern takes grows with their square. */
const LONGEST_URL = 2048

/** @param source whether to keep the source of what is compiled, for a file */
export function createAjv(source = false): Ajv2020 {
  const ajv = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  const addFormats = require('ajv-formats') as typeof import('ajv-formats').default
  const engine = new ajv.Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    verbose: true,
    // That our schemas are schemas is for the tests to say: the check costs as much as all of a start's compiling.
    validateSchema: false,
    code: { source, process: joinInPlace },
  })
  addFormats(engine)
  const url = engine.formats.url as RegExp
  engine.addFormat('url', (text: string) => text.length <= LONGEST_URL && url.test(text))
  boundKeywords(engine)
  return engine
}

/** Adds the schemas of a folder below `root`, under `folder/file.json`. They may refer to each other by file name. */
export function addFolder(ajv: Ajv2020, root: string, folder: string): string[] {
  const path = join(root, folder)
  const names = existsSync(path) ? readdirSync(path).filter(isSchema) : []
  const ids = names.map(name => `${folder}/${name}`)
  for (const $id of ids) ajv.addSchema({ ...JSON.parse(readFileSync(join(root, $id), 'utf8')), $id })
  return ids
}

/** What lies beside the schemas: the examples of the page, and one of each documented case. */
const EXAMPLES = ['examples.json', 'cases.json']

const isSchema = (name: string): boolean => name.endsWith('.json') && !EXAMPLES.includes(name)

/** The source of a CommonJS module that exports the validator of each schema of a folder, under `folder/file.json`. */
export function compileAhead(root: string, folder: string): string {
  const ajv = createAjv(true)
  const ids = addFolder(ajv, root, folder)
  return sourceOf(ajv, Object.fromEntries(ids.map(id => [id, id])))
}

/** The source of a CommonJS module that exports validators, each by a reference to its schema. */
export function sourceOf(ajv: Ajv2020, references: Readonly<Record<string, string>>): string {
  const standaloneCode = require('ajv/dist/standalone').default as typeof import('ajv/dist/standalone/index.js').default
  return joinInPlace(standaloneCode(ajv, references))
}
