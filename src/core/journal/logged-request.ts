import { type ChosenOption, ReadingTrail } from '../api/chosen-option.ts'
import type { DocumentedCase } from '../api/documented-case.ts'
import type { Operation } from '../api/operation.ts'
import { ReceivedRequest, type RequestHead } from '../api/received-request.ts'
import type { RecordInTheWay } from '../api/refusal.ts'
import type { Violation } from '../api/violation.ts'
import type { Fault } from '../faults/fault.ts'
import { asObject, type HeaderList, headerText, joinHeaders } from '../lib/header-list.ts'
import { targetOf } from '../lib/request-target.ts'
import { finish, type Work } from '../lib/slices.ts'
import type { Write } from '../store/write.ts'
import type { FoundViolations } from './found-violations.ts'
import type { LoggedExchange, ServedFrom } from './logged-exchange.ts'
import { Mask } from './mask.ts'
import type { Outcome, ReplyMessage } from './outcome.ts'
import type { SecretNames } from './secret-names.ts'
import { keepViolations, weightOf } from './violations.ts'

const NO_BYTES = Buffer.alloc(0)
const NONE: readonly never[] = []

/** Roughly what an entry takes by itself, in bytes. */
const OWN_WEIGHT = 1024

/** Roughly what a write keeps, in bytes: where it was, and its key. */
const WRITE_WEIGHT = 128

/** What a request's sandbox showed when it came. */
export interface ArrivalMoment {
  /** Its number in the journal. */
  readonly seq: number
  /** The sandbox's clock, milliseconds since the epoch. */
  readonly at: number
  readonly zone: string
  /** The names under which secrets stand. */
  readonly secrets: SecretNames
}

/**
 * What came and what went, as it was. What can be worked out of it again (parameters, credentials) is worked out when
 * somebody reads it.
 */
export class LoggedRequest implements LoggedExchange {
  readonly seq: number
  readonly at: number
  readonly realAt = Date.now()
  readonly zone: string
  readonly method: string
  readonly url: string
  status: number | null = null
  servedFrom: ServedFrom = 'handler'
  struckBy: Fault | null = null
  writes: readonly Write[] = NONE
  case: DocumentedCase | null = null
  record: RecordInTheWay | undefined
  violations: readonly Violation[] = NONE
  stale = false
  aborted = false
  defect: string | null = null
  violationsOmitted = 0
  readonly #secrets: SecretNames
  readonly #api: RequestHead['api']
  readonly #head: string
  readonly #raw: ReceivedRequest['raw']
  readonly #bodyFault: ReceivedRequest['bodyFault']
  readonly #params: ReceivedRequest['params']
  readonly #operation: Operation | undefined
  #trail = ReadingTrail.none
  #issued: readonly string[] = NONE
  #headers: HeaderList = NONE
  #bytes: Buffer = NO_BYTES
  #weight = 0
  #microseconds = 0
  /** What came, as long as it is under way: it need not be read again. */
  #fresh: ReceivedRequest | undefined

  /** Begins the entry of a request that has come. */
  constructor(request: ReceivedRequest, { seq, at, zone, secrets }: ArrivalMoment) {
    const { head, raw, bodyFault, params, operation } = request
    this.#fresh = request
    this.seq = seq
    this.at = at
    this.zone = zone
    this.#secrets = secrets
    const { api, method, url, rawHeaders } = head
    this.#api = api
    this.method = method
    this.url = url
    this.#head = rawHeaders.join('\n')
    this.#raw = raw
    this.#bodyFault = bodyFault
    this.#params = params
    this.#operation = operation
  }

