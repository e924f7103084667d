import fc from 'fast-check'
import type { Target, TargetOperation } from './target.ts'
import { fitting } from './values.ts'

/** How often the unusual comes in the place of the usual. */
export type Mix = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>, weight?: number) => fc.Arbitrary<T>

/** Once in ten, or as the weight of the usual says. */
export const wild: Mix = (usual, unusual, weight = 9) =>
  fc.oneof({ arbitrary: usual, weight }, { arbitrary: unusual, weight: 1 })

/** Never: what a well-behaved client sends, so that more than refusals is heard. */
export const calm: Mix = usual => usual

/** What every part of a request is made from. */
export interface Recipe {
  readonly operation: TargetOperation
  readonly target: Target
  /** The example of the documentation that the request follows; undefined: none. */
  readonly example: string | undefined
  readonly mix: Mix
}

export type Examples = { readonly [name: string]: { readonly value: unknown } }

/** What the example has, or any of them, or what fits the schema. */
export function usualOf(schema: unknown, examples: Examples, { example, target }: Recipe): fc.Arbitrary<unknown> {
  if (example !== undefined && examples[example]) return fc.constant(examples[example].value)
  return fc.oneof(...Object.values(examples).map(({ value }) => fc.constant(value)), fitting(schema, target.words))
}
