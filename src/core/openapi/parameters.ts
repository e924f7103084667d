import { parametersIn } from '../api/route.ts'
import type { Components } from './components.ts'
import type { Described } from './described.ts'
import { exampleObjects, type NamedExample, pathValue, queryValue } from './examples.ts'
import { alternatives, type JsonSchema, type Parameter } from './model.ts'

/** `/clients/:id` as OpenAPI writes it. */
export const templateOf = (path: string): string => path.replace(/\{\*(\w+)\}/g, '{$1}').replace(/:(\w+)/g, '{$1}')

/**
 * The parameters of the path and of the query string of operations that answer under one path and verb.
 *
 * @param bodyInQuery whether what a body says may stand in the query string too
 */
export function parameterObjects(
  operations: readonly Described[],
  components: Components,
  examples: readonly NamedExample[],
  bodyInQuery: boolean,
): Parameter[] {
  const { path, params = {} } = operations[0]!
  const inPath = parametersIn(path).map(
    (name): Parameter => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string', ...(params[name] && { pattern: params[name]!.source }) },
      ...exampleObjects(examples, example => pathValue(example, path, name)),
    }),
  )
  const queries = operations.flatMap(operation => [
    queryProperties(operation, components),
    ...(bodyInQuery ? [bodyProperties(operation, components)] : []),
  ])
  const names = new Set(queries.flatMap(query => Object.keys(query.properties)))
  const inQuery = [...names].map(name => {
    const having = queries.filter(query => Object.hasOwn(query.properties, name))
    const everywhere = queries.every(query => query.required.includes(name))
    return queryParameter(
      name,
      everywhere,
      alternatives(
        'anyOf',
        having.map(({ properties }) => properties[name]!),
      ),
      components,
      examples,
    )
  })
  return [...inPath, ...inQuery]
}

interface Query {
  readonly properties: Readonly<Record<string, JsonSchema>>
  readonly required: readonly string[]
}

function queryProperties({ id, query, when }: Described, components: Components): Query {
  const told = when === undefined ? {} : { [when]: { type: 'string' } }
  if (!query) return { properties: told, required: Object.keys(told) }
  const { properties, required } = components.resolve(components.reference(query, `${id}.query`)) as Partial<Query>
  return { properties: { ...told, ...properties }, required: required ?? [] }
}

/** What a body says; none of it need stand in the query string. */
function bodyProperties({ id, body }: Described, components: Components): Query {
  if (!body) return { properties: {}, required: [] }
  const { properties = {} } = components.resolve(components.reference(body, `${id}.body`)) as Partial<Query>
  return { properties, required: [] }
}

function queryParameter(
  name: string,
  required: boolean,
  schema: JsonSchema,
  components: Components,
  examples: readonly NamedExample[],
): Parameter {
  const { type, description } = { ...components.resolve(schema), ...schema }
  return {
    name,
    in: 'query',
    ...(required && { required }),
    ...(typeof description === 'string' && { description }),
    // `filter[type]=client`
    ...([type].flat().includes('object') && { style: 'deepObject', explode: true }),
    schema,
    ...exampleObjects(examples, example => queryValue(example, name)),
  }
}