  /**
   * Ends it with what was decided and what goes out.
   *
   * @param durationMs milliseconds that it took
   */
  close(
    { violations, readings, issued, case: documented, record, fault, servedFrom, stale, defect, writes }: Outcome,
    { status, headers, bytes }: ReplyMessage,
    durationMs: number,
  ): void {
    this.status = status
    this.#headers = headers
    this.#bytes = bytes
    if (violations.count > 0) this.#keepViolations(violations)
    this.#trail = readings
    if (writes.length > 0) this.writes = writes
    if (issued.length > 0) this.#issued = issued
    this.case = documented
    this.record = record
    this.servedFrom = servedFrom
    this.stale = stale
    this.defect = defect
    this.struckBy = fault?.fault ?? null
    this.#microseconds = Math.round(durationMs * 1000)
  }

  /** Lets go of what was only read: it is worked out again when somebody asks for it. */
  settle(): void {
    this.#fresh = undefined
  }

  get direction(): 'in' {
    return 'in'
  }
  get id(): string {
    return `r${this.seq}`
  }
  get api(): string {
    return this.#api.name
  }
  get operation(): string | null {
    return this.#operation?.id ?? null
  }
  get path(): string {
    return targetOf(this.url).path
  }
  get headers(): LoggedExchange['headers'] {
    return joinHeaders(this.#rawHeaders)
  }
  get body(): string {
    return this.#raw.text
  }
  get replyHeaders(): Readonly<Record<string, string>> {
    return asObject(this.#headers.map((part, at) => (at % 2 === 0 ? part : headerText(part))))
  }
  get replyBody(): string {
    return this.#bytes.toString()
  }
  get durationMs(): number {
    return this.#microseconds / 1000
  }
  get fault(): string | null {
    return this.struckBy?.id ?? null
  }
  get options(): readonly ChosenOption[] {
    return this.#trail.options
  }
  get readings(): readonly string[] {
    return this.options.map(({ id }) => id)
  }
  get issued(): readonly string[] {
    return this.#issued
  }
  get credentials(): LoggedExchange['credentials'] {
    return this.#again().namedCredentials()
  }
  get weight(): number {
    return (this.#weight ||= this.#weigh())
  }
  *readingParams(): Work<unknown> {
    const request = this.#again()
    yield* request.reading()
    return request.parameters
  }
  *masking(): Work<Mask> {
    const request = this.#again()
    yield* request.reading()
    const { url, headers, body } = this
    const isReadable = body === '' || request.readableBody !== undefined
    const credentials = [...request.credentials(), ...this.#issued]
    yield
    return yield* Mask.making({ url, headers, body, isReadable, credentials }, this.#secrets)
  }

  get #rawHeaders(): HeaderList {
    return this.#head === '' ? NONE : this.#head.split('\n')
  }

  #keepViolations({ first, count }: FoundViolations): void {
    this.violations = keepViolations(first, () => finish(this.masking()))
    this.violationsOmitted = count - first.length
  }

  #weigh(): number {
    const { text, multipart, bytes } = this.#raw
    let weight = this.url.length + this.#head.length + this.#bytes.length + OWN_WEIGHT
    weight += this.writes.length * WRITE_WEIGHT + (bytes?.length ?? 0)
    // Of a multipart body the fields are kept beside the text.
    weight += (multipart ? 6 : 2) * text.length
    for (const name in this.#params) weight += 2 * (name.length + this.#params[name]!.length)
    for (const header of this.#headers) weight += header.length
    for (const secret of this.#issued) weight += 2 * secret.length
    for (const violation of this.violations) weight += weightOf(violation)
    return weight
  }

  /** The same request once more, to be read. */
  #again(): ReceivedRequest {
    if (this.#fresh) return this.#fresh
    const { method, url, headers } = this
    const { prefix, path: fullPath, search } = targetOf(url)
    const [api, rawHeaders] = [this.#api, this.#rawHeaders]
    const request = new ReceivedRequest({
      method,
      url,
      headers,
      rawHeaders,
      sequence: 0,
      api,
      prefix,
      fullPath,
      search,
    })
    request.operation = this.#operation
    request.params = this.#params
    request.raw = this.#raw
    request.bodyFault = this.#bodyFault
    return request
  }
}
