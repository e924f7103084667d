import type { Api } from '../api/api.ts'
import { casesOf, type DocumentedCase, unroutedCases } from '../api/documented-case.ts'
import type { Validation } from '../validation/validation.ts'
import { type CaseExample, type CommonCaseExample, caseExamplesOf, exampleOf } from './case-examples.ts'
import type { Described } from './described.ts'
import type { ExampleObject } from './model.ts'

/** A documented case as a document lists it. */
export interface ListedCase {
  readonly documented: DocumentedCase
  /** The operations that can give it; none: it is of requests that none answers. */
  readonly operations: readonly string[]
  readonly example: CaseExample | CommonCaseExample | undefined
}

/** What each operation of an API may answer beside the plain success, and what a path answers that knows none. */
export function listedCases(api: Api, validation: Validation): (operation: Described) => readonly ListedCase[] {
  const rows = caseExamplesOf(validation, api.name)
  const unrouted = unroutedCases(api).map(documented => ({
    ...{ documented, operations: [], example: exampleOf(rows, null, documented.id) },
  }))
  const all = new Map<string, readonly ListedCase[]>(
    api.operations.map(operation => [
      operation.id,
      [
        ...casesOf(api, operation).map(documented => ({
          ...{ documented, operations: [operation.id], example: exampleOf(rows, operation.id, documented.id) },
        })),
        ...unrouted,
      ],
    ]),
  )
  return operation => all.get(operation.id) ?? []
}

/** One entry for what several operations of a path have in common. */
export function joinCases(cases: readonly ListedCase[]): readonly ListedCase[] {
  const entries: ListedCase[] = []
  for (const { documented, operations, example } of cases) {
    const at = entries.findIndex(other => other.documented === documented && other.example === example)
    if (at < 0) entries.push({ documented, operations, example })
    else entries[at] = { ...entries[at]!, operations: [...new Set([...entries[at]!.operations, ...operations])] }
  }
  return entries
}

/** The answers of cases, as `examples` has them. */
export const answersOf = (cases: readonly ListedCase[]): Record<string, ExampleObject> =>
  Object.fromEntries(
    cases
      .filter(({ example }) => example?.reply.body !== undefined)
      .map(({ documented: { id, text, docs }, operations: [operation], example }) => [
        operation === undefined ? id : `${operation}.${id}`,
        { summary: `${id}: ${text} (${docs})`, value: example!.reply.body },
      ]),
  )

/** A line for whoever reads the document. */
export function sayCase({ documented, operations }: ListedCase, isAlone: boolean): string {
  const { id, code, text, docs, basis, under } = documented
  const of = isAlone || operations.length === 0 ? '' : ` of ${operations.join(', ')}`
  const only = under && `, only under ${Object.entries(under).map(([topic, option]) => `${topic}=${option}`)}`
  return `- \`${id}\`${of}${code === undefined ? '' : `, code ${code}`}${only ?? ''}: ${text} (${docs})${basis ? ` ${basis}` : ''}`
}

/** The same for programs. */
export function toExtension({ documented, operations, example }: ListedCase): object {
  const { id, code, text, docs, basis, under } = documented
  const provokedBy = example && ('change' in example ? { change: example.change } : { request: example.request })
  return { ...{ id, operations, code, text, docs, basis, under }, ...provokedBy }
}
