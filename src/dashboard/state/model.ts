import type { ApiInfo, ClockReading } from '../../client/types.ts'

export type Operation = ApiInfo['operations'][number]
export type Reading = ApiInfo['readings'][number]

export interface Sandbox {
  readonly id: string
  readonly scenario: string
  readonly requests: number
  readonly faults: number
  readonly violations?: number
  readonly held?: number
  readonly lastUsedAt?: string
}

export interface Checkpoint extends ClockReading {
  readonly name: string
}

/** Why the server said no. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly hint?: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}
