import { routesOf } from '../api/route.ts'
import type { Described } from './described.ts'
import { exampleObjects, type NamedExample } from './examples.ts'
import { alternatives, type OpenApiDocument, type OperationObject, type RequestBody } from './model.ts'
import { parameterObjects, templateOf } from './parameters.ts'
import { responsesOf } from './responses.ts'
import type { Writer } from './writer.ts'

/** The paths of a document. */
export function pathsOf(operations: readonly Described[], writer: Writer): OpenApiDocument['paths'] {
  const paths: Record<string, Record<string, OperationObject>> = {}
  for (const [path, verbs] of byPathAndVerb(operations)) {
    paths[templateOf(path)] = Object.fromEntries(
      [...verbs].map(([verb, together]) => [verb.toLowerCase(), operationObject(verb, together, writer)]),
    )
  }
  return paths
}

export const tagOf = ({ id }: Described): string => id.split('.', 1)[0]!

function byPathAndVerb(operations: readonly Described[]): Map<string, Map<string, Described[]>> {
  const paths = new Map<string, Map<string, Described[]>>()
  for (const operation of operations) {
    for (const [at, { methods, path, when }] of routesOf(operation).entries()) {
      // Below another base path one is told from the root: two that differ in that alone are two.
      const told = (operation.base ?? '') + path
      const verbs = paths.get(told) ?? new Map<string, Described[]>()
      paths.set(told, verbs)
      // Ids may not repeat: an alias is told by its number.
      const described = at === 0 ? operation : { ...operation, methods, path, when, alias: at + 1 }
      for (const verb of methods) verbs.set(verb, [...(verbs.get(verb) ?? []), described])
    }
  }
  return paths
}

function operationObject(verb: string, operations: readonly Described[], writer: Writer): OperationObject {
  const main = operations.find(({ when }) => when === undefined) ?? operations[0]!
  const examples = writer.examples.filter(
    ({ operation, request }) => request.method === verb && operations.some(({ id }) => id === operation),
  )
  const parameters = parameterObjects(operations, writer.components, examples, writer.bodyInQuery ?? false)
  const requestBody = requestBodyOf(operations, examples, writer)
  return {
    // The first verb has the operation's own name; ids may not repeat.
    operationId: [
      main.id,
      ...(main.alias ? [main.alias] : []),
      ...(verb === main.methods[0] ? [] : [verb.toLowerCase()]),
    ].join('.'),
    summary: operations.map(({ summary }) => summary).join('; '),
    description: operations.map(describe).join('\n'),
    tags: [tagOf(main)],
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: responsesOf(operations, examples, writer),
    'x-operations': operations.map(({ id }) => id),
    ...(main.base !== undefined && { servers: writer.servers }),
  }
}

const describe = ({ id, when, docs }: Described): string => `${id}${when ? `, where ?${when} is given` : ''} (${docs})`

const mediaOf = (operations: readonly Described[]): string[] =>
  operations.flatMap(({ body }) => body?.media?.type ?? [])

function requestBodyOf(
  operations: readonly Described[],
  examples: readonly NamedExample[],
  { components, bodyTypes }: Writer,
): RequestBody | undefined {
  const bodies = operations.flatMap(({ id, body }) => (body ? [components.reference(body, `${id}.body`)] : []))
  if (bodies.length === 0) return undefined
  const schema = alternatives('oneOf', bodies)
  const [first, ...others] = operations.find(({ body }) => body?.media) ? mediaOf(operations) : bodyTypes
  return {
    content: {
      [first!]: { schema, ...exampleObjects(examples, example => example.request.body) },
      ...Object.fromEntries(others.map(type => [type, { schema }])),
    },
  }
}
