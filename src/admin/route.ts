import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Api } from '../core/api/api.ts'
import type { Coverage } from '../core/coverage/coverage.ts'
import type { Fleet } from '../core/fleet/fleet.ts'
import type { RequestMetrics } from '../core/http/request-metrics.ts'
import type { Events } from '../core/sandbox/events.ts'
import type { Sandboxes } from '../core/sandbox/registry.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import type { Scenarios } from '../core/scenarios/scenarios.ts'
import type { Schema } from '../core/validation/schema.ts'
import type { Validation } from '../core/validation/validation.ts'

/** What `/__admin` needs of the server. */
export interface AdminOptions {
  readonly apis: readonly Api[]
  readonly sandboxes: Sandboxes
  /** The servers that share its database, where there are any. */
  readonly fleet: Fleet | undefined
  readonly scenarios: Scenarios
  readonly validation: Validation
  readonly events: Events
  readonly coverage: Coverage
  readonly runId: string
  /** What the server speaks. */
  readonly scheme: 'http' | 'https'
  readonly version: string
  /** Where the server is reached, where its operator said so. */
  readonly publicUrl: string | undefined
  /** When it started, by `performance.now()`. */
  readonly startedAt: number
  /** What is wrong with the server itself: one sentence each. */
  readonly problems: () => readonly string[]
  readonly requests: RequestMetrics
  /** How many milliseconds the database is behind, and how many of its writes failed. */
  readonly database: () => { readonly delay: number; readonly failures: number }
  /** Why it should be sent no requests, in a sentence; null where it may. */
  readonly whyNotReady: () => string | null
  /** Bytes of a request's body. */
  readonly bodyLimit: number
  /** Told of every defect of ours. */
  readonly onDefect: (error: unknown) => void
}

/** One request to `/__admin`, its query and body checked. */
export interface AdminCall<Q = unknown, B = unknown> {
  readonly server: AdminOptions
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
  /** What `:id` names. Throws a 404 where there is none. */
  readonly sandbox: Sandbox
}

/** One line of the contract's table. */
export interface Route<Q = unknown, B = unknown> {
  readonly method: string
  /** Below `/__admin`, with `:name` parameters. */
  readonly path: string
  readonly summary: string
  readonly query?: Schema<Q>
  readonly body?: Schema<B>
  /** How many times the usual limit a body may have: a state is larger than any request. */
  readonly bodyLimits?: number
  /** Default: 200; 204 sends no body. */
  readonly status?: number
  /** What it answers; undefined where it has answered by itself. */
  handle(call: AdminCall<Q, B>): unknown
}

/** @example route('GET /sandboxes/:id/clock', { summary: 'The time', handle: ({ sandbox }) => clockOf(sandbox) }) */
export function route<B = unknown, Q = unknown>(line: string, spec: Omit<Route<Q, B>, 'method' | 'path'>): Route {
  const [method, path] = line.split(' ') as [string, string]
  return { method, path, ...spec } as Route
}
