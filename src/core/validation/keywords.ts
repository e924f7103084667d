// Ajv does what a hostile value asks for: an error of each of 80,000 names, of each of 400,000 items, and a comparison of
// each pair of them. Here its keywords learn to be quick with much.

import { createRequire } from 'node:module'
import type { Ajv2020, CodeKeywordDefinition, ErrorObject, KeywordCxt, Name } from 'ajv/dist/2020.js'
import { firstRepeat } from './first-repeat.ts'
import { MOST_FOUND } from './flaw.ts'

const require = createRequire(import.meta.url)

/** The keywords that close an object, with the parameter in which ajv gives a name that is not known there. */
const CLOSING: Readonly<Record<string, string>> = {
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
}

/** The keywords that look at each part of a value. */
const LOOPS = [
  ...['items', 'unevaluatedItems', 'additionalProperties', 'unevaluatedProperties'],
  ...['patternProperties', 'propertyNames'],
]

/** The names that an object has and its schema does not know; undefined where an error is about something else. */
export const unknownNamesOf = ({ keyword, params }: ErrorObject): readonly string[] | undefined =>
  Object.hasOwn(CLOSING, keyword) ? params.unknown : undefined

/** Makes the keywords of an engine take no longer than what they look at is large. */
export function boundKeywords(engine: Ajv2020): void {
  const { _ } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
  const { vErrors, errors } = require('ajv/dist/compile/names').default as { vErrors: Name; errors: Name }

  /** Changes a keyword where it stands among the others, for some look at what those before them found. */
  const change = (keyword: string, changed: (original: CodeKeywordDefinition) => Partial<CodeKeywordDefinition>) => {
    const definition = engine.getKeyword(keyword) as CodeKeywordDefinition
    Object.assign(definition, changed({ ...definition }))
  }

  for (const keyword of LOOPS) change(keyword, original => ({ code: context => original.code(stopping(context)) }))
  change('contains', original => ({ code: context => original.code(forgetting(context)) }))
  for (const [keyword, parameter] of Object.entries(CLOSING))
    change(keyword, original => ({
      error: { message: 'must not have unknown names', params: ({ params }) => _`{unknown: ${params.unknown}}` },
      code: context => (context.schema === false ? gather(context, original, parameter) : original.code(context)),
    }))
  change('uniqueItems', () => ({
    code(context) {
      if (!context.schema) return
      const { gen, data } = context
      const repeat = gen.scopeValue('func', { ref: firstRepeat })
      const pair = gen.const('pair', _`${repeat}(${data})`)
      context.setParams({ i: _`${pair}?.[1]`, j: _`${pair}?.[0]` })
      context.fail(_`${pair} !== null`)
    },
  }))

  /** Makes one error of all names that are not known. */
  function gather(context: KeywordCxt, original: CodeKeywordDefinition, parameter: string): void {
    const { gen } = context
    const unknown = gen.let('unknown', _`null`)
    const gathering: KeywordCxt = Object.assign(Object.create(context), {
      error: () => gen.code(_`(${unknown} ??= []).push(${gathering.params[parameter]})`),
      ok: () => {},
    })
    original.code(gathering)
    context.setParams({ unknown })
    context.fail(_`${unknown} !== null`)
  }

  /** A context that forgets why a part does not fit: it is enough that another does. */
  function forgetting(context: KeywordCxt): KeywordCxt {
    return Object.assign(Object.create(context), {
      subschema(...given: Parameters<KeywordCxt['subschema']>) {
        const next = context.subschema(...given)
        context.reset()
        return next
      },
    })
  }

  /** A context that looks at no more parts once enough of them are wrong; to be unknown is not wrong. */
  function stopping(context: KeywordCxt): KeywordCxt {
    if (context.schema === false) return context
    const { gen } = context
    const seen = gen.let('seen', errors)
    const wrong = gen.let('wrong', _`0`)
    return Object.assign(Object.create(context), {
      subschema(...given: Parameters<KeywordCxt['subschema']>) {
        const next = context.subschema(...given)
        gen.code(_`while (${seen} < ${errors}) if (!${vErrors}[${seen}++].params?.unknown) ${wrong}++`)
        gen.if(_`${wrong} > ${MOST_FOUND}`, () => gen.break())
        return next
      },
    })
  }
}

/** Joins errors of a schema that another refers to: ajv makes a list of all anew each time. */
export const joinInPlace = (code: string): string =>
  code.replace(
    /vErrors === null \? ([\w.]+)\.errors : vErrors\.concat\(\1\.errors\)/g,
    'vErrors === null ? $1.errors : ($1.errors.forEach(e => vErrors.push(e)), vErrors)',
  )
