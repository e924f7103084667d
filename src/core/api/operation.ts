import type { Params } from '../lib/params.ts'
import type { Work } from '../lib/slices.ts'
import type { Flaw } from '../validation/flaw.ts'
import type { Schema } from '../validation/schema.ts'
import type { ApiTypes, Call, ReadyCall } from './call.ts'
import type { DocumentedCase } from './documented-case.ts'
import type { Limit } from './limit.ts'
import { type OperationRoute, parseRoute, type Routed } from './route.ts'
import type { RouteParams } from './route-params.ts'

/** What an operation answers. */
export interface Reply {
  readonly status: number
  /** What the API encodes; bytes go as they are; leave it out for an empty body. */
  readonly body?: unknown
  /** Bytes to send as they are, in place of `body`. */
  readonly text?: string
  /** Headers beside the API's own. */
  readonly headers?: Readonly<Record<string, string>>
  /** The id of the documented case that it is, where the documentation tells several successes apart. */
  readonly case?: string
}

/** The schema of each status that an operation succeeds with; null for an empty body. */
// biome-ignore lint/suspicious/noExplicitAny: of any types
export type Replies = Readonly<Record<number, Schema<any> | null>>

/** One documented call: its route, what it takes and gives, and the function that answers it. */
// biome-ignore lint/suspicious/noExplicitAny: operations of any types stand in one list
export interface Operation<T extends ApiTypes = any, Q = any, B = any, F = any, R extends Replies = any, P = any>
  extends Routed {
  /** As the documentation names it: `client.add`. */
  readonly id: string
  /** What is wrong with its route, for `defineApi` to tell. */
  readonly misrouted?: string
  /** What a parameter of the path must look like; a path with any other is unknown. */
  readonly params?: Readonly<Record<string, RegExp>>
  /** One line: what it does. */
  readonly summary: string
  /** The page and heading that document it. */
  readonly docs: string
  readonly query?: Schema<Q>
  readonly body?: Schema<B>
  /** The schema of each status that it succeeds with; null for an empty body. Refusals fit the API's `error`. */
  readonly replies: R
  /** The answers that the documentation describes, beside the plain success and those that operations have in common. */
  readonly cases?: readonly DocumentedCase[]
  /** Whether the version of the vendor's server that is played has it; where not, its method is refused. Default: it has. */
  available?(call: Call<T>): boolean
  /** Its answers are kept under a key, and given again for so many seconds of the sandbox's clock. */
  cache?(call: Call<T> & { readonly query: Q }): { readonly seconds: number; readonly key: string } | null
  /** Renews the parts of a kept answer that are never kept: a time stamp, a request id. */
  refresh?(kept: Reply, call: Call<T>): Reply
  /**
   * Finds what the call names: in its path, before the input is looked at; where the path has no parameters, in its
   * query, once that is found right.
   */
  find?(
    call: Call<T> & {
      readonly params: P
      readonly query: Q
      readonly caller: T['caller']
    },
  ): F
  /** What is wrong beyond the schemas, told together with what they find. The body may be of any shape. */
  check?(call: Call<T> & { readonly query: Q; readonly body: unknown }): readonly Flaw[]
  /**
   * Answers. Synchronous: no other request comes between. What it wrote is undone where it throws.
   *
   * What takes long, as a list of ten thousand records does, is given as a generator whose steps stand alone: after
   * every hundredth what it wrote stays, and others are served.
   */
  handle(call: ReadyCall<T, Q, B, F, R, P>): Reply | Work<Reply>
  /** How many requests it takes in a time, beside what its API takes. */
  readonly limit?: Limit<T>
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
   *   same path: `GET,POST /client/add`, `GET /clients/:id`, `GET /clients?tel`; several: it answers at each
   */
  return <
    Q = Params,
    B = undefined,
    F = undefined,
    const R extends Replies = Replies,
    const P extends string | readonly string[] = string,
  >(
    route: P,
    spec: Omit<Operation<T, Q, B, F, R, RouteParams<P>>, keyof OperationRoute | 'aliases' | 'misrouted'>,
  ): Operation<T, Q, B, F, R, RouteParams<P>> => {
    const routes: readonly string[] = typeof route === 'string' ? [route] : route
    const parsed = routes.map(parseRoute)
    const wrong = parsed.findIndex(one => typeof one === 'string')
    if (wrong >= 0 || routes.length === 0) {
      const misrouted = `its route ${JSON.stringify(routes[wrong])} ${parsed[wrong]}`
      return { ...spec, methods: [], path: '', misrouted }
    }
    const [first, ...aliases] = parsed as OperationRoute[]
    return { ...spec, ...first!, ...(aliases.length > 0 && { aliases }) }
  }
}
