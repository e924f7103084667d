import { placesOf } from '../api/credentials.ts'
import type { DocumentedCase } from '../api/documented-case.ts'
import type { Operation } from '../api/operation.ts'
import { ReceivedRequest, type RequestHead } from '../api/received-request.ts'
import type { Violation } from '../api/violation.ts'
import type { Strike } from '../faults/strike.ts'
import { asObject, type HeaderList, headerText, joinHeaders } from '../lib/header-list.ts'
import { targetOf } from '../lib/request-target.ts'
import type { LoggedExchange, ServedFrom } from './logged-exchange.ts'
import { valuesIn } from './mask.ts'

/** What was decided of a request on its way. */
export interface Outcome {
  /** Rules of the documentation that it broke. */
  readonly violations: Violation[]
  /** Secrets that the answer gives away. */
  readonly issued: string[]
  /** The topics of the readings that were asked for. */
  readonly topics: string[]
  /** The documented case that decided the answer. */
  case: DocumentedCase | null
  /** The fault that struck it. */
  fault: Strike | null
  servedFrom: ServedFrom
  /** Its sandbox was reset between its beginning and its write. */
  stale: boolean
}

/** What goes out. */
export interface ReplyMessage {
  readonly status: number
  readonly headers: HeaderList
  readonly bytes: Buffer
}

const NO_BYTES = Buffer.alloc(0)
const NONE: readonly never[] = []

/** Roughly what an entry takes by itself, in bytes. */
const OWN_WEIGHT = 1024

/** What a request's sandbox showed when it came. */
export interface Moment {
  /** Its number in the journal. */
  readonly seq: number
  /** The sandbox's clock, milliseconds since the epoch. */
  readonly at: number
  readonly zone: string
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
  fault: string | null = null
  case: DocumentedCase | null = null
  violations: readonly Violation[] = NONE
  durationMs = 0
  stale = false
  aborted = false
  readonly #api: RequestHead['api']
  readonly #head: string
  readonly #raw: ReceivedRequest['raw']
  readonly #bodyFault: ReceivedRequest['bodyFault']
  readonly #params: ReceivedRequest['params']
  readonly #operation: Operation | undefined
  #topics: readonly string[] = NONE
  #issued: readonly string[] = NONE
  #headers: HeaderList = NONE
  #bytes: Buffer = NO_BYTES

  /** Begins the entry of a request that has come. */
  constructor({ head, raw, bodyFault, params, operation }: ReceivedRequest, { seq, at, zone }: Moment) {
    this.seq = seq
    this.at = at
    this.zone = zone
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
    { violations, topics, issued, case: documented, fault, servedFrom, stale }: Outcome,
    { status, headers, bytes }: ReplyMessage,
    durationMs: number,
  ): void {
    this.status = status
    this.#headers = headers
    this.#bytes = bytes
    if (violations.length > 0) this.violations = violations
    this.#topics = shared(topics)
    if (issued.length > 0) this.#issued = issued
    this.case = documented
    this.servedFrom = servedFrom
    this.stale = stale
    if (fault) this.fault = fault.id
    this.durationMs = Math.round(durationMs * 1000) / 1000
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
  get readings(): readonly string[] {
    return this.#topics.map(topic => `${this.api}.${topic}`)
  }
  get credentials(): LoggedExchange['credentials'] {
    return this.#again().namedCredentials()
  }
  get secrets(): readonly string[] {
    const request = this.#again()
    return [...request.credentials(), ...unreadCredentials(request), ...this.#issued]
  }
  get weight(): number {
    return this.url.length + this.#head.length + 2 * this.#raw.text.length + this.#bytes.length + OWN_WEIGHT
  }
  params(): unknown {
    return this.#again().parameters
  }

  get #rawHeaders(): HeaderList {
    return this.#head === '' ? NONE : this.#head.split('\n')
  }

  /** The same request once more, to be read. */
  #again(): ReceivedRequest {
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

/** The credentials in a body that is malformed, or that no operation reads. */
function unreadCredentials(request: ReceivedRequest): string[] {
  const { text } = request.raw
  if (text === '' || request.readableBody !== undefined) return []
  return placesOf(request.api).flatMap(place => (place.in === 'body' ? valuesIn(text, place.name) : []))
}

const lists = new Map<string, readonly string[]>()

/** One list in place of all that say the same: requests of one kind ask for the same readings. */
function shared(topics: readonly string[]): readonly string[] {
  if (topics.length === 0) return NONE
  const key = topics.join()
  let list = lists.get(key)
  if (!list) lists.set(key, (list = [...topics]))
  return list
}
