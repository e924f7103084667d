/** A rule of the documentation that a request broke and was served all the same. */
export interface Violation {
  /** The contract's or documentation's name of the rule: `list.order`. */
  readonly rule: string
  /** Where in the request: `query.order`. */
  readonly at: string
  readonly value: unknown
  /** The passage that it breaks: page and heading. */
  readonly docs: string
  /** Of `unknown-operation`: up to three operations that were perhaps meant, `salesman client.list`. */
  readonly nearest?: readonly string[]
}
