import type { Work } from '../lib/slices.ts'
import type { Timer } from '../store/timers.ts'
import { BareExchange } from './bare-exchange.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { ArrivalMoment } from './logged-request.ts'
import { Mask } from './mask.ts'

/** Roughly what an entry takes by itself, in bytes. */
const OWN_WEIGHT = 512

/** A timer that failed. */
export class LoggedTimer extends BareExchange implements LoggedExchange {
  readonly direction = 'in'
  readonly api: string
  readonly method = null
  readonly url = null
  readonly path = null
  readonly headers = {}
  readonly body = ''
  readonly status = null
  readonly replyHeaders = {}
  readonly replyBody = ''
  readonly durationMs = 0
  readonly servedFrom = 'handler'
  readonly fault = null
  readonly struckBy = null
  readonly aborted = false
  readonly timer: Timer
  readonly defect: string

  /** @param defect why it failed */
  constructor(timer: Timer, defect: string, moment: ArrivalMoment) {
    super(moment)
    this.api = timer.api
    this.timer = timer
    this.defect = defect
  }

  get weight(): number {
    return 2 * (this.#payload.length + this.defect.length) + OWN_WEIGHT
  }
  *readingParams(): Work<unknown> {
    yield
    return {}
  }
  masking(): Work<Mask> {
    return Mask.making({ url: '', headers: {}, body: this.#payload, isReadable: true, credentials: [] }, this.secrets)
  }

  get #payload(): string {
    return JSON.stringify(this.timer.payload)
  }
}
