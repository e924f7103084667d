import type { ReadingTrail } from '../api/chosen-option.ts'
import type { DocumentedCase } from '../api/documented-case.ts'
import type { RecordInTheWay } from '../api/refusal.ts'
import type { Strike } from '../faults/strike.ts'
import type { HeaderList } from '../lib/header-list.ts'
import type { Write } from '../store/write.ts'
import type { FoundViolations } from './found-violations.ts'
import type { ServedFrom } from './logged-exchange.ts'

/** What was decided of a request on its way. */
export interface Outcome {
  /** Rules of the documentation that it broke. */
  readonly violations: FoundViolations
  /** Secrets that the answer gives away. */
  readonly issued: string[]
  /** The readings that were asked for. */
  readings: ReadingTrail
  /** The documented case that decided the answer. */
  case: DocumentedCase | null
  /** The record that a refusal is for. */
  record: RecordInTheWay | undefined
  /** The fault that struck it. */
  fault: Strike | null
  servedFrom: ServedFrom
  /** Its sandbox was reset between its beginning and its write. */
  stale: boolean
  /** Why it could not be answered as its API meant, where the API's code failed. */
  defect: string | null
  /** What it wrote. */
  writes: readonly Write[]
}

/** What goes out. */
export interface ReplyMessage {
  readonly status: number
  readonly headers: HeaderList
  readonly bytes: Buffer
}
