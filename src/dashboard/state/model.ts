/** What `/__admin` answers, as far as the page reads it. */

export interface Violation {
  readonly rule: string
  readonly at: string
  readonly value?: unknown
  readonly docs?: string
  /** The operations that the path comes nearest to. */
  readonly nearest?: readonly Nearest[]
}

/** An entry of the journal without what it carried, as an event tells of it. */
export interface Summary {
  readonly id: string
  /** By the sandbox's clock. */
  readonly at: string
  readonly realAt: string
  readonly api: string | null
  readonly operation: string | null
  readonly method: string | null
  readonly url: string | null
  readonly status: number | null
  readonly durationMs: number
  readonly servedFrom: string
  readonly fault: string | null
  readonly violations: readonly Violation[]
  readonly readings: readonly string[]
  readonly stale?: boolean
  readonly aborted?: boolean
}

export type Headers = Readonly<Record<string, string | readonly string[]>>

export interface Entry extends Summary {
  readonly headers: Headers
  readonly body: string
  readonly response: { readonly headers: Headers; readonly body: string }
  /** Where the server explains its answers. */
  readonly why?: Why
}

export type Nearest = string | { readonly operation: string; readonly method?: string; readonly path?: string }

export interface Docs {
  readonly page: string
  readonly heading: string
}

export interface Why {
  readonly operation: { readonly id: string; readonly docs: Docs } | null
  readonly rule: { readonly id: string; readonly text: string; readonly docs: Docs | string | null } | null
  readonly readings: readonly {
    readonly id: string
    readonly option: string
    readonly about: string
    readonly others: readonly string[]
  }[]
  readonly changes: readonly { readonly collection: string; readonly key: string | number; readonly op: string }[]
  readonly cache: { readonly hit: boolean; readonly ageSeconds?: number } | null
  readonly fault: { readonly id: string; readonly explains: string } | null
  readonly violations: readonly Violation[]
  readonly nearest: readonly Nearest[] | null
}

export interface Journal {
  readonly total: number
  readonly dropped: number
  readonly requests: readonly Entry[]
}

export interface Sandbox {
  readonly id: string
  readonly urls: Readonly<Record<string, string>>
  readonly scenario: string
  readonly seed: number
  readonly requests: number
  readonly faults: number
  readonly timezone: string
  /** What a server may tell beside. */
  readonly violations?: number
  readonly held?: number
  readonly lastUsedAt?: string
}

export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly docs: string
}

export interface Reading {
  readonly id: string
  readonly about: string
  readonly options: readonly string[]
  readonly default: string
}

/** The readings and profiles that a sandbox answers by. */
export interface InForce {
  readonly readings: Readonly<Record<string, string>>
  readonly profiles: Readonly<Record<string, string>>
}

export interface Api {
  readonly name: string
  readonly title: string
  readonly basePath: string
  readonly credentials: Readonly<Record<string, string>>
  readonly operations: readonly Operation[]
  readonly readings: readonly Reading[]
  readonly profiles: readonly string[]
  readonly collections: readonly { readonly name: string; readonly key: string }[]
}

export type Row = Readonly<Record<string, unknown>>

export interface Change {
  readonly api: string
  readonly collection: string
  readonly key: string | number
  readonly op: 'insert' | 'update' | 'delete'
  readonly before: Row | null
  readonly after: Row | null
}

export interface Fault {
  readonly id: string
  readonly explains: string
  readonly hits?: number
  readonly hold?: boolean
  /** How many answers it holds. */
  readonly held?: number
}

export interface Clock {
  readonly now: string
  readonly frozen: boolean
}

export interface Checkpoint extends Clock {
  readonly name: string
}

interface Share<M> {
  readonly seen: number
  readonly of: number
  readonly missing: readonly M[]
}

export interface MissingCase {
  readonly operation: string
  readonly id: string
  readonly status: number
  readonly code?: string | number
  readonly text: string
  readonly docs: Docs | string | null
}

export interface Coverage {
  readonly apis: readonly {
    readonly name: string
    readonly operations: Share<string>
    readonly cases: Share<MissingCase>
    readonly readings: {
      readonly seen: number
      readonly of: number
      readonly options: readonly {
        readonly id: string
        readonly seen: readonly string[]
        readonly of: readonly string[]
      }[]
    }
    readonly parameters: Share<unknown>
  }[]
  readonly violations: Readonly<Record<string, number>>
  readonly faults: {
    readonly armed: number
    readonly struck: number
    readonly idle: readonly { readonly sandbox: string; readonly id: string; readonly explains: string }[]
  }
  readonly unmatched: number
}

/** Why the server said no. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly hint?: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}
