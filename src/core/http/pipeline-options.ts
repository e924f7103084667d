import type { ReceivedRequest } from '../api/received-request.ts'
import type { Validation } from '../validation/validation.ts'
import type { RequestMetrics } from './request-metrics.ts'

export interface PipelineOptions {
  validation: Validation
  metrics: RequestMetrics
  /** Whether replies are checked against their schemas: those of a user's own API, in tests, and under `--check-replies`. */
  checkReplies: boolean
  /** Whether the API is a user's own: what goes wrong in its code is told to them. */
  isOwn?: boolean
  /** Told of every defect of ours. */
  onDefect: (error: unknown, request?: ReceivedRequest) => void
}
