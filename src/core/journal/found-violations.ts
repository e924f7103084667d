import type { Violation } from '../api/violation.ts'

/** Violations that are kept of one request; of more it is known how many. */
const MOST_VIOLATIONS = 100

const NONE: readonly never[] = []
const NO_COUNTS: ReadonlyMap<string, number> = new Map()

/** What one request broke, as it is found: the first of it, and the number of all. */
export class FoundViolations {
  count = 0
  #first: Violation[] | undefined
  #byRule: Map<string, number> | undefined

  /** The first of them. */
  get first(): readonly Violation[] {
    return this.#first ?? NONE
  }

  /** How often each rule was broken. */
  get byRule(): ReadonlyMap<string, number> {
    return this.#byRule ?? NO_COUNTS
  }

  add(violation: Violation): void {
    this.addOf(violation.rule, () => violation)
  }

  /** The same, of one that is only made where it is kept: there may be very many. */
  addOf(rule: string, make: () => Violation): void {
    this.#first ??= []
    this.#byRule ??= new Map()
    if (this.#first.length < MOST_VIOLATIONS) this.#first.push(make())
    this.#byRule.set(rule, (this.#byRule.get(rule) ?? 0) + 1)
    this.count++
  }
}
