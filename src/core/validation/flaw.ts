/** One thing wrong with a request, as its schema found it. */
export interface Flaw {
  /** Where: `query.limit`, `body.recv.castInn`. */
  readonly at: string
  /** The JSON Schema keyword that does not hold: `required`, `type`, `enum`… */
  readonly rule: string
  /** The value that is wrong; undefined where it is missing. */
  readonly value: unknown
  /** What the rule says, in English: `must be a string`. */
  readonly message: string
  /** The keyword's own parameters, as ajv gives them. */
  readonly params: Readonly<Record<string, unknown>>
}
