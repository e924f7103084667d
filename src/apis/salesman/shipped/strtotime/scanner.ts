import { type Pattern, parsePattern } from './patterns.ts'

/** A place in the patterns: what leads on, by a sign or by nothing. */
interface Place {
  readonly id: number
  readonly on: { readonly codes: ReadonlySet<number>; readonly to: Place }[]
  readonly free: Place[]
  /** The rule that ends here. */
  ends?: number
}

/** Every place where a text may be, after some of its signs. */
interface Step {
  readonly places: readonly Place[]
  readonly rule: number | undefined
  readonly next: Map<number, Step | null>
}

export interface DateToken {
  readonly rule: number
  /** Where it ends; one beyond the text where a pattern takes its end along. */
  readonly end: number
}

/**
 * Finds what a text begins with, as PHP's scanner does: of all rules the one that takes most, of those the first. Looks
 * at each sign once, whatever the text: regular expressions of the language would take the first that fits, and their
 * time could grow with the square of the text.
 */
export class Scanner {
  readonly #begin: Step
  readonly #steps = new Map<string, Step>()
  #places = 0

  /** @param rules patterns, the first first */
  constructor(rules: readonly string[]) {
    const begin = this.#place()
    for (const [rule, source] of rules.entries()) {
      const end = this.#place()
      end.ends = rule
      begin.free.push(this.#lay(parsePattern(source), end))
    }
    this.#begin = this.#step([begin])
  }

  /** The token at `at`; undefined where no rule fits. Behind the end of a text stand zeros. */
  token(text: string, at: number): DateToken | undefined {
    let step: Step | null = this.#begin
    let found: DateToken | undefined
    for (let place = at; step !== null && place <= text.length; place++) {
      step = this.#after(step, place < text.length ? text.charCodeAt(place) : 0)
      if (step?.rule !== undefined) found = { rule: step.rule, end: place + 1 }
    }
    return found
  }

  #place(): Place {
    return { id: this.#places++, on: [], free: [] }
  }

  /** Lays a pattern before `to`; gives where it begins. */
  #lay(pattern: Pattern, to: Place): Place {
    switch (pattern.kind) {
      case 'sign': {
        const place = this.#place()
        place.on.push({ codes: pattern.codes, to })
        return place
      }
      case 'sequence':
        return pattern.parts.reduceRight((next, part) => this.#lay(part, next), to)
      case 'choice': {
        const place = this.#place()
        for (const part of pattern.parts) place.free.push(this.#lay(part, to))
        return place
      }
      case 'repeat':
        return this.#layRepeat(pattern, to)
    }
  }

  #layRepeat({ part, least, most }: Extract<Pattern, { kind: 'repeat' }>, to: Place): Place {
    let place = to
    if (most === Number.POSITIVE_INFINITY) {
      place = this.#place()
      place.free.push(to, this.#lay(part, place))
    } else {
      for (let time = least; time < most; time++) {
        const optional = this.#place()
        optional.free.push(to, this.#lay(part, place))
        place = optional
      }
    }
    for (let time = 0; time < least; time++) place = this.#lay(part, place)
    return place
  }

  #after(step: Step, code: number): Step | null {
    let next = step.next.get(code)
    if (next === undefined) {
      const places = step.places.flatMap(({ on }) => on.filter(({ codes }) => codes.has(code)).map(({ to }) => to))
      next = places.length > 0 ? this.#step(places) : null
      // Signs that no pattern has are as many as there are letters: they are not remembered.
      if (next !== null || code < 128) step.next.set(code, next)
    }
    return next
  }

  #step(from: readonly Place[]): Step {
    const places = new Set(from)
    for (const { free } of places) for (const place of free) places.add(place)
    const key = [...places]
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join()
    let step = this.#steps.get(key)
    if (!step) {
      const ends = [...places].flatMap(place => place.ends ?? [])
      step = { places: [...places], rule: ends.length > 0 ? Math.min(...ends) : undefined, next: new Map() }
      this.#steps.set(key, step)
    }
    return step
  }
}
