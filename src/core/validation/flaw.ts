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

/** Flaws that are looked for in one list or object; there may be more. */
export const MOST_FOUND = 10_000

/**
 * Flaws in one sentence.
 *
 * @param total how many there are in all
 */
export function sayFlaws(flaws: readonly { readonly message: string }[], total: number): string {
  const said = flaws.map(({ message }) => message).join('; ')
  return total > flaws.length ? `${said}; and ${sayMore(total - flaws.length, total)}` : said
}

/** `4,900 more`, or `at least 9,901 more`. */
export function sayMore(more: number, total: number): string {
  const counted = `${more.toLocaleString('en-US')} more`
  return total > MOST_FOUND ? `at least ${counted}` : counted
}
