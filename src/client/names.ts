import type { BuiltInApi, BuiltInOperation, BuiltInReadings, BuiltInScenario } from './built-in-names.ts'

/**
 * Names of your own, known to the types by declaration merging.
 *
 * @example
 * declare module 'poligon' {
 *   interface OwnNames {
 *     apis: 'notes'
 *     operations: 'notes note.add'
 *     scenarios: 'two-notes'
 *     readings: { 'notes.empty': 'yes' | 'no' }
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface OwnNames {}

type Own<K extends string> = OwnNames extends Record<K, infer Names> ? Names : never

/** An API that a server may have. */
export type ApiName = BuiltInApi | Own<'apis'>

/** `client.add`, or `salesman client.add`. */
export type OperationName = BuiltInOperation | Own<'operations'>

/** A scenario by name, or a file by its path or ending. */
export type ScenarioName =
  | BuiltInScenario
  | Own<'scenarios'>
  | `${string}/${string}`
  | `${string}\\${string}`
  | `${string}.${'yaml' | 'yml' | 'json'}`

type OwnReadings = [Own<'readings'>] extends [never] ? object : Own<'readings'>

type Options = BuiltInReadings & OwnReadings

/** An option for each reading that is not to have its default. */
export type ReadingOptions = Partial<Options>

type NumberOf<Option> = Option extends `${infer N extends number}` ? N : never

/** The same; a number is accepted for an option such as `200`. */
export type ReadingValues = { readonly [Id in keyof Options]?: Options[Id] | NumberOf<Options[Id]> }

/** Some options of each reading named. */
export type ReadingChoices = { readonly [Id in keyof Options]?: readonly Options[Id][] }
