import type { Described } from './described.ts'
import { exampleObjects, type NamedExample } from './examples.ts'
import { answersOf, joinCases, type ListedCase, sayCase, toExtension } from './listed-cases.ts'
import { alternatives, type Content, type ResponseObject } from './model.ts'
import type { Writer } from './writer.ts'

const typeOf = ({ replies, replyType }: Described, status: number): string | undefined =>
  replyType ?? replies[status]?.media?.type

/** The answers of operations that share a path and verb, by status. */
export function responsesOf(
  operations: readonly Described[],
  examples: readonly NamedExample[],
  writer: Writer,
): Record<string, ResponseObject> {
  const { components, error, refusals, headers, replyType, errorType } = writer
  const cases = joinCases(operations.flatMap(operation => writer.cases?.(operation) ?? []))
  const successes = new Set(operations.flatMap(({ replies }) => Object.keys(replies).map(Number)))
  const told = cases.length > 0 ? cases.map(({ documented }) => documented.status) : refusals
  const printed = examples.map(({ reply }) => reply.status)
  const statuses = [...new Set([...successes, ...told, ...printed])].sort((a, b) => a - b)
  const response = (status: number): ResponseObject => {
    const own = operations.flatMap(({ id, replies }) => {
      const reply = replies[status]
      return reply ? [components.reference(reply, `${id}.${status}`)] : []
    })
    const isRefusal = refusals.includes(status) || !successes.has(status)
    const schemas = [...(own.length > 0 ? [alternatives('oneOf', own)] : []), ...(isRefusal ? [error] : [])]
    const here = cases.filter(({ documented }) => documented.status === status)
    const answers = {
      ...exampleObjects(
        examples.filter(({ reply }) => reply.status === status),
        ({ reply }) => reply.body,
      ).examples,
      ...answersOf(here),
    }
    const content: Content = {
      [successes.has(status) ? (typeOf(operations[0]!, status) ?? replyType) : errorType]: {
        schema: alternatives('anyOf', schemas),
        ...(Object.keys(answers).length > 0 && { examples: answers }),
      },
    }
    const outcome = successes.has(status) ? (isRefusal ? 'Done, or refused' : 'Done') : 'Refused'
    return {
      description: [outcome, ...linesOf(here, operations.length === 1)].join('\n'),
      ...(headers && { headers }),
      ...(schemas.length > 0 && { content }),
      ...(here.length > 0 && { 'x-cases': here.map(toExtension) }),
    }
  }
  return {
    ...Object.fromEntries(statuses.map(status => [String(status), response(status)])),
    default: {
      description: cases.length > 0 ? 'Not documented: a fault that a test arranged' : 'Refused',
      ...(headers && { headers }),
      content: { [errorType]: { schema: error } },
    },
  }
}

/** A list of Markdown, after a blank line. */
const linesOf = (cases: readonly ListedCase[], isAlone: boolean): string[] =>
  cases.length === 0 ? [] : ['', ...cases.map(listed => sayCase(listed, isAlone))]
