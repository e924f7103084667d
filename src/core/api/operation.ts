import type { Received } from '../http/input.ts'
import type { Random } from '../sandbox/random.ts'
import type { Collection } from '../store/collection.ts'
import type { Schema } from '../validation/schema.ts'
import type { OptionOf, Readings } from './readings.ts'
import type { Flaw } from './refusal.ts'

/** Parameters as they came: texts, and lists and objects of them (`filter[type]=client`). */
export type Params = { [name: string]: string | Params | (string | Params)[] | undefined }

export interface Reply {
  readonly status: number
  /** What the API encodes; leave it out for an empty body. */
  readonly body?: unknown
  /** Bytes to send as they are, in place of `body`. */
  readonly text?: string
  /** Headers beside the API's own. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A rule of the documentation that a request broke and was served all the same. */
export interface Violation {
  /** The contract's or documentation's name of the rule: `list.order`. */
  readonly rule: string
  /** Where in the request: `query.order`. */
  readonly at: string
  readonly value: unknown
  /** The passage that it breaks: page and heading. */
  readonly docs: string
}

/** What an API's types are: its records by collection, its readings, and who calls. */
export interface ApiTypes {
  // biome-ignore lint/suspicious/noExplicitAny: each API's own record types
  records: Record<string, any>
  readings: Readings
  caller: unknown
}

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
  /** What this API keeps beside its records, in this sandbox: a JSON value. */
  memory: unknown
}

/** A call whose credentials hold and whose input was read and fits its schemas. */
export interface ReadyCall<T extends ApiTypes, Q, B, F> extends Call<T> {
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Q
  readonly body: B
  readonly caller: T['caller']
  /** What `find` gave. */
  readonly found: F
}

// biome-ignore lint/suspicious/noExplicitAny: operations of any types stand in one list
export interface Operation<T extends ApiTypes = any, Q = any, B = any, F = any> {
  /** As the documentation names it: `client.add`. */
  readonly id: string
  readonly methods: readonly string[]
  /** Below the base path, with `:name` parameters. */
  readonly path: string
  /** The query parameter whose presence tells this operation from others of its path. */
  readonly when?: string
  /** What a parameter of the path must look like; a path with any other is unknown. */
  readonly params?: Readonly<Record<string, RegExp>>
  /** One line: what it does. */
  readonly summary: string
  /** The page and heading that document it. */
  readonly docs: string
  readonly query?: Schema<Q>
  readonly body?: Schema<B>
  /** The schema of each status that it succeeds with; null for an empty body. Refusals fit the API's `error`. */
  readonly replies: Readonly<Record<number, Schema | null>>
  /** Whether the version of the vendor's server that is played has it; where not, its method is refused. Default: it has. */
  available?(call: Call<T>): boolean
  /** Its answers are kept under a key, and given again for so many seconds of the sandbox's clock. */
  cache?(call: Call<T> & { readonly query: Q }): { readonly seconds: number; readonly key: string } | null
  /** Makes anew what of a kept answer is never kept: a time stamp, a request id. */
  refresh?(kept: Reply, call: Call<T>): Reply
  /**
   * Finds what the call names: in its path, before the input is looked at; where the path has no parameters, in its
   * query, once that is found right.
   */
  find?(
    call: Call<T> & {
      readonly params: Readonly<Record<string, string>>
      readonly query: Q
      readonly caller: T['caller']
    },
  ): F
  /** What is wrong beyond the schemas, told together with what they find. The body may be of any shape. */
  check?(call: Call<T> & { readonly query: Q; readonly body: unknown }): readonly Flaw[]
  /** Answers. Synchronous: no other request comes between. What it wrote is undone where it throws. */
  handle(call: ReadyCall<T, Q, B, F>): Reply
}

/**
 * Gives the function that declares an API's operations, typed by that API.
 *
 * @example
 * const operation = operations<{ records: Records; readings: typeof readings; caller: User }>()
 * export const info = operation('GET /client/info', { id: 'client.info', … })
 */
export function operations<T extends ApiTypes>() {
  /**
   * Declares one documented call.
   *
   * @param route verbs by comma, path below the base path, and the query parameter that tells it from others of the
   *   same path: `GET,POST /client/add`, `GET /clients/:id`, `GET /clients?tel`
   */
  return <Q = Params, B = undefined, F = undefined>(
    route: string,
    spec: Omit<Operation<T, Q, B, F>, 'methods' | 'path' | 'when'>,
  ): Operation<T, Q, B, F> => {
    const match = /^([A-Z,]+) (\/[^?]*)(?:\?(.+))?$/.exec(route)
    if (!match)
      throw new Error(
        `Cannot declare operation ${spec.id}: its route ${JSON.stringify(route)} is not «VERB /path». Mend the route.`,
      )
    return { ...spec, methods: match[1]!.split(','), path: match[2]!, ...(match[3] && { when: match[3] }) }
  }
}
