/** What waits for a sandbox's clock, as scenario documents have it. */
export interface WaitingDocument {
  /** `t3`; those without one are numbered after the others. */
  id?: string
  api: string
  /** ISO 8601, with its offset. */
  at: string
}

/** A timer that waits for the sandbox's clock, as scenario documents have it. */
export interface TimerDocument extends WaitingDocument {
  name: string
  payload?: unknown
}

/** A webhook that failed and waits to be sent again, as scenario documents have it. */
export interface WebhookDocument extends WaitingDocument {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Seconds from that attempt to the one after it, and so on. */
  retry?: number[]
  /** What of it the journal does not show. */
  secrets?: string[]
}
