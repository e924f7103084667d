import type { ArrivalMoment } from './logged-request.ts'
import type { SecretNames } from './secret-names.ts'

const NONE: readonly never[] = []

/** What entries have in common that no operation had a part in: nothing of them is judged. */
export abstract class BareExchange {
  readonly seq: number
  readonly at: number
  readonly realAt = Date.now()
  readonly zone: string
  readonly operation = null
  readonly violations = NONE
  readonly violationsOmitted = 0
  readonly credentials = NONE
  readonly issued = NONE
  readonly readings = NONE
  readonly options = NONE
  readonly writes = NONE
  readonly case = null
  readonly stale = false
  protected readonly secrets: SecretNames

  constructor({ seq, at, zone, secrets }: ArrivalMoment) {
    this.seq = seq
    this.at = at
    this.zone = zone
    this.secrets = secrets
  }

  get id(): string {
    return `r${this.seq}`
  }
}
