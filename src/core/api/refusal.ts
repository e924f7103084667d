import type { Key } from '../store/row.ts'
import type { Flaw } from '../validation/flaw.ts'

/** A record that an answer is about: the client that a new one would double, the deal in the way. */
export interface RecordInTheWay {
  readonly collection: string
  readonly key: Key
  /** What of it decided: the fields in which a duplicate coincides, the reference that holds. */
  readonly fields: readonly string[]
}

/**
 * An answer that is thrown, and no defect: nobody reads where that was, and to find it out takes a sixth of the time of a
 * request.
 */
class ThrownAnswer extends Error {
  constructor(message?: string) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
  }
}

/**
 * An API's own refusal, thrown by a handler or a check. The API renders it in one place (`Api.refuse`).
 * APIs extend it with what their error bodies carry.
 */
export class Refusal extends ThrownAnswer {
  override readonly name: string = 'Refusal'
  /** The id of the documented case that it is; null: it is none. */
  readonly case: string | null | undefined
  /** The record that it is for. */
  record: RecordInTheWay | undefined

  /** @param documented the id of the documented case that it is; null: it is none */
  constructor(message?: string, documented?: string | null) {
    super(message)
    this.case = documented
  }

  /**
   * Names the record that it is for, so that the journal's `why` and a failed test can tell it.
   *
   * @example
   * throw duplicate(twin.clid).about('clients', twin.clid, ['title'])
   */
  about(collection: string, key: Key, fields: readonly string[] = []): this {
    this.record = { collection, key, fields }
    return this
  }
}

/** What an `HttpFault` is about. */
export type FaultKind =
  /** No operation has this path. */
  | 'unknown-path'
  /** The path is known, the method is not; `allow` lists those that are. */
  | 'wrong-method'
  /** The body, or a path parameter, cannot be parsed. */
  | 'malformed'
  | 'unsupported-type'
  | 'too-large'
  /** A schema, or under `strict` a rule of the documentation, is broken; `flaws` lists how. */
  | 'invalid'
  /** A record that was needed is not there: `store.orders.need(key)`. */
  | 'not-found'
  /** More requests than a `limit` takes; `retryAfter` says when the next may come. */
  | 'too-many'
  /** A fault that a test arranged, with a status of its own. */
  | 'injected'
  /** A defect of ours. */
  | 'unexpected'

/** What of a body a `malformed` or `unsupported-type` is about; JSON, or what is read in its place, where it says none. */
export type BodyPart = 'content-type' | 'content-encoding' | 'charset' | 'multipart'

/** What is wrong with a body that cannot be read, as the cases of every API name it. */
export type BodyCase =
  | 'malformed'
  | 'unsupported-type'
  | 'unsupported-encoding'
  | 'unsupported-charset'
  | 'broken-encoding'
  | 'broken-multipart'

/** Those of an API that reads JSON alone: it refuses multipart by its type. */
export type JsonBodyCase = Exclude<BodyCase, 'broken-multipart'>

/** What HTTP, the schemas or a test hold against a request. Every API renders these in its own envelope. */
export class HttpFault extends ThrownAnswer {
  override readonly name = 'HttpFault'
  readonly kind: FaultKind
  /** The HTTP status that fits the kind. */
  readonly status: number
  readonly allow: readonly string[]
  readonly flaws: readonly Flaw[]
  readonly part: BodyPart | undefined
  /** What stands there: `zstd`, `koi8-r`. */
  readonly value: string
  /** Null: no documentation has it. Else its API knows which case it is (`Api.caseOf`). */
  readonly case: null | undefined
  /** Seconds, of a `too-many`; its answer has them as `Retry-After`. */
  readonly retryAfter: number | undefined

  constructor(
    kind: FaultKind,
    message: string,
    more: {
      status?: number
      allow?: readonly string[]
      flaws?: readonly Flaw[]
      part?: BodyPart
      value?: string
      case?: null
      retryAfter?: number
    } = {},
  ) {
    super(message)
    this.kind = kind
    this.status = more.status ?? STATUS[kind]
    this.allow = more.allow ?? []
    this.flaws = more.flaws ?? []
    this.part = more.part
    this.value = (more.value ?? '').slice(0, LONGEST_VALUE)
    this.case = more.case
    this.retryAfter = more.retryAfter
  }
}

/** Enough to know it by. */
const LONGEST_VALUE = 80

/** The case of a fault of kind `malformed` or `unsupported-type`. */
export function bodyCaseOf({ kind, part }: HttpFault): BodyCase {
  if (kind === 'malformed')
    return part === 'content-encoding' ? 'broken-encoding' : part === 'multipart' ? 'broken-multipart' : 'malformed'
  if (part === 'content-encoding') return 'unsupported-encoding'
  return part === 'charset' ? 'unsupported-charset' : 'unsupported-type'
}

const STATUS: Record<FaultKind, number> = {
  'unknown-path': 404,
  'wrong-method': 405,
  malformed: 400,
  'unsupported-type': 415,
  'too-large': 413,
  invalid: 400,
  'not-found': 404,
  'too-many': 429,
  injected: 500,
  unexpected: 500,
}
