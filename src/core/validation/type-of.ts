/**
 * The type of what fits a JSON Schema that is a literal: of types, properties, items, enums, constants and alternatives.
 * What it does not know of is `unknown`.
 */
export type TypeOf<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly oneOf: readonly (infer O)[] } | { readonly anyOf: readonly (infer O)[] }
      ? TypeOf<O>
      : S extends { readonly type: infer T }
        ? OfType<T extends readonly (infer Each)[] ? Each : T, S>
        : S extends { readonly properties: object }
          ? ObjectOf<S>
          : unknown

type OfType<T, S> = T extends 'string'
  ? string
  : T extends 'integer' | 'number'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends 'null'
        ? null
        : T extends 'array'
          ? S extends { readonly items: infer I }
            ? TypeOf<I>[]
            : unknown[]
          : T extends 'object'
            ? ObjectOf<S>
            : unknown

type ObjectOf<S> = S extends { readonly properties: infer P }
  ? Flat<
      { [K in Extract<keyof P, Required<S>>]: TypeOf<P[K]> } & { [K in Exclude<keyof P, Required<S>>]?: TypeOf<P[K]> }
    >
  : Record<string, unknown>

type Required<S> = S extends { readonly required: readonly (infer N)[] } ? N : never

type Flat<T> = { [K in keyof T]: T[K] }
