import type { ChosenOption } from '../api/chosen-option.ts'
import type { DocumentedCase } from '../api/documented-case.ts'
import type { RecordInTheWay } from '../api/refusal.ts'
import type { Violation } from '../api/violation.ts'
import type { Fault } from '../faults/fault.ts'
import type { Work } from '../lib/slices.ts'
import type { Timer } from '../store/timers.ts'
import type { Write } from '../store/write.ts'
import type { Mask } from './mask.ts'

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
  /** Whether it came to the sandbox, or was sent by it. */
  readonly direction: 'in' | 'out'
  /** The sandbox's clock, milliseconds. */
  readonly at: number
  readonly zone: string
  readonly realAt: number
  /** Null where it reached no API. */
  readonly api: string | null
  readonly operation: string | null
  /** Null, as is its target, where it could not be read. */
  readonly method: string | null
  readonly url: string | null
  /** Without sandbox prefix and query. */
  readonly path: string | null
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  readonly status: number | null
  readonly replyHeaders: Readonly<Record<string, string>>
  readonly replyBody: string
  readonly durationMs: number
  readonly servedFrom: ServedFrom
  readonly fault: string | null
  readonly struckBy: Fault | null
  readonly violations: readonly Violation[]
  /** How many more it broke than are kept. */
  readonly violationsOmitted: number
  readonly readings: readonly string[]
  /** The same, as options in force. */
  readonly options: readonly ChosenOption[]
  /** What it wrote. */
  readonly writes: readonly Write[]
  /** The documented case that decided the answer; null where the answer is none. */
  readonly case: DocumentedCase | null
  /** The record that a refusal is for. */
  readonly record?: RecordInTheWay | undefined
  /** The operations that were perhaps meant, where it reached no API. */
  readonly nearest?: readonly string[] | undefined
  /** The sandbox was reset between its arrival and its write. */
  readonly stale: boolean
  /** The client went away before it was answered. */
  readonly aborted: boolean
  /** Those that its API declares, in clear. */
  readonly credentials: readonly NamedCredential[]
  /** Secrets that its answer gave away, in clear. */
  readonly issued: readonly string[]
  /** Roughly the bytes that it holds in memory. */
  readonly weight: number
  /** Why it could not be answered as its API meant, where the API's code failed. */
  readonly defect: string | null
  /** The timer that failed, where it is of one. */
  readonly timer?: Timer
  /** What `verify` compares, in steps: parameters, the body's over the query's. */
  readingParams(): Work<unknown>
  /** What takes its credentials out of whatever of it is read; made anew each time, in steps. */
  masking(): Work<Mask>
}
