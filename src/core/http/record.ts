import type { Api } from '../api/define-api.ts'
import type { Operation, Reply, Violation } from '../api/operation.ts'
import type { HttpFault } from '../api/refusal.ts'
import type { Fault } from '../faults/fault.ts'
import type { Entry, ServedFrom } from '../journal/journal.ts'
import type { RawBody } from './body.ts'
import { Exchange } from './exchange.ts'
import { asObject, type HeaderList, joined, put } from './header-list.ts'
import { targetOf } from './target.ts'

/** What goes on the wire. */
export interface Answer {
  readonly status: number
  readonly headers: HeaderList
  readonly bytes: Buffer
  readonly fault: Fault | null
  readonly entry: Recorded
}

/** Where an answer came from. */
export interface Served {
  from: ServedFrom
  age?: number
}

const NOTHING = Buffer.alloc(0)
const NONE: readonly never[] = []

/** Roughly what an entry takes by itself, in bytes. */
const OWN_WEIGHT = 1024

/**
 * The journal's entry of a request: what came and what went, as it was. What can be worked out of it again
 * (parameters, credentials) is worked out when somebody reads it.
 */
export class Recorded implements Entry {
  readonly seq: number
  readonly at: number
  readonly realAt = Date.now()
  readonly zone: string
  readonly operation: string | null
  readonly method: string
  readonly url: string
  status: number | null = null
  servedFrom: ServedFrom = 'handler'
  fault: string | null = null
  violations: readonly Violation[] = NONE
  durationMs = 0
  stale = false
  aborted = false
  readonly #api: Api
  readonly #head: string
  readonly #raw: RawBody
  readonly #bodyFault: HttpFault | undefined
  readonly #params: Readonly<Record<string, string>>
  #answeredBy: Operation | undefined
  #topics: readonly string[] = NONE
  #issued: readonly string[] = NONE
  #headers: HeaderList = NONE
  #bytes: Buffer = NOTHING

  /** Begins the entry of a request that has come. */
  constructor(exchange: Exchange) {
    const { sandbox } = exchange
    this.seq = sandbox.journal.nextSeq()
    this.at = exchange.now
    this.zone = sandbox.zone
    this.#answeredBy = aimedAt(exchange)
    this.operation = this.#answeredBy?.id ?? null
    const { api, method, url, rawHeaders } = exchange.arrival
    this.#api = api
    this.method = method
    this.url = url
    this.#head = rawHeaders.join('\n')
    this.#raw = exchange.raw
    this.#bodyFault = exchange.bodyFault
    this.#params = exchange.params
  }

  /** Ends it with what the request was answered. */
  close(exchange: Exchange, status: number, headers: HeaderList, bytes: Buffer): void {
    const { violations, topics, issued, operation } = exchange
    this.status = status
    this.#headers = headers
    this.#bytes = bytes
    if (violations.length > 0) this.violations = violations
    this.#topics = shared(topics)
    if (issued.length > 0) this.#issued = issued
    this.#answeredBy = operation
  }

  get id(): string {
    return `r${this.seq}`
  }
  get api(): string {
    return this.#api.name
  }
  get path(): string {
    return targetOf(this.url).path
  }
  get headers(): Entry['headers'] {
    return joined(this.#rawHeaders)
  }
  get body(): string {
    return this.#raw.text
  }
  get replyHeaders(): Readonly<Record<string, string>> {
    return asObject(this.#headers)
  }
  get replyBody(): string {
    return this.#bytes.toString()
  }
  get readings(): readonly string[] {
    return this.#topics.map(topic => `${this.api}.${topic}`)
  }
  get secrets(): readonly string[] {
    return [...this.#again().secrets, ...this.#issued]
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
  #again(): Exchange {
    const { method, url, headers } = this
    const { prefix, path: fullPath, search } = targetOf(url)
    const [api, rawHeaders] = [this.#api, this.#rawHeaders]
    const exchange = new Exchange({ method, url, headers, rawHeaders, turn: 0, api, prefix, fullPath, search })
    exchange.operation = this.#answeredBy
    exchange.params = this.#params
    exchange.raw = this.#raw
    exchange.bodyFault = this.#bodyFault
    return exchange
  }
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

/** Writes down a request whose client went away before its body had come. */
export function abandon(exchange: Exchange): void {
  const entry = new Recorded(exchange)
  entry.aborted = true
  exchange.sandbox.record(entry)
}

/** What a request is for, as far as that can be told before its caller is known. */
function aimedAt(exchange: Exchange): Operation | undefined {
  if (!exchange.api.dispatch) return exchange.operation
  try {
    return exchange.api.dispatch(exchange) ?? exchange.operation
  } catch {
    return exchange.operation
  }
}

/** A text goes as it is, anything else as JSON. */
export const bodyOf = ({ body }: Fault): string => (typeof body === 'string' ? body : JSON.stringify(body))

function textOf({ text, body }: Reply, exchange: Exchange): string {
  return text ?? (body === undefined ? '' : (exchange.api.encode?.(body, exchange) ?? JSON.stringify(body)))
}

/** Where a message ends is not for a fault to say. */
const FRAMING = ['content-length', 'transfer-encoding', 'trailer']

function headersOf(
  entry: Recorded,
  { api, violations }: Exchange,
  reply: Reply,
  fault: Fault | null,
  isEmpty: boolean,
) {
  const headers = ['x-mock-request-id', entry.id]
  if (!isEmpty) headers.push('content-type', api.contentType ?? 'application/json; charset=utf-8')
  for (const name in api.headers) put(headers, name, api.headers[name]!, headers.length)
  const known = headers.length
  for (const name in reply.headers) put(headers, name, reply.headers[name]!, known)
  for (const [name, value] of Object.entries(fault?.headers ?? {}))
    if (!FRAMING.includes(name.toLowerCase())) put(headers, name.toLowerCase(), value, headers.length)
  if (violations.length > 0) headers.push('x-mock-violations', String(violations.length))
  return headers
}

/** Completes the entry, and gives what goes on the wire. */
export function closeEntry(
  entry: Recorded,
  exchange: Exchange,
  reply: Reply,
  fault: Fault | null,
  served: Served,
  started: number,
): Answer {
  const { status } = reply
  const text = fault?.body === undefined ? textOf(reply, exchange) : bodyOf(fault)
  const bytes = text === '' ? NOTHING : exchange.sandbox.journal.bytesOf(text)
  const headers = headersOf(entry, exchange, reply, fault, text === '')
  entry.close(exchange, status, headers, bytes)
  const isFault =
    fault !== null && (fault.status !== undefined || fault.body !== undefined || fault.abort !== undefined)
  entry.servedFrom = isFault ? 'fault' : served.from
  entry.fault = fault?.id ?? null
  entry.durationMs = Math.round((performance.now() - started) * 1000) / 1000
  exchange.sandbox.record(entry)
  return { status, headers, bytes, fault, entry }
}
