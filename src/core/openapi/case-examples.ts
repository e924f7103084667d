import type { Validation } from '../validation/validation.ts'
import type { Example } from './examples.ts'

type Request = Example['request']

/** What is laid over an operation's own example: null takes away. */
export interface RequestChange {
  readonly headers?: Readonly<Record<string, string | null>>
  readonly query?: Readonly<Record<string, string | null>>
  readonly body?: unknown
  /** A body of so many letters, in place of `body`. */
  readonly letters?: number
}

interface OfCase {
  readonly case: string
  readonly reply: { readonly status: number; readonly body?: unknown }
  /** Paths in the body that differ from time to time. */
  readonly varies?: readonly string[]
}

/** A request that provokes a case of one operation; of none, where no operation answers it. */
export interface CaseExample extends OfCase {
  readonly operation: string | null
  /** Records that must be there, by collection. */
  readonly records?: Readonly<Record<string, readonly object[]>>
  /** Requests that go before. */
  readonly before?: readonly Request[]
  readonly request: Request
}

/** A change of any request that provokes a common case. */
export interface CommonCaseExample extends OfCase {
  readonly change: RequestChange
}

/** The rows of `schemas/<api>/cases.json`: an example of each documented case. */
export function caseExamplesOf(validation: Validation, api: string): readonly (CaseExample | CommonCaseExample)[] {
  const file = `${api}/cases.json`
  return validation.has(file) ? (validation.read({ file }) as unknown as (CaseExample | CommonCaseExample)[]) : []
}

/** The example of a case of an operation, or of none: its own, else the one of all. */
export const exampleOf = (
  examples: readonly (CaseExample | CommonCaseExample)[],
  operation: string | null,
  id: string,
): CaseExample | CommonCaseExample | undefined =>
  examples.find(row => row.case === id && 'operation' in row && row.operation === operation) ??
  examples.find(row => row.case === id && 'change' in row)
