import type { Api } from '../../core/api/api.ts'
import { type CommonCase, casesOf, type DocumentedCase, ofNoOperation } from '../../core/api/documented-case.ts'
import type { Operation } from '../../core/api/operation.ts'
import { caseExamplesOf, exampleOf } from '../../core/openapi/case-examples.ts'
import type { Validation } from '../../core/validation/validation.ts'

type Row = readonly string[]

/** What a page tells of a documented case. */
const rowOf = ({ id, status, code, text, docs, basis, under }: DocumentedCase): string[] => [
  `\`${id}\`${under ? `, only under ${Object.entries(under).map(([topic, option]) => `\`${topic}\` = \`${option}\``)}` : ''}`,
  String(status),
  code === undefined ? '' : `\`${code}\``,
  text,
  basis ? `${docs}. ${basis}` : docs,
]

export const CASE_HEAD: Row = ['case', 'status', 'code', 'says', 'documented at']

/** An operation's own cases, and the names of the common ones that it can give. */
export function casesOfOperation(api: Api, operation: Operation): { rows: Row[]; common: string } {
  const own = operation.cases ?? []
  const common = casesOf(api, operation).filter(documented => !own.includes(documented))
  return { rows: own.map(rowOf), common: common.map(({ id }) => `\`${id}\``).join(', ') }
}

export const COMMON_HEAD: Row = [...CASE_HEAD, 'of', 'body']

/** What operations have in common. */
export function commonCases(api: Api, validation: Validation): Row[] {
  const examples = caseExamplesOf(validation, api.name)
  return (api.cases ?? []).map(documented => {
    const operations = api.operations.filter(operation => casesOf(api, operation).includes(documented))
    const example =
      exampleOf(examples, null, documented.id) ?? exampleOf(examples, operations[0]?.id ?? null, documented.id)
    const body = example?.reply.body
    return [...rowOf(documented), sayOperations(api, documented, operations), body ? `\`${JSON.stringify(body)}\`` : '']
  })
}

function sayOperations({ operations: all }: Api, { of }: CommonCase, operations: readonly Operation[]): string {
  if (of === ofNoOperation) return 'no operation'
  if (operations.length === all.length) return 'every operation'
  return operations.map(({ id }) => `\`${id}\``).join(', ')
}
