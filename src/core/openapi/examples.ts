import { decodePercent, parseParams } from '../lib/params.ts'
import type { Validation } from '../validation/validation.ts'
import type { ExampleObject } from './model.ts'

/** A request that the documentation prints, and its answer: a row of `schemas/<api>/examples.json`. */
export interface Example {
  readonly operation: string
  readonly docs: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: unknown
  }
  readonly reply: { readonly status: number; readonly body?: unknown }
}

/** An example under the name that its parts have in common throughout a document: `clients.list.1`. */
export type NamedExample = Example & { readonly name: string }

export function examplesOf(validation: Validation, api: string): readonly NamedExample[] {
  const file = `${api}/examples.json`
  if (!validation.has(file)) return []
  const counted = new Map<string, number>()
  return (validation.read({ file }) as unknown as Example[]).map(example => {
    const number = (counted.get(example.operation) ?? 0) + 1
    counted.set(example.operation, number)
    return { ...example, name: `${example.operation}.${number}` }
  })
}

/** The examples that have a value in the place asked for; nothing where none has. */
export function exampleObjects(
  examples: readonly NamedExample[],
  pick: (example: Example) => unknown,
): { readonly examples?: Record<string, ExampleObject> } {
  const found = examples
    .map(example => [example.name, { summary: example.docs, value: pick(example) }] as const)
    .filter(([, { value }]) => value !== undefined)
  return found.length === 0 ? {} : { examples: Object.fromEntries(found) }
}

/** A parameter of the query string of an example; names that differ in case alone are one where none is the same. */
export function queryValue({ request }: Example, name: string): unknown {
  const at = request.path.indexOf('?')
  if (at < 0) return undefined
  const given = parseParams(request.path.slice(at + 1))
  const own = name in given ? name : Object.keys(given).find(key => key.toLowerCase() === name.toLowerCase())
  return own === undefined ? undefined : given[own]
}

/** A parameter of the path of an example, as `/clients/:id` names it. */
export function pathValue({ request }: Example, template: string, name: string): unknown {
  const at = template.split('/').findIndex(part => part.slice(1) === name)
  const part = request.path.split('?', 1)[0]!.split('/')[at]
  return part === undefined ? undefined : decodePercent(part)
}
