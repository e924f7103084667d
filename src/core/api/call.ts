import type { Random } from '../lib/random.ts'
import type { Span } from '../lib/span.ts'
import type { Collection } from '../store/collection.ts'
import type { Schema } from '../validation/schema.ts'
import type { Received } from './input.ts'
import type { OptionOf, Readings } from './readings.ts'
import type { Violation } from './violation.ts'
import type { Webhook } from './webhook.ts'

/** What an API's types are: its records by collection, its readings, and who calls. */
export interface ApiTypes {
  // biome-ignore lint/suspicious/noExplicitAny: each API's own record types
  records: Record<string, any>
  readings: Readings
  caller: unknown
  /** What `call.memory` is. */
  memory?: unknown
}

/** What an API keeps beside its records: nothing as yet, or what it kept. */
export type MemoryOf<T extends ApiTypes> = T extends { readonly memory: infer M } ? M | undefined : unknown

/** A file of a `multipart/form-data` body. */
export interface UploadedFile {
  /** Of its field. */
  readonly name: string
  readonly filename: string
  /** Its media type; '' where it says none. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** The collections of an API, by name. */
export type Store<R> = { readonly [C in keyof R]: Collection<R[C] & object> }

/** What every step of a request may use: the request, and the sandbox that it came to. */
export interface Call<T extends ApiTypes = ApiTypes> {
  readonly method: string
  /** The path below the API's base path, as it came: `/client/add`. */
  readonly path: string
  /** The query string as it came, without its question mark. */
  readonly search: string
  /** Where the API is reached: origin, sandbox prefix and base path, without a slash at the end. */
  readonly baseUrl: string
  /** The request as it came, its body not yet read. */
  readonly received: Received
  /** A header by its lower-case name; of several with one name, as Node joins them. */
  header(name: string): string | undefined
  /** A declared credential, wherever it stands, without its sandbox suffix. */
  credential(name: string): string | undefined
  readonly store: Store<T['records']>
  /** The option in force of one of this API's readings. */
  reading<K extends keyof T['readings'] & string>(topic: K): OptionOf<T['readings'], K>
  /** The sandbox's clock: milliseconds since the epoch. */
  readonly now: number
  /** The sandbox's time zone: `Europe/Moscow`. */
  readonly zone: string
  /** The next number of one of this API's counters. Counters of collections pass over keys that are taken. */
  nextId(counter: string): number
  readonly random: Random
  /** Notes a rule that the request breaks. Under `strict` the request is refused for it. */
  violate(violation: Violation): void
  /** Keeps a secret that the answer gives away (a token) out of the journal, which shows it masked. */
  conceal(secret: string): void
  /** Runs `work`; what it wrote is undone where it throws. The throw goes on. */
  attempt<R>(work: () => R): R
  /**
   * Calls a timer of this API when the sandbox's clock has moved on so far.
   *
   * @param payload a JSON value that the timer is given, 64 KiB at most
   * @throws {OwnFault} where the API has no such timer, or it cannot be set
   * @example
   * after({ seconds: 30 }, 'accept', { id: order.id })
   */
  after(span: Span, timer: string, payload?: unknown): void
  /**
   * Sends a request once what was written has held; what comes of it is in the journal.
   *
   * @throws {OwnFault} where it cannot be written; an address to which nothing is sent is not an error
   * @example
   * webhook({ url: order.callback, body: { event: 'accepted', id: order.id }, retry: [1, 5, 30] })
   */
  webhook(webhook: Webhook): void
  /** What this API keeps beside its records, in this sandbox: a JSON value, to be replaced, not changed. */
  memory: MemoryOf<T>
  /** The files of a `multipart/form-data` body: 20 at most, of 2 MiB each. */
  readonly files: readonly UploadedFile[]
  /**
   * The address of something of this API, as the client reaches it.
   *
   * @param path below the base path, its parameters as `:name`
   * @param values where those come from, by name
   * @example link('/orders/:id', order)
   */
  link(path: string, values?: object): string
}

/** What a timer may use: the sandbox as it is at its moment. There is no request. */
export type TimerCall<T extends ApiTypes = ApiTypes> = Pick<
  Call<T>,
  | ('store' | 'reading' | 'now' | 'zone' | 'nextId' | 'random' | 'conceal' | 'attempt' | 'memory')
  | ('after' | 'webhook')
>

/** A call whose credentials hold and whose input was read and fits its schemas. */
export interface ReadyCall<T extends ApiTypes, Q, B, F, R = unknown, P = Readonly<Record<string, string>>>
  extends Call<T> {
  /** Path parameters, decoded. */
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly caller: T['caller']
  /** What `find` gave. */
  readonly found: F
  /**
   * A reply, of a status that the operation declares and a body that its schema allows.
   *
   * @example return reply(201, order)
   */
  reply<S extends keyof R & number>(status: S, ...content: ReplyContent<R[S]>): MadeReply
}

type ReplyContent<S> =
  S extends Schema<infer B> ? [body: B, headers?: ReplyHeaders] : [body?: undefined, headers?: ReplyHeaders]

type ReplyHeaders = Readonly<Record<string, string>>

/** What `reply` gives. */
export interface MadeReply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: ReplyHeaders
}
