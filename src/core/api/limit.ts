import type { ApiTypes, Call } from './call.ts'

/** How many requests are taken in a time of the sandbox's clock; one too many is refused, and counts. */
export interface Limit<T extends ApiTypes = ApiTypes> {
  readonly requests: number
  /** `1s`, `500ms`, `1m`. */
  readonly per: string
  /** Whose requests count together: a key, an account. Default: all do. */
  by?(call: Call<T> & { readonly caller: T['caller'] }): string
}
