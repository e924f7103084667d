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

/** Flaws that are told one by one; of more, the number. */
export const MOST_FLAWS = 100

/**
 * Flaws in one sentence.
 *
 * @param total how many there are in all
 */
export function sayFlaws(flaws: readonly { readonly message: string }[], total: number): string {
  const said = flaws.map(({ message }) => message).join('; ')
  return total > flaws.length ? `${said}; and ${(total - flaws.length).toLocaleString('en-US')} more` : said
}
