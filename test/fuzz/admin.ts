import { routes } from '../../src/admin/admin.ts'
import { adminOpenApi } from '../../src/admin/openapi.ts'
import type { Api } from '../../src/core/api/api.ts'
import type { Readings } from '../../src/core/api/readings.ts'
import { Components } from '../../src/core/openapi/components.ts'
import type { OpenApiDocument, OperationObject } from '../../src/core/openapi/model.ts'
import type { OpenApiOptions } from '../../src/core/openapi/openapi.ts'
import type { Sandbox } from '../../src/core/sandbox/sandbox.ts'
import { stateOf } from '../../src/core/sandbox/state-document.ts'
import type { CollectionSpec } from '../../src/core/store/spec.ts'
import type { Validation } from '../../src/core/validation/validation.ts'
import { type Target, targetOf } from './target.ts'

/** `/__admin` of a server that serves these APIs and has this sandbox. */
export function adminTarget(
  apis: readonly Api[],
  box: Sandbox,
  validation: Validation,
  options: OpenApiOptions,
): Target {
  const document = adminOpenApi(routes, validation, options)
  return targetOf({
    name: 'admin',
    basePath: '/__admin',
    document: withDataOf(apis, box, validation, document),
    known: [
      ...apis.flatMap(api => Object.keys(api.readings).map(topic => `${api.name}.${topic}`)),
      ...apis.flatMap(api => api.operations.map(({ id }) => `${api.name} ${id}`)),
      ...['documented', 'empty', 'blank', 'shipped', 'Europe/Moscow', 'Asia/Kolkata', 'w1', 'w2', 'GET', 'POST'],
    ],
    places: {
      id: ['default', 'default', 'w1', 'w2'],
      api: ['admin', ...apis.map(({ name }) => name)],
      fid: ['f1', 'f1', 'f2'],
      rid: ['r1', 'r1', 'r2'],
      name: ['one', 'one', 'two'],
    },
    bodies: {
      'sandboxes.create': [{ id: 'w1' }, { id: 'w2', scenario: 'blank', seed: 7 }],
      'sandboxes.reset': [{}, { seed: 3 }],
      'clock.set': [{ now: '2024-03-01T09:00:00Z' }],
      'clock.advance': [{ days: 1 }],
      'readings.put': [
        {
          [`${apis[0]!.name}.${Object.keys(apis[0]!.readings)[0]}`]: Object.values(apis[0]!.readings as Readings)[0]!
            .default,
        },
      ],
      'requests.verify': [{ operation: `${apis[0]!.name} ${apis[0]!.operations[0]!.id}` }],
      'requests.verifyOrder': [{ sequence: [{ operation: `${apis[0]!.name} ${apis[0]!.operations[0]!.id}` }] }],
      'checkpoints.take': [{ name: 'one' }, { name: 'two' }],
      'faults.add': [{ match: { api: apis[0]!.name }, times: 1, status: 503 }],
      'state.put': [stateOf(box, apis)],
    },
  })
}

/** Instead of the data console's six operations those of each collection, with its own records, keys and schema. */
function withDataOf(
  apis: readonly Api[],
  box: Sandbox,
  validation: Validation,
  document: OpenApiDocument,
): OpenApiDocument {
  const schemas: Record<string, object> = { ...document.components.schemas }
  const paths: Record<string, Readonly<Record<string, OperationObject>>> = {}
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.includes('/data/')) {
      paths[path] = item
      continue
    }
    for (const api of apis)
      for (const [name, spec] of Object.entries(api.collections as Record<string, CollectionSpec>)) {
        const records = box.collection(api.name, name)!.all().slice(0, 3) as Record<string, unknown>[]
        const components = new Components(validation, api.name)
        const schema = spec.schema ? components.reference(spec.schema, name) : {}
        for (const [key, part] of Object.entries(components.schemas))
          schemas[`${api.name} ${key}`] = relocated(part, api)
        const place = path.replace('{api}', api.name).replace('{collection}', name)
        paths[place] = Object.fromEntries(
          Object.entries(item).map(([verb, operation]) => [
            verb,
            dataOperation(operation, relocated(schema, api), records, spec.key),
          ]),
        )
      }
  }
  return { ...document, paths, components: { ...document.components, schemas: schemas as never } }
}

/** Components of several APIs stand side by side. */
const relocated = (schema: object, { name }: Api): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', `#/components/schemas/${name} `))

function dataOperation(
  operation: OperationObject,
  schema: object,
  records: readonly Record<string, unknown>[],
  key: string,
): OperationObject {
  const examples = (pick: (record: Record<string, unknown>) => unknown) =>
    Object.fromEntries(records.map((record, i) => [`record.${i}`, { value: pick(record) }]))
  const fields = ({ [key]: _, ...rest }: Record<string, unknown>) => rest
  return {
    ...operation,
    parameters: operation.parameters
      ?.filter(({ name }) => name !== 'api' && name !== 'collection')
      .map(parameter =>
        parameter.name === 'key' ? { ...parameter, examples: examples(record => record[key]) } : parameter,
      ),
    ...(operation.requestBody && {
      requestBody: { content: { 'application/json': { schema: schema as never, examples: examples(fields) } } },
    }),
  }
}
