import type { DocumentedCase } from '../api/documented-case.ts'
import type { Violation } from '../api/violation.ts'

/** A credential that a request carried: its name as its API declares it, and its value as it came. */
export interface NamedCredential {
  readonly name: string
  readonly value: string
}

export type ServedFrom = 'handler' | 'cache' | 'fault'

/** A request and its answer, kept as references; they are written out only when somebody reads them. */
export interface LoggedExchange {
  readonly id: string
  readonly seq: number
  /** The sandbox's clock, milliseconds. */
  readonly at: number
  readonly zone: string
  readonly realAt: number
  readonly api: string
  readonly operation: string | null
  readonly method: string
  readonly url: string
  /** Without sandbox prefix and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly status: number | null
  readonly replyHeaders: Readonly<Record<string, string>>
  readonly replyBody: string
  readonly durationMs: number
  readonly servedFrom: ServedFrom
  readonly fault: string | null
  readonly violations: readonly Violation[]
  readonly readings: readonly string[]
  /** The documented case that decided the answer; null where the answer is none. */
  readonly case: DocumentedCase | null
  /** The sandbox was reset between its arrival and its write. */
  readonly stale: boolean
  /** The client went away before it was answered. */
  readonly aborted: boolean
  /** Those that its API declares, in clear. */
  readonly credentials: readonly NamedCredential[]
  /** Credentials in clear, masked when the entry is read. */
  readonly secrets: readonly string[]
  /** Roughly the bytes that it holds in memory. */
  readonly weight: number
  /** What `verify` compares: parameters, the body's over the query's. */
  params(): unknown
}
