import type { Fault as AnyFault } from '../core/faults/fault.ts'
import type { ExpectedRequest as AnyExpectedRequest } from '../core/journal/expected-request.ts'
import type { Expectation as AnyExpectation } from '../core/journal/verify.ts'
import type { Start } from '../core/scenarios/scenario.ts'
import type { ServerOptions as AnyServerOptions } from '../options.ts'
import type { ApiName, OperationName, ReadingOptions, ScenarioName } from './names.ts'

export type { ApiInfo } from '../admin/apis.ts'
export type { Bundle, BundledFault } from '../admin/bundle.ts'
export type { ArrangedFault } from '../admin/faults.ts'
export type { Health } from '../admin/health.ts'
export type { ReadingsInForce } from '../admin/readings.ts'
export type { ExplainedEntry, JournalPage } from '../admin/requests.ts'
export type { SandboxInfo } from '../admin/sandboxes.ts'
export type { Violation } from '../core/api/violation.ts'
export type { ApiCoverage, CoverageReport, Covered, MissingCase } from '../core/coverage/report.ts'
export type { Delay, Quota } from '../core/faults/fault.ts'
export type { Near } from '../core/journal/closest.ts'
export type { DeliveryAttempt, EntrySummary, JournalEntry, TimerInfo } from '../core/journal/entry.ts'
export type { DeliveryState } from '../core/journal/logged-webhook.ts'
export type { Verdict } from '../core/journal/verify.ts'
export type { Why } from '../core/journal/why.ts'
export type { Span } from '../core/lib/span.ts'
export type { RecordChange } from '../core/sandbox/changes.ts'
export type { ClockReading } from '../core/sandbox/sandbox.ts'
export type { Scenario } from '../core/scenarios/scenario.ts'
export type * from './names.ts'

/** What a sandbox may be asked to start from: scenario, seed, records, now, readings… */
export interface SandboxOptions extends Omit<Start, 'scenario' | 'records' | 'profiles' | 'readings'> {
  scenario?: ScenarioName
  /** Clients to generate for every API, or by API. */
  records?: number | { [Api in ApiName]?: number }
  profiles?: { [Api in ApiName]?: string }
  readings?: ReadingOptions
}

/** What a server may be started with. */
export interface ServerOptions extends Omit<AnyServerOptions, keyof SandboxOptions | 'api'>, SandboxOptions {
  /** Names of the APIs to serve. Default: all. */
  api?: ApiName[]
}

/** A disturbance that a test arranges. */
export interface Fault extends Omit<AnyFault, 'match'> {
  match?: Omit<NonNullable<AnyFault['match']>, 'api' | 'operation'> & { api?: ApiName; operation?: OperationName }
}

/** Which request a test speaks of. */
export interface ExpectedRequest extends Omit<AnyExpectedRequest, 'api' | 'operation'> {
  readonly api?: ApiName
  /** `client.add` with `api`, or `salesman client.add` alone. */
  readonly operation?: OperationName
}

/** What a test says must have come. */
export interface Expectation extends ExpectedRequest, Pick<AnyExpectation, 'times' | 'within' | 'never'> {}

/** Which journal entries are asked for. */
export interface RequestFilter {
  readonly api?: ApiName
  /** `client.add` with `api`, or `salesman client.add` alone. */
  readonly operation?: OperationName
  /** `in`: requests that came; `out`: webhooks that were sent. Default: both. */
  readonly direction?: 'in' | 'out'
  readonly method?: string
  readonly path?: string
  readonly status?: number
  /** true: only those that broke the documentation; false: only the others; a text: only those that broke this rule. */
  readonly violations?: boolean | string
  /** true: only those that no operation answers; false: only the others. */
  readonly unmatched?: boolean
  readonly limit?: number
  /** Only those after the entry of this id. */
  readonly after?: string
}

/** A record as it lies in the store. */
export type DataRecord = Record<string, unknown>
