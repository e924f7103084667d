import type { ApiInfo, ClockReading } from '../../client/types.ts'

export type Operation = ApiInfo['operations'][number]
export type Reading = ApiInfo['readings'][number]

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
