import type { WantedDirection } from '../api/direction.ts'

/** A time in milliseconds, or how it is drawn for each request from the sandbox's random stream. */
export type Delay =
  | number
  /** Any time between, each as likely. */
  | { readonly min: number; readonly max: number }
  /** Lognormal: half of the times are below the median; the larger sigma, the longer the tail. */
  | { readonly median: number; readonly sigma: number }

/** How many matching requests pass within a time of the sandbox's clock. */
export interface Quota {
  readonly limit: number
  /** `1s`, `500ms`, `1m`, or milliseconds. */
  readonly window: string | number
}

/** A disturbance that a test arranges: which requests it strikes, when, and what becomes of them. */
export interface Fault {
  id?: string
  match?: WantedDirection & {
    api?: string
    /** `client.add` with `api`, or `salesman client.add` alone. */
    operation?: string
    method?: string
    /** The path as it came, without sandbox prefix and query; `*` stands for any characters, slashes too. */
    path?: string
    /** A deep subset of the parameters, body over query. */
    where?: Record<string, unknown>
    /** Headers that the request must have, names in any case. */
    headers?: Record<string, string | number>
  }
  /** So many matching requests pass first. */
  after?: number
  /** So many are struck; absent: until it is removed. */
  times?: number
  /** From 0 to 1, drawn from the sandbox's random stream. */
  probability?: number
  /** Those within it pass; those over it are answered `status`, 429 where none is said, with `Retry-After`. */
  quota?: Quota
  /** Real time before the answer. */
  delayMs?: Delay
  /** How fast the body goes out. */
  bytesPerSecond?: number
  status?: number
  body?: unknown
  headers?: Record<string, string>
  abort?: 'reset' | 'empty' | 'truncate' | 'garbage' | 'hang'
  /** The answer waits until it is released. */
  hold?: boolean
}
