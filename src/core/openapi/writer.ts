import type { Components } from './components.ts'
import type { Described } from './described.ts'
import type { NamedExample } from './examples.ts'
import type { ListedCase } from './listed-cases.ts'
import type { JsonSchema } from './model.ts'

/** What all operations of a document have in common. */
export interface Writer {
  readonly components: Components
  readonly examples: readonly NamedExample[]
  readonly bodyTypes: readonly string[]
  /** Whether what a body says may stand in the query string too. */
  readonly bodyInQuery?: boolean
  readonly replyType: string
  readonly error: JsonSchema
  readonly errorType: string
  /** Statuses of refusals that any operation may give. */
  readonly refusals: readonly number[]
  /** The documented cases of an operation. Without any, the statuses of refusals are listed. */
  readonly cases?: (operation: Described) => readonly ListedCase[]
  /** Of every answer. */
  readonly headers?: Readonly<Record<string, JsonSchema>>
  /** Where operations below another base path are reached: the root. */
  readonly servers?: readonly object[]
}
