/** A disturbance that a test arranges: which requests it strikes, when, and what becomes of them. */
export interface Fault {
  id?: string
  match?: {
    api?: string
    /** `client.add` with `api`, or `salesman client.add` alone. */
    operation?: string
    method?: string
    /** The path as it came, without sandbox prefix and query. */
    path?: string
    /** A deep subset of the parameters, body over query. */
    where?: Record<string, unknown>
  }
  /** So many matching requests pass first. */
  after?: number
  /** So many are struck; absent: until it is removed. */
  times?: number
  /** From 0 to 1, drawn from the sandbox's random stream. */
  probability?: number
  /** Milliseconds of real time before the answer. */
  delayMs?: number
  status?: number
  body?: unknown
  headers?: Record<string, string>
  abort?: 'reset' | 'empty' | 'truncate' | 'garbage' | 'hang'
  /** The answer waits until it is released. */
  hold?: boolean
}
