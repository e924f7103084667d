import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { OpenApiDocument } from '../../src/core/openapi/model.ts'
import type { Got } from './server.ts'

const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default

/** A JSON pointer. */
export const pointerOf = (...parts: string[]): string =>
  parts.map(part => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')

/** Checks values against schemas of a document, which lie where the pointer says; tells what is wrong, or ''. */
export function valueChecker(document: OpenApiDocument): (pointer: string, value: unknown) => string {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addSchema(document, 'document')
  return (pointer, value) => {
    const check = ajv.getSchema(`document#${pointer}`)!
    return check(value) ? '' : ajv.errorsText(check.errors)
  }
}

/** Checks answers against what a document says of a path and verb; tells what is wrong, or ''. */
export function responseChecker(document: OpenApiDocument): (template: string, method: string, got: Got) => string {
  const check = valueChecker(document)
  return (template, method, { status, headers, body, text }) => {
    const verb = method.toLowerCase()
    const { responses } = document.paths[template]![verb]!
    const key = String(status) in responses ? String(status) : 'default'
    const { content } = responses[key]!
    if (!content) return text === '' ? '' : `has a body where none is documented: ${text.slice(0, 100)}`
    const type = (headers['content-type'] ?? '').split(';', 1)[0]!
    if (!(type in content)) return `is ${type}, not ${Object.keys(content)}`
    return check(pointerOf('paths', template, verb, 'responses', key, 'content', type, 'schema'), body)
  }
}
