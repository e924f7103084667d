import type { Violation } from '../core/api/violation.ts'
import type { Fault } from '../core/faults/fault.ts'
import type { Scenario, Start } from '../core/scenarios/scenario.ts'

export type { Fault, Scenario, Violation }

/** What a sandbox may be asked to start from: scenario, seed, records, now, readings… */
export type SandboxOptions = Start

/** A sandbox's time. */
export interface ClockReading {
  /** ISO 8601 with the sandbox's offset. */
  readonly now: string
  readonly frozen: boolean
}

/** How far a clock is moved. */
export interface Span {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly ms?: number
}

/** A fault as the server holds it. */
export interface ArrangedFault extends Fault {
  readonly id: string
  /** The fault in one sentence. */
  readonly explains: string
}

/** Which journal entries are asked for. */
export interface RequestFilter {
  readonly api?: string
  /** `client.add` with `api`, or `salesman client.add` alone. */
  readonly operation?: string
  readonly method?: string
  readonly path?: string
  readonly status?: number
  /** true: only those that broke the documentation; false: only the others; a text: only those that broke this rule. */
  readonly violations?: boolean | string
  readonly limit?: number
  /** Only those after the entry of this id. */
  readonly after?: string
}

/** One request that came to a sandbox; credentials are masked. */
export interface JournalEntry {
  readonly id: string
  /** The sandbox's clock, ISO 8601. */
  readonly at: string
  readonly realAt: string
  readonly api: string
  readonly operation: string | null
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** As it came. */
  readonly body: string
  readonly status: number | null
  readonly response: { readonly headers: Readonly<Record<string, string>>; readonly body: string }
  readonly durationMs: number
  readonly servedFrom: 'handler' | 'cache' | 'fault'
  readonly fault: string | null
  readonly violations: readonly Violation[]
  /** The readings that shaped the answer. */
  readonly readings: readonly string[]
  /** The sandbox was reset while it was under way. */
  readonly stale?: boolean
}

export interface JournalPage {
  readonly total: number
  /** How many entries were lost to the journal's limit. */
  readonly dropped: number
  readonly requests: readonly JournalEntry[]
}

/** What must have come, and how often. */
export interface Expectation {
  readonly api?: string
  readonly operation: string
  /** A deep subset of the parameters, body over query. */
  readonly where?: Readonly<Record<string, unknown>>
  /** Exactly so many, or a range. Default: at least one. */
  readonly times?: number | { readonly atLeast?: number; readonly atMost?: number }
}

export interface Verdict {
  readonly ok: boolean
  readonly matched: number
  readonly expected: unknown
  /** What came closest, where too few matched. */
  readonly nearest: unknown
}

/** One record that differs from its sandbox's start. */
export interface RecordChange {
  readonly api: string
  readonly collection: string
  readonly key: string | number
  readonly op: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

export interface ReadingsInForce {
  readonly readings: Readonly<Record<string, string>>
  readonly profiles: Readonly<Record<string, string>>
}

export interface ApiInfo {
  readonly name: string
  readonly title: string
  readonly basePath: string
  readonly credentials: Readonly<Record<string, string>>
  readonly operations: readonly {
    readonly id: string
    readonly method: string
    readonly path: string
    readonly docs: string
  }[]
  readonly readings: readonly {
    readonly id: string
    readonly about: string
    readonly options: readonly string[]
    readonly default: string
  }[]
  readonly profiles: readonly string[]
  readonly collections: readonly { readonly name: string; readonly key: string }[]
}

export interface Health {
  readonly status: 'ok' | 'degraded'
  readonly version: string
  readonly uptime: number
  readonly runId: string
  readonly dataHash: string
  readonly apis: readonly string[]
  readonly sandboxes: number
  readonly problems: readonly unknown[]
}

export type DataRecord = Record<string, unknown>
